"""Advice on automations that people undo."""

from dataclasses import replace

import pytest

from custom_components.homeiq.mining.finding import Evidence, Finding
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import (
    WEEKEND,
    ClockTrigger,
    Condition,
    DarkCondition,
    Effect,
    Pattern,
    RunTrigger,
    StateCondition,
)
from custom_components.homeiq.suggestions.advice import of_ours
from custom_components.homeiq.suggestions.words import load_words
from custom_components.homeiq.suggestions.writers.template import TemplateWriter, rationale
from tests.samples import suggestion_of

EN = load_words("en")
DE = load_words("de")
NAMES = Names({"automation.evening": "Evening lights", "light.a": "Lamp", "person.p": "Paul"})
UNDONE = Finding(
    Pattern(
        "override",
        RunTrigger("automation.evening", "light.a", "on"),
        (Effect("light.a", "off"),),
        changes="automation.evening",
    ),
    Evidence(days=20, right=10, wrong=2),
)
LATER = replace(
    UNDONE,
    pattern=replace(
        UNDONE.pattern,
        trigger=ClockTrigger(22 * 3600 + 2400),
        effects=(Effect("light.a", "on"),),
        weekdays=WEEKEND,
    ),
)
LIGHT = DarkCondition(dark=False)


def sometimes(*conditions: Condition) -> Finding:
    return replace(UNDONE, pattern=replace(UNDONE.pattern, conditions=conditions))


@pytest.mark.parametrize(
    ("finding", "english", "german"),
    [
        (
            sometimes(LIGHT),
            (
                "Keep Evening lights from running while it is light outside",
                (
                    "When Evening lights runs while it is light outside, you turn off Lamp"
                    " within minutes. Add a condition to it, so that it does not run then."
                ),
                (
                    "On 20 of your days that did not teach this, Evening lights ran 12 times"
                    " while it is light outside; 10 times (83%) you undid that within minutes."
                ),
            ),
            (
                "Lass Evening lights nicht laufen, wenn es draußen hell ist",
                (
                    "Läuft Evening lights, wenn es draußen hell ist, machst du es innerhalb weniger"
                    " Minuten rückgängig (Lamp ausschalten). Gib der Automation eine Bedingung,"
                    " damit sie dann nicht läuft."
                ),
                (
                    "An 20 deiner Tage, aus denen nicht gelernt wurde, lief Evening lights 12-mal,"
                    " wenn es draußen hell ist; 10-mal (83 %) hast du das innerhalb weniger Minuten"
                    " rückgängig gemacht."
                ),
            ),
        ),
        (
            UNDONE,
            (
                "Change Evening lights, since you mostly undo it",
                (
                    "When Evening lights runs, you mostly turn off Lamp within minutes."
                    " Take that out of it, or let it run at another time."
                ),
                (
                    "On 20 of your days that did not teach this, Evening lights ran 12 times;"
                    " 10 times (83%) you undid that within minutes."
                ),
            ),
            (
                "Ändere Evening lights, da du es meist rückgängig machst",
                (
                    "Läuft Evening lights, machst du es meist innerhalb weniger Minuten rückgängig"
                    " (Lamp ausschalten). Nimm das heraus, oder lass die Automation zu einer"
                    " anderen Zeit laufen."
                ),
                (
                    "An 20 deiner Tage, aus denen nicht gelernt wurde, lief Evening lights 12-mal;"
                    " 10-mal (83 %) hast du das innerhalb weniger Minuten rückgängig gemacht."
                ),
            ),
        ),
        (
            LATER,
            (
                "Run Evening lights at 22:40 on weekends instead",
                (
                    "You undo what Evening lights does, and turn on Lamp by hand at 22:40 on"
                    " weekends. Change it so that it runs then instead."
                ),
                (
                    "Replayed over 20 of your days that did not teach it, it would have acted"
                    " 12 times on weekends; 10 times you did the same by hand within minutes;"
                    " twice it would have been wrong."
                ),
            ),
            (
                "Lass Evening lights lieber um 22:40 Uhr am Wochenende laufen",
                (
                    "Du machst rückgängig, was Evening lights tut, und tust es um 22:40 Uhr am"
                    " Wochenende von Hand (Lamp einschalten). Ändere die Automation so, dass sie"
                    " stattdessen dann läuft."
                ),
                (
                    "Nachgespielt an 20 deiner Tage, aus denen nicht gelernt wurde, wäre die"
                    " Automation am Wochenende 12-mal ausgelöst worden; 10-mal hast du innerhalb"
                    " weniger Minuten dasselbe von Hand getan; zweimal wäre es falsch gewesen."
                ),
            ),
        ),
    ],
)
def test_advice_names_the_automation_the_change_and_how_often_it_is_undone(
    finding: Finding, english: tuple[str, ...], german: tuple[str, ...]
) -> None:
    for words, expected in ((EN, english), (DE, german)):
        wording = TemplateWriter(NAMES, words).word(finding)
        assert (wording.title, wording.description, wording.rationale) == expected


def test_days_and_conditions_are_told_together() -> None:
    finding = sometimes(LIGHT, StateCondition("person.p", "home"))
    finding = replace(finding, pattern=replace(finding.pattern, weekdays=WEEKEND))
    assert TemplateWriter(NAMES, EN).word(finding).title == (
        "Keep Evening lights from running on weekends while it is light outside and Paul is home"
    )
    assert TemplateWriter(NAMES, DE).word(finding).title == (
        "Lass Evening lights am Wochenende nicht laufen,"
        " wenn es draußen hell ist und Paul zu Hause ist"
    )


def test_another_time_may_have_its_conditions() -> None:
    later = replace(LATER, pattern=replace(LATER.pattern, conditions=(LIGHT,)))
    assert TemplateWriter(NAMES, EN).word(later).title == (
        "Run Evening lights at 22:40 on weekends instead, if it is light outside"
    )
    assert TemplateWriter(NAMES, DE).word(later).title == (
        "Lass Evening lights lieber um 22:40 Uhr am Wochenende laufen, wenn es draußen hell ist"
    )


def test_advice_on_what_homeiq_has_made_may_be_to_retire_it() -> None:
    suggestion = suggestion_of(1)
    for words, name in ((EN, "retire it"), (DE, "außer Dienst")):
        told = of_ours(suggestion, words)
        assert told.wording.rationale.startswith(f"{suggestion.wording.rationale} HomeIQ ")
        assert name in told.wording.rationale
        assert told.wording.description == suggestion.wording.description


@pytest.mark.parametrize(
    ("evidence", "text"),
    [
        (Evidence(days=9), "Evening lights never ran."),
        (Evidence(days=9, wrong=2), "Evening lights ran twice; you never undid that."),
        (
            Evidence(days=1, right=1),
            (
                "On one of your days that did not teach this, Evening lights ran once;"
                " once (100%) you undid that within minutes."
            ),
        ),
    ],
)
def test_numbers_are_said_as_people_say_them(evidence: Evidence, text: str) -> None:
    assert rationale(replace(UNDONE, evidence=evidence), NAMES, EN).endswith(text)


def test_the_days_since_it_was_shown_are_told_apart() -> None:
    shown = replace(UNDONE, since_shown=Evidence(days=3, right=2, wrong=1))
    assert rationale(shown, NAMES, EN).endswith(
        " In the 3 days since this was first shown, Evening lights ran 3 times;"
        " you undid that twice."
    )
    assert rationale(shown, NAMES, DE).endswith(
        " In den 3 Tagen, seit das zum ersten Mal gezeigt wurde, lief Evening lights 3-mal;"
        " du hast das zweimal rückgängig gemacht."
    )
    unseen = replace(UNDONE, since_shown=Evidence())
    assert rationale(unseen, NAMES, EN) == rationale(UNDONE, NAMES, EN)
