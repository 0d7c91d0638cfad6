"""What a power cut leaves: an intent, and a file with or without the automation."""

from dataclasses import replace
from pathlib import Path

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
from homeassistant.util import dt as dt_util
import pytest

from custom_components.homeiq.automations.editor import Editor
from custom_components.homeiq.automations.intent import Intent
from custom_components.homeiq.automations.recovering import Recovered, async_recover, async_settle
from custom_components.homeiq.automations.running import async_run
from custom_components.homeiq.report import CausedError
from custom_components.homeiq.store.intents import StoredIntents
from custom_components.homeiq.store.store import Store
from tests.automations.living_file import OURS, THEIRS, async_automations, item_of, put, text_of

ENTITY = "automation.ours"


class Kept:
    """Remembers which automations were found."""

    def __init__(self) -> None:
        self.found: list[str] = []

    async def __call__(self, intent: Intent) -> None:
        self.found.append(intent.automation_id)


def not_kept(_intent: Intent) -> bool:
    return False


def begun(path: Path, suggestion_id: str = "s1", *, enabled: bool = True) -> Intent:
    """Return what is kept before an automation is written."""
    plan = Editor(path).plan(f"homeiq_{suggestion_id}", OURS)
    return Intent(
        suggestion_id=suggestion_id,
        automation_id=plan.automation_id,
        path=str(path),
        enabled=enabled,
        before=plan.before,
        after=plan.after,
        begun_at=dt_util.utcnow(),
    )


def write(path: Path, suggestion_id: str = "s1") -> None:
    editor = Editor(path)
    editor.write(editor.plan(f"homeiq_{suggestion_id}", OURS))


async def test_without_intents_nothing_is_done(hass: HomeAssistant, journal: StoredIntents) -> None:
    kept = Kept()
    assert await async_recover(hass, journal, kept, not_kept) == Recovered()
    assert kept.found == []


async def test_what_was_not_written_has_never_happened(
    hass: HomeAssistant, path: Path, journal: StoredIntents
) -> None:
    await journal.begin(begun(path))
    left = path.with_name(".automations.yaml.homeiq-abc.tmp")
    put(left, "half of")
    kept = Kept()
    assert await async_recover(hass, journal, kept, not_kept) == Recovered()
    assert kept.found == []
    assert await journal.begun() == []
    assert text_of(path) == THEIRS
    assert [each.name for each in sorted(path.parent.glob(".automations*"))] == []


async def test_what_could_not_be_removed_goes_at_the_next_start_without_an_intent_too(
    hass: HomeAssistant, path: Path, journal: StoredIntents
) -> None:
    left = path.with_name(".automations.yaml.homeiq-abc.tmp")
    put(left, "half of")
    await async_recover(hass, journal, Kept(), not_kept)
    assert not left.exists()
    assert text_of(path) == THEIRS


async def test_a_file_that_was_never_made_has_nothing_in_it(
    hass: HomeAssistant, journal: StoredIntents, tmp_path: Path
) -> None:
    await journal.begin(begun(tmp_path / "none.yaml"))
    assert await async_recover(hass, journal, Kept(), not_kept) == Recovered()
    assert await journal.begun() == []


async def test_what_was_kept_and_written_over_is_lost(
    hass: HomeAssistant, path: Path, journal: StoredIntents
) -> None:
    intent = begun(path)
    await journal.begin(intent)
    kept = Kept()
    assert await async_recover(hass, journal, kept, lambda _: True) == Recovered(lost=(intent,))
    assert kept.found == []
    assert await journal.begun() == [intent], "until it is there again"


async def test_what_was_kept_is_as_somebody_has_switched_it_since(
    hass: HomeAssistant, path: Path, journal: StoredIntents
) -> None:
    await journal.begin(begun(path, enabled=False))
    write(path)
    await async_run(hass, "homeiq_s1", enabled=True)
    recovered = await async_recover(hass, journal, Kept(), lambda _: True)
    await async_settle(hass, journal, recovered.there[0], "From HomeIQ.")
    assert hass.states.is_state(ENTITY, "on")
    assert await journal.begun() == []


@pytest.mark.parametrize("enabled", [True, False])
async def test_what_was_written_is_finished(
    hass: HomeAssistant, path: Path, journal: StoredIntents, *, enabled: bool
) -> None:
    intent = begun(path, enabled=enabled)
    await journal.begin(intent)
    write(path)
    kept = Kept()
    assert await async_recover(hass, journal, kept, not_kept) == Recovered((intent,))
    assert kept.found == ["homeiq_s1"]
    assert await journal.begun() == [intent], "it has not ended before the home is as wanted"
    await async_settle(hass, journal, intent, "From HomeIQ.")
    assert hass.states.is_state(ENTITY, "on" if enabled else "off")
    entry = er.async_get(hass).async_get(ENTITY)
    assert entry is not None
    assert len(entry.labels) == 1
    assert await journal.begun() == []


async def test_one_that_was_to_be_off_is_switched_off_before_it_could_act(
    hass: HomeAssistant, path: Path, journal: StoredIntents
) -> None:
    intent = begun(path, enabled=False)
    await journal.begin(intent)
    write(path)
    await async_run(hass, "homeiq_s1", enabled=True)
    await async_recover(hass, journal, Kept(), not_kept)
    assert hass.states.is_state(ENTITY, "off")


async def test_one_that_somebody_has_switched_off_is_not_switched_on(
    hass: HomeAssistant, path: Path, journal: StoredIntents
) -> None:
    intent = begun(path)
    write(path)
    await async_run(hass, "homeiq_s1", enabled=False)
    await async_settle(hass, journal, intent, "From HomeIQ.")
    assert hass.states.is_state(ENTITY, "off")


async def test_a_file_that_cannot_be_read_now_decides_nothing(
    hass: HomeAssistant,
    path: Path,
    journal: StoredIntents,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    other = tmp_path / "others.yaml"
    put(other, THEIRS)
    first, second = begun(path), begun(other, "s2")
    await journal.begin(first)
    await journal.begin(second)
    write(other, "s2")
    put(path, "broken: [")
    kept = Kept()
    assert await async_recover(hass, journal, kept, not_kept) == Recovered((second,))
    assert kept.found == ["homeiq_s2"]
    assert await journal.begun() == [first, second]
    assert "homeiq_s1 cannot be told" in caplog.text


async def test_an_intent_that_makes_no_sense_keeps_nobody_from_starting(
    hass: HomeAssistant, path: Path, journal: StoredIntents, caplog: pytest.LogCaptureFixture
) -> None:
    odd = replace(begun(path, "s2"), path="no\0path")
    good = begun(path)
    await journal.begin(odd)
    await journal.begin(good)
    assert await async_recover(hass, journal, Kept(), not_kept) == Recovered()
    assert await journal.begun() == [odd]
    assert "homeiq_s2 cannot be told" in caplog.text


async def test_what_cannot_be_kept_now_is_tried_at_the_next_start(
    hass: HomeAssistant, path: Path, journal: StoredIntents
) -> None:
    intent = begun(path)
    await journal.begin(intent)
    write(path)

    async def full(_intent: Intent) -> None:
        raise CausedError("no room")

    assert await async_recover(hass, journal, full, not_kept) == Recovered()
    assert await journal.begun() == [intent]


async def test_a_database_that_cannot_be_read_keeps_nobody_from_starting(
    hass: HomeAssistant, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    store = Store(tmp_path / "closed.db")
    await store.async_open()
    await store.async_close()
    assert await async_recover(hass, store.intents, Kept(), not_kept) == Recovered()
    assert "cannot be read" in caplog.text
    path = await async_automations(hass)
    write(path)
    intent = begun(tmp_path / "none.yaml")
    await async_settle(hass, store.intents, intent, "From HomeIQ.")
    assert hass.states.is_state(ENTITY, "on")
    assert "cannot be kept" in caplog.text


async def test_what_does_not_run_is_tried_at_the_next_start(
    hass: HomeAssistant, path: Path, journal: StoredIntents, caplog: pytest.LogCaptureFixture
) -> None:
    intent = begun(path)
    await journal.begin(intent)
    put(path, THEIRS + item_of("homeiq_s1", triggers=[{"trigger": "no_such_kind"}]))
    assert await async_recover(hass, journal, Kept(), not_kept) == Recovered((intent,))
    await async_settle(hass, journal, intent, "From HomeIQ.")
    assert await journal.begun() == [intent]
    assert "does not run" in caplog.text
