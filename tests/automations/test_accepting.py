"""Automations on their way into a real home, with somebody or something in between."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from homeassistant.core import HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed
import yaml

from custom_components.homeiq.automations import accepting, running
from custom_components.homeiq.automations.accepting import LOOK_AGAIN, Acceptor
from custom_components.homeiq.automations.adding import NewAutomation
from custom_components.homeiq.automations.editing import EditError
from custom_components.homeiq.automations.editor import Editor, Plan
from custom_components.homeiq.automations.intent import Intent
from custom_components.homeiq.automations.running import NotRunningError
from custom_components.homeiq.report import CausedError
from custom_components.homeiq.store.intents import StoredIntents
from tests.automations.living_file import OURS, THEIRS, put, text_of

NEW = NewAutomation("s1", "homeiq_s1", OURS, enabled=True, label="From HomeIQ.")
ENTITY = "automation.ours"


class Lost:
    """Hears of what got lost."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str | None]] = []

    async def __call__(self, new: NewAutomation, error: CausedError) -> None:
        self.heard.append((new.automation_id, error.key))

    def found(self, suggestion_id: str) -> None:
        """Hear that one is there again."""
        self.heard = [each for each in self.heard if each[0] != f"homeiq_{suggestion_id}"]


async def nothing() -> None:
    """Have nothing to keep."""


@pytest.fixture
def lost() -> Lost:
    return Lost()


@pytest.fixture
def acceptor(
    hass: HomeAssistant,
    path: Path,
    journal: StoredIntents,
    lost: Lost,
    monkeypatch: pytest.MonkeyPatch,
) -> Acceptor:
    monkeypatch.setattr(accepting, "_SETTLED_SECONDS", 0.01)
    return Acceptor(hass, journal, lost, lost.found)


def ids(path: Path) -> list[str]:
    return [each["id"] for each in yaml.safe_load(text_of(path))]


def meddle(
    hass: HomeAssistant,
    *,
    before: Callable[[], object] = lambda: None,
    after: Callable[[], object] = lambda: None,
) -> None:
    """Have something happen before or after each reload."""
    reload = hass.services.async_services_internal()["automation"]["reload"].job.target

    async def meddling(call: ServiceCall) -> None:
        before()
        answer = reload(call)
        assert isinstance(answer, Awaitable)
        await answer
        after()

    hass.services.async_register("automation", "reload", meddling)


def once(work: Callable[[], object]) -> Callable[[], object]:
    """Return the work, to be done the first time only."""
    waiting = [work]
    return lambda: waiting and waiting.pop()()


async def look_later(hass: HomeAssistant) -> None:
    async_fire_time_changed(hass, dt_util.utcnow() + LOOK_AGAIN)
    await hass.async_block_till_done()


async def test_what_is_added_is_in_the_file_runs_and_leaves_no_intent_for_long(
    hass: HomeAssistant, path: Path, acceptor: Acceptor, journal: StoredIntents
) -> None:
    seen: list[tuple[list[str], str, bool, bool]] = []

    async def kept() -> None:
        (begun,) = await journal.begun()
        at = (begun.path, begun.enabled, begun.before == "")
        seen.append((ids(path), *at))

    assert await acceptor.async_add(NEW, kept) == ENTITY
    assert seen == [(["theirs", "homeiq_s1"], str(path), True, False)]
    assert text_of(path).startswith(THEIRS)
    assert len(await journal.begun()) == 1, "until it was looked at again"
    await look_later(hass)
    assert await journal.begun() == []
    assert await acceptor.async_there(NEW) == ENTITY
    await acceptor.async_stop()


async def test_what_the_file_holds_already_is_not_written_again(
    hass: HomeAssistant, path: Path, acceptor: Acceptor
) -> None:
    await acceptor.async_add(NEW, nothing)
    before = text_of(path)
    assert await acceptor.async_add(replace(NEW, enabled=False), nothing) == ENTITY
    assert text_of(path) == before
    assert hass.states.is_state(ENTITY, "off")


async def test_what_was_there_before_stays_where_it_is_not_kept(
    hass: HomeAssistant, path: Path, acceptor: Acceptor
) -> None:
    async def refuse() -> None:
        raise HomeAssistantError("no")

    await acceptor.async_add(NEW, nothing)
    before = text_of(path)
    with pytest.raises(HomeAssistantError, match="no"):
        await acceptor.async_add(NEW, refuse)
    assert text_of(path) == before
    assert hass.states.is_state(ENTITY, "on")


async def test_what_is_not_kept_is_taken_out_again(
    hass: HomeAssistant, path: Path, acceptor: Acceptor, journal: StoredIntents
) -> None:
    async def refuse() -> None:
        raise HomeAssistantError("no")

    before = text_of(path)
    with pytest.raises(HomeAssistantError, match="no"):
        await acceptor.async_add(NEW, refuse)
    assert text_of(path) == before
    assert await journal.begun() == []
    assert await acceptor.async_there(NEW) is None


async def test_a_home_that_cannot_be_loaded_anew_keeps_its_file_as_it_was(
    hass: HomeAssistant, path: Path, acceptor: Acceptor, journal: StoredIntents
) -> None:
    put(
        Path(hass.config.path("configuration.yaml")),
        "automation: !include automations.yaml\nscene: !include gone.yaml\n",
    )
    before = text_of(path)
    with pytest.raises(NotRunningError) as error:
        await acceptor.async_add(NEW, nothing)
    assert error.value.key == "accept_reload_failed"
    assert text_of(path) == before
    assert await journal.begun() == []


async def test_one_whose_entity_is_disabled_is_taken_out_again(
    hass: HomeAssistant, path: Path, acceptor: Acceptor
) -> None:
    er.async_get(hass).async_get_or_create(
        "automation", "automation", "homeiq_s1", disabled_by=er.RegistryEntryDisabler.USER
    )
    before = text_of(path)
    with pytest.raises(NotRunningError) as error:
        await acceptor.async_add(NEW, nothing)
    assert error.value.key == "accept_not_loaded"
    assert text_of(path) == before


async def test_an_older_copy_that_comes_before_the_reload_is_mended(
    hass: HomeAssistant, path: Path, acceptor: Acceptor, journal: StoredIntents
) -> None:
    meddle(hass, before=once(lambda: put(path, THEIRS)))
    assert await acceptor.async_add(NEW, nothing) == ENTITY
    assert ids(path) == ["theirs", "homeiq_s1"]
    await look_later(hass)
    assert await journal.begun() == []


async def test_an_older_copy_that_comes_after_the_reload_is_mended(
    hass: HomeAssistant, path: Path, acceptor: Acceptor
) -> None:
    meddle(hass, after=once(lambda: put(path, THEIRS)))
    assert await acceptor.async_add(NEW, nothing) == ENTITY
    assert ids(path) == ["theirs", "homeiq_s1"]
    assert hass.states.is_state(ENTITY, "on")


async def test_a_file_that_is_written_over_each_time_is_given_up(
    hass: HomeAssistant, path: Path, acceptor: Acceptor, journal: StoredIntents
) -> None:
    meddle(hass, after=lambda: put(path, THEIRS))
    with pytest.raises(EditError) as error:
        await acceptor.async_add(NEW, nothing)
    assert error.value.key == "automations_changed"
    assert ids(path) == ["theirs"]
    assert await journal.begun() == []
    assert await acceptor.async_there(NEW) is None


async def test_what_was_written_over_and_cannot_be_written_again_runs_no_more(
    hass: HomeAssistant,
    path: Path,
    acceptor: Acceptor,
    journal: StoredIntents,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write, written = Editor.write, [True]

    def full(editor: Editor, plan: Plan) -> None:
        """Stand in for a disk with room for one more file."""
        if not written:
            raise EditError("no room", "automations_disk_full", path=str(path))
        written.clear()
        write(editor, plan)

    monkeypatch.setattr(Editor, "write", full)
    meddle(hass, after=once(lambda: put(path, THEIRS)))
    with pytest.raises(EditError, match="no room"):
        await acceptor.async_add(NEW, nothing)
    assert text_of(path) == THEIRS
    assert hass.states.get(ENTITY) is None
    assert await journal.begun() == []


async def test_an_edit_in_between_is_kept(
    hass: HomeAssistant, path: Path, acceptor: Acceptor
) -> None:
    def edit() -> None:
        put(path, text_of(path).replace("Goodnight", "Good night"))

    async def refuse() -> None:
        raise HomeAssistantError("no")

    meddle(hass, before=once(edit))
    with pytest.raises(HomeAssistantError, match="no"):
        await acceptor.async_add(NEW, refuse)
    assert text_of(path) == THEIRS.replace("Goodnight", "Good night")


async def test_what_cannot_be_taken_out_is_told_and_left_to_the_next_start(
    hass: HomeAssistant,
    path: Path,
    acceptor: Acceptor,
    journal: StoredIntents,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def stuck(_self: Editor, _plan: Plan) -> None:
        """Stand in for a disk that has become read-only."""
        raise EditError("it may not be written", "automations_read_only", path=str(path))

    async def refuse() -> None:
        raise HomeAssistantError("no")

    monkeypatch.setattr(Editor, "put_back", stuck)
    with pytest.raises(EditError) as error:
        await acceptor.async_add(NEW, refuse)
    assert error.value.key == "accept_not_undone"
    assert error.value.values["path"] == str(path)
    assert [each.automation_id for each in await journal.begun()] == ["homeiq_s1"]


async def test_where_nothing_can_be_written_no_intent_is_left(
    hass: HomeAssistant,
    path: Path,
    acceptor: Acceptor,
    journal: StoredIntents,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(_self: Editor, _plan: Plan) -> None:
        """Stand in for a disk that is full."""
        raise EditError("no room", "automations_disk_full", path=str(path))

    monkeypatch.setattr(Editor, "write", full)
    with pytest.raises(EditError):
        await acceptor.async_add(NEW, nothing)
    assert text_of(path) == THEIRS
    assert await journal.begun() == []


class FullJournal:
    """Stands in for a journal whose disk is full, from the beginning or by the end."""

    def __init__(self, journal: StoredIntents, *, fails: str) -> None:
        self.begun = journal.begun
        self.begin = self._fail if fails == "begin" else journal.begin
        self.end = self._fail if fails == "end" else journal.end

    async def _fail(self, _what: object) -> None:
        raise CausedError("no room")


async def test_without_an_intent_nothing_is_written(
    hass: HomeAssistant, path: Path, journal: StoredIntents, lost: Lost
) -> None:
    acceptor = Acceptor(hass, FullJournal(journal, fails="begin"), lost, lost.found)
    with pytest.raises(CausedError, match="no room"):
        await acceptor.async_add(NEW, nothing)
    assert text_of(path) == THEIRS


async def test_an_intent_that_cannot_be_ended_does_not_undo_what_is_done(
    hass: HomeAssistant, path: Path, journal: StoredIntents, lost: Lost
) -> None:
    acceptor = Acceptor(hass, FullJournal(journal, fails="end"), lost, lost.found)
    assert await acceptor.async_add(NEW, nothing) == ENTITY
    assert [each.suggestion_id for each in await journal.begun()] == ["s1"]


async def test_minutes_later_what_was_written_over_is_added_again_as_it_is(
    hass: HomeAssistant, path: Path, acceptor: Acceptor, lost: Lost, journal: StoredIntents
) -> None:
    await acceptor.async_add(NEW, nothing)
    await hass.services.async_call("automation", "turn_off", {"entity_id": ENTITY}, blocking=True)
    put(path, THEIRS + "# edited\n")
    await look_later(hass)
    assert ids(path) == ["theirs", "homeiq_s1"]
    assert "# edited" in text_of(path)
    assert hass.states.is_state(ENTITY, "off"), "somebody has turned it off meanwhile"
    assert lost.heard == []
    assert await journal.begun() == []


async def test_minutes_later_all_is_well_as_a_rule(
    hass: HomeAssistant, path: Path, acceptor: Acceptor, lost: Lost
) -> None:
    await acceptor.async_add(NEW, nothing)
    before = text_of(path)
    await look_later(hass)
    assert text_of(path) == before
    assert lost.heard == []


async def test_what_somebody_deletes_soon_is_added_again_by_no_start(
    hass: HomeAssistant, path: Path, acceptor: Acceptor, journal: StoredIntents
) -> None:
    await acceptor.async_add(NEW, nothing)
    er.async_get(hass).async_update_entity(ENTITY, icon="mdi:lamp")
    await hass.async_block_till_done()
    assert len(await journal.begun()) == 1
    # So does the editor: the file, then the registry, then a reload.
    put(path, THEIRS)
    er.async_get(hass).async_remove(ENTITY)
    await hass.async_block_till_done()
    assert await journal.begun() == []
    await look_later(hass)
    assert ids(path) == ["theirs"]


@pytest.mark.parametrize("when", ["before", "while"])
async def test_what_somebody_has_removed_stays_away(
    hass: HomeAssistant, path: Path, acceptor: Acceptor, when: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await acceptor.async_add(NEW, nothing)
    put(path, THEIRS)

    async def remove() -> None:
        await hass.services.async_call("automation", "reload", {}, blocking=True)

    if when == "before":
        await remove()
        await look_later(hass)
    else:
        monkeypatch.setattr(accepting, "_SETTLED_SECONDS", 0.5)
        await asyncio.gather(acceptor.async_look(NEW), remove())
    assert ids(path) == ["theirs"]
    assert await acceptor.async_there(NEW) is None


BOTH = "automation: !include automations.yaml\n"


async def async_moved(hass: HomeAssistant, path: Path, besides: str = BOTH) -> None:
    """Have ours in another file, where somebody has moved it to."""
    ours = text_of(path).removeprefix(THEIRS)
    put(path, THEIRS)
    put(path.with_name("mine.yaml"), ours)
    put(path.with_name("configuration.yaml"), f"{besides}automation mine: !include mine.yaml\n")
    await hass.services.async_call("automation", "reload", {}, blocking=True)
    assert hass.states.is_state(ENTITY, "on")


@pytest.mark.parametrize("besides", [BOTH, ""])
async def test_what_somebody_has_moved_to_another_file_is_not_added_a_second_time(
    hass: HomeAssistant,
    path: Path,
    acceptor: Acceptor,
    journal: StoredIntents,
    lost: Lost,
    besides: str,
) -> None:
    await acceptor.async_add(NEW, nothing)
    await async_moved(hass, path, besides)
    assert await acceptor.async_there(NEW) == ENTITY
    await look_later(hass)
    await acceptor.async_look_all([NEW])
    await acceptor.async_add_again(NEW)
    assert ids(path) == ["theirs"]
    assert await journal.begun() == []
    assert lost.heard == []


async def test_where_many_were_moved_all_files_are_read_once(
    hass: HomeAssistant, path: Path, acceptor: Acceptor, monkeypatch: pytest.MonkeyPatch
) -> None:
    await acceptor.async_add(NEW, nothing)
    await async_moved(hass, path)
    reads: list[HomeAssistant] = []
    read = running.async_hass_config_yaml

    async def counted(hass: HomeAssistant) -> dict[str, Any]:
        reads.append(hass)
        return await read(hass)

    monkeypatch.setattr(running, "async_hass_config_yaml", counted)
    await acceptor.async_look_all([NEW] * 5)
    assert len(reads) == 1
    assert ids(path) == ["theirs"]
    await acceptor.async_stop()


async def test_where_nothing_can_be_loaded_nothing_is_added_again(
    hass: HomeAssistant, path: Path, acceptor: Acceptor, lost: Lost
) -> None:
    await acceptor.async_add(NEW, nothing)
    put(path, THEIRS)
    put(path.with_name("mine.yaml"), "broken: [")
    put(
        path.with_name("configuration.yaml"),
        "automation: !include automations.yaml\nautomation mine: !include mine.yaml\n",
    )
    with pytest.raises(NotRunningError):
        await acceptor.async_there(NEW)
    await acceptor.async_look(NEW)
    assert ids(path) == ["theirs"]
    assert lost.heard == [("homeiq_s1", "accept_reload_failed")]


async def test_what_was_renamed_and_deleted_soon_is_added_again_by_no_start(
    hass: HomeAssistant, path: Path, acceptor: Acceptor, journal: StoredIntents
) -> None:
    await acceptor.async_add(NEW, nothing)
    renamed = "automation.dusk"
    er.async_get(hass).async_update_entity(ENTITY, new_entity_id=renamed)
    await hass.async_block_till_done()
    put(path, THEIRS)
    er.async_get(hass).async_remove(renamed)
    await hass.async_block_till_done()
    assert await journal.begun() == []
    await acceptor.async_stop()


async def test_once_stopped_nothing_is_added_again(
    path: Path, acceptor: Acceptor, lost: Lost
) -> None:
    await acceptor.async_stop()
    await acceptor.async_add_again(NEW)
    assert text_of(path) == THEIRS
    assert lost.heard == []


async def test_what_cannot_be_added_again_is_told(
    hass: HomeAssistant, path: Path, acceptor: Acceptor, lost: Lost
) -> None:
    await acceptor.async_add(NEW, nothing)
    put(path, "broken: [")
    await look_later(hass)
    assert lost.heard == [("homeiq_s1", "automations_invalid")]
    assert hass.states.is_state(ENTITY, "on")


async def test_many_are_looked_at_together(
    hass: HomeAssistant, path: Path, acceptor: Acceptor, lost: Lost
) -> None:
    other = replace(NEW, suggestion_id="s2", automation_id="homeiq_s2")
    gone = replace(NEW, suggestion_id="s3", automation_id="homeiq_s3")
    await acceptor.async_look_all([gone])
    await acceptor.async_add(NEW, nothing)
    await acceptor.async_add(other, nothing)
    await acceptor.async_look_all([NEW, other, gone])
    both = text_of(path)
    put(path, both.split("- id: homeiq_s2")[0])
    await acceptor.async_look_all([NEW, other, gone])
    assert text_of(path) == both
    put(path, "broken: [")
    await acceptor.async_look_all([NEW, other, gone])
    assert text_of(path) == "broken: ["
    assert lost.heard == []


async def test_once_stopped_nothing_is_looked_at(
    hass: HomeAssistant, path: Path, acceptor: Acceptor
) -> None:
    await acceptor.async_add(NEW, nothing)
    put(path, THEIRS)
    for _ in range(2):
        await acceptor.async_stop()
    await look_later(hass)
    await acceptor.async_look(NEW)
    assert ids(path) == ["theirs"]


async def test_stopping_waits_for_what_goes_on(
    hass: HomeAssistant, path: Path, acceptor: Acceptor
) -> None:
    reached, going_on = asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        reached.set()
        await going_on.wait()

    async def add() -> str:
        async with acceptor.lock:
            return await acceptor.async_add(NEW, slowly)

    adding = asyncio.create_task(add())
    await reached.wait()
    stopping = asyncio.create_task(acceptor.async_stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    going_on.set()
    await stopping
    assert await adding == ENTITY


async def test_who_is_cancelled_half_way_waits_for_the_end_of_it(
    hass: HomeAssistant, path: Path, acceptor: Acceptor, journal: StoredIntents
) -> None:
    reached, going_on = asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        reached.set()
        await going_on.wait()

    adding = asyncio.create_task(acceptor.async_add(NEW, slowly))
    await reached.wait()
    for _ in range(3):
        adding.cancel()
        await asyncio.sleep(0)
    assert not adding.done()
    going_on.set()
    assert await adding == ENTITY
    assert ids(path) == ["theirs", "homeiq_s1"]
    await look_later(hass)
    assert await journal.begun() == []


async def test_one_that_was_written_over_before_a_start_is_added_again(
    hass: HomeAssistant, path: Path, acceptor: Acceptor, journal: StoredIntents, lost: Lost
) -> None:
    await acceptor.async_add_again(replace(NEW, enabled=False))
    assert ids(path) == ["theirs", "homeiq_s1"]
    assert hass.states.is_state(ENTITY, "off")
    assert await journal.begun() == []
    assert lost.heard == []


async def test_one_that_cannot_be_added_again_is_told_of_once(
    path: Path, acceptor: Acceptor, journal: StoredIntents, lost: Lost
) -> None:
    plan = Editor(path).plan(NEW.automation_id, OURS)
    put(path, "broken: [")
    await journal.begin(
        Intent(
            NEW.suggestion_id,
            NEW.automation_id,
            str(path),
            enabled=True,
            before=plan.before,
            after=plan.after,
            begun_at=dt_util.utcnow(),
        )
    )
    await acceptor.async_add_again(NEW)
    assert text_of(path) == "broken: ["
    assert lost.heard == [("homeiq_s1", "automations_invalid")]
    assert await journal.begun() == [], "who has read it need not read it at each start"
