"""From findings to suggestions, near misses and reasons."""

from dataclasses import replace
from datetime import UTC, datetime
import itertools
from zoneinfo import ZoneInfo

from hypothesis import given, strategies as st
import pytest

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
from custom_components.homeiq.mining.pattern import (
    ClockTrigger,
    DarkCondition,
    Effect,
    NumericCondition,
    NumericTrigger,
    Pattern,
    Reminder,
    RunTrigger,
    StateCondition,
    StateTrigger,
)
from custom_components.homeiq.suggestions.automation import CommandError
from custom_components.homeiq.suggestions.build import (
    build_suggestion,
    entities,
    in_order,
    near_miss_report,
    none_left,
    rank,
    reason,
    withheld,
)
from custom_components.homeiq.suggestions.suggestion import Status, Suggestion, SuggestionType
from custom_components.homeiq.suggestions.words import load_words

EN = load_words("en")
DE = load_words("de")
NOW = datetime(2026, 10, 5, 3, tzinfo=UTC)  # a Monday
HOME = Home(ZoneInfo("UTC"), areas={"light.a": "hall", "binary_sensor.m": "hall", "lock.d": "door"})
NAMES = Names({"light.a": "Lamp", "automation.evening": "Evening"})
PATTERN = Pattern(
    "co_occurrence",
    StateTrigger("binary_sensor.m", "on", "off"),
    (Effect("light.a", "on"), Effect("lock.d", "locked", 60)),
    conditions=(DarkCondition(), StateCondition("person.p", "home")),
    days=4,
)
FINDING = Finding(PATTERN, Evidence(days=20, right=18, wrong=2))


def built(finding: Finding = FINDING) -> Suggestion:
    return build_suggestion(finding, HOME, NAMES, EN, NOW)


def test_a_finding_becomes_a_draft() -> None:
    suggestion = built()
    assert suggestion.status is Status.DRAFT
    assert suggestion.type is SuggestionType.PATTERN
    assert suggestion.pattern_type == "co_occurrence"
    assert suggestion.pattern_id == PATTERN.id
    assert suggestion.fingerprint == PATTERN.fingerprint
    assert suggestion.evidence == FINDING.evidence
    assert suggestion.since_shown == Evidence()
    assert (suggestion.created_at, suggestion.updated_at) == (NOW, NOW)
    assert suggestion.shown_at is None
    assert suggestion.warnings == ("Somebody who is outside without a key could be locked out.",)


def test_its_automation_is_named_and_told_as_the_suggestion_is() -> None:
    suggestion = built()
    assert suggestion.automation is not None
    assert suggestion.automation["alias"] == suggestion.wording.title
    assert suggestion.automation["description"] == suggestion.wording.description


def test_its_entities_and_areas_come_each_once_and_targets_first() -> None:
    suggestion = built()
    assert suggestion.entity_ids == ("light.a", "lock.d", "binary_sensor.m", "person.p")
    assert suggestion.area_ids == ("hall", "door")


def test_entities_of_readings_are_named_too() -> None:
    pattern = replace(
        PATTERN,
        trigger=NumericTrigger("sensor.lux", below=5),
        conditions=(NumericCondition("sensor.t", above=5),),
    )
    assert entities(pattern) == ("light.a", "lock.d", "sensor.lux", "sensor.t")
    assert entities(replace(pattern, trigger=ClockTrigger(0))) == ("light.a", "lock.d", "sensor.t")


def test_its_id_is_the_same_in_every_run_and_another_for_another_finding() -> None:
    learned_again = replace(FINDING, evidence=Evidence(days=30, right=20))
    assert built(learned_again).id == built().id
    other = replace(FINDING, pattern=replace(PATTERN, weekdays=(5, 6)))
    assert built(other).id != built().id
    assert built().id != PATTERN.id


def test_the_days_since_it_was_shown_are_taken_over() -> None:
    shown = Evidence(days=2, right=1)
    assert built(replace(FINDING, since_shown=shown)).since_shown == shown


REMINDING = replace(
    FINDING, pattern=Pattern("anomaly", ClockTrigger(83400), (Reminder("lock.d", "locked"),))
)
UNDOING = replace(
    FINDING,
    pattern=Pattern(
        "override",
        RunTrigger("automation.evening", "light.a", "on"),
        (Effect("light.a", "off"),),
        conditions=(StateCondition("person.p", "home"),),
        changes="automation.evening",
    ),
)


def test_a_reminder_is_an_automation_that_notifies_in_the_home_s_language() -> None:
    suggestion = build_suggestion(REMINDING, HOME, NAMES, DE, NOW)
    assert suggestion.is_reminder
    assert suggestion.automation is not None
    (action,) = suggestion.automation["actions"]
    assert action["data"]["message"].startswith("Denk daran, dass D noch entriegelt ist.")
    assert action["data"]["notification_id"] == f"homeiq_{REMINDING.pattern.id}"
    assert suggestion.warnings == ()
    assert suggestion.evidence == REMINDING.evidence
    assert not built().is_reminder


def test_what_would_change_an_automation_is_advice() -> None:
    suggestion = built(UNDOING)
    assert suggestion.automation is None
    assert not suggestion.is_reminder
    given = suggestion.as_dict()
    assert (given["automation"], given["confidence"], given["evidence"]) == (None, None, None)
    assert given["pattern_type"] == "override"
    assert given["entity_ids"] == ["light.a", "automation.evening", "person.p"]
    assert "Evening ran 20 times" in given["rationale"]
    assert suggestion.rank == rank(UNDOING.evidence)


def test_what_cannot_be_commanded_is_an_error() -> None:
    with pytest.raises(CommandError):
        built(replace(FINDING, pattern=replace(PATTERN, effects=(Effect("light.a", "blue"),))))


def test_a_rule_of_safety_makes_it_a_near_miss() -> None:
    unlocking = replace(FINDING, pattern=replace(PATTERN, effects=(Effect("lock.d", "unlocked"),)))
    assert withheld(unlocking, NAMES) == NearMiss(unlocking, NearMissReason.UNSAFE, "unlock")
    assert withheld(FINDING, NAMES) is None


def test_rank_grows_with_sureness_and_with_what_is_spared() -> None:
    assert rank(Evidence(days=20, right=18)) > rank(Evidence(days=20, right=18, wrong=2))
    assert rank(Evidence(days=20, right=18)) > rank(Evidence(days=40, right=18))
    assert rank(Evidence()) == 0


@given(st.lists(st.floats(0, 10), max_size=12))
def test_ranks_of_one_run_keep_the_order_of_mining(ranks: list[float]) -> None:
    given_order = [replace(built(), id=str(n), rank=value) for n, value in enumerate(ranks)]
    ordered = in_order(given_order)
    assert [each.id for each in ordered] == [each.id for each in given_order]
    assert all(a.rank > b.rank for a, b in itertools.pairwise(ordered))
    assert all(a.rank <= value for a, value in zip(ordered, ranks, strict=True))


@pytest.mark.parametrize(
    ("why", "other", "english", "german"),
    [
        (
            NearMissReason.TOO_FEW_DAYS,
            None,
            "only 4 days speak for it so far.",
            "Bisher sprechen nur 4 Tage dafür.",
        ),
        (
            NearMissReason.TOO_OFTEN_WRONG,
            None,
            (
                "put to the test 20 times on days that did not teach it, it was right 18 times;"
                " that is not sure enough."
            ),
            (
                "Bei 20 Proben an Tagen, aus denen nicht gelernt wurde, war es 18-mal richtig;"
                " das ist nicht sicher genug."
            ),
        ),
        (
            NearMissReason.ALREADY_AUTOMATED,
            "automation.evening",
            "Evening does it already.",
            "Evening tut es schon.",
        ),
        (
            NearMissReason.ALREADY_AUTOMATED,
            "Evening no. 5",
            "Evening no. 5 does it already.",
            "Evening no. 5 tut es schon.",
        ),
        (
            NearMissReason.ALREADY_AUTOMATED,
            None,
            "one of your automations does it already.",
            "Eine deiner Automationen tut es schon.",
        ),
        (
            NearMissReason.EXCLUDED,
            None,
            "the options exclude it.",
            "Die Optionen schließen es aus.",
        ),
        (NearMissReason.DISMISSED, None, "you dismissed it.", "Du hast es verworfen."),
        (
            NearMissReason.UNSAFE,
            "unlock",
            "unlocking is left to people.",
            "Entriegeln bleibt Menschen überlassen.",
        ),
        (
            NearMissReason.UNSAFE,
            "light.gone",
            "its automation would refer to light.gone, which is not there.",
            "Die Automation würde sich auf light.gone beziehen, das es nicht gibt.",
        ),
        (
            NearMissReason.UNSAFE,
            "expected str @ mode",
            "Home Assistant would not accept its automation (expected str @ mode).",
            "Home Assistant würde die Automation nicht annehmen (expected str @ mode).",
        ),
        (
            NearMissReason.UNSAFE,
            None,
            "its automation could do harm.",
            "Die Automation könnte schaden.",
        ),
    ],
)
def test_near_misses_are_told_in_words(
    why: NearMissReason, other: str | None, english: str, german: str
) -> None:
    miss = NearMiss(FINDING, why, other)
    report = near_miss_report(miss, NAMES, EN)
    assert report.text.startswith("When M turns on, if ")
    assert report.text.endswith(f": {english}")
    assert report.reason == why.value
    assert report.detector == "co_occurrence"
    assert report.entity_ids[0] == "light.a"
    assert near_miss_report(miss, NAMES, DE).text.endswith(f". {german}")


@pytest.mark.parametrize(
    ("finding", "english", "german"),
    [
        (
            REMINDING,
            (
                "on days that did not teach it, it would have reminded 20 times, and somebody then"
                " acted 18 times; that is not sure enough."
            ),
            (
                "An Tagen, aus denen nicht gelernt wurde, hätte sie 20-mal erinnert, und 18-mal hat"
                " dann jemand gehandelt; das ist nicht sicher genug."
            ),
        ),
        (
            UNDOING,
            (
                "on days that did not teach it, the automation ran 20 times, and you undid that"
                " 18 times; that is not sure enough."
            ),
            (
                "An Tagen, aus denen nicht gelernt wurde, lief die Automation 20-mal, und du hast"
                " das 18-mal rückgängig gemacht; das ist nicht sicher genug."
            ),
        ),
        (
            replace(UNDOING, pattern=replace(UNDOING.pattern, trigger=ClockTrigger(0))),
            (
                "put to the test 20 times on days that did not teach it, it was right 18 times;"
                " that is not sure enough."
            ),
            (
                "Bei 20 Proben an Tagen, aus denen nicht gelernt wurde, war es 18-mal richtig;"
                " das ist nicht sicher genug."
            ),
        ),
    ],
)
def test_what_is_no_act_is_wrong_in_words_of_its_own(
    finding: Finding, english: str, german: str
) -> None:
    miss = NearMiss(finding, NearMissReason.TOO_OFTEN_WRONG)
    assert near_miss_report(miss, NAMES, EN).text.endswith(english)
    assert near_miss_report(miss, NAMES, DE).text.endswith(german)


def mined(nothing: NoFindings | None, days: int) -> Mined:
    return Mined((), (), (), days_of_history=days, days_needed=7, nothing=nothing)


@pytest.mark.parametrize(
    ("days", "english", "german"),
    [
        (
            0,
            "None of the 7 days needed is there yet; look again in 7 days.",
            "Von den 7 nötigen Tagen ist noch keiner da; schau in 7 Tagen wieder nach.",
        ),
        (
            1,
            "1 of the 7 days needed is there; look again on Sunday.",
            "1 von 7 nötigen Tagen ist da; schau am Sonntag wieder nach.",
        ),
        (
            4,
            "4 of the 7 days needed are there; look again on Thursday.",
            "4 von 7 nötigen Tagen sind da; schau am Donnerstag wieder nach.",
        ),
        (
            6,
            "6 of the 7 days needed are there; look again tomorrow.",
            "6 von 7 nötigen Tagen sind da; schau morgen wieder nach.",
        ),
    ],
)
def test_too_few_days_say_how_many_are_missing_and_when_to_look_again(
    days: int, english: str, german: str
) -> None:
    few = mined(NoFindings.TOO_FEW_DAYS, days)
    assert reason(few, EN, NOW) == english
    assert reason(few, DE, NOW) == german
    assert reason(few, EN, NOW, looked_at=7) == english


@pytest.mark.parametrize(
    ("looked_at", "english", "german"),
    [
        (
            1,
            "This run looked at one day only; 7 are needed.",
            "Diese Analyse hat nur einen Tag betrachtet; nötig sind 7.",
        ),
        (
            5,
            "This run looked at 5 days only; 7 are needed.",
            "Diese Analyse hat nur 5 Tage betrachtet; nötig sind 7.",
        ),
    ],
)
def test_a_look_at_too_few_days_blames_no_history(
    looked_at: int, english: str, german: str
) -> None:
    few = mined(NoFindings.TOO_FEW_DAYS, looked_at)
    assert reason(few, EN, NOW, looked_at) == english
    assert reason(few, DE, NOW, looked_at) == german


@pytest.mark.parametrize(
    ("nothing", "days", "text"),
    [
        (
            NoFindings.NO_EVENTS,
            0,
            "Nothing that people operate was recorded yet, so there is nothing to learn from.",
        ),
        (
            NoFindings.NO_ACTS,
            1,
            "Nothing was done by hand in one day of history, so there is nothing to learn from.",
        ),
        (
            NoFindings.NO_ACTS,
            9,
            "Nothing was done by hand in 9 days of history, so there is nothing to learn from.",
        ),
        (
            NoFindings.NOTHING_HOLDS,
            28,
            "In 28 days of history no habit was found that holds on days that did not teach it.",
        ),
    ],
)
def test_an_empty_list_has_a_reason(nothing: NoFindings, days: int, text: str) -> None:
    assert reason(mined(nothing, days), EN, NOW) == text
    assert reason(mined(nothing, days), DE, NOW)


def test_where_something_is_found_there_is_no_reason() -> None:
    assert reason(mined(None, 28), EN, NOW) is None


def test_habits_that_are_all_decided_on_have_their_own_reason() -> None:
    assert none_left(EN) == "All habits that hold have been decided on, or are left to people."
    assert none_left(DE)
