"""Who an entity is when it is renamed, removed or comes back."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, strategies as st
import pytest

from custom_components.homeiq.store.archive_entities import (
    AWAY,
    KeptEntity,
    entities,
    follow,
    followed,
    forget,
    register,
)
from custom_components.homeiq.store.repository import Repository
from tests.mining.build import quick
from tests.store.make import NOW

A = KeptEntity(1, "light.a", "reg-a")
B = KeptEntity(2, "light.b", "reg-b")
STATE = KeptEntity(3, "light.without_registry")
LATER = NOW + timedelta(days=1)


def _followed(
    before: list[KeptEntity], registered: dict[str, str], *states: str, now: datetime = NOW
) -> tuple[set[KeptEntity], dict[int, int | None]]:
    after, moves = followed(before, registered, {*registered.values(), *states}, now)
    return set(after), dict(moves)


def test_what_did_not_change_stays() -> None:
    registered = {"reg-a": "light.a", "reg-b": "light.b"}
    assert _followed([A, B, STATE], registered, "light.without_registry") == ({A, B, STATE}, {})


def test_who_is_registered_is_remembered() -> None:
    fresh = replace(A, registry_id=None)
    assert _followed([fresh], {"reg-a": "light.a"}) == ({A}, {})


def test_a_new_name_is_taken_over() -> None:
    assert _followed([A], {"reg-a": "light.kitchen"}) == (
        {replace(A, entity_id="light.kitchen")},
        {},
    )


def test_names_are_exchanged() -> None:
    third = KeptEntity(3, "light.c", "reg-c")
    assert _followed([A, B, third], {"reg-a": "light.b", "reg-b": "light.c", "reg-c": "light.a"})[
        0
    ] == {
        replace(A, entity_id="light.b"),
        replace(B, entity_id="light.c"),
        replace(third, entity_id="light.a"),
    }


@pytest.mark.parametrize("gone", [B, replace(B, registry_id=None), replace(B, absent_since=NOW)])
def test_who_takes_the_name_of_one_that_is_gone_takes_its_events(gone: KeptEntity) -> None:
    for before in ([A, gone], [gone, A]):
        renamed = replace(A, entity_id="light.b")
        assert _followed(before, {"reg-a": "light.b"}) == ({renamed}, {2: 1})


def test_who_is_gone_is_put_away_and_comes_back() -> None:
    away, moves = _followed([A, STATE], {})
    assert away == {replace(A, absent_since=NOW), replace(STATE, absent_since=NOW)}
    assert moves == {}
    assert _followed(list(away), {}, now=LATER)[0] == away, "since it left"
    back, _ = _followed(list(away), {"reg-a": "light.a"}, "light.without_registry", now=LATER)
    assert back == {A, STATE}


def test_who_comes_back_by_another_name_is_the_same() -> None:
    (away,), _ = _followed([A], {})
    assert _followed([away], {"reg-a": "light.new"}) == ({replace(A, entity_id="light.new")}, {})


def test_who_is_registered_anew_by_the_old_name_is_the_same() -> None:
    (away,), _ = _followed([A], {})
    assert _followed([away], {"reg-new": "light.a"}) == ({replace(A, registry_id="reg-new")}, {})


def test_who_lost_the_registry_but_has_a_state_is_here() -> None:
    assert _followed([A], {}, "light.a") == ({A}, {})


def test_who_stays_away_is_forgotten() -> None:
    (away,), _ = _followed([A], {})
    almost = NOW + AWAY - timedelta(seconds=1)
    assert _followed([away], {}, now=almost) == ({away}, {})
    assert _followed([away], {}, now=NOW + AWAY) == (set(), {1: None})
    assert _followed([away], {"reg-a": "light.a"}, now=NOW + AWAY) == ({A}, {})


NAMES = st.sampled_from([f"light.{letter}" for letter in "abcde"])
IDS = st.sampled_from([f"reg-{letter}" for letter in "abcde"])
KNOWN = st.lists(
    st.tuples(NAMES, st.none() | IDS, st.none() | st.just(NOW - AWAY / 2)),
    max_size=5,
    unique_by=(lambda one: one[0], lambda one: one[1] or one[0]),
).map(lambda rows: [KeptEntity(number, *row) for number, row in enumerate(rows, 1)])
REGISTRY = st.lists(st.tuples(IDS, NAMES), unique_by=(lambda one: one[0], lambda one: one[1])).map(
    dict
)


@quick
@given(KNOWN, REGISTRY, st.frozensets(NAMES), st.integers(0, 40))
def test_whatever_happens_names_and_registry_ids_stay_unique_and_nobody_is_lost(
    before: list[KeptEntity], registered: dict[str, str], states: frozenset[str], days: int
) -> None:
    now = NOW + timedelta(days=days)
    after, moves = followed(before, registered, states, now)
    names = [entity.entity_id for entity in after]
    ids = [entity.registry_id for entity in after if entity.registry_id is not None]
    assert len(names) == len(set(names))
    assert len(ids) == len(set(ids))
    assert {entity.id for entity in after} | moves.keys() == {entity.id for entity in before}
    assert {entity.id for entity in after}.isdisjoint(moves)
    assert {other for other in moves.values() if other} <= {entity.id for entity in after}
    here = states | set(registered.values())
    assert all((entity.absent_since is None) == (entity.entity_id in here) for entity in after)
    again, nothing = followed(after, registered, states, now)
    assert (set(again), nothing) == (set(after), {}), "once is enough"


# In the database


def test_entities_are_known_once(repository: Repository) -> None:
    with repository.writing() as connection:
        first = register(connection, ["light.b", "light.a"])
        assert register(connection, ["light.c", "light.a"]) == {**first, "light.c": 3}
        assert register(connection, []) == {**first, "light.c": 3}
        forget(connection, [first["light.a"]])
        assert [entity.entity_id for entity in entities(connection)] == ["light.b", "light.c"]


def test_what_is_followed_is_kept(repository: Repository) -> None:
    with repository.writing() as connection:
        ids = register(connection, ["light.a", "light.b", "light.c", "light.d"])
        now_registered = {"reg-a": "light.a", "reg-b": "light.b", "reg-c": "light.c"}
        assert follow(connection, now_registered, [], NOW) == {}
        exchanged = {"reg-a": "light.b", "reg-b": "light.a", "reg-c": "light.d"}
        assert follow(connection, exchanged, [], NOW) == {ids["light.d"]: ids["light.c"]}
        assert follow(connection, {"reg-a": "light.b"}, ["light.d"], NOW) == {}
    with repository.reading() as connection:
        assert set(entities(connection)) == {
            KeptEntity(ids["light.a"], "light.b", "reg-a"),
            KeptEntity(ids["light.b"], "light.a", "reg-b", NOW),
            KeptEntity(ids["light.c"], "light.d", "reg-c"),
        }
