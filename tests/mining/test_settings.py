"""What a run asks for where it asks for nothing."""

from custom_components.homeiq.mining.settings import MiningSettings


def test_a_run_goes_on_and_knows_of_no_earlier_one() -> None:
    settings = MiningSettings()
    assert not settings.should_stop()
    assert not settings.dismissed
    assert not settings.shown_since
    assert settings.minimum_confidence == 0.6
