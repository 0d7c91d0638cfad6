"""Fields that several forms share."""

from homeassistant.helpers.selector import NumberSelector
import pytest
import voluptuous as vol

from custom_components.homeiq.flow_fields import basics, dollars, number
from custom_components.homeiq.options import RANGES, Options


@pytest.mark.parametrize("name", sorted(RANGES))
def test_an_option_can_be_slid_over_its_range(name: str) -> None:
    slider = number(name, unit="d")
    low, high = RANGES[name]
    assert isinstance(slider, NumberSelector)
    assert slider.config["unit_of_measurement"] == "d"
    assert (slider(low), slider(high)) == (low, high)
    for beyond in (low - 1, high + 1):
        with pytest.raises(vol.Invalid):
            slider(beyond)
    assert "unit_of_measurement" not in number(name).config


@pytest.mark.parametrize("name", ["monthly_budget", "price_in", "price_out"])
def test_money_is_entered_to_the_cent_and_below(name: str) -> None:
    box = dollars(name)
    assert (box(0), box(0.075), box(1000)) == (0, 0.075, 1000)
    for beyond in (-0.01, 1000.01):
        with pytest.raises(vol.Invalid):
            box(beyond)


def test_the_basics_as_they_stand_are_what_is_chosen() -> None:
    chosen = Options(history_days=60)
    assert basics(chosen)({}) == {"history_days": 60, "run_at": "03:00:00"}
