"""A suggestion accepted: in a home with a real file and the real automation integration."""

import asyncio
from collections.abc import Awaitable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from homeassistant.config_entries import ConfigEntryState
from homeassistant.core import CoreState, HomeAssistant, ServiceCall
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import entity_registry as er, issue_registry as ir, label_registry as lr
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import async_fire_time_changed
import yaml

from custom_components.homeiq.accepting import async_accept_suggestion
from custom_components.homeiq.allowing import Wish
from custom_components.homeiq.automations import accepting
from custom_components.homeiq.automations.accepting import LOOK_AGAIN
from custom_components.homeiq.automations.adding import NewAutomation
from custom_components.homeiq.automations.editor import Editor
from custom_components.homeiq.automations.intent import Intent
from custom_components.homeiq.const import DATABASE_FILE, DOMAIN
from custom_components.homeiq.coordinator import HomeIQCoordinator
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.store.repository import SaveResult
from custom_components.homeiq.store.store import Store
from custom_components.homeiq.suggestions.lifecycle import accept
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion
from tests.automations.living_file import (
    THEIRS,
    async_automations,
    file_of,
    put,
    put_blueprint,
    text_of,
)
from tests.lamps import async_lamps
from tests.samples import async_set_up, coordinator_of, habit_of

pytestmark = pytest.mark.usefixtures("recorder_mock")

OURS = "homeiq_s1"
ENTITY = "automation.lamp_1_at_ten"
LOST = NewAutomation("s1", OURS, {"alias": "Lamp 1 at ten"}, enabled=True, label="Ours.")


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have Home Assistant unload at once what is removed from the file."""
    monkeypatch.setattr(accepting, "_SETTLED_SECONDS", 0.01)


async def async_home(hass: HomeAssistant, *kept: Suggestion) -> HomeIQCoordinator:
    """Return HomeIQ in a home of two lamps and one automation."""
    await async_lamps(hass, "l1", "l2")
    await async_automations(hass)
    return coordinator_of(await async_set_up(hass, kept or [habit_of(1)]))


async def async_accept(coordinator: HomeIQCoordinator, wish: Wish | None = None) -> dict[str, str]:
    made = await async_accept_suggestion(coordinator, "s1", wish or Wish())
    return made.as_dict()


def items(hass: HomeAssistant) -> list[dict[str, Any]]:
    """Return the automations in the file."""
    found: list[dict[str, Any]] = yaml.safe_load(text_of(file_of(hass)))
    return found


def ids(hass: HomeAssistant) -> list[str]:
    return [each["id"] for each in items(hass)]


async def test_accepting_writes_the_automation_and_it_runs(hass: HomeAssistant) -> None:
    coordinator = await async_home(hass)
    assert await async_accept(coordinator) == {"automation_id": OURS, "entity_id": ENTITY}
    assert text_of(file_of(hass)).startswith(THEIRS)
    theirs, ours = items(hass)
    assert (theirs["id"], ours["id"]) == ("theirs", OURS)
    assert "suggestion s1" in ours["description"]
    kept = coordinator.known("s1")
    assert (kept.status, kept.accepted_by) == (Status.ACCEPTED, "homeiq")
    assert kept.automation_id == OURS
    assert await coordinator.store.suggestion("s1") == kept
    label = lr.async_get(hass).async_get_label_by_name("HomeIQ")
    entry = er.async_get(hass).async_get(ENTITY)
    assert label is not None
    assert entry is not None
    assert entry.labels == {label.label_id}
    assert ir.async_get(hass).async_get_issue(DOMAIN, "suggestion_s1") is None
    assert hass.states.is_state("sensor.homeiq_suggestions", "0")
    hass.bus.async_fire("dusk_1")
    await hass.async_block_till_done()
    assert hass.states.is_state("light.l1", "on")


async def test_one_that_is_not_to_be_on_is_off_and_stays_so(hass: HomeAssistant) -> None:
    coordinator = await async_home(hass)
    await async_accept(coordinator, Wish(enabled=False))
    assert hass.states.is_state(ENTITY, "off")
    hass.bus.async_fire("dusk_1")
    await hass.async_block_till_done()
    assert hass.states.is_state("light.l1", "off")


async def test_accepting_twice_makes_one(hass: HomeAssistant) -> None:
    coordinator = await async_home(hass)
    first = await async_accept(coordinator)
    before = text_of(file_of(hass))
    assert await async_accept(coordinator) == first
    assert text_of(file_of(hass)) == before


async def test_one_that_was_renamed_is_known_by_its_id(hass: HomeAssistant) -> None:
    coordinator = await async_home(hass)
    await async_accept(coordinator)
    renamed = "automation.evening"
    er.async_get(hass).async_update_entity(ENTITY, new_entity_id=renamed)
    await hass.async_block_till_done()
    assert await async_accept(coordinator) == {"automation_id": OURS, "entity_id": renamed}
    async_fire_time_changed(hass, dt_util.utcnow() + LOOK_AGAIN)
    await hass.async_block_till_done()
    assert ids(hass) == ["theirs", OURS]
    assert await coordinator.store.intents.begun() == []


async def test_a_run_meanwhile_leaves_it_accepted(hass: HomeAssistant) -> None:
    coordinator = await async_home(hass)
    going_on = asyncio.create_task(coordinator.async_run_analysis())
    await asyncio.sleep(0)
    await async_accept(coordinator)
    await going_on
    kept = coordinator.known("s1")
    assert (kept.status, kept.accepted_by) == (Status.ACCEPTED, "homeiq")
    assert await coordinator.store.suggestion("s1") == kept
    assert hass.states.is_state(ENTITY, "on")


async def test_two_who_accept_at_once_make_one(hass: HomeAssistant) -> None:
    coordinator = await async_home(hass, habit_of(1), habit_of(2))
    first, second, other = await asyncio.gather(
        async_accept(coordinator),
        async_accept(coordinator),
        async_accept_suggestion(coordinator, "s2", Wish()),
    )
    assert first == second
    assert other.automation_id == "homeiq_s2"
    assert sorted(ids(hass)) == [OURS, "homeiq_s2", "theirs"]


async def test_what_somebody_has_deleted_can_be_accepted_anew(hass: HomeAssistant) -> None:
    coordinator = await async_home(hass)
    first = await async_accept(coordinator)
    put(file_of(hass), THEIRS)
    await hass.services.async_call("automation", "reload", {}, blocking=True)
    assert await async_accept(coordinator) == first
    assert ids(hass) == ["theirs", OURS]
    assert hass.states.is_state(ENTITY, "on")


async def test_what_is_snoozed_can_be_accepted(hass: HomeAssistant) -> None:
    coordinator = await async_home(hass, habit_of(1, status=Status.SNOOZED))
    await async_accept(coordinator)
    assert coordinator.known("s1").status is Status.ACCEPTED


async def test_what_is_changed_meanwhile_is_kept_as_it_was_written(hass: HomeAssistant) -> None:
    coordinator = await async_home(hass)
    shown = coordinator.known("s1")
    reload = hass.services.async_services_internal()["automation"]["reload"].job.target

    async def changing(call: ServiceCall) -> None:
        """Have somebody refine it, or a run find other figures, while it is written."""
        await coordinator.async_change(
            lambda kept: [replace(each, automation={"alias": "Refined"}) for each in kept]
        )
        answer = reload(call)
        assert isinstance(answer, Awaitable)
        await answer

    hass.services.async_register("automation", "reload", changing)
    await async_accept(coordinator)
    kept = coordinator.known("s1")
    assert kept.status is Status.ACCEPTED
    assert kept.automation == shown.automation
    assert await coordinator.store.suggestion("s1") == kept


async def test_it_is_described_in_the_language_of_the_suggestions(hass: HomeAssistant) -> None:
    hass.config.language = "de"
    await async_accept(await async_home(hass))
    assert "stammt von HomeIQ" in items(hass)[1]["description"]


async def test_a_blueprint_of_the_home_can_be_used(hass: HomeAssistant) -> None:
    path = put_blueprint(hass)
    coordinator = await async_home(hass, habit_of(1, blueprint=path))
    await async_accept(coordinator, Wish(as_blueprint=True))
    ours = items(hass)[1]
    assert ours["use_blueprint"] == {"path": path, "input": {"what": "dusk_1"}}
    assert hass.states.is_state(ENTITY, "on")
    put(file_of(hass), THEIRS)
    assert await hass.config_entries.async_reload(coordinator.config_entry.entry_id)
    await hass.async_block_till_done()
    assert items(hass)[1] == ours, "it was added again as it was"


async def test_where_writing_is_not_safe_the_text_has_what_to_paste(hass: HomeAssistant) -> None:
    coordinator = await async_home(hass)
    put(
        Path(hass.config.path("configuration.yaml")),
        "automation: !include_dir_merge_list automations\n",
    )
    with pytest.raises(ServiceValidationError) as error:
        await async_accept(coordinator)
    assert error.value.translation_key == "automations_split"
    told = str(error.value)
    pasted = yaml.safe_load(told.split("```yaml\n")[1].split("```", maxsplit=1)[0])
    assert pasted[0]["id"] == OURS
    assert pasted[0]["triggers"] == [{"trigger": "event", "event_type": "dusk_1"}]
    assert coordinator.known("s1").status is Status.DRAFT
    assert text_of(file_of(hass)) == THEIRS


async def test_what_is_to_be_a_file_of_its_own_can_be_saved_as_it_stands(
    hass: HomeAssistant,
) -> None:
    coordinator = await async_home(hass)
    put(Path(hass.config.path("configuration.yaml")), "automation: !include_dir_list automations\n")
    with pytest.raises(ServiceValidationError) as error:
        await async_accept(coordinator)
    values = error.value.translation_placeholders
    assert values is not None
    put(Path(values["file"]), values["yaml"])
    await hass.services.async_call("automation", "reload", {}, blocking=True)
    assert hass.states.is_state(ENTITY, "on")


async def test_what_was_pasted_as_told_is_accepted_and_told_no_more(hass: HomeAssistant) -> None:
    coordinator = await async_home(hass)
    split = "automation: !include_dir_merge_list automations\n"
    put(Path(hass.config.path("configuration.yaml")), split)
    with pytest.raises(ServiceValidationError) as error:
        await async_accept(coordinator)
    values = error.value.translation_placeholders
    assert values is not None
    put(Path(values["file"]), values["yaml"])
    await hass.services.async_call("automation", "reload", {}, blocking=True)
    assert await async_accept(coordinator) == {"automation_id": OURS, "entity_id": ENTITY}
    kept = coordinator.known("s1")
    assert (kept.accepted_by, kept.automation_id) == ("homeiq", OURS)
    label = lr.async_get(hass).async_get_label_by_name("HomeIQ")
    entry = er.async_get(hass).async_get(ENTITY)
    assert label is not None
    assert entry is not None
    assert entry.labels == {label.label_id}
    assert text_of(Path(values["file"])) == values["yaml"]
    assert await coordinator.store.intents.begun() == []


async def test_what_was_pasted_into_another_file_is_not_written_a_second_time(
    hass: HomeAssistant,
) -> None:
    coordinator = await async_home(hass)
    pasted = Path(hass.config.path("mine.yaml"))
    put(pasted, f"- {{id: {OURS}, alias: Mine, triggers: [], actions: []}}\n")
    put(
        Path(hass.config.path("configuration.yaml")),
        "automation: !include automations.yaml\nautomation mine: !include mine.yaml\n",
    )
    await hass.services.async_call("automation", "reload", {}, blocking=True)
    made = await async_accept(coordinator, Wish(enabled=False))
    assert made == {"automation_id": OURS, "entity_id": "automation.mine"}
    assert hass.states.is_state("automation.mine", "off")
    assert ids(hass) == ["theirs"]


async def test_what_does_not_run_is_taken_back_and_told(hass: HomeAssistant) -> None:
    coordinator = await async_home(hass)
    put(
        Path(hass.config.path("configuration.yaml")),
        "automation: !include automations.yaml\nscene: !include gone.yaml\n",
    )
    with pytest.raises(ServiceValidationError, match="as it was"):
        await async_accept(coordinator)
    assert text_of(file_of(hass)) == THEIRS
    assert coordinator.known("s1").status is Status.DRAFT
    assert await coordinator.store.intents.begun() == []
    assert ir.async_get(hass).async_get_issue(DOMAIN, "suggestion_s1") is not None


@pytest.mark.parametrize("how", ["fails", "skips"])
async def test_what_our_database_cannot_keep_is_taken_back(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    coordinator = await async_home(hass)

    async def full(changed: Iterable[Suggestion]) -> SaveResult:
        """Stand in for a database without room."""
        if how == "fails":
            raise StoreError("no room")
        return SaveResult((), tuple(each.id for each in changed))

    monkeypatch.setattr(coordinator.store, "save_suggestions", full)
    with pytest.raises(HomeAssistantError) as error:
        await async_accept(coordinator)
    assert error.value.translation_key == "store_failed"
    assert text_of(file_of(hass)) == THEIRS
    assert hass.states.get(ENTITY) is None, "nothing is left of it"
    assert coordinator.known("s1").status is Status.DRAFT
    assert await coordinator.store.intents.begun() == []


class SlowToKeep:
    """Stands in for a database that takes its time."""

    def __init__(self, coordinator: HomeIQCoordinator, monkeypatch: pytest.MonkeyPatch) -> None:
        self._save = coordinator.store.save_suggestions
        self.reached, self.going_on = asyncio.Event(), asyncio.Event()
        monkeypatch.setattr(coordinator.store, "save_suggestions", self.save)

    async def save(self, changed: Iterable[Suggestion]) -> SaveResult:
        self.reached.set()
        await self.going_on.wait()
        return await self._save(changed)


async def test_who_gives_up_half_way_leaves_nothing_half_done(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    coordinator = await async_home(hass)
    slow = SlowToKeep(coordinator, monkeypatch)
    accepting_it = asyncio.create_task(async_accept(coordinator))
    await slow.reached.wait()
    accepting_it.cancel()
    with pytest.raises(asyncio.CancelledError):
        await accepting_it
    slow.going_on.set()
    async with coordinator.acceptor.lock:
        pass
    assert coordinator.known("s1").status is Status.ACCEPTED
    assert ids(hass) == ["theirs", OURS]


async def test_unloading_waits_for_what_was_begun(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    coordinator = await async_home(hass)
    slow = SlowToKeep(coordinator, monkeypatch)
    accepting_it = asyncio.create_task(async_accept(coordinator))
    await slow.reached.wait()
    entry = coordinator.config_entry
    unloading = asyncio.create_task(hass.config_entries.async_unload(entry.entry_id))
    await asyncio.sleep(0.1)
    assert not unloading.done()
    slow.going_on.set()
    assert await unloading
    assert await accepting_it == {"automation_id": OURS, "entity_id": ENTITY}
    assert await hass.config_entries.async_setup(entry.entry_id)
    await hass.async_block_till_done()
    again: HomeIQCoordinator = entry.runtime_data
    assert again.known("s1").status is Status.ACCEPTED
    assert await again.store.intents.begun() == []


async def test_one_that_waits_for_its_turn_is_interrupted_by_unloading(
    hass: HomeAssistant,
) -> None:
    coordinator = await async_home(hass)
    async with coordinator.acceptor.lock:
        accepting_it = asyncio.create_task(async_accept(coordinator))
        await asyncio.sleep(0)
        unloading = asyncio.create_task(
            hass.config_entries.async_unload(coordinator.config_entry.entry_id)
        )
        with pytest.raises(HomeAssistantError) as error:
            await accepting_it
        assert error.value.translation_key == "run_interrupted"
    assert await unloading
    assert text_of(file_of(hass)) == THEIRS


async def test_after_unloading_nothing_is_looked_at(hass: HomeAssistant) -> None:
    coordinator = await async_home(hass)
    await async_accept(coordinator)
    assert await hass.config_entries.async_unload(coordinator.config_entry.entry_id)
    put(file_of(hass), THEIRS)
    async_fire_time_changed(hass, dt_util.utcnow() + LOOK_AGAIN)
    await hass.async_block_till_done()
    assert ids(hass) == ["theirs"]
    assert ir.async_get(hass).async_get_issue(DOMAIN, "automation_lost_s1") is None


async def test_what_was_written_over_while_nobody_looked_is_added_again_when_loaded(
    hass: HomeAssistant,
) -> None:
    coordinator = await async_home(hass, habit_of(1), habit_of(2))
    await async_accept(coordinator)
    await coordinator.async_change(
        lambda kept: [accept(each, "homeiq_s2", dt_util.utcnow()) for each in kept[1:]]
    )
    put(file_of(hass), THEIRS)
    assert await hass.config_entries.async_reload(coordinator.config_entry.entry_id)
    await hass.async_block_till_done()
    assert ids(hass) == ["theirs", OURS], "the other one had been removed"


async def test_what_cannot_be_added_again_stands_on_the_repairs_page_until_it_is_there(
    hass: HomeAssistant,
) -> None:
    coordinator = await async_home(hass)
    await async_accept(coordinator)
    put(file_of(hass), "broken: [")
    async_fire_time_changed(hass, dt_util.utcnow() + LOOK_AGAIN)
    await hass.async_block_till_done()
    registry = ir.async_get(hass)
    assert registry.async_get_issue(DOMAIN, "automation_lost_s1") is not None
    put(file_of(hass), THEIRS)
    await async_accept(coordinator)
    assert registry.async_get_issue(DOMAIN, "automation_lost_s1") is None
    assert ids(hass) == ["theirs", OURS]


async def test_what_is_there_again_is_lost_no_more(hass: HomeAssistant) -> None:
    coordinator = await async_home(hass)
    await async_accept(coordinator)
    registry = ir.async_get(hass)
    entry_id = coordinator.config_entry.entry_id
    whole = text_of(file_of(hass))
    for mended in (THEIRS, whole):  # by us when the entry is loaded, and by the user before
        put(file_of(hass), "broken: [")
        coordinator = coordinator_of(coordinator.config_entry)
        await coordinator.acceptor.async_look(LOST)
        assert registry.async_get_issue(DOMAIN, "automation_lost_s1") is not None
        put(file_of(hass), mended)
        assert await hass.config_entries.async_reload(entry_id)
        await hass.async_block_till_done()
        assert ids(hass) == ["theirs", OURS]
        assert registry.async_get_issue(DOMAIN, "automation_lost_s1") is None


async def async_crashed(
    hass: HomeAssistant, *, written: bool, kept: bool = False, enabled: bool = True
) -> HomeIQCoordinator:
    """Return HomeIQ as it starts after a crash with an intent begun.

    `written`: whether the file has the automation; `kept`: whether our database knows it too.
    """
    await async_lamps(hass, "l1", "l2")
    path = file_of(hass)
    put(path, THEIRS)
    editor = Editor(path)
    config = habit_of(1).automation
    assert config is not None
    plan = editor.plan(OURS, {**config, "alias": "Lamp 1 at ten"})
    store = Store(Path(hass.config.path(DATABASE_FILE)))
    await store.async_open()
    now = dt_util.utcnow()
    await store.intents.begin(Intent("s1", OURS, str(path), enabled, plan.before, plan.after, now))
    await store.async_close()
    if written:
        editor.write(plan)
    await async_automations(hass, text_of(path))
    suggestion = accept(habit_of(1), OURS, now) if kept else habit_of(1)
    return coordinator_of(await async_set_up(hass, [suggestion]))


async def test_after_a_crash_before_the_write_nothing_has_happened(hass: HomeAssistant) -> None:
    coordinator = await async_crashed(hass, written=False)
    assert coordinator.known("s1").status is Status.DRAFT
    assert await coordinator.store.intents.begun() == []
    assert text_of(file_of(hass)) == THEIRS
    assert ir.async_get(hass).async_get_issue(DOMAIN, "suggestion_s1") is not None


@pytest.mark.parametrize(("kept", "enabled"), [(False, True), (False, False), (True, True)])
async def test_after_a_crash_behind_the_write_it_is_accepted(
    hass: HomeAssistant, *, kept: bool, enabled: bool
) -> None:
    coordinator = await async_crashed(hass, written=True, kept=kept, enabled=enabled)
    suggestion = coordinator.known("s1")
    assert (suggestion.status, suggestion.accepted_by) == (Status.ACCEPTED, "homeiq")
    assert suggestion.automation_id == OURS
    assert await coordinator.store.suggestion("s1") == suggestion
    assert await coordinator.store.intents.begun() == []
    assert hass.states.is_state(ENTITY, "on" if enabled else "off")
    entry = er.async_get(hass).async_get(ENTITY)
    assert entry is not None
    assert len(entry.labels) == 1
    assert ir.async_get(hass).async_get_issue(DOMAIN, "suggestion_s1") is None
    assert await async_accept(coordinator) == {"automation_id": OURS, "entity_id": ENTITY}
    assert ids(hass) == ["theirs", OURS]


async def test_one_that_somebody_has_switched_on_before_a_restart_stays_on(
    hass: HomeAssistant,
) -> None:
    coordinator = await async_crashed(hass, written=True, kept=True, enabled=False)
    assert hass.states.is_state(ENTITY, "on")
    assert await coordinator.store.intents.begun() == []


async def test_one_that_was_to_be_off_is_off_where_nothing_tells_how_it_was_switched_last(
    hass: HomeAssistant,
) -> None:
    hass.set_state(CoreState.starting)
    await async_crashed(hass, written=True, kept=True, enabled=False)
    assert hass.states.is_state(ENTITY, "off")
    await hass.async_start()
    await hass.async_block_till_done()
    assert hass.states.is_state(ENTITY, "off")


@pytest.mark.parametrize("enabled", [True, False])
async def test_one_that_was_written_over_before_a_start_is_added_again(
    hass: HomeAssistant, *, enabled: bool
) -> None:
    hass.set_state(CoreState.starting)
    coordinator = await async_crashed(hass, written=False, kept=True, enabled=enabled)
    assert ids(hass) == ["theirs"]
    await hass.async_start()
    await hass.async_block_till_done()
    assert coordinator.known("s1").status is Status.ACCEPTED
    assert ids(hass) == ["theirs", OURS]
    assert hass.states.is_state(ENTITY, "on" if enabled else "off")
    assert len(await coordinator.store.intents.begun()) == 0


async def test_one_that_is_removed_at_once_stays_so_when_the_entry_is_loaded_anew(
    hass: HomeAssistant,
) -> None:
    coordinator = await async_home(hass)
    await async_accept(coordinator)
    put(file_of(hass), THEIRS)
    await hass.services.async_call("automation", "reload", blocking=True)
    assert await hass.config_entries.async_reload(coordinator.config_entry.entry_id)
    await hass.async_block_till_done()
    again: HomeIQCoordinator = coordinator.config_entry.runtime_data
    assert text_of(file_of(hass)) == THEIRS
    assert again.known("s1").status is Status.ACCEPTED
    assert await again.store.intents.begun() == []


async def test_one_that_is_written_over_soon_is_added_again_though_the_entry_was_loaded_anew(
    hass: HomeAssistant,
) -> None:
    coordinator = await async_home(hass)
    await async_accept(coordinator)
    assert await hass.config_entries.async_reload(coordinator.config_entry.entry_id)
    await hass.async_block_till_done()
    put(file_of(hass), THEIRS)
    async_fire_time_changed(hass, dt_util.utcnow() + LOOK_AGAIN)
    await hass.async_block_till_done()
    assert ids(hass) == ["theirs", OURS]


async def test_one_that_could_not_run_and_is_deleted_is_missed_by_no_start(
    hass: HomeAssistant,
) -> None:
    coordinator = await async_home(hass)
    await async_accept(coordinator)
    registry, entry_id = er.async_get(hass), coordinator.config_entry.entry_id
    registry.async_update_entity(ENTITY, disabled_by=er.RegistryEntryDisabler.USER)
    assert await hass.config_entries.async_reload(entry_id)
    await hass.async_block_till_done()
    # So does the editor: the file, then the registry.
    put(file_of(hass), THEIRS)
    registry.async_remove(ENTITY)
    await hass.async_block_till_done()
    assert await hass.config_entries.async_unload(entry_id)
    hass.set_state(CoreState.starting)
    assert await hass.config_entries.async_setup(entry_id)
    await hass.async_start()
    await hass.async_block_till_done()
    assert ids(hass) == ["theirs"]
    assert ir.async_get(hass).async_get_issue(DOMAIN, "automation_lost_s1") is None


async def test_one_that_was_to_be_off_never_acts_while_home_assistant_starts(
    hass: HomeAssistant,
) -> None:
    hass.set_state(CoreState.starting)
    coordinator = await async_crashed(hass, written=True, enabled=False)
    assert hass.states.is_state(ENTITY, "off")
    assert [each.suggestion_id for each in await coordinator.store.intents.begun()] == ["s1"]
    await hass.async_start()
    await hass.async_block_till_done()
    assert hass.states.is_state(ENTITY, "off")
    assert await coordinator.store.intents.begun() == []


async def test_a_file_that_cannot_be_read_keeps_nobody_from_starting(
    hass: HomeAssistant,
) -> None:
    await async_lamps(hass, "l1")
    coordinator = await async_crashed(hass, written=True)
    path = file_of(hass)
    now = dt_util.utcnow()
    await coordinator.store.intents.begin(
        Intent("s1", OURS, str(path), enabled=True, before="", after="", begun_at=now)
    )
    put(path, "broken: [")
    assert await hass.config_entries.async_reload(coordinator.config_entry.entry_id)
    await hass.async_block_till_done()
    assert coordinator.config_entry.state is ConfigEntryState.LOADED
    again: HomeIQCoordinator = coordinator.config_entry.runtime_data
    assert [each.suggestion_id for each in await again.store.intents.begun()] == ["s1"]
