"""Who changes together by construction."""

from itertools import product

from custom_components.homeiq.mining.event_log import EventLog, Origin
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.relations import MIRROR_CHANGES, related
from tests.mining.build import BERLIN, HOME, Diary


def pairs(log: EventLog, home: Home) -> set[tuple[str, str]]:
    table = related(log, home)
    names = log.entities
    codes = range(len(names))
    return {(names[a], names[b]) for a, b in product(codes, codes) if table[a, b] and a < b}


def toggles(
    count: int, lag: float, every: int = 1, *, filler: int = 0, same: bool = True
) -> EventLog:
    """Return a log in which light.b goes along with every nth change of light.a.

    It goes to the same state, or else to the other one.
    """
    diary = Diary()
    for step in range(count):
        state = "on" if step % 2 else "off"
        diary.add(0, 600.0 * step, "light.a", state, Origin.DEVICE)
        if step % every == 0:
            echo = "on" if (step % 2 == 1) is same else "off"
            diary.add(0, 600.0 * step + lag, "light.b", echo, Origin.DEVICE)
        for number in range(filler):
            diary.add(0, 600.0 * step + lag / 2, f"sensor.{number}", f"s{step}", Origin.DEVICE)
    return diary.log()


def test_entities_of_one_device_are_related() -> None:
    log = toggles(2, 60)
    home = Home(BERLIN, devices={"light.a": "d", "light.b": "d", "light.c": "d"})
    assert pairs(log, home) == {("light.a", "light.b")}
    assert not pairs(log, Home(BERLIN, devices={"light.a": "d", "light.b": "e"}))


def test_a_group_and_its_members_are_related() -> None:
    diary = Diary()
    for number, entity_id in enumerate(("light.all", "light.a", "light.b", "light.c")):
        diary.add(0, 600.0 * number, entity_id, "on")
    home = Home(BERLIN, groups={"light.all": ("light.a", "light.b", "light.gone")})
    assert pairs(diary.log(), home) == {
        ("light.all", "light.a"),
        ("light.all", "light.b"),
        ("light.a", "light.b"),
    }


def test_everything_is_related_to_itself_and_either_way() -> None:
    table = related(toggles(12, 1.0), HOME)
    assert table.diagonal().all()
    assert (table == table.T).all()


def test_two_that_always_change_together_mirror_each_other() -> None:
    assert pairs(toggles(12, 1.0), HOME) == {("light.a", "light.b")}


def test_who_always_comes_with_the_same_change_of_another_is_of_its_group() -> None:
    assert pairs(toggles(40, 1.0, every=3), HOME) == {("light.a", "light.b")}


def test_who_comes_a_little_later_is_no_mirror() -> None:
    assert not pairs(toggles(12, 30.0), HOME)


def test_who_sometimes_comes_with_another_change_is_no_mirror() -> None:
    assert not pairs(toggles(40, 1.0, every=3, same=False), HOME)


def test_who_mostly_changes_by_itself_is_no_mirror() -> None:
    own = Diary()
    for step in range(40):
        state = ("off", "on")[step % 2]
        own.add(0, 600.0 * step, "light.b", state, Origin.DEVICE)
        own.add(0, 600.0 * step + (1.0 if step % 4 else 60.0), "light.a", state, Origin.DEVICE)
    assert not pairs(own.log(), HOME)


def test_a_group_that_nobody_declared_is_known_by_its_members() -> None:
    diary = Diary()
    for step in range(12):  # one lamp or the other, and the group with each
        lamp, start = f"light.{'ab'[step % 2]}", 1200.0 * step
        for at, state in ((start, "on"), (start + 600, "off")):
            diary.add(0, at, lamp, state, Origin.DEVICE)
            diary.add(0, at + 0.8, "light.both", state, Origin.DEVICE)
    assert pairs(diary.log(), HOME) == {("light.a", "light.both"), ("light.both", "light.b")}


def test_a_few_changes_tell_nothing() -> None:
    assert not pairs(toggles(MIRROR_CHANGES - 1, 1.0), HOME)


def test_a_mirror_is_seen_through_chatter_in_between() -> None:
    assert ("light.a", "light.b") in pairs(toggles(12, 1.0, filler=3), HOME)


def test_an_empty_log_relates_nobody() -> None:
    assert related(Diary().log(), HOME).shape == (0, 0)
