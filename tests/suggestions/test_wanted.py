"""How a language model is to be used, by what the options say."""

from dataclasses import fields

from custom_components.homeiq.options import Options
from custom_components.homeiq.suggestions.wanted import Privacy, Wanted


def test_the_options_as_they_stand_are_the_defaults() -> None:
    assert Wanted.of(Options()) == Wanted()


def test_each_option_gets_to_where_it_counts() -> None:
    options = Options(
        temperature=0.1,
        max_tokens=200,
        concurrency=2,
        monthly_budget=1.5,
        price_in=0.2,
        price_out=0.4,
        language="fr",
        privacy="pseudonyms",
    )
    wanted = Wanted.of(options)
    assert wanted == Wanted(0.1, 200, 2, 1.5, 0.2, 0.4, "fr", Privacy.PSEUDONYMS)
    for field in fields(Wanted):
        assert getattr(wanted, field.name) != getattr(Wanted(), field.name), field.name


def test_a_level_of_privacy_that_is_not_known_lets_nothing_out() -> None:
    assert Wanted.of(Options(privacy="of a later version")).privacy is Privacy.NOTHING
