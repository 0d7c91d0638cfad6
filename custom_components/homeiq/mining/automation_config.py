"""What the configuration of an automation listens to and what it does."""

from collections.abc import Iterator, Mapping
import re
from typing import Final

from custom_components.homeiq.mining.effects import (
    ANY,
    Config,
    References,
    service_effects,
    texts,
)
from custom_components.homeiq.mining.home import ExistingAutomation

_IN_TEMPLATE: Final = re.compile(r"['\"]([a-z_]+\.[a-z0-9_]+)['\"]|\bstates\.([a-z_]+\.[a-z0-9_]+)")
_CLOCK: Final = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_ENTITY_ID: Final = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
# What triggers and conditions are about that measured it: the domain of their name has no entities.
_MEASURED: Final = frozenset(
    {"air_quality", "battery", "humidity", "illuminance", "moisture", "power", "temperature"}
)
# What triggers of devices, and those that are about some kind of thing, say that has happened.
_HAPPENINGS: Final[Mapping[str, str]] = {
    "turned_on": "on",
    "turned_off": "off",
    "opened": "open",
    "closed": "closed",
    "locked": "locked",
    "unlocked": "unlocked",
}
# Of other domains it is another state: the sensor of an opened door is on.
_OPENING: Final = frozenset({"cover", "valve"})
_SHOWN_BY: Final[Mapping[str, frozenset[str]]] = {
    "open": _OPENING,
    "closed": _OPENING,
    "locked": frozenset({"lock"}),
    "unlocked": frozenset({"lock"}),
}
_ALL: Final = "all"  # in place of entity ids: all of the action's domain
_WAITING: Final = frozenset({"delay", "for", "wait_for_trigger", "wait_template"})
TELLING: Final = ("notify.", "persistent_notification.create", "mobile_app.notify")
_BRANCHES: Final = ("sequence", "then", "else", "default", "parallel", "choose", "repeat")


def existing_automation(
    entity_id: str, name: str, config: Config, references: References, *, enabled: bool = True
) -> ExistingAutomation:
    """Return what an automation does already; whatever is odd in its configuration is left out.

    `config` is what people write, with old or current keys, blueprint inputs filled in.
    """
    triggers = either(config, "triggers", "trigger")
    actions = either(config, "actions", "action")
    heard = frozenset(_triggers(triggers, references))
    return ExistingAutomation(
        entity_id=entity_id,
        name=name,
        triggers=frozenset(what for what, _ in heard),
        effects=frozenset(_effects(actions, references)),
        enabled=enabled,
        mentions=frozenset(_mentioned(config, references)),
        hears=frozenset((what, state) for what, state in heard if _ENTITY_ID.fullmatch(what)),
        tells=any(service.startswith(TELLING) for service, _ in performed(actions, references)),
        waits=_waits(triggers) or _waits(actions),
        config_id=str(config.get("id", "")),
    )


def either(config: Config, *keys: str) -> object:
    """Return the first of these keys that is there."""
    return next((config[key] for key in keys if key in config), None)


def _items(value: object) -> Iterator[Config]:
    """Yield the mappings in a mapping or in a list; switched off ones are not there."""
    if isinstance(value, Mapping):
        if value.get("enabled") is not False:
            yield value
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _items(item)


def _triggers(value: object, references: References) -> Iterator[tuple[str, str]]:
    """Yield what triggers listen to, and the state that triggers them where it is known."""
    for trigger in _items(value):
        if "triggers" in trigger:
            yield from _triggers(trigger["triggers"], references)
        for what in _listened(trigger, references):
            yield from ((what, state) for state in _to(trigger, what))


def _listened(trigger: Config, references: References) -> Iterator[str]:
    kind = either(trigger, "trigger", "platform")
    if kind == "sun" and (event := trigger.get("event")) in {"sunrise", "sunset"}:
        yield str(event)
    elif kind == "time":
        yield from _clock(trigger.get("at"))
    elif kind == "template":
        yield from _in_template(trigger.get("value_template"))
    else:
        yield from references.named(trigger)
        if isinstance(data := trigger.get("event_data"), Mapping):
            yield from references.named(data)
        yield from _sensed(kind, trigger, references)


def _to(trigger: Config, what: str) -> tuple[str, ...]:
    """Return the states of an entity that a trigger is about; any where it does not tell."""
    kind = either(trigger, "trigger", "platform")
    if kind == "state" and "attribute" not in trigger:
        to = trigger.get("to")
        if isinstance(to, bool):  # YAML reads a bare on as true
            return ("on" if to else "off",)
        states = tuple(texts(to))
        return states if states and not any("{" in state for state in states) else (ANY,)
    happening = trigger.get("type") if kind == "device" else str(kind).partition(".")[2]
    state, domain = _HAPPENINGS.get(str(happening), ANY), what.partition(".")[0]
    return (state if domain in _SHOWN_BY.get(state, {domain}) else ANY,)


def _waits(value: object) -> bool:
    """Return whether triggers last for some time, or actions wait for anything."""
    if isinstance(value, Mapping):
        if value.get("enabled") is False:
            return False
        return not _WAITING.isdisjoint(value) or any(map(_waits, value.values()))
    return isinstance(value, list | tuple) and any(map(_waits, value))


def _sensed(kind: object, config: Config, references: References) -> Iterator[str]:
    """Yield what a trigger or condition of some kind is about, by its target."""
    if isinstance(target := config.get("target"), Mapping):
        domain = str(kind).partition(".")[0]
        yield from references.targeted(target, domain)
        yield from references.targeted(target, "binary_sensor")
        if domain in _MEASURED:
            yield from references.targeted(target, "sensor")


def _clock(at: object) -> Iterator[str]:
    if isinstance(at, int) and not isinstance(at, bool):  # YAML reads 18:00:00 as seconds
        yield f"{at // 3600:02}:{at // 60 % 60:02}:{at % 60:02}"
    if isinstance(at, Mapping):
        yield from texts(at.get("entity_id"))
    if isinstance(at, list | tuple):
        for one in at:
            yield from _clock(one)
    if isinstance(at, str):
        if match := _CLOCK.fullmatch(at.strip()):
            yield f"{int(match[1]):02}:{match[2]}:{match[3] or '00'}"
        elif _ENTITY_ID.fullmatch(at):
            yield at


def _in_template(template: object) -> Iterator[str]:
    if isinstance(template, str):
        for match in _IN_TEMPLATE.finditer(template):
            yield match[1] or match[2]


def _mentioned(value: object, references: References) -> Iterator[str]:
    """Yield whatever looks like an entity id, wherever it stands; more than exists does no harm."""
    if isinstance(value, Mapping):
        kind = either(value, "condition", "trigger", "platform")
        if isinstance(kind, str):  # the target of an action is no reason for it
            yield from _sensed(kind, value, references)
        for inner in value.values():
            yield from _mentioned(inner, references)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _mentioned(inner, references)
    elif isinstance(value, str):
        yield from _in_template(value)
        yield from references.named({"entity_id": value})


def _effects(value: object, references: References) -> Iterator[tuple[str, str]]:
    """Yield what actions do, in all their branches."""
    for service, data in performed(value, references):
        if "{" in service:  # a template chooses what is done: nobody knows beforehand
            targets = references.targeted(data, "homeassistant")
            yield from ((entity_id, ANY) for entity_id in targets)
        else:
            yield from service_effects(service, _spelt_out(service, data, references), references)


def _spelt_out(service: str, data: Config, references: References) -> Config:
    """Return the data of an action with all entities that it means, where it says all of them."""
    if _ALL not in texts(data.get("entity_id")):
        return data
    return {**data, "entity_id": references.every.get(service.partition(".")[0], ())}


def performed(
    actions: object, references: References, running: frozenset[str] = frozenset()
) -> Iterator[tuple[str, Config]]:
    """Yield each action that is performed in any branch, with its data and its targets in one.

    What people choose of a device is told as its domain and type. `running` are the scripts that
    the actions are in, for those that they call are followed.
    """
    for action in _items(actions):
        for branch in _BRANCHES:
            if branch in action:
                yield from performed(action[branch], references, running)
        service = either(action, "action", "service")
        if isinstance(service, str):
            yield from _call(service.strip(), action, references, running)
        elif isinstance(scene := action.get("scene"), str):
            yield "scene.turn_on", {"entity_id": scene}
        elif "device_id" in action and isinstance(kind := action.get("type"), str):
            yield _device_action(kind, action, references)


def _call(
    service: str, action: Config, references: References, running: frozenset[str]
) -> Iterator[tuple[str, Config]]:
    data: dict[str, object] = {}
    for part in (action.get("data"), action.get("data_template"), action.get("target")):
        if isinstance(part, Mapping):
            data.update(part)
    if "entity_id" in action:
        data.setdefault("entity_id", action["entity_id"])
    if isinstance(named := data.get("entity_id"), str) and "{" in named:
        data["entity_id"] = list(_in_template(named))
    yield service, data
    for entity_id, state in sorted(service_effects(service, data, references)):
        if entity_id in references.scripts and state != "off" and entity_id not in running:
            sequence = references.scripts[entity_id].get("sequence")
            yield from performed(sequence, references, running | {entity_id})


def _device_action(kind: str, action: Config, references: References) -> tuple[str, Config]:
    domain = str(action.get("domain"))
    named = references.named(action)
    target: Config = {"entity_id": named} if named else {"device_id": action.get("device_id")}
    data = {key: value for key, value in action.items() if isinstance(key, str)}
    for key in ("entity_id", "device_id", "area_id"):
        data.pop(key, None)
    return f"{domain}.{kind}", {**data, **target}
