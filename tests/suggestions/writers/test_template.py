"""Words by templates."""

from dataclasses import replace

import pytest

from custom_components.homeiq.mining.finding import Evidence, Finding
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import (
    EVERY_DAY,
    WEEKEND,
    WORKDAYS,
    ClockTrigger,
    DarkCondition,
    Effect,
    Pattern,
    Reminder,
    StateCondition,
    StateTrigger,
)
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
NAMES = Names(
    {"light.a": "Lamp", "binary_sensor.fridge": "Fridge door", "media_player.tv": "TV"},
    device_classes={"cover.g": "garage", "binary_sensor.fridge": "door"},
)
FINDING = Finding(
    Pattern("time_of_day", ClockTrigger(24300), (Effect("light.a", "on"),), WORKDAYS),
    Evidence(days=20, right=18, wrong=2),
)
DAILY = replace(FINDING, pattern=replace(FINDING.pattern, weekdays=EVERY_DAY))
BACK_DOOR = Finding(
    Pattern("anomaly", ClockTrigger(23 * 3600 + 600), (Reminder("lock.back_door", "locked"),)),
    Evidence(days=28, right=4, wrong=1, already=20),
)
FRIDGE = Finding(
    Pattern(
        "duration",
        StateTrigger("binary_sensor.fridge", "on", "off", hold=360),
        (Reminder("binary_sensor.fridge", "off"),),
        conditions=(StateCondition("person.p", "home"),),
    ),
    Evidence(days=28, right=8),
)
LEAVING = Finding(
    Pattern(
        "anomaly",
        StateTrigger("person.p", "not_home", "home"),
        (Reminder("media_player.tv", "off"),),
        WEEKEND,
    ),
    Evidence(days=14, wrong=2),
)


def test_title_description_and_rationale_in_english() -> None:
    writer: Writer = TemplateWriter(NAMES, EN)
    wording = writer.word(FINDING)
    assert wording.title == "Turn on Lamp at 06:45 on weekdays"
    assert wording.description == (
        "At 06:45 on weekdays, turn on Lamp. That would spare you about 6 acts a week."
    )
    assert wording.rationale == (
        "Replayed over 20 of your days that did not teach it, it would have acted 20 times"
        " on weekdays; 18 times you did the same by hand within minutes;"
        " twice it would have been wrong."
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
        " montags bis freitags 20-mal ausgelöst worden;"
        " 18-mal hast du innerhalb weniger Minuten dasselbe von Hand getan;"
        " zweimal wäre es falsch gewesen."
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
    finding = replace(DAILY, evidence=evidence)
    assert rationale(finding, NAMES, EN) == english
    assert rationale(finding, NAMES, DE) == german


def test_the_days_since_it_was_shown_are_told_apart() -> None:
    shown = replace(FINDING, since_shown=Evidence(days=3, right=2))
    assert rationale(shown, NAMES, EN).endswith(
        " In the 3 days since it was first shown, it would have been right twice and never wrong."
    )
    first_day = replace(FINDING, since_shown=Evidence(days=1, wrong=1))
    assert rationale(first_day, NAMES, DE).endswith(
        " An dem einen Tag, seit sie zum ersten Mal gezeigt wurde,"
        " wäre sie nie richtig und einmal falsch gewesen."
    )
    assert "since" not in rationale(replace(FINDING, since_shown=Evidence()), NAMES, EN)


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
    shown = title(FINDING, names, EN)
    assert 240 < len(shown) <= 255
    assert shown.endswith(("very…", "long…", "name…")), "no word is cut"


CHAIN = replace(
    FINDING,
    pattern=Pattern(
        "sequence",
        StateTrigger("media_player.living_room_television", "off", "on"),
        (
            Effect("light.living_room_ceiling", "off", 30),
            Effect("light.living_room_reading_corner", "off", 30),
            Effect("cover.living_room_blinds", "closed", 90),
            Effect("lock.front_door", "locked", 240),
            Effect("light.upstairs_hall", "on", 300),
        ),
        WORKDAYS,
        conditions=(DarkCondition(),),
    ),
)


def test_the_title_of_a_chain_tells_its_steps_and_the_description_their_waits() -> None:
    wording = TemplateWriter(Names(), EN).word(CHAIN)
    assert wording.title == (
        "30 seconds after Living room television turns off on weekdays, if it is dark,"
        " turn off Living room ceiling and turn off Living room reading corner,"
        " then close Living room blinds, then lock Front door, then turn on Upstairs hall"
    )
    assert len(wording.title) <= 255
    assert wording.rationale.endswith(
        " twice it would have been wrong. Each step counts by itself."
    )
    assert wording.description.startswith(
        "30 seconds after Living room television turns off on weekdays, if it is dark,"
        " turn off Living room ceiling and turn off Living room reading corner,"
        " then close Living room blinds 1 minute later, then lock Front door 2 minutes later,"
        " then turn on Upstairs hall 1 minute later."
    )
    assert TemplateWriter(Names(), DE).word(CHAIN).title == (
        "Wenn Living room television ausgeschaltet wird, 30 Sekunden danach,"
        " montags bis freitags, sofern es dunkel ist: Living room ceiling ausschalten und"
        " Living room reading corner ausschalten, dann Living room blinds schließen,"
        " dazu noch 2 weitere"
    )


def test_a_title_counts_the_steps_that_it_has_no_room_for() -> None:
    names = Names({"light.living_room_ceiling": "a very long name " * 6})
    shown = title(CHAIN, names, EN)
    assert shown.endswith("Living room reading corner, and 3 things more")
    assert len(shown) <= 255


@pytest.mark.parametrize(
    ("finding", "english", "german"),
    [
        (
            BACK_DOOR,
            (
                "Remind me when Back door is still unlocked at 23:10",
                (
                    "When Back door is still unlocked at 23:10, a notification reminds you."
                    " That would be about one reminder a week."
                ),
                (
                    "Replayed over 28 of your days that did not teach it, it would have reminded"
                    " you 5 times; 4 times somebody then locked it within minutes; once nobody did."
                ),
            ),
            (
                "Erinnere mich um 23:10 Uhr, falls Back door noch entriegelt ist",
                (
                    "Eine Benachrichtigung erinnert dich um 23:10 Uhr, falls Back door noch"
                    " entriegelt ist. Das wäre etwa eine Erinnerung pro Woche."
                ),
                (
                    "Nachgespielt an 28 deiner Tage, aus denen nicht gelernt wurde, hätte die"
                    " Automation 5-mal erinnert; 4-mal hat das dann jemand innerhalb weniger"
                    " Minuten verriegelt; einmal niemand."
                ),
            ),
        ),
        (
            FRIDGE,
            (
                "Remind me when Fridge door stays open for 6 minutes, if P is home",
                (
                    "When Fridge door stays open for 6 minutes, if P is home, a notification"
                    " reminds you. That would be about 2 reminders a week."
                ),
                (
                    "Replayed over 28 of your days that did not teach it, it would have reminded"
                    " you 8 times; 8 times somebody then closed it within minutes."
                ),
            ),
            (
                (
                    "Erinnere mich, wenn Fridge door 6 Minuten lang geöffnet bleibt,"
                    " sofern P zu Hause ist"
                ),
                (
                    "Wenn Fridge door 6 Minuten lang geöffnet bleibt, sofern P zu Hause ist,"
                    " erinnert dich eine Benachrichtigung. Das wären etwa 2 Erinnerungen pro Woche."
                ),
                (
                    "Nachgespielt an 28 deiner Tage, aus denen nicht gelernt wurde, hätte die"
                    " Automation 8-mal erinnert; 8-mal hat das dann jemand innerhalb weniger"
                    " Minuten geschlossen."
                ),
            ),
        ),
        (
            LEAVING,
            (
                "Remind me if TV is still on when P leaves home on weekends",
                (
                    "When P leaves home on weekends, a notification reminds you if TV is still on."
                    " That would be about one reminder a week."
                ),
                (
                    "Replayed over 14 of your days that did not teach it, it would have reminded"
                    " you twice on weekends; nobody then turned it off within minutes."
                ),
            ),
            (
                ("Erinnere mich, falls TV noch an ist, wenn P das Haus verlässt, am Wochenende"),
                (
                    "Falls TV noch an ist, wenn P das Haus verlässt, am Wochenende,"
                    " erinnert dich eine Benachrichtigung. Das wäre etwa eine Erinnerung pro Woche."
                ),
                (
                    "Nachgespielt an 14 deiner Tage, aus denen nicht gelernt wurde, hätte die"
                    " Automation am Wochenende zweimal erinnert; niemand hat das dann innerhalb"
                    " weniger Minuten ausgeschaltet."
                ),
            ),
        ),
    ],
)
def test_reminders_say_when_and_of_what(
    finding: Finding, english: tuple[str, ...], german: tuple[str, ...]
) -> None:
    for words, expected in ((EN, english), (DE, german)):
        wording = TemplateWriter(NAMES, words).word(finding)
        assert (wording.title, wording.description, wording.rationale) == expected


def test_a_reminder_without_a_proof_promises_no_number() -> None:
    unproven = replace(BACK_DOOR, evidence=Evidence())
    assert TemplateWriter(NAMES, EN).word(unproven).description.endswith("reminds you.")
    assert rationale(replace(BACK_DOOR, evidence=Evidence(days=9)), NAMES, EN).endswith(
        "it would never have reminded you."
    )
    rare = replace(BACK_DOOR, evidence=Evidence(days=90, right=3))
    assert (
        TemplateWriter(NAMES, EN).word(rare).description.endswith("less than one reminder a week.")
    )


def test_a_reminder_matters_by_what_it_is_about_and_not_by_how_often_it_comes() -> None:
    def word(finding: Finding) -> tuple[Category, Priority]:
        wording = TemplateWriter(NAMES, EN).word(finding)
        return wording.category, wording.priority

    sure = Evidence(days=28, right=20)
    assert word(replace(BACK_DOOR, evidence=sure)) == (Category.SECURITY, Priority.MEDIUM)
    assert word(replace(FRIDGE, evidence=sure)) == (Category.SECURITY, Priority.MEDIUM)
    assert word(BACK_DOOR) == (Category.SECURITY, Priority.LOW)
    assert word(replace(LEAVING, evidence=sure)) == (Category.ENERGY, Priority.LOW)


@pytest.mark.parametrize(
    ("drift", "window", "english", "german"),
    [
        (
            -120.0,
            28,
            (
                " It has been moving earlier by about 2 minutes a day."
                " It was learned from the latest 28 days."
            ),
            (
                " Der Zeitpunkt rückt um etwa 2 Minuten am Tag nach vorn."
                " Gelernt wurde aus den letzten 28 Tagen."
            ),
        ),
        (
            34.0,
            0,
            " It has been moving later by about 4 minutes a week.",
            " Der Zeitpunkt rückt um etwa 4 Minuten in der Woche nach hinten.",
        ),
        (
            0.0,
            42,
            " It was learned from the latest 42 days.",
            " Gelernt wurde aus den letzten 42 Tagen.",
        ),
    ],
)
def test_a_habit_that_moves_says_so(drift: float, window: int, english: str, german: str) -> None:
    moving = replace(DAILY, pattern=replace(DAILY.pattern, drift=drift, window=window))
    assert rationale(moving, NAMES, EN) == rationale(DAILY, NAMES, EN) + english
    assert rationale(moving, NAMES, DE) == rationale(DAILY, NAMES, DE) + german


def test_the_days_and_months_that_it_holds_on_are_told_with_its_evidence() -> None:
    pattern = replace(DAILY.pattern, weekdays=(2,), months=(1, 2, 11, 12))
    wording = TemplateWriter(NAMES, EN).word(replace(DAILY, pattern=pattern))
    season = "on Wednesdays from November to February"
    assert wording.title == f"Turn on Lamp at 06:45 {season}"
    assert f"it would have acted 20 times {season};" in wording.rationale


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
        (("binary_sensor.fridge", "off"), Category.SECURITY),
        (("binary_sensor.other", "off"), Category.CONVENIENCE),
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
    assert priority(replace(FINDING, evidence=evidence), Category.COMFORT) is expected
