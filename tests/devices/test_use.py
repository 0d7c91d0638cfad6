"""What is known of the use of capabilities."""

from custom_components.homeiq.devices.use import DayUse, Use

DIM, TILT = ("lamp", "light.brightness"), ("blind", "cover.tilt_position")


def test_days_are_added_up() -> None:
    told = [DayUse(*DIM, 1, 2), DayUse(*TILT, 1, 1), DayUse(*DIM, 2, 3)]
    use = Use.of(told, days=9, watched=4)
    assert use.times == {DIM: 5, TILT: 1}
    assert (use.days, use.watched, use.named) == (9, 4, frozenset())
    assert Use.of((), 0) == Use()


def test_what_happened_once_or_is_named_is_used() -> None:
    use = Use({DIM: 1, TILT: 0}, frozenset({("fan", "fan.oscillate")}))
    assert use.is_used(*DIM)
    assert not use.is_used(*TILT)
    assert use.is_used("fan", "fan.oscillate")
    assert not use.is_used("fan", "fan.direction")
