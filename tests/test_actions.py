"""The actions, as scripts and other programs call them."""

from datetime import date
from typing import Any

from homeassistant.core import Context, HomeAssistant, SupportsResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError, Unauthorized
from homeassistant.helpers import issue_registry as ir
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import MockUser
import voluptuous as vol

from custom_components.homeiq.actions import async_register_actions
from custom_components.homeiq.const import DOMAIN
from custom_components.homeiq.coordinator import HomeIQCoordinator
from custom_components.homeiq.mining.strength import Strength
from custom_components.homeiq.report import RunReport
from custom_components.homeiq.suggestions.suggestion import Status
from tests.automations.living_file import async_automations, file_of, put_blueprint, text_of
from tests.lamps import async_lamps
from tests.samples import (
    async_set_up,
    coordinator_of,
    habit_of,
    pattern_of,
    report_of,
    suggestion_of,
)

pytestmark = pytest.mark.usefixtures("recorder_mock")

ADMIN = {
    "accept_suggestion",
    *("run_analysis", "dismiss_suggestion", "snooze_suggestion", "restore_suggestion"),
    *("preview_prompt", "refine_suggestion", "get_learning", "reset_learning"),
    "test_suggestion",
}
READ = {"get_suggestions", "get_pattern_history"}
ANSWERS_ONLY = {*READ, "preview_prompt", "get_learning"}  # they must be asked for their response
ABOUT_NONE = {"run_analysis", "get_suggestions", "get_learning", "reset_learning"}
NEEDED = {name: {"suggestion_id": "s1"} for name in (ADMIN | READ) - ABOUT_NONE}
NEEDED["refine_suggestion"]["instruction"] = "20 minutes later"


HISTORY = "get_pattern_history"


async def ask(hass: HomeAssistant, action: str, **data: Any) -> Any:
    """Perform an action and return its response."""
    return await hass.services.async_call(DOMAIN, action, data, blocking=True, return_response=True)


@pytest.fixture
def days_run(monkeypatch: pytest.MonkeyPatch) -> list[int | None]:
    """Return the days of the runs that are asked for; none of them really runs."""
    asked: list[int | None] = []

    async def run(self: HomeIQCoordinator, days: int | None = None) -> RunReport:
        asked.append(days)
        return report_of()

    monkeypatch.setattr(HomeIQCoordinator, "async_run_analysis", run)
    return asked


async def test_actions_are_there_before_an_entry_is(hass: HomeAssistant) -> None:
    assert await async_setup_component(hass, DOMAIN, {})
    registered = hass.services.async_services()[DOMAIN]
    responses = {name: action.supports_response for name, action in registered.items()}
    assert responses == {
        **dict.fromkeys(ADMIN, SupportsResponse.OPTIONAL),
        **dict.fromkeys(ANSWERS_ONLY, SupportsResponse.ONLY),
    }


async def test_without_an_entry_every_action_says_so(hass: HomeAssistant) -> None:
    async_register_actions(hass)
    for action in (*ADMIN, *READ):
        with pytest.raises(ServiceValidationError) as error:
            await ask(hass, action, **NEEDED.get(action, {}))
        assert error.value.translation_key == "not_loaded", action


async def test_only_administrators_change_anything(hass: HomeAssistant) -> None:
    await async_set_up(hass, [suggestion_of(1)])
    guest = MockUser().add_to_hass(hass)
    for action in ADMIN:
        with pytest.raises(Unauthorized):
            await hass.services.async_call(
                DOMAIN,
                action,
                NEEDED.get(action, {}),
                blocking=True,
                return_response=True,
                context=Context(guest.id),
            )


async def test_everybody_may_read(hass: HomeAssistant) -> None:
    await async_set_up(hass, [suggestion_of(1)])
    guest = MockUser().add_to_hass(hass)
    for action, key, expected in (("get_suggestions", "suggestions", 1), (HISTORY, "history", 0)):
        answer: Any = await hass.services.async_call(
            DOMAIN,
            action,
            NEEDED.get(action, {}),
            blocking=True,
            return_response=True,
            context=Context(guest.id),
        )
        assert len(answer[key]) == expected


@pytest.mark.parametrize("days", [None, 1, 365])
async def test_a_run_answers_with_its_report(
    hass: HomeAssistant, days_run: list[int | None], days: int | None
) -> None:
    await async_set_up(hass)
    report = await ask(hass, "run_analysis", **({} if days is None else {"days": days}))
    assert report["status"] == "completed"
    assert report["events"] == 1234
    assert days_run == [days]


async def test_a_run_that_nobody_asks_about_answers_nothing(
    hass: HomeAssistant, days_run: list[int | None]
) -> None:
    await async_set_up(hass)
    answer = await hass.services.async_call(DOMAIN, "run_analysis", blocking=True)
    assert answer is None
    assert days_run == [None]


async def test_suggestions_are_chosen_by_status_and_number(hass: HomeAssistant) -> None:
    kept = [suggestion_of(number, status=status) for number, status in enumerate(Status, 1)]
    await async_set_up(hass, [*reversed(kept), suggestion_of(7), suggestion_of(8)])

    async def ids(**data: Any) -> list[str]:
        answer = await ask(hass, "get_suggestions", **data)
        return [each["id"] for each in answer["suggestions"]]

    assert await ids() == ["s1", "s7", "s8"]
    assert await ids(limit=2) == ["s1", "s7"]
    assert await ids(status="dismissed") == ["s3"]
    assert await ids(status=["accepted", "expired"]) == ["s2", "s5"]
    assert await ids(status=[]) == []


async def test_more_than_are_shown_can_be_read(hass: HomeAssistant) -> None:
    await async_set_up(
        hass,
        [suggestion_of(number) for number in range(1, 13)],
        options={"max_suggestions": 1},
    )
    answer = await ask(hass, "get_suggestions")
    assert len(answer["suggestions"]) == 12


@pytest.mark.parametrize("enabled", [True, False])
async def test_accept(hass: HomeAssistant, *, enabled: bool) -> None:
    await async_lamps(hass, "l1")
    await async_automations(hass)
    entry = await async_set_up(hass, [habit_of(1)])
    answer = await ask(hass, "accept_suggestion", suggestion_id="s1", enabled=enabled)
    assert answer == {"automation_id": "homeiq_s1", "entity_id": "automation.lamp_1_at_ten"}
    assert hass.states.is_state(answer["entity_id"], "on" if enabled else "off")
    assert coordinator_of(entry).suggestions[0].status is Status.ACCEPTED
    again = await hass.services.async_call(
        DOMAIN, "accept_suggestion", {"suggestion_id": "s1"}, blocking=True
    )
    assert again is None
    for refused in ("dismiss_suggestion", "snooze_suggestion", "restore_suggestion"):
        with pytest.raises(ServiceValidationError):
            await ask(hass, refused, suggestion_id="s1")


async def test_accept_as_a_blueprint_and_confirmed(hass: HomeAssistant) -> None:
    await async_lamps(hass, "l1")
    await async_automations(hass)
    await async_set_up(hass, [habit_of(1, blueprint=put_blueprint(hass))])
    await ask(hass, "accept_suggestion", suggestion_id="s1", as_blueprint=True, confirm=True)
    assert "use_blueprint" in text_of(file_of(hass))


async def test_dismiss_and_restore(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass, [suggestion_of(1)])
    answer = await ask(hass, "dismiss_suggestion", suggestion_id="s1", reason="too bright")
    assert (answer["status"], answer["dismiss_reason"]) == ("dismissed", "too bright")
    assert ir.async_get(hass).async_get_issue(DOMAIN, "suggestion_s1") is None
    answer = await ask(hass, "restore_suggestion", suggestion_id="s1")
    assert (answer["status"], answer["dismiss_reason"]) == ("draft", None)
    assert ir.async_get(hass).async_get_issue(DOMAIN, "suggestion_s1") is not None
    assert coordinator_of(entry).suggestions[0].status is Status.DRAFT


@pytest.mark.parametrize(("data", "days"), [({}, 7), ({"days": 30}, 30)])
async def test_snooze(hass: HomeAssistant, data: dict[str, int], days: int) -> None:
    entry = await async_set_up(hass, [suggestion_of(1)])
    answer = await hass.services.async_call(
        DOMAIN, "snooze_suggestion", {"suggestion_id": "s1", **data}, blocking=True
    )
    assert answer is None
    kept = coordinator_of(entry).suggestions[0]
    assert kept.status is Status.SNOOZED
    assert kept.snoozed_until is not None
    assert (kept.snoozed_until - kept.updated_at).days == days


async def test_restoring_what_is_ignored_takes_the_ignoring_back(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass, [suggestion_of(1)])
    ir.async_ignore_issue(hass, DOMAIN, "suggestion_s1", ignore=True)
    await hass.async_block_till_done()
    assert coordinator_of(entry).suggestions[0].status is Status.DISMISSED
    await ask(hass, "restore_suggestion", suggestion_id="s1")
    await hass.async_block_till_done()
    assert coordinator_of(entry).suggestions[0].status is Status.DRAFT
    issue = ir.async_get(hass).async_get_issue(DOMAIN, "suggestion_s1")
    assert issue is not None
    assert issue.dismissed_version is None


async def test_any_reason_for_dismissing_is_kept_as_one(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass, [suggestion_of(1), suggestion_of(2)])
    await ask(hass, "dismiss_suggestion", suggestion_id="s1", reason="ignored")
    assert ir.async_get(hass).async_get_issue(DOMAIN, "suggestion_s1") is None
    ir.async_ignore_issue(hass, DOMAIN, "suggestion_s2", ignore=True)
    await hass.async_block_till_done()
    statuses = [each.status for each in coordinator_of(entry).suggestions]
    assert statuses == [Status.DISMISSED, Status.DISMISSED]


async def test_what_could_not_be_dismissed_stays_on_the_repairs_page(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass, [suggestion_of(1)])
    await coordinator_of(entry).store.async_close()
    with pytest.raises(HomeAssistantError, match="database cannot be used"):
        await ask(hass, "dismiss_suggestion", suggestion_id="s1")
    assert ir.async_get(hass).async_get_issue(DOMAIN, "suggestion_s1") is not None


async def test_what_answers_taught_is_told_and_can_be_forgotten(hass: HomeAssistant) -> None:
    await async_set_up(hass, [suggestion_of(1), suggestion_of(2)])
    assert await ask(hass, "get_learning") == {"rules": []}
    await ask(hass, "dismiss_suggestion", suggestion_id="s1")
    learned = (await ask(hass, "get_learning"))["rules"]
    expected = {"accepted": 0, "dismissed": 1, "weight": 0.9}
    assert {"about": "device", "value": "light.l1", **expected} in learned
    assert {"about": "kind", "value": "time_of_day", **expected} in learned
    await ask(hass, "restore_suggestion", suggestion_id="s1")
    assert await ask(hass, "get_learning") == {"rules": []}
    await ask(hass, "dismiss_suggestion", suggestion_id="s1")
    assert await ask(hass, "reset_learning") == {}
    assert await ask(hass, "get_learning") == {"rules": []}
    assert await hass.services.async_call(DOMAIN, "reset_learning", blocking=True) is None


def kept_on(day: date, *figures: int, number: int = 1) -> Strength:
    return Strength(pattern_of(number).fingerprint, day.toordinal(), *figures)


async def test_a_habits_history_is_told_by_day_week_and_month_oldest_first(
    hass: HomeAssistant,
) -> None:
    coordinator = coordinator_of(await async_set_up(hass, [suggestion_of(1), suggestion_of(2)]))
    await coordinator.store.add_strengths(
        [
            kept_on(date(2026, 8, 31), 0, 0, 1, 0),
            kept_on(date(2026, 9, 1), 2, 1, 0, 0),
            kept_on(date(2026, 9, 7), 1, 0, 0, 2),
            kept_on(date(2026, 9, 7), 5, 5, 5, 5, number=2),
        ]
    )
    by_week = await ask(hass, HISTORY, suggestion_id="s1")
    assert by_week["pattern_id"] == pattern_of(1).id
    assert by_week["period"] == "week"
    assert by_week["history"] == [
        {
            "start": "2026-08-31",
            "right": 2,
            "wrong": 1,
            "already": 1,
            "missed": 0,
            "strength": 0.6667,
        },
        {
            "start": "2026-09-07",
            "right": 1,
            "wrong": 0,
            "already": 0,
            "missed": 2,
            "strength": 0.3333,
        },
    ]
    by_day = (await ask(hass, HISTORY, suggestion_id="s1", period="day"))["history"]
    assert [one["start"] for one in by_day] == ["2026-08-31", "2026-09-01", "2026-09-07"]
    assert by_day[0]["strength"] is None
    by_month = (await ask(hass, HISTORY, suggestion_id="s1", period="month"))["history"]
    assert [(one["start"], one["right"]) for one in by_month] == [
        ("2026-08-01", 0),
        ("2026-09-01", 3),
    ]


async def test_a_history_that_cannot_be_read_is_told(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass, [suggestion_of(1)])
    await coordinator_of(entry).store.async_close()
    with pytest.raises(HomeAssistantError, match="cannot be used"):
        await ask(hass, HISTORY, suggestion_id="s1")


async def test_an_unknown_id_is_refused_by_name(hass: HomeAssistant) -> None:
    await async_set_up(hass)
    for action, needed in NEEDED.items():
        with pytest.raises(ServiceValidationError, match="s99"):
            await ask(hass, action, **{**needed, "suggestion_id": "s99"})


OUT_OF_RANGE: list[tuple[str, dict[str, Any]]] = [
    ("run_analysis", {"days": 0}),
    ("run_analysis", {"days": 366}),
    ("run_analysis", {"day": 3}),
    ("get_suggestions", {"limit": 0}),
    ("get_suggestions", {"limit": 1001}),
    ("get_suggestions", {"status": "new"}),
    (HISTORY, {}),
    (HISTORY, {"suggestion_id": "s1", "period": "year"}),
    ("dismiss_suggestion", {}),
    ("accept_suggestion", {}),
    ("accept_suggestion", {"suggestion_id": "s1", "enabled": "perhaps"}),
    ("accept_suggestion", {"suggestion_id": "s1", "days": 1}),
    ("snooze_suggestion", {"suggestion_id": "s1", "days": 0}),
    ("snooze_suggestion", {"suggestion_id": "s1", "days": 366}),
    ("restore_suggestion", {"suggestion_id": "s1", "days": 1}),
    ("get_learning", {"about": "kind"}),
    ("reset_learning", {"suggestion_id": "s1"}),
]


async def test_what_is_out_of_range_is_refused(hass: HomeAssistant) -> None:
    async_register_actions(hass)
    for action, data in OUT_OF_RANGE:
        with pytest.raises(vol.Invalid):
            await ask(hass, action, **data)
