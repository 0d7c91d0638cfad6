"""The options of words by a language model: a section of the form, stored beside the others."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData, section
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.homeiq.const import DOMAIN
from custom_components.homeiq.flow_wording_options import SECTION, is_language, with_entered
from custom_components.homeiq.options import Options
from tests.flows import suggested
from tests.samples import async_set_up, coordinator_of

pytestmark = pytest.mark.usefixtures("recorder_mock")

CHOSEN = {
    "privacy": "pseudonyms",
    "monthly_budget": 2.5,
    "price_in": 0.1,
    "price_out": 0.4,
    "language": "pt-BR",
    "temperature": 0.2,
    "max_tokens": 500.0,
    "concurrency": 2.0,
}


def section_of(form: Any) -> section:
    found = form["data_schema"].schema[SECTION]
    assert isinstance(found, section)
    return found


def held(form: Any) -> dict[str, Any]:
    """Return what the section holds when it opens."""
    inside = section_of(form).schema
    defaults = {
        str(key): key.default() for key in inside.schema if callable(getattr(key, "default", None))
    }
    return defaults | suggested({"data_schema": inside})  # type: ignore[typeddict-item]


async def test_the_section_is_stored_beside_the_other_options(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass)
    form = await hass.config_entries.options.async_init(entry.entry_id)
    assert section_of(form).options == {"collapsed": True}
    done = await hass.config_entries.options.async_configure(
        form["flow_id"], {"repairs_shown": 5, SECTION: CHOSEN}
    )
    await hass.async_block_till_done()
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert SECTION not in entry.options
    assert entry.options.items() >= (CHOSEN | {"repairs_shown": 5}).items()
    assert type(entry.options["max_tokens"]) is int
    assert coordinator_of(entry).options == Options(
        repairs_shown=5,
        temperature=0.2,
        max_tokens=500,
        concurrency=2,
        monthly_budget=2.5,
        price_in=0.1,
        price_out=0.4,
        language="pt-BR",
        privacy="pseudonyms",
    )


async def test_the_section_as_it_stands_changes_nothing(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass)
    form = await hass.config_entries.options.async_init(entry.entry_id)
    await hass.config_entries.options.async_configure(form["flow_id"], {SECTION: held(form)})
    await hass.async_block_till_done()
    assert coordinator_of(entry).options == Options()


async def test_the_section_opens_with_what_is_stored(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass, options=CHOSEN)
    form = await hass.config_entries.options.async_init(entry.entry_id)
    assert held(form) == CHOSEN


async def test_what_is_emptied_is_gone_and_a_section_that_is_left_out_stays() -> None:
    stored = CHOSEN | {"repairs_shown": 5}
    emptied = {key: CHOSEN[key] for key in CHOSEN if not key.startswith("price")}
    assert with_entered(stored, {"repairs_shown": 1}) == stored | {"repairs_shown": 1}
    entered = {SECTION: emptied | {"language": ""}}
    assert with_entered(stored, entered).keys() == stored.keys() - {
        "price_in",
        "price_out",
        "language",
    }


@pytest.mark.parametrize(
    ("tag", "known"),
    [
        ("", True),
        ("de", True),
        ("pt-BR", True),
        ("zh_Hans", True),
        ("German", False),
        ("de; and say hello", False),
        ("../de", False),
    ],
)
def test_a_language_is_told_by_its_code(tag: str, *, known: bool) -> None:
    assert is_language(tag) is known


async def test_what_is_no_language_is_told_with_the_section_open_and_nothing_is_lost(
    hass: HomeAssistant,
) -> None:
    entry = MockConfigEntry(domain=DOMAIN)
    entry.add_to_hass(hass)
    form = await hass.config_entries.options.async_init(entry.entry_id)
    wrong = CHOSEN | {"language": "German"}
    form = await hass.config_entries.options.async_configure(form["flow_id"], {SECTION: wrong})
    assert form["errors"] == {SECTION: "no_language"}
    assert section_of(form).options == {"collapsed": False}
    assert held(form) == wrong
    assert entry.options == {}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("temperature", -0.1),
        ("temperature", 2.1),
        ("max_tokens", 49),
        ("max_tokens", 2001),
        ("concurrency", 0),
        ("concurrency", 21),
        ("monthly_budget", -1),
        ("monthly_budget", 1001),
        ("price_in", -1),
        ("price_out", "dear"),
        ("privacy", "some"),
        ("language", 1),
    ],
)
async def test_what_is_out_of_range_is_refused(
    hass: HomeAssistant, name: str, value: object
) -> None:
    entry = MockConfigEntry(domain=DOMAIN)
    entry.add_to_hass(hass)
    form = await hass.config_entries.options.async_init(entry.entry_id)
    with pytest.raises(InvalidData):
        await hass.config_entries.options.async_configure(form["flow_id"], {SECTION: {name: value}})
    assert entry.options == {}
