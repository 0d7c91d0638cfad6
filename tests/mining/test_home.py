"""What the user says of a home."""

from custom_components.homeiq.mining.home import Home
from tests.mining.build import BERLIN


def test_globs_name_targets() -> None:
    home = Home(BERLIN, targets=("light.kitchen_*", "remote.tv"))
    assert home.is_target("light.kitchen_lamp")
    assert home.is_target("remote.tv")
    assert not home.is_target("light.hall")


def test_without_globs_nothing_is_named() -> None:
    assert not Home(BERLIN).is_target("light.a")
