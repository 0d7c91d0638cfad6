"""How a blueprint would be used."""

from custom_components.homeiq.suggestions.blueprint import BlueprintUse

USE = BlueprintUse(
    "homeassistant/motion_light.yaml",
    "Motion-activated Light",
    {"motion_entity": "binary_sensor.hall", "light_target": {"entity_id": "light.hall"}},
    ("light.hall off",),
)


def test_it_comes_back_as_it_was_kept() -> None:
    assert BlueprintUse.from_dict(USE.as_dict()) == USE


def test_its_part_of_the_config_is_as_home_assistant_writes_it() -> None:
    assert USE.config == {
        "use_blueprint": {"path": USE.path, "input": dict(USE.inputs)},
    }
