"""All options in one form."""

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import FlowResultType, InvalidData
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry, MockUser

from custom_components.homeiq.const import DOMAIN
from tests.samples import async_set_up, coordinator_of

pytestmark = pytest.mark.usefixtures("recorder_mock")


async def test_all_options_can_be_changed_and_take_effect(hass: HomeAssistant) -> None:
    program = MockUser(name="Node-RED").add_to_hass(hass)
    hass.states.async_set("light.porch", "on")
    entry = await async_set_up(hass)
    form = await hass.config_entries.options.async_init(entry.entry_id)
    assert (form["type"], form["step_id"]) == (FlowResultType.FORM, "init")
    chosen = {
        "history_days": 100.0,
        "run_at": "01:00:00",
        "max_suggestions": 4.0,
        "minimum_confidence": 0.75,
        "repairs_shown": 0.0,
        "excluded_entities": ["light.porch"],
        "excluded_areas": ["kitchen"],
        "excluded_labels": ["private"],
        "excluded_domains": ["media_player", "something_new"],
        "automation_users": [program.id],
        "careful_entities": ["light.porch"],
        "archive_days": 365.0,
        "archive_megabytes": 500.0,
        "mqtt_topic": "home/habits",
        "mqtt_retain": True,
        "zigbee2mqtt_topic": "home/zigbee",
    }
    done = await hass.config_entries.options.async_configure(form["flow_id"], chosen)
    await hass.async_block_till_done()
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options == chosen
    options = coordinator_of(entry).options
    assert (options.max_suggestions, options.repairs_shown) == (4, 0)
    assert options.automation_users == (program.id,)
    assert options.careful_entities == ("light.porch",)
    assert (options.archive_days, options.archive_megabytes) == (365, 500)
    assert (options.mqtt_topic, options.mqtt_retain) == ("home/habits", True)
    assert options.zigbee2mqtt_topic == "home/zigbee"


async def test_the_options_form_opens_with_what_is_stored(hass: HomeAssistant) -> None:
    stored = {
        "history_days": 45,
        "minimum_confidence": 0.8,
        "excluded_domains": ["fan"],
        "automation_users": ["somebody who was removed"],
    }
    entry = await async_set_up(hass, options=stored)
    form = await hass.config_entries.options.async_init(entry.entry_id)
    schema = form["data_schema"]
    assert schema is not None
    suggested = {
        str(key): (key.description or {}).get("suggested_value")
        for key in schema.schema
        if str(key) in stored
    }
    assert suggested == stored
    # What is stored can be submitted again, even an account that is gone.
    done = await hass.config_entries.options.async_configure(form["flow_id"], stored)
    await hass.async_block_till_done()
    assert done["type"] is FlowResultType.CREATE_ENTRY


async def test_exclusions_that_are_cleared_are_gone(hass: HomeAssistant) -> None:
    entry = await async_set_up(hass, options={"excluded_domains": ["fan"], "history_days": 45})
    form = await hass.config_entries.options.async_init(entry.entry_id)
    await hass.config_entries.options.async_configure(form["flow_id"], {})
    await hass.async_block_till_done()
    assert entry.options["excluded_domains"] == []
    assert entry.options["history_days"] == 45


OUT_OF_RANGE: list[tuple[str, object]] = [
    ("max_suggestions", 0),
    ("max_suggestions", 11),
    ("minimum_confidence", 0.49),
    ("minimum_confidence", 0.96),
    ("repairs_shown", -1),
    ("repairs_shown", 11),
    ("history_days", 400),
    ("archive_days", 29),
    ("archive_days", 731),
    ("archive_megabytes", 19),
    ("archive_megabytes", 2001),
    ("mqtt_topic", 1),
    ("zigbee2mqtt_topic", 1),
    ("excluded_entities", ["not an entity"]),
    ("automation_users", ["nobody"]),
]


async def test_options_out_of_range_are_refused(hass: HomeAssistant) -> None:
    entry = MockConfigEntry(domain=DOMAIN)
    entry.add_to_hass(hass)
    form = await hass.config_entries.options.async_init(entry.entry_id)
    for option, value in OUT_OF_RANGE:
        with pytest.raises(InvalidData) as error:
            await hass.config_entries.options.async_configure(form["flow_id"], {option: value})
        # Home Assistant names a field only where its value is one thing, not a list.
        assert list(error.value.schema_errors) in ([option], ["base"]), option
    assert entry.options == {}


@pytest.mark.parametrize("field", ["mqtt_topic", "zigbee2mqtt_topic"])
@pytest.mark.parametrize(
    ("topic", "problem"),
    [
        ("", "topic_empty"),
        ("home/+/habits", "topic_wildcards"),
        ("home/#", "topic_wildcards"),
        ("home\0", "topic_characters"),
        ("home\n", "topic_characters"),
        ("home\x7f", "topic_characters"),
        ("home\ud800", "topic_characters"),
        ("home\ufdd0", "topic_characters"),
        ("home\uffff", "topic_characters"),
        ("ä" * 32_768, "topic_too_long"),
    ],
)
async def test_a_topic_that_no_message_can_have_is_refused_at_its_field(
    hass: HomeAssistant, topic: str, problem: str, field: str
) -> None:
    entry = MockConfigEntry(domain=DOMAIN)
    entry.add_to_hass(hass)
    form = await hass.config_entries.options.async_init(entry.entry_id)
    again = await hass.config_entries.options.async_configure(
        form["flow_id"], {field: topic, "repairs_shown": 7}
    )
    assert (again["type"], again["errors"]) == (FlowResultType.FORM, {field: problem})
    assert entry.options == {}
    schema = again["data_schema"]
    assert schema is not None
    entered = {str(key): (key.description or {}) for key in schema.schema}
    assert entered[field] == {"suggested_value": topic}
    assert entered["repairs_shown"] == {"suggested_value": 7}
    longest = "ä" * 32_767
    done = await hass.config_entries.options.async_configure(form["flow_id"], {field: longest})
    assert done["type"] is FlowResultType.CREATE_ENTRY
    assert entry.options[field] == longest


async def test_all_topics_that_are_wrong_are_told_at_once(hass: HomeAssistant) -> None:
    entry = MockConfigEntry(domain=DOMAIN)
    entry.add_to_hass(hass)
    form = await hass.config_entries.options.async_init(entry.entry_id)
    again = await hass.config_entries.options.async_configure(
        form["flow_id"], {"mqtt_topic": "", "zigbee2mqtt_topic": "zigbee2mqtt/#"}
    )
    assert again["errors"] == {
        "mqtt_topic": "topic_empty",
        "zigbee2mqtt_topic": "topic_wildcards",
    }
