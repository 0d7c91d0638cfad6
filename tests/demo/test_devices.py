"""The inventory of a household is what registries would tell of it."""

from functools import cache

from custom_components.homeiq.devices.inventory import CONFIG, DeviceEntity, Inventory
from custom_components.homeiq.mining.automation_config import existing_automation
from demo.automations import RULES
from demo.devices import configs_of, inventory_of, references_in, scenes_set
from demo.furnishing import OF_DEVICES
from demo.household import SimulatedHome, simulate
from demo.kinds import ALL_KINDS
from demo.spec import HouseholdSpec


@cache
def home() -> SimulatedHome:
    """Return a household of three days."""
    return simulate(HouseholdSpec(seed=2, days=3, events=1_000, kinds=ALL_KINDS | OF_DEVICES))


@cache
def inventory() -> Inventory:
    """Return its devices."""
    return inventory_of(home())


def entity(entity_id: str) -> DeviceEntity:
    """Return an entity of the household."""
    return next(each for _, each in inventory().entities() if each.entity_id == entity_id)


def test_everything_but_automations_scripts_and_scenes_belongs_to_a_device() -> None:
    told = {each.entity_id for _, each in inventory().entities()}
    everything = {one.entity_id for one in home().entities}
    assert {one.partition(".")[0] for one in everything - told} == {"automation", "scene", "script"}
    devices = home().home.devices
    assert all(
        device.device_id == devices.get(each.entity_id, each.entity_id)
        for device, each in inventory().entities()
    )


def test_a_device_has_its_maker_place_and_settings() -> None:
    speaker = inventory().devices["wifi_speaker"]
    assert (speaker.name, speaker.manufacturer, speaker.model) == (
        "Bedroom speaker",
        "Halden",
        "Tone 5",
    )
    assert (speaker.area_id, speaker.floor_id, speaker.integration) == (
        "bedroom",
        "upper",
        "homeiq_demo",
    )
    charger = inventory().devices["zigbee_charger"]
    assert charger.name == "Bedroom charger"
    setting = entity("switch.bedroom_charger_led_indication")
    assert (setting.category, setting.unique_id) == (CONFIG, "bedroom_charger_led_indication")
    assert setting in charger.entities


def test_devices_of_no_known_maker_are_only_like_themselves() -> None:
    hall, porch = inventory().devices["light_hall"], inventory().devices["light_porch"]
    assert hall.manufacturer == porch.manufacturer == "Simulated by HomeIQ"
    assert hall.kind != porch.kind
    assert inventory().devices["zigbee_bulb_1"].kind == inventory().devices["zigbee_bulb_10"].kind


def test_entities_tell_what_they_can_do_and_what_they_show() -> None:
    lamp = entity("light.wardrobe_lamp")
    assert lamp.attributes["supported_color_modes"] == ["brightness"]
    assert (lamp.attributes["brightness"] is None) == (lamp.state == "off")
    assert entity("light.hall").attributes["supported_color_modes"] == ["onoff"]
    fan = entity("fan.ceiling")
    assert fan.features == fan.attributes["supported_features"] == 49
    assert entity("fan.bathroom").features == 48
    assert entity("cover.bedroom").device_class == "blind"
    group = entity("light.attic").attributes["entity_id"]
    assert group == ["light.attic_left", "light.attic_right"]
    assert entity("sensor.kettle_power").attributes["unit_of_measurement"] == "W"
    assert entity("zone.home").platform == "zone"
    assert entity("zone.home").state in {"0", "1", "2"}


def test_every_entity_was_seen_last_within_the_span() -> None:
    seen = [each.seen for _, each in inventory().entities()]
    assert all(one is not None for one in seen)
    assert home().calendar.start <= min(one or 0 for one in seen)
    assert max(one or 0 for one in seen) < home().calendar.end


def test_rooms_have_floors() -> None:
    assert inventory().floors["bedroom"] == "upper"
    assert inventory().floors["pantry"] == "ground"
    assert "garden" not in inventory().floors


def test_households_without_devices_of_their_own_have_an_inventory_too() -> None:
    usual = inventory_of(simulate(HouseholdSpec(days=3, events=500)))
    assert len(usual.devices) > 50
    assert not any(device.model for device in usual.devices.values())


def test_configurations_name_what_the_automations_do() -> None:
    configs, references = configs_of(home()), references_in(home())
    assert {rule.entity_id for rule in RULES} < configs.keys()
    for one in home().home.automations:
        again = existing_automation(one.entity_id, one.name, configs[one.entity_id], references)
        assert again.effects >= one.effects, one.entity_id
        assert again.triggers == one.triggers, one.entity_id
    assert "sequence" in configs["script.light_in_the_pantry"]
    assert "use_blueprint" not in configs["automation.storage_light"]


def test_scenes_set_states_and_attributes() -> None:
    scenes = scenes_set(home())
    assert scenes["scene.film"]["light.kitchen_ceiling"] == {"state": "off"}
    assert scenes["scene.sill_lamp_comfort"] == {
        "light.sill_lamp": {"state": "on", "brightness": 64}
    }
    assert references_in(home()).scenes["scene.sill_lamp_comfort"] == {"light.sill_lamp": "on"}


def test_settings_are_no_part_of_what_a_room_means() -> None:
    references = references_in(home())
    assert "light.wardrobe_lamp" in references.areas["bedroom"]
    assert not any(entity(one).category for one in references.areas["bedroom"])
    assert references.floors["ground"]
    assert references.devices["zigbee_guest_lamp"] == ("light.guest_lamp",)
