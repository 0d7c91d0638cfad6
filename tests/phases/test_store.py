"""Phase: keep what was found."""

from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
import sqlite3
from zoneinfo import ZoneInfo

from homeassistant.core import HomeAssistant
import pytest

from custom_components.homeiq.const import DATABASE_FILE
from custom_components.homeiq.devices.health import Health
from custom_components.homeiq.devices.inventory import DeviceEntity, DeviceRecord, Inventory
from custom_components.homeiq.devices.opportunity import Opportunity
from custom_components.homeiq.devices.recipe import Branch, Recipe, Step
from custom_components.homeiq.devices.snapshot import Snapshot
from custom_components.homeiq.devices.synergies import Synergies
from custom_components.homeiq.devices.synergy import Synergy
from custom_components.homeiq.history.errors import HistoryError
from custom_components.homeiq.history.gather import ARCHIVE, Trouble
from custom_components.homeiq.mining.finding import (
    Evidence,
    Finding,
    Mined,
    NearMiss,
    NearMissReason,
    NoFindings,
)
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import StateTrigger
from custom_components.homeiq.mining.strength import Strength
from custom_components.homeiq.options import Options
from custom_components.homeiq.phases.capabilities import CAPABILITIES
from custom_components.homeiq.phases.phase import Change, PhaseFailedError
from custom_components.homeiq.phases.store import STORE
from custom_components.homeiq.store.repository import SaveResult
from custom_components.homeiq.store.store import Store
from custom_components.homeiq.store.strengths import Period
from custom_components.homeiq.suggestions.suggestion import Status, SuggestionType
from tests.living import Living
from tests.samples import FakeMemory, pattern_of, report_of, run_of, suggestion_of


def mined_of(*findings: Finding, misses: tuple[NearMiss, ...] = ()) -> Mined:
    return Mined(findings, misses, (pattern_of(5),), 12, 7, None)


def june(day: int) -> int:
    return date(2026, 6, day).toordinal()


def kept_in_june() -> tuple[Strength, ...]:
    return tuple(Strength("habit", june(day), day, 0, 0, 0) for day in range(1, 16))


async def test_the_run_its_patterns_and_what_changed_are_kept(
    hass: HomeAssistant, store: Store
) -> None:
    finding = Finding(pattern_of(1), Evidence())
    memory = FakeMemory(suggestion_of(2))
    run = run_of(
        hass, store=store, memory=memory, mined=mined_of(finding), found=(suggestion_of(1),)
    )
    added = await STORE.step(run)
    assert added.detail == "2 patterns kept, 2 suggestions new or changed"
    assert {each.id: each.status for each in memory.changed} == {
        "s1": Status.DRAFT,
        "s2": Status.EXPIRED,
    }
    assert [run.run_id for run in await store.runs()] == ["r1"]
    # The pattern of the finding is there too, so that its suggestion can refer to it.
    assert (await store.save_suggestions([suggestion_of(1), suggestion_of(5)])).skipped == ()


@pytest.mark.parametrize(
    ("run_at", "days"),
    [
        # The look back begins in the middle of the 2nd, and the 12th has just begun.
        ("2026-06-12T03:00:00+02:00", range(3, 12)),
        # A day that has just ended may not be recorded to its end.
        ("2026-06-12T00:10:00+02:00", range(3, 11)),
        ("2026-06-12T00:20:00+02:00", range(3, 12)),
        ("2026-06-11T23:59:00+02:00", range(2, 11)),
    ],
)
async def test_how_a_habit_was_kept_is_told_of_whole_days_only(
    hass: HomeAssistant, store: Store, run_at: str, days: range
) -> None:
    await hass.config.async_set_time_zone("Europe/Berlin")
    run = run_of(
        hass,
        store=store,
        days=10,
        started_at=datetime.fromisoformat(run_at),
        mined=replace(mined_of(), strengths=kept_in_june()),
        found=(),
    )
    await STORE.step(run)
    kept = await store.strengths("habit", Period.DAY)
    assert [one.day for one in kept] == [june(day) for day in days]
    assert all(one.right == date.fromordinal(one.day).day for one in kept)


async def test_a_shorter_look_back_does_not_tell_how_a_habit_was_kept(
    hass: HomeAssistant, store: Store
) -> None:
    run = run_of(
        hass,
        store=store,
        started_at=datetime(2026, 6, 20, tzinfo=UTC),
        report=report_of(run_id="r1", shorter=True),
        mined=replace(mined_of(), strengths=kept_in_june()),
        found=(),
    )
    await STORE.step(run)
    assert await store.strengths("habit", Period.DAY) == []
    run.report = replace(run.report, shorter=False)
    await STORE.step(run)
    assert len(await store.strengths("habit", Period.DAY)) == 15


async def test_what_the_options_exclude_expires_even_after_a_shorter_look(
    hass: HomeAssistant, store: Store
) -> None:
    memory = FakeMemory(suggestion_of(1), suggestion_of(2))
    home = Home(ZoneInfo("UTC"), excluded=frozenset({"light.l1"}))
    run = run_of(
        hass,
        store=store,
        memory=memory,
        mined=mined_of(),
        found=(),
        snapshot=Snapshot(home, Names(), frozenset()),
        report=report_of(run_id="r1", shorter=True),
    )
    await STORE.step(run)
    assert {each.id: each.status for each in memory.changed} == {"s1": Status.EXPIRED}


@pytest.mark.parametrize(
    ("availability", "expired"), [(None, {"s2"}), (0.98, {"s2"}), (0.3, {"s1", "s2"})]
)
async def test_what_is_about_a_device_that_is_away_for_a_while_does_not_expire(
    hass: HomeAssistant, store: Store, availability: float | None, expired: set[str]
) -> None:
    memory = FakeMemory(suggestion_of(1), suggestion_of(2))
    away, there = (
        DeviceRecord(
            f"d{number}", entities=(DeviceEntity(f"light.l{number}", state=state, name="Lamp"),)
        )
        for number, state in ((1, "unavailable"), (2, "on"))
    )
    snapshot = Snapshot(
        Home(ZoneInfo("UTC")), Names(), frozenset(), inventory=Inventory.of([away, there])
    )
    run = run_of(
        hass,
        store=store,
        memory=memory,
        mined=mined_of(),
        found=(),
        snapshot=snapshot,
        health={"d1": Health(availability=availability)},
    )
    await STORE.step(run)
    assert {each.id for each in memory.changed if each.status is Status.EXPIRED} == expired


@pytest.mark.parametrize(("category", "expired"), [("config", {"s2"}), ("", {"s1", "s2"})])
async def test_a_setting_that_was_not_told_of_yet_does_not_expire(
    hass: HomeAssistant, store: Store, category: str, expired: set[str]
) -> None:
    memory = FakeMemory(suggestion_of(1), suggestion_of(2))
    untold = DeviceEntity("light.l1", state="unknown", category=category)
    inventory = Inventory.of([DeviceRecord("d1", entities=(untold,))])
    run = run_of(
        hass,
        store=store,
        memory=memory,
        mined=mined_of(),
        found=(),
        snapshot=Snapshot(Home(ZoneInfo("UTC")), Names(), frozenset(), inventory=inventory),
    )
    await STORE.step(run)
    assert {each.id for each in memory.changed if each.status is Status.EXPIRED} == expired


async def test_a_history_that_begins_anew_expires_nothing(
    hass: HomeAssistant, store: Store
) -> None:
    memory = FakeMemory(suggestion_of(2))
    mined = replace(mined_of(), days_of_history=2, nothing=NoFindings.TOO_FEW_DAYS)
    await STORE.step(run_of(hass, store=store, memory=memory, mined=mined, found=()))
    assert memory.changed == []


async def test_what_the_user_automated_meanwhile_counts_as_accepted(
    hass: HomeAssistant, store: Store
) -> None:
    miss = NearMiss(Finding(pattern_of(1), Evidence()), NearMissReason.ALREADY_AUTOMATED, "mine")
    memory = FakeMemory(suggestion_of(1))
    run = run_of(hass, store=store, memory=memory, mined=mined_of(misses=(miss,)), found=())
    await STORE.step(run)
    assert [(each.status, each.accepted_by) for each in memory.changed] == [
        (Status.ACCEPTED, "user")
    ]


async def test_where_nothing_was_mined_nothing_expires(hass: HomeAssistant, store: Store) -> None:
    memory = FakeMemory(suggestion_of(1))
    added = await STORE.step(run_of(hass, store=store, memory=memory))
    assert memory.changed == []
    assert added.detail == "0 patterns kept, 0 suggestions new or changed"


async def test_a_shorter_look_back_lets_nothing_expire(hass: HomeAssistant, store: Store) -> None:
    memory = FakeMemory(suggestion_of(1))
    run = run_of(hass, store=store, memory=memory, mined=mined_of(), found=())
    run.report = replace(run.report, shorter=True)
    await STORE.step(run)
    assert memory.changed == []
    run.report = replace(run.report, shorter=False)
    await STORE.step(run)
    assert [each.status for each in memory.changed] == [Status.EXPIRED]


async def test_what_could_not_be_kept_is_told(hass: HomeAssistant, store: Store) -> None:
    class Picky(FakeMemory):
        """A fake that refuses everything."""

        async def async_change(self, change: Change) -> SaveResult:
            return SaveResult((), tuple(each.id for each in change(self.suggestions)))

    run = run_of(hass, store=store, memory=Picky(), mined=mined_of(), found=(suggestion_of(1),))
    added = await STORE.step(run)
    assert added.detail.endswith("1 could not be kept")


async def test_a_store_that_cannot_be_had_fails_the_run(hass: HomeAssistant, store: Store) -> None:
    await store.async_close()
    with pytest.raises(PhaseFailedError, match="closed"):
        await STORE.step(run_of(hass, store=store))
    assert STORE.vital


@pytest.mark.parametrize(
    ("key", "looked_for"), [("recorder", False), (ARCHIVE, False), ("influxdb", True)]
)
async def test_where_known_days_could_not_be_read_nothing_is_gone(
    hass: HomeAssistant, store: Store, key: str, *, looked_for: bool
) -> None:
    memory = FakeMemory(suggestion_of(1))
    mined = replace(mined_of(), strengths=kept_in_june())
    run = run_of(hass, store=store, memory=memory, mined=mined, found=())
    run.started_at = datetime(2026, 6, 20, tzinfo=UTC)
    run.troubles = (Trouble(key, HistoryError("away")),)
    await STORE.step(run)
    assert [each.status for each in memory.changed] == [Status.EXPIRED] * looked_for
    assert len(await store.strengths("habit", Period.DAY)) == 15 * looked_for


def offer(number: int = 1) -> Opportunity:
    return Opportunity("dim_at_night", "light.brightness", (f"lamp{number}",), (), "", "", 0.5, 0.5)


def leak() -> Synergy:
    trigger = StateTrigger("binary_sensor.leak", "on", "off")
    close = Step("valve.close_valve", "valve.main")
    recipe = Recipe((Branch(trigger, (close,)),))
    return Synergy("leak_valve", ("binary_sensor.leak", "valve.main"), None, recipe, 0.4)


def kept_of_each_type() -> FakeMemory:
    """Return a habit, a feature and a synergy that wait for an answer."""
    return FakeMemory(
        suggestion_of(1),
        suggestion_of(2, type=SuggestionType.FEATURE, fingerprint=offer().fingerprint),
        suggestion_of(3, type=SuggestionType.SYNERGY, fingerprint=leak().fingerprint),
    )


async def test_what_devices_can_do_and_what_came_of_it_is_kept(
    hass: HomeAssistant, store: Store, living: Living
) -> None:
    lamp = living.lamp("light.bed", "Bed lamp")
    hass.states.async_set("light.bed", "off")
    run = run_of(hass, store=store, opportunities=(offer(),), synergies=Synergies((leak(),)))
    await CAPABILITIES.step(run)
    await STORE.step(run)
    assert (await store.devices.capabilities()).keys() == {lamp}
    with closing(sqlite3.connect(hass.config.path(DATABASE_FILE))) as database:
        assert database.execute("SELECT device_id FROM opportunities").fetchall() == [("lamp1",)]
        assert database.execute("SELECT relation FROM synergies").fetchall() == [("leak_valve",)]


async def test_a_device_that_is_gone_is_put_away_and_comes_back(
    hass: HomeAssistant, store: Store, living: Living
) -> None:
    lamp = living.lamp("light.bed", "Bed lamp")
    hass.states.async_set("light.bed", "off")
    first = run_of(hass, store=store)
    await CAPABILITIES.step(first)
    await STORE.step(first)
    for excluded, days, known in (
        ((), 1, {lamp}),
        (("light.bed",), 2, {lamp}),
        (("light.bed",), 33, set()),
        ((), 34, {lamp}),
    ):
        options = Options(excluded_entities=excluded)
        moment = first.started_at + timedelta(days=days)
        run = run_of(hass, store=store, options=options, started_at=moment)
        await CAPABILITIES.step(run)
        await STORE.step(run)
        assert (await store.devices.capabilities()).keys() == known


@pytest.mark.parametrize(
    ("opportunities", "synergies", "gone"),
    [
        (None, None, {"s1"}),
        ((), None, {"s1", "s2"}),
        (None, Synergies(), {"s1", "s3"}),
        ((), Synergies(), {"s1", "s2", "s3"}),
    ],
)
async def test_only_what_was_looked_for_expires(
    hass: HomeAssistant,
    store: Store,
    opportunities: tuple[Opportunity, ...] | None,
    synergies: Synergies | None,
    gone: set[str],
) -> None:
    memory = kept_of_each_type()
    run = run_of(
        hass,
        store=store,
        memory=memory,
        mined=mined_of(),
        opportunities=opportunities,
        synergies=synergies,
        found=(),
    )
    await STORE.step(run)
    assert {each.id for each in memory.changed if each.status is Status.EXPIRED} == gone
    run.report = replace(run.report, shorter=True)
    await STORE.step(run)
    assert memory.changed == [], "a shorter look back can tell nothing"


async def test_what_the_user_connected_meanwhile_counts_as_accepted(
    hass: HomeAssistant, store: Store
) -> None:
    memory = kept_of_each_type()
    connected = Synergies((), 0, frozenset({leak().fingerprint}))
    run = run_of(hass, store=store, memory=memory, mined=mined_of(), synergies=connected, found=())
    await STORE.step(run)
    accepted = [each for each in memory.changed if each.status is Status.ACCEPTED]
    assert [(each.id, each.accepted_by) for each in accepted] == [("s3", "user")]


async def test_a_feature_that_the_user_automated_meanwhile_counts_as_accepted(
    hass: HomeAssistant, store: Store
) -> None:
    memory = kept_of_each_type()
    (feature,) = (one for one in memory.suggestions if one.type is SuggestionType.FEATURE)
    run = run_of(hass, store=store, memory=memory, opportunities=(), found=())
    run.built = frozenset({feature.fingerprint})
    await STORE.step(run)
    assert [(one.id, one.accepted_by) for one in memory.changed] == [(feature.id, "user")]


async def test_what_was_looked_at_without_mining_is_new_but_nothing_expires(
    hass: HomeAssistant, store: Store
) -> None:
    memory = kept_of_each_type()
    new = suggestion_of(4, type=SuggestionType.FEATURE, fingerprint=offer(4).fingerprint)
    run = run_of(hass, store=store, memory=memory, opportunities=(offer(4),), found=(new,))
    await STORE.step(run)
    assert [(each.id, each.status) for each in memory.changed] == [("s4", Status.DRAFT)]
