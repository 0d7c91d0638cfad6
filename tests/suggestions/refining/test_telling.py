"""What was changed is told in each language."""

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import (
    EVERY_DAY,
    WORKDAYS,
    DarkCondition,
    StateCondition,
)
from custom_components.homeiq.suggestions.refining.edits import (
    NOBODY,
    SOMEBODY,
    TIME,
    AddTarget,
    DropCondition,
    DropTarget,
    Edit,
    Level,
    OnDays,
    ReplaceTarget,
    Require,
    SetDelay,
    SetHold,
    SetLevel,
    SetOffset,
    SetThreshold,
    SetTime,
    Shift,
)
from custom_components.homeiq.suggestions.refining.telling import note, told
from custom_components.homeiq.suggestions.words import load_words, translated
from tests.suggestions.refining import made

NAMES = Names({"light.a": "Lamp", "light.b": "Spot", "person.anna": "Anna"})
EN, DE = load_words("en"), load_words("de")


@pytest.mark.parametrize(
    ("edit", "english", "german"),
    [
        (Shift(1200), "20 minutes later", "20 Minuten später"),
        (Shift(-3600), "1 hour earlier", "1 Stunde früher"),
        (SetTime(27_000), "at 07:30", "um 07:30 Uhr"),
        (SetOffset(0), "at sunrise or sunset itself", "genau bei Sonnenauf- oder -untergang"),
        (
            SetOffset(-600),
            "10 minutes before sunrise or sunset",
            "10 Minuten vor Sonnenauf- oder -untergang",
        ),
        (
            SetOffset(600),
            "10 minutes after sunrise or sunset",
            "10 Minuten nach Sonnenauf- oder -untergang",
        ),
        (
            SetHold(60),
            "only once it has stayed that way for 1 minute",
            "erst wenn es 1 Minute lang so geblieben ist",
        ),
        (SetHold(0), "at once, however long it lasts", "sofort, egal wie lange es so bleibt"),
        (SetThreshold(21.5), "with the limit at 21.5", "mit 21,5 als Grenze"),
        (Require(NOBODY), "only if nobody is home", "nur, wenn niemand zu Hause ist"),
        (Require(SOMEBODY), "only if somebody is home", "nur, wenn jemand zu Hause ist"),
        (Require(DarkCondition()), "only if it is dark", "nur, wenn es dunkel ist"),
        (
            Require(StateCondition("person.anna", "home")),
            "only if Anna is home",
            "nur, wenn Anna zu Hause ist",
        ),
        (DropCondition("person.anna"), "whatever Anna says", "egal, was Anna meldet"),
        (
            DropCondition("sun.sun"),
            "whether it is dark or light",
            "egal, ob es dunkel oder hell ist",
        ),
        (DropCondition(TIME), "at any time of the day", "zu jeder Tageszeit"),
        (
            DropCondition("zone.home"),
            "whether anybody is home or not",
            "egal, ob jemand zu Hause ist",
        ),
        (OnDays(WORKDAYS), "only on weekdays", "nur montags bis freitags"),
        (OnDays(EVERY_DAY), "every day", "an jedem Tag"),
        (OnDays((0, 1, 2, 3, 4, 5)), "every day except Sundays", "täglich außer sonntags"),
        (SetDelay(60), "1 minute after the trigger", "1 Minute nach dem Auslöser"),
        (SetDelay(0, "light.a"), "Lamp: right away", "Lamp: ohne zu warten"),
        (SetLevel(Level.BRIGHTNESS, 50), "brightness 50%", "Helligkeit 50 %"),
        (
            SetLevel(Level.COLOR_TEMPERATURE, 2700, "light.a"),
            "Lamp: colour temperature 2700 K",
            "Lamp: Farbtemperatur 2700 K",
        ),
        (SetLevel(Level.TEMPERATURE, 21.5), "temperature 21.5 °", "Temperatur 21,5 °"),
        (ReplaceTarget("light.a", "light.b"), "Spot instead of Lamp", "Spot statt Lamp"),
        (AddTarget("light.a", "light.b"), "Spot as well as Lamp", "Spot zusätzlich zu Lamp"),
        (DropTarget("light.a"), "without Lamp", "ohne Lamp"),
    ],
)
def test_edits_in_words(edit: Edit, english: str, german: str) -> None:
    assert told(edit, NAMES, EN) == english
    assert told(edit, NAMES, DE) == german


def test_all_of_them_in_a_sentence_each_once() -> None:
    said = note((Shift(1200), OnDays(WORKDAYS), Shift(1200)), NAMES, EN)
    assert said == " Changed as you asked: 20 minutes later; only on weekdays."
    assert note((), NAMES, EN) == ""


@settings(max_examples=300, deadline=None)
@given(made.edits, st.sampled_from(sorted(translated())))
def test_each_edit_has_words_in_each_language(edit: Edit, language: str) -> None:
    assert told(edit, NAMES, load_words(language)).strip()
