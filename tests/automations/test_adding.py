"""One automation added to a real file and home, and taken out again."""

from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest

from custom_components.homeiq.automations.adding import Adding, NewAutomation
from custom_components.homeiq.automations.editing import EditError
from custom_components.homeiq.automations.editor import Editor, Plan
from custom_components.homeiq.automations.running import entity_of, is_loaded
from custom_components.homeiq.store.store import Store
from tests.automations.living_file import OURS, THEIRS, put, text_of

NEW = NewAutomation("s1", "homeiq_s1", OURS, enabled=True, label="From HomeIQ.")


@pytest.fixture
def adding(hass: HomeAssistant, store: Store) -> Adding:
    return Adding(hass, store.intents)


async def test_it_is_added_where_the_home_keeps_them_and_its_intent_is_begun(
    hass: HomeAssistant, path: Path, adding: Adding, store: Store
) -> None:
    assert await adding.async_path() == path
    added = await adding.async_add(path, NEW)
    assert hass.states.is_state(added.entity_id, "on")
    assert await adding.async_holds(path, NEW)
    assert [each.suggestion_id for each in await store.intents.begun()] == ["s1"]
    await adding.async_end("s1")
    assert await store.intents.begun() == []


@pytest.mark.parametrize("name", [None, "as_somebody_called_it"])
async def test_what_is_taken_out_leaves_what_there_was(
    hass: HomeAssistant, path: Path, adding: Adding, store: Store, name: str | None
) -> None:
    known = ("automation", "automation", NEW.automation_id)
    if name is not None:
        er.async_get(hass).async_get_or_create(*known, suggested_object_id=name)
    added = await adding.async_add(path, NEW)
    await adding.async_undo(path, added, NEW)
    assert text_of(path) == THEIRS
    assert not is_loaded(hass, NEW.automation_id)
    assert entity_of(hass, NEW.automation_id) == (name and f"automation.{name}")
    assert await store.intents.begun() == []


async def test_what_the_file_had_already_is_not_taken_out(
    hass: HomeAssistant, path: Path, adding: Adding
) -> None:
    first = await adding.async_add(path, NEW)
    second = await adding.async_add(path, NEW)
    assert first.plan is not None
    assert second.plan is None
    await adding.async_undo(path, second, NEW)
    assert await adding.async_holds(path, NEW)
    assert is_loaded(hass, NEW.automation_id)


@pytest.mark.parametrize("is_written", [False, True])
async def test_where_writing_fails_the_file_tells_whether_the_next_start_has_to_look(
    path: Path, adding: Adding, store: Store, monkeypatch: pytest.MonkeyPatch, *, is_written: bool
) -> None:
    write = Editor.write

    def breaking_off(self: Editor, plan: Plan) -> None:
        if is_written:
            write(self, plan)
        raise EditError("the disk is gone", "automations_read_only")

    monkeypatch.setattr(Editor, "write", breaking_off)
    with pytest.raises(EditError):
        await adding.async_add(path, NEW)
    assert [each.suggestion_id for each in await store.intents.begun()] == ["s1"] * is_written


async def test_an_intent_whose_end_cannot_be_kept_is_left_to_the_next_start(
    adding: Adding, store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    await store.async_close()
    await adding.async_end("s1")
    assert "s1 has come to its end" in caplog.text


async def test_what_cannot_be_taken_out_keeps_its_intent(
    hass: HomeAssistant, path: Path, adding: Adding, store: Store
) -> None:
    added = await adding.async_add(path, NEW)
    put(path, "broken: [")
    with pytest.raises(EditError) as error:
        await adding.async_undo(path, added, NEW)
    assert error.value.key == "accept_not_undone"
    assert is_loaded(hass, NEW.automation_id)
    assert len(await store.intents.begun()) == 1
