"""What the user chose, as it is stored and as it is read."""

from datetime import time

from custom_components.homeiq.options import RANGES, Options


def test_defaults_are_within_their_ranges() -> None:
    for name, (low, high) in RANGES.items():
        value = getattr(Options(), name)
        assert value is None or low <= value <= high, name


def test_nothing_stored_reads_as_the_defaults() -> None:
    assert Options.from_mapping({}) == Options()


def test_what_an_entry_stores_is_read_in_its_own_types() -> None:
    stored = {
        "history_days": 60.0,
        "run_at": "04:30:00",
        "max_suggestions": 5.0,
        "minimum_confidence": 0.7,
        "repairs_shown": 0.0,
        "excluded_entities": ["light.porch"],
        "automation_users": ["abc"],
        "zigbee2mqtt_topic": "home/zigbee",
        "max_tokens": 500.0,
        "concurrency": 2.0,
        "price_in": 0.5,
        "privacy": "pseudonyms",
    }
    options = Options.from_mapping(stored)
    assert options == Options(
        history_days=60,
        run_at=time(4, 30),
        max_suggestions=5,
        minimum_confidence=0.7,
        repairs_shown=0,
        excluded_entities=("light.porch",),
        automation_users=("abc",),
        zigbee2mqtt_topic="home/zigbee",
        max_tokens=500,
        concurrency=2,
        price_in=0.5,
        privacy="pseudonyms",
    )
    for whole in (options.history_days, options.max_tokens, options.concurrency):
        assert isinstance(whole, int)


def test_what_is_stored_and_unknown_is_left_alone() -> None:
    assert Options.from_mapping({"of_a_later_version": 1}) == Options()
