"""Which capabilities an action uses: a call that was recorded, or one that an automation makes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final

from custom_components.homeiq.devices.capabilities.stated import STATE
from custom_components.homeiq.devices.capability import Kind
from custom_components.homeiq.devices.owners import Owners
from custom_components.homeiq.devices.plain import is_plain
from custom_components.homeiq.mining.effects import Config, References, texts
from custom_components.homeiq.mining.shown import Call

type Used = tuple[str, str]  # (device id, key of the capability)
type Published = Callable[[Call], Iterable[Used]]

_ALL: Final = "all"  # stands for all entities of the action's domain
_SPOKEN_BY: Final = "media_player_entity_id"  # of tts.speak, whose own target is the voice
# What people choose of a device in an automation, where the action that it comes to has another
# name; with what the choice implies of the action's data.
_CHOSEN: Final[Mapping[str, tuple[str, Config]]] = {
    "alarm_control_panel.arm_home": ("alarm_control_panel.alarm_arm_home", {}),
    "alarm_control_panel.arm_night": ("alarm_control_panel.alarm_arm_night", {}),
    "alarm_control_panel.arm_vacation": ("alarm_control_panel.alarm_arm_vacation", {}),
    "cover.close_tilt": ("cover.close_cover_tilt", {}),
    "cover.open_tilt": ("cover.open_cover_tilt", {}),
    "cover.set_position": ("cover.set_cover_position", {}),
    # Its position is that of the slats.
    "cover.set_tilt_position": ("cover.set_cover_tilt_position", {"position": None}),
    "cover.stop": ("cover.stop_cover", {}),
    "light.brightness_decrease": ("light.turn_on", {"brightness_step_pct": -10}),
    "light.brightness_increase": ("light.turn_on", {"brightness_step_pct": 10}),
    "light.flash": ("light.turn_on", {"flash": "short"}),
}


def nothing_published(_call: Call) -> Iterable[Used]:
    """Say that no message sets anything: what a home without Zigbee2MQTT says."""
    return ()


def asked(
    call: Call, owners: Owners, references: References, published: Published = nothing_published
) -> set[Used]:
    """Return the capabilities that a call uses; an odd call uses none."""
    if call.action in _CHOSEN:
        action, implied = _CHOSEN[call.action]
        call = replace(call, action=action, data={**call.data, **implied})
    domain, _, name = call.action.partition(".")
    if domain == "scene":
        return set(_by_scene(name, call.data, owners, references))
    if domain == "mqtt":
        return set(published(call))
    if call.action not in owners.actions and owners.fields.isdisjoint(call.data):
        return set()
    return {
        owner.capability
        for entity_id in _targets(domain, call.data, owners, references)
        for owner in owners.of_entity.get(entity_id, ())
        if _performs(owner.kind, call)
    }


def set_by(
    entity_id: str, wanted: object, owners: Owners, references: References
) -> Iterator[Used]:
    """Yield the capabilities that are used by bringing an entity to a state with attributes.

    `wanted` is as a scene has it: a state, or a mapping that holds it. A scene that was saved has
    all that its entities showed, so those attributes decide that show a use.
    """
    entry: Config = wanted if isinstance(wanted, Mapping) else {STATE: wanted}
    for each in (entity_id, *references.members(entity_id)):
        for owner in owners.of_entity.get(each, ()):
            kind = owner.kind
            values = _given(entry, kind.shown) or _given(entry, kind.fields)
            if any(not is_plain(kind, value) for value in values):
                yield owner.capability


def _performs(kind: Kind, call: Call) -> bool:
    """Return whether a call on an entity of a kind uses it: its fields decide, where it has any."""
    if values := _given(call.data, kind.fields):
        return any(not is_plain(kind, value) for value in values)
    return call.action in kind.actions


def _given(data: Config, names: Iterable[str]) -> list[object]:
    return [data[name] for name in names if data.get(name) is not None]


def _targets(domain: str, data: Config, owners: Owners, references: References) -> Iterator[str]:
    """Yield what a call acts on, members of groups too."""
    named = list(texts(data.get("entity_id")))
    if _ALL in named:
        yield from (each for each in owners.of_entity if each.startswith(f"{domain}."))
    targeted = dict.fromkeys((*references.targeted(data, domain), *texts(data.get(_SPOKEN_BY))))
    for entity_id in targeted:
        yield entity_id
        yield from references.members(entity_id)


def _by_scene(name: str, data: Config, owners: Owners, references: References) -> Iterator[Used]:
    entities: dict[str, object] = {}
    if name in {"apply", "create"} and isinstance(given := data.get("entities"), Mapping):
        entities.update(given)
    for entity_id, wanted in entities.items():
        yield from set_by(entity_id, wanted, owners, references)
    if (transition := data.get("transition")) is not None:
        chosen = references.named(data) if name == "turn_on" else ()
        passed = (each for scene in chosen for each in references.scenes.get(scene, ()))
        for entity_id in (*entities, *passed):
            yield from set_by(entity_id, {"transition": transition}, owners, references)
