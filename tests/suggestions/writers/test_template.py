"""Words by templates."""

from dataclasses import replace

import pytest

from custom_components.homeiq.mining.finding import Evidence, Finding
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import WORKDAYS, ClockTrigger, Effect, Pattern
from custom_components.homeiq.suggestions.suggestion import Category, Priority
from custom_components.homeiq.suggestions.words import load_words
from custom_components.homeiq.suggestions.writers import Writer
from custom_components.homeiq.suggestions.writers.template import (
    TemplateWriter,
    category,
    priority,
    rationale,
    title,
)

EN = load_words("en")
DE = load_words("de")
NAMES = Names({"light.a": "Lamp"}, device_classes={"cover.g": "garage"})
FINDING = Finding(
    Pattern("time_of_day", ClockTrigger(24300), (Effect("light.a", "on"),), WORKDAYS),
    Evidence(days=20, right=18, wrong=2),
)


def evidenced(**changes: int) -> Finding:
    return replace(FINDING, evidence=Evidence(**changes))


def test_title_description_and_rationale_in_english() -> None:
    writer: Writer = TemplateWriter(NAMES, EN)
    wording = writer.word(FINDING)
    assert wording.title == "Turn on Lamp at 06:45 on weekdays"
    assert wording.description == (
        "At 06:45 on weekdays, turn on Lamp. That would spare you about 6 acts a week."
    )
    assert wording.rationale == (
        "Replayed over 20 of your days that did not teach it, it would have acted 20 times;"
        " 18 times you did the same by hand within minutes; twice it would have been wrong."
    )
    assert wording.source == "template"


def test_title_description_and_rationale_in_german() -> None:
    wording = TemplateWriter(NAMES, DE).word(FINDING)
    assert wording.title == "Um 06:45 Uhr montags bis freitags: Lamp einschalten"
    assert wording.description == (
        "Um 06:45 Uhr montags bis freitags: Lamp einschalten."
        " Das würde dir etwa 6 Handgriffe pro Woche ersparen."
    )
    assert wording.rationale == (
        "Nachgespielt an 20 deiner Tage, aus denen nicht gelernt wurde, wäre die Automation"
        " 20-mal ausgelöst worden; 18-mal hast du innerhalb weniger Minuten dasselbe von Hand"
        " getan; zweimal wäre es falsch gewesen."
    )


@pytest.mark.parametrize(
    ("evidence", "english", "german"),
    [
        (
            Evidence(days=1, right=1),
            (
                "Replayed over one of your days that did not teach it, it would have acted once;"
                " once you did the same by hand within minutes; it would never have been wrong."
            ),
            (
                "Nachgespielt an einem deiner Tage, aus dem nicht gelernt wurde, "
                "wäre die Automation einmal ausgelöst worden;"
                " einmal hast du innerhalb weniger Minuten dasselbe von Hand getan; "
                "nie wäre es falsch gewesen."
            ),
        ),
        (
            Evidence(days=9, right=2, wrong=1, already=3),
            (
                "Replayed over 9 of your days that did not teach it, it would have acted 6 times;"
                " twice you did the same by hand within minutes; 3 times it was already so;"
                " once it would have been wrong."
            ),
            (
                "Nachgespielt an 9 deiner Tage, aus denen nicht gelernt wurde, "
                "wäre die Automation 6-mal ausgelöst worden;"
                " zweimal hast du innerhalb weniger Minuten dasselbe von Hand getan; "
                "3-mal war es schon so; einmal wäre es falsch gewesen."
            ),
        ),
        (
            Evidence(days=9, wrong=2),
            (
                "Replayed over 9 of your days that did not teach it, it would have acted twice;"
                " you never did the same by hand; twice it would have been wrong."
            ),
            (
                "Nachgespielt an 9 deiner Tage, aus denen nicht gelernt wurde, "
                "wäre die Automation zweimal ausgelöst worden;"
                " dasselbe hast du nie von Hand getan; zweimal wäre es falsch"
                " gewesen."
            ),
        ),
        (
            Evidence(days=9),
            "Replayed over 9 of your days that did not teach it, it would never have acted.",
            (
                "Nachgespielt an 9 deiner Tage, aus denen nicht gelernt wurde, "
                "wäre die Automation nie ausgelöst worden."
            ),
        ),
    ],
)
def test_numbers_are_said_as_people_say_them(evidence: Evidence, english: str, german: str) -> None:
    finding = replace(FINDING, evidence=evidence)
    assert rationale(finding, EN) == english
    assert rationale(finding, DE) == german


def test_the_days_since_it_was_shown_are_told_apart() -> None:
    shown = replace(FINDING, since_shown=Evidence(days=3, right=2))
    assert rationale(shown, EN).endswith(
        " In the 3 days since it was first shown, it would have been right twice and never wrong."
    )
    first_day = replace(FINDING, since_shown=Evidence(days=1, wrong=1))
    assert rationale(first_day, DE).endswith(
        " An dem einen Tag, seit sie zum ersten Mal gezeigt wurde,"
        " wäre sie nie richtig und einmal falsch gewesen."
    )
    assert "since" not in rationale(replace(FINDING, since_shown=Evidence()), EN)


@pytest.mark.parametrize(
    ("evidence", "ending"),
    [
        (Evidence(days=20, right=18), "about 6 acts a week."),
        (Evidence(days=20, right=5), "about one act a week."),
        (Evidence(days=20, right=2), "less than one act a week."),
        (Evidence(days=20), "turn on Lamp."),
    ],
)
def test_what_is_spared_is_rounded_down(evidence: Evidence, ending: str) -> None:
    description = TemplateWriter(NAMES, EN).word(replace(FINDING, evidence=evidence)).description
    assert description.endswith(ending)


def test_a_long_title_fits_the_state_of_an_entity() -> None:
    names = Names({"light.a": "very long name " * 30})
    assert len(title(FINDING, names, EN)) == 255
    assert title(FINDING, names, EN).endswith("…")


@pytest.mark.parametrize(
    ("effect", "expected"),
    [
        (("lock.a", "locked"), Category.SECURITY),
        (("cover.g", "closed"), Category.SECURITY),
        (("cover.blind", "closed"), Category.COMFORT),
        (("light.a", "off"), Category.ENERGY),
        (("climate.a", "off"), Category.ENERGY),
        (("switch.a", "off"), Category.ENERGY),
        (("light.a", "on"), Category.COMFORT),
        (("climate.a", "heat"), Category.COMFORT),
        (("switch.a", "on"), Category.CONVENIENCE),
        (("vacuum.a", "cleaning"), Category.CONVENIENCE),
        (("input_boolean.a", "off"), Category.CONVENIENCE),
    ],
)
def test_categories(effect: tuple[str, str], expected: Category) -> None:
    assert category(Effect(*effect), NAMES) is expected


@pytest.mark.parametrize(
    ("evidence", "expected"),
    [
        (Evidence(days=7, right=7), Priority.HIGH),
        (Evidence(days=7, right=3, wrong=0), Priority.LOW),
        (Evidence(days=14, right=10, wrong=1), Priority.MEDIUM),
        (Evidence(days=70, right=10), Priority.LOW),
        (Evidence(days=7, right=20, wrong=20), Priority.LOW),
        (Evidence(), Priority.LOW),
    ],
)
def test_priority_needs_both_worth_and_sureness(evidence: Evidence, expected: Priority) -> None:
    assert priority(evidence) is expected
