"""Groups from YAML get the entity ids and members that Home Assistant itself gives them."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.setup import async_setup_component
import pytest

from custom_components.homeiq.devices.snapshot import async_snapshot
from custom_components.homeiq.history.configured_groups import configured_groups
from custom_components.homeiq.options import Options

CONFIG: dict[str, Any] = {
    "group": {
        "kitchen": {"name": "All of it", "entities": ["light.a", "light.b"]},
        "upstairs": "light.c, Light.D",
        "list": ["light.a"],
    },
    "light": [
        {"platform": "group", "name": "Küche & Flur", "entities": ["light.a", "light.b"]},
        {"platform": "group", "entities": "light.a, light.c"},
    ],
    "switch": [{"platform": "group", "name": "Plugs", "entities": ["switch.a"]}],
}


async def test_what_home_assistant_makes_of_them_is_known(hass: HomeAssistant) -> None:
    for entity_id in ("light.a", "light.b", "light.c", "light.d", "switch.a"):
        hass.states.async_set(entity_id, "on")  # a group none of whose members is there is away
    for domain, config in CONFIG.items():
        assert await async_setup_component(hass, domain, {domain: config})
    await hass.async_block_till_done()
    live = (await async_snapshot(hass, Options())).home.groups
    assert len(live) == 6
    assert configured_groups(CONFIG, {}) == live


def test_a_group_may_have_another_id_by_now() -> None:
    config = {"light": {"platform": "group", "unique_id": 7, "entities": ["light.a"]}}
    registered = {("light", "7"): "light.mine", ("switch", "7"): "switch.other"}
    assert configured_groups(config, registered) == {"light.mine": ("light.a",)}


def test_a_domain_may_be_configured_in_many_places() -> None:
    config = {
        "group indoors": {"a": ["light.a"]},
        "group outdoors": {"b": ["light.b"]},
        "light porch": [{"platform": "group", "name": "C", "entities": ["light.c"]}],
    }
    assert configured_groups(config, {}) == {
        "group.a": ("light.a",),
        "group.b": ("light.b",),
        "light.c": ("light.c",),
    }


@pytest.mark.parametrize(
    "config",
    [
        *(None, "text", ["group"], {"group": None}, {"group": ["light.a"]}),
        *({"group": {"a": None}}, {"group": {"a": {"entities": 5}}}, {"group": {"a": []}}),
        *({"light": None}, {"light": ["text"]}, {"light": [{"platform": "group"}]}),
        {"light": [{"platform": "mqtt", "name": "A", "entities": ["light.a"]}]},
    ],
)
def test_what_is_no_group_counts_as_absent(config: object) -> None:
    assert configured_groups(config, {}) == {}
