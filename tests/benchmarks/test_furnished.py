"""What is planted of devices is counted as named, missed or wrong."""

from dataclasses import replace

import pytest

from benchmarks import furnished
from benchmarks.furnished import SEEDS, SPEC, Planted, Result, is_sure, look, told, told_of
from demo.furnishing import OF_DEVICES
from demo.spec import PlantedLink

LINK = PlantedLink("motion_light", "binary_sensor.hall", "light.hall", evidence=True)
RESULTS = (
    Result(
        1,
        (Planted("effect: light.a", is_sure=True, named=True),),
        (
            Planted("leak_valve", is_sure=True, named=True),
            Planted("door_light", is_sure=True, named=False),
            Planted("motion_light", is_sure=False, named=False),
        ),
        (),
        ("a tilt",),
    ),
    Result(
        2,
        (Planted("effect: light.b", is_sure=True, named=False),),
        (Planted("motion_light", is_sure=True, named=True, by_habit=True),),
        ("used: a lamp",),
        (),
    ),
)


@pytest.mark.parametrize(("kept", "occasions", "sure"), [(4, 5, False), (3, 3, True), (6, 7, True)])
def test_a_link_is_sure_if_its_own_occasions_would_do(
    kept: int, occasions: int, *, sure: bool
) -> None:
    times = tuple(map(float, range(occasions)))
    assert is_sure(replace(LINK, occasions=times, kept=times[:kept])) == sure
    assert is_sure(replace(LINK, evidence=False))


def test_recall_is_of_what_could_be_sure_and_anything_wrong_misses_the_goal() -> None:
    figures = list(told_of(RESULTS))
    assert [(one.value, one.unit, one.met) for one in figures] == [
        (0.5, "of 2", False),
        (2 / 3, "of 3", False),
        (1, "of 3", None),
        (0, "of 1", None),
        (1, "", False),
        (1, "in 2 seeds", None),
    ]


def test_what_was_missed_and_what_is_wrong_is_told() -> None:
    assert list(told(RESULTS)) == [
        "seed 1: missed door_light",
        "seed 1: missed (unsure) motion_light",
        "seed 1: neither, a tilt",
        "seed 2: missed effect: light.b",
        "seed 2: wrong, used: a lamp",
    ]


def test_ten_households_or_more_are_looked_at_with_all_that_concerns_devices() -> None:
    assert len(SEEDS) >= 10
    assert SPEC.kinds > OF_DEVICES


def test_a_household_is_written_read_and_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(furnished, "SPEC", replace(SPEC, events=2_000, kinds=OF_DEVICES))
    result = look(2)
    assert result.violations == ()
    assert len(result.features) == 4
    assert all(one.named for one in result.features)
    assert any(one.named for one in result.links)
