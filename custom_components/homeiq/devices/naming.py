"""Which capabilities the automations, scripts and scenes of a home refer to."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
import re
from typing import Final

from custom_components.homeiq.devices.asking import (
    Published,
    Used,
    asked,
    nothing_published,
    set_by,
)
from custom_components.homeiq.devices.capability import Capabilities
from custom_components.homeiq.devices.owners import Owner, Owners
from custom_components.homeiq.mining.automation_config import performed
from custom_components.homeiq.mining.effects import Config, References
from custom_components.homeiq.mining.shown import Call

type SceneEntities = Mapping[str, object]  # by entity id what a scene wants: state and attributes

_ACTING: Final = ("actions", "action", "sequence")  # of an automation, and of a script
_ENTITY: Final = r"['\"](?P<{0}>[a-z_]+\.[a-z0-9_]+)['\"]"
_ATTRIBUTE: Final = r"['\"](?P<{0}>[a-z0-9_]+)['\"]"
_IN_TEMPLATE: Final = tuple(
    re.compile(pattern)
    for pattern in (
        rf"state_attr\(\s*{_ENTITY.format('entity')}\s*,\s*{_ATTRIBUTE.format('attribute')}",
        rf"{_ENTITY.format('entity')}\s*\|\s*(?:is_)?state_attr\(\s*{_ATTRIBUTE.format('attribute')}",
        r"\bstates\.(?P<entity>[a-z_]+\.[a-z0-9_]+)\.attributes\.(?P<attribute>[a-z0-9_]+)",
        rf"\bstates\[{_ENTITY.format('entity')}\]\.attributes\.(?P<attribute>[a-z0-9_]+)",
    )
)
_ABOUT: Final = re.compile(r"^is_|_changed$|_crossed_threshold$")  # what is left says it


def named_in(
    configs: Iterable[Config],
    scenes: Iterable[SceneEntities],
    references: References,
    capabilities: Capabilities,
    published: Published = nothing_published,
) -> frozenset[Used]:
    """Return what the configurations of automations and scripts use, and what scenes set.

    An automation uses a capability by its actions, and also by listening to what shows it or by
    asking for that. Blueprints count with their inputs filled in.
    """
    owners = Owners.of(capabilities)
    found: set[Used] = set()
    # A script is among the configurations itself: to follow those who call it would tell no more.
    alone = replace(references, scripts={})
    for config in configs:
        for key in _ACTING:
            for action, data in performed(config.get(key), alone):
                found |= asked(Call(0.0, action, data), owners, references, published)
        found.update(owner.capability for owner in _read(config, owners, references))
    for scene in scenes:
        for entity_id, wanted in scene.items():
            found.update(set_by(entity_id, wanted, owners, references))
    return frozenset(found)


def _read(value: object, owners: Owners, references: References) -> Iterator[Owner]:
    """Yield what a configuration reads, wherever in it; what is switched off reads nothing."""
    if isinstance(value, str):
        yield from _in_template(value, owners)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _read(item, owners, references)
    elif isinstance(value, Mapping) and value.get("enabled") is not False:
        yield from _by_attribute(value, owners, references)
        yield from _by_purpose(value, owners, references)
        for item in value.values():
            yield from _read(item, owners, references)


def _in_template(text: str, owners: Owners) -> Iterator[Owner]:
    if "attr" in text:
        for pattern in _IN_TEMPLATE:
            for match in pattern.finditer(text):
                yield from _showing(match["entity"], match["attribute"], owners)


def _by_attribute(part: Config, owners: Owners, references: References) -> Iterator[Owner]:
    """Yield what a trigger or condition on an attribute is about."""
    if isinstance(attribute := part.get("attribute"), str):
        for entity_id in references.named(part):
            yield from _showing(entity_id, attribute, owners)


def _showing(entity_id: str, attribute: str, owners: Owners) -> Iterator[Owner]:
    for owner in owners.of_entity.get(entity_id, ()):
        if attribute in owner.kind.shown or attribute in owner.kind.fields:
            yield owner


def _by_purpose(part: Config, owners: Owners, references: References) -> Iterator[Owner]:
    """Yield what a trigger or condition is about whose own name says it.

    These are named `light.brightness_changed` or `climate.is_target_humidity`; those of devices
    have a domain and a type.
    """
    kind = next((part[key] for key in ("trigger", "platform", "condition") if key in part), None)
    if kind == "device":
        domain, name = part.get("domain"), part.get("type")
        target: object = part if references.named(part) else {"device_id": part.get("device_id")}
    elif isinstance(kind, str) and "." in kind:
        domain, _, name = kind.partition(".")
        target = part.get("target")
    else:
        return
    if not (isinstance(domain, str) and isinstance(name, str) and isinstance(target, Mapping)):
        return
    about = _ABOUT.sub("", name).replace("armed_", "arm_")
    for entity_id in references.targeted(target, domain):
        for owner in owners.of_entity.get(entity_id, ()):
            if owner.kind.key == f"{domain}.{about}":
                yield owner
