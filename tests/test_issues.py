"""What stands on the repairs page."""

from datetime import UTC, datetime
from pathlib import Path

from homeassistant.config_entries import SOURCE_REAUTH
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.typing import WebSocketGenerator

from custom_components.homeiq.const import CONF_INFLUXDB, DOMAIN
from custom_components.homeiq.history.errors import HistoryError
from custom_components.homeiq.history.gather import ARCHIVE, Trouble
from custom_components.homeiq.history.influxdb.errors import InfluxProblem, failed
from custom_components.homeiq.history.influxdb.settings import InfluxSettings, InfluxVersion
from custom_components.homeiq.issues import (
    ARCHIVE_UNWRITABLE,
    DATABASE_SET_ASIDE,
    IGNORED,
    INFLUXDB_UNREACHABLE,
    NO_HISTORY,
    async_report_history,
    async_report_set_aside,
    async_report_troubles,
    placeholders,
)
from custom_components.homeiq.report import CausedError, PhaseReport, PhaseStatus, RunStatus
from custom_components.homeiq.store.connections import SetAside
from custom_components.homeiq.suggestions.suggestion import Status
from tests.samples import async_set_up, coordinator_of, report_of, suggestion_of

pytestmark = pytest.mark.usefixtures("recorder_mock")


def shown(hass: HomeAssistant) -> set[str]:
    return {an_id for domain, an_id in ir.async_get(hass).issues if domain == DOMAIN}


def ignored(hass: HomeAssistant, an_id: str) -> bool:
    issue = ir.async_get(hass).async_get_issue(DOMAIN, an_id)
    assert issue is not None
    return issue.dismissed_version is not None


@pytest.mark.parametrize(("wanted", "expected"), [(None, 3), (0, 0), (1, 1), (10, 5)])
async def test_the_best_that_wait_are_shown(
    hass: HomeAssistant, wanted: int | None, expected: int
) -> None:
    await async_set_up(
        hass,
        [suggestion_of(number) for number in range(1, 6)],
        options={} if wanted is None else {"repairs_shown": wanted},
    )
    assert shown(hass) == {f"suggestion_s{number}" for number in range(1, expected + 1)}


async def test_an_issue_says_what_is_suggested(hass: HomeAssistant) -> None:
    await async_set_up(hass, [suggestion_of(1)])
    issue = ir.async_get(hass).async_get_issue(DOMAIN, "suggestion_s1")
    assert issue is not None
    assert issue.is_fixable
    assert issue.severity is ir.IssueSeverity.WARNING
    assert issue.translation_key == "suggestion"
    assert issue.translation_placeholders == {
        "title": "Lamp 1 at ten",
        "description": "Switches lamp 1 on at ten.",
        "evidence": "It would have acted 20 times.",
    }


def test_an_issue_says_what_to_mind() -> None:
    warned = suggestion_of(1, warnings=("It would heat.", "Extends your automation “Ten”."))
    assert placeholders(warned)["evidence"] == (
        "It would have acted 20 times.\n\n⚠️ It would heat.\n\n⚠️ Extends your automation “Ten”."
    )


async def test_the_next_one_moves_up(hass: HomeAssistant) -> None:
    await async_set_up(hass, [suggestion_of(1), suggestion_of(2)], options={"repairs_shown": 1})
    assert shown(hass) == {"suggestion_s1"}
    await hass.services.async_call(
        DOMAIN, "snooze_suggestion", {"suggestion_id": "s1"}, blocking=True
    )
    assert shown(hass) == {"suggestion_s2"}


async def test_ignore_dismisses_and_taking_it_back_restores(
    hass: HomeAssistant, hass_ws_client: WebSocketGenerator
) -> None:
    assert await async_setup_component(hass, "repairs", {})
    entry = await async_set_up(hass, [suggestion_of(1), suggestion_of(2)])
    client = await hass_ws_client(hass)
    for ignore, status, reason in (
        (True, Status.DISMISSED, IGNORED),
        (False, Status.DRAFT, None),
    ):
        await client.send_json_auto_id(
            {
                "type": "repairs/ignore_issue",
                "domain": DOMAIN,
                "issue_id": "suggestion_s1",
                "ignore": ignore,
            }
        )
        assert (await client.receive_json())["success"]
        await hass.async_block_till_done()
        kept = coordinator_of(entry).suggestions[0]
        assert (kept.id, kept.status, kept.dismiss_reason) == ("s1", status, reason)
        assert shown(hass) == {"suggestion_s1", "suggestion_s2"}
        assert ignored(hass, "suggestion_s1") is ignore


async def test_ignore_counts_also_while_homeiq_is_not_loaded(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass, [suggestion_of(1), suggestion_of(2)])
    for ignore, status in ((True, Status.DISMISSED), (False, Status.DRAFT)):
        assert await hass.config_entries.async_unload(entry.entry_id)
        ir.async_ignore_issue(hass, DOMAIN, "suggestion_s1", ignore=ignore)
        await hass.async_block_till_done()
        assert await hass.config_entries.async_setup(entry.entry_id)
        assert coordinator_of(entry).suggestions[0].status is status
        assert ignored(hass, "suggestion_s1") is ignore


@pytest.mark.parametrize(("was_ignored", "status"), [(True, "dismissed"), (False, "draft")])
async def test_after_a_restart_the_registry_still_tells_what_was_ignored(
    hass: HomeAssistant, hass_storage: dict[str, object], *, was_ignored: bool, status: str
) -> None:
    hass_storage[ir.STORAGE_KEY] = {
        "version": 1,
        "minor_version": 2,
        "key": ir.STORAGE_KEY,
        "data": {
            "issues": [
                {
                    "created": datetime(2026, 1, 1, tzinfo=UTC).isoformat(),
                    "dismissed_version": "2026.10.0" if was_ignored else None,
                    "domain": DOMAIN,
                    "is_persistent": False,
                    "issue_id": "suggestion_s1",
                }
            ]
        },
    }
    await ir.async_load(hass)
    entry = await async_set_up(hass, [suggestion_of(1)])
    assert coordinator_of(entry).suggestions[0].status.value == status
    issue = ir.async_get(hass).async_get_issue(DOMAIN, "suggestion_s1")
    assert issue is not None
    assert issue.active


async def test_what_was_dismissed_otherwise_is_not_restored_by_an_issue(
    hass: HomeAssistant,
) -> None:
    entry = await async_set_up(hass, [suggestion_of(1, status=Status.DISMISSED)])
    ir.async_create_issue(
        hass,
        DOMAIN,
        "suggestion_s1",
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="suggestion",
    )
    await coordinator_of(entry).async_heed_ignored()
    assert coordinator_of(entry).suggestions[0].status is Status.DISMISSED


async def test_other_issues_are_left_alone(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass, [suggestion_of(1)])
    ir.async_create_issue(
        hass,
        "sun",
        "suggestion_x",
        is_fixable=False,
        severity=ir.IssueSeverity.WARNING,
        translation_key="x",
    )
    ir.async_ignore_issue(hass, "sun", "suggestion_x", ignore=True)
    await hass.async_block_till_done()
    await coordinator_of(entry).async_show()
    assert ("sun", "suggestion_x") in ir.async_get(hass).issues
    assert coordinator_of(entry).suggestions[0].status is Status.DRAFT


async def test_a_history_that_cannot_be_read_is_an_issue_until_it_can(hass: HomeAssistant) -> None:
    def report(status: PhaseStatus, whole: RunStatus = RunStatus.COMPLETED) -> None:
        phases = (PhaseReport("events", status, 0.1, "the disk is gone"),)
        async_report_history(hass, report_of(phases=phases, status=whole))

    entry = await async_set_up(hass)
    # A run that was stopped for its time has not met a history that cannot be read.
    report(PhaseStatus.FAILED, RunStatus.PARTIAL)
    assert shown(hass) == set()
    report(PhaseStatus.FAILED, RunStatus.FAILED)
    issue = ir.async_get(hass).async_get_issue(DOMAIN, NO_HISTORY)
    assert issue is not None
    assert issue.translation_placeholders == {"error": "the disk is gone"}
    report(PhaseStatus.SKIPPED)
    async_report_history(hass, report_of(phases=()))
    assert shown(hass) == {NO_HISTORY}
    await async_report_troubles(hass, entry, ())
    assert shown(hass) == set()


async def test_a_recorder_that_stays_away_may_be_ignored(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass)
    phases = (PhaseReport("events", PhaseStatus.OK, 0.1, "read from the archive"),)
    away = [Trouble("recorder", HistoryError("it is closed"))]
    for ignore in (False, True):
        async_report_history(hass, report_of(phases=phases))
        await async_report_troubles(hass, entry, away)
        assert ignored(hass, NO_HISTORY) is ignore
        ir.async_ignore_issue(hass, DOMAIN, NO_HISTORY, ignore=True)


async def test_what_a_run_had_to_do_without_is_an_issue_until_it_had_it(
    hass: HomeAssistant,
) -> None:
    entry = await async_set_up(hass)
    told = {
        "recorder": (NO_HISTORY, HistoryError("it is closed", "recorder_missing")),
        "influxdb": (INFLUXDB_UNREACHABLE, influx_error(InfluxProblem.BUSY)),
        ARCHIVE: (ARCHIVE_UNWRITABLE, HistoryError("the disk is full")),
    }
    troubles = [Trouble(key, error) for key, (_, error) in told.items()]
    # Of the statistics the recorder's own issue tells.
    await async_report_troubles(
        hass, entry, [*troubles, Trouble("statistics", HistoryError("they are gone"))]
    )
    assert shown(hass) == {an_id for an_id, _ in told.values()}
    texts = {
        issue.issue_id: (issue.translation_placeholders or {})["error"]
        for (domain, _), issue in ir.async_get(hass).issues.items()
        if domain == DOMAIN
    }
    assert texts[NO_HISTORY] == "the recorder is not set up, so there is no history"
    assert "http://influxdb:8086" in texts[INFLUXDB_UNREACHABLE]
    assert texts[ARCHIVE_UNWRITABLE] == "the disk is full"
    assert not list(entry.async_get_active_flows(hass, {SOURCE_REAUTH}))
    for trouble in troubles:
        await async_report_troubles(hass, entry, [trouble])
        assert shown(hass) == {told[trouble.key][0]}
    await async_report_troubles(hass, entry, ())
    assert shown(hass) == set()


async def test_an_influxdb_that_refuses_is_asked_for_what_opens_it_until_it_opens(
    hass: HomeAssistant,
) -> None:
    entry = await async_set_up(hass)
    hass.config_entries.async_update_entry(entry, data={CONF_INFLUXDB: INFLUX.as_dict()})
    refused = [Trouble("influxdb", influx_error(InfluxProblem.UNAUTHORIZED))]
    for _ in range(2):
        await async_report_troubles(hass, entry, refused)
        await hass.async_block_till_done()
        assert [
            flow["step_id"] for flow in entry.async_get_active_flows(hass, {SOURCE_REAUTH})
        ] == ["reauth_confirm"]
        assert shown(hass) == {INFLUXDB_UNREACHABLE}
    await async_report_troubles(hass, entry, ())
    assert not list(entry.async_get_active_flows(hass, {SOURCE_REAUTH}))
    assert shown(hass) == set()


INFLUX = InfluxSettings(InfluxVersion.ONE, "http://influxdb:8086", "home", username="reader")


def influx_error(problem: InfluxProblem) -> CausedError:
    return failed(INFLUX, problem, "so it says")


async def test_a_database_that_was_set_aside_is_an_issue_to_confirm(hass: HomeAssistant) -> None:
    async_report_set_aside(hass, SetAside(Path("/config/homeiq.db.corrupt"), "it is damaged"))
    issue = ir.async_get(hass).async_get_issue(DOMAIN, DATABASE_SET_ASIDE)
    assert issue is not None
    assert issue.is_fixable
    assert issue.is_persistent
    assert issue.translation_placeholders == {
        "file": "/config/homeiq.db.corrupt",
        "problem": "it is damaged",
    }
