"""Opportunities in words, by templates: what a device can do, and why that is worth having."""

from typing import Final

from custom_components.homeiq.devices.inventory import DeviceRecord, Inventory
from custom_components.homeiq.devices.opportunity import Opportunity
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import ClockTrigger, WindowCondition
from custom_components.homeiq.suggestions.suggestion import Category, Priority, Wording
from custom_components.homeiq.suggestions.words import Words, clock, sentence
from custom_components.homeiq.suggestions.writers.template import fitting

NAMED: Final = 3  # equal devices that are named; the others are counted
MEDIUM: Final = 0.5  # the score from which on it matters somewhat
ARROW: Final = " > "

SECTION: Final = "feature"
CATEGORIES: Final = {
    "auto_off": Category.ENERGY,
    "calibration": Category.CONVENIENCE,
    "child_lock": Category.SECURITY,
    "colour": Category.COMFORT,
    "dim_at_night": Category.COMFORT,
    "eco_when_away": Category.ENERGY,
    "effect": Category.COMFORT,
    "half_closed": Category.COMFORT,
    "humidifier_mode": Category.COMFORT,
    "led_at_night": Category.COMFORT,
    "power_on": Category.CONVENIENCE,
    "quiet_at_night": Category.COMFORT,
    "sensitivity": Category.CONVENIENCE,
    "siren_tone": Category.SECURITY,
    "slow_at_night": Category.COMFORT,
    "sound_mode": Category.COMFORT,
    "tilt": Category.COMFORT,
    "timeout": Category.CONVENIENCE,
    "vacuum_speed": Category.CONVENIENCE,
    "warm_in_the_evening": Category.COMFORT,
    "window_detection": Category.ENERGY,
}


def word_feature(offer: Opportunity, inventory: Inventory, names: Names, words: Words) -> Wording:
    """Return the words for an opportunity.

    What a device could do is told by its rule's texts; that it is never worth much is told by
    the priority, since no replay has proven it.
    """
    parts = _parts(offer, inventory, names, words)
    kind = "advice" if offer.recipe is None else "description"
    said = sentence(words.text(SECTION, f"{offer.rule}_{kind}", **parts))
    if offer.recipe is None:
        said += words.text(SECTION, "path", path=_path(offer, inventory, names, words))
    return Wording(
        title=fitting(sentence(words.text(SECTION, f"{offer.rule}_title", **parts))),
        description=said + _equal(offer, inventory, names, words),
        rationale=_rationale(offer, inventory, names, words),
        category=CATEGORIES.get(offer.rule, Category.CONVENIENCE),
        priority=Priority.MEDIUM if offer.score >= MEDIUM else Priority.LOW,
    )


def capability_name(key: str, words: Words) -> str:
    """Return the name of a capability; of one that has none, what Zigbee2MQTT calls it."""
    if words.has("capability", key):
        return words.text("capability", key)
    return key.partition(".")[2].replace("_", " ")


def _rationale(offer: Opportunity, inventory: Inventory, names: Names, words: Words) -> str:
    """Return that nobody uses it, and what in the home's own history speaks for using it."""
    reason, parts = offer.reason, _parts(offer, inventory, names, words)
    unused = words.count(
        SECTION,
        "unused",
        offer.days,
        device=parts["device"],
        about=_about(offer, inventory, names, words),
        capability=capability_name(offer.capability, words),
    )
    return sentence(unused) + words.count(SECTION, f"{offer.rule}_rationale", reason.count, **parts)


def _parts(offer: Opportunity, inventory: Inventory, names: Names, words: Words) -> dict[str, str]:
    """Return what the texts of an opportunity are filled with."""
    reason = offer.reason
    device = _name(offer, 0, inventory, names)
    more = len(offer.device_ids) - 1
    together = more and (offer.recipe is None or _acts_on(offer) > 1)
    since, until = _window(offer)
    after = words.text(SECTION, "after", since=clock(reason.second)) if reason.second else ""
    listed = words.join(reason.values) if reason.values else ""
    return {
        "device": device,
        "devices": words.count(SECTION, "and_more", more, device=device) if together else device,
        "entity": names.entity(offer.entity_ids[0]) if offer.entity_ids else device,
        "value": reason.value,
        "values": listed,
        "examples": words.text(SECTION, "examples", values=listed) if listed else "",
        "since": since,
        "until": until,
        "after": after,
        "often": words.count(SECTION, "often", round(reason.a_week)),
    }


def _acts_on(offer: Opportunity) -> int:
    """Return how many entities its automation acts on."""
    branches = offer.recipe.branches if offer.recipe is not None else ()
    return len({step.entity_id for branch in branches for step in branch.steps})


def _window(offer: Opportunity) -> tuple[str, str]:
    """Return from when to when its automation acts; the end is empty where that is not known."""
    branches = offer.recipe.branches if offer.recipe is not None else ()
    conditions = [condition for branch in branches for condition in branch.conditions]
    windows = [each for each in conditions if isinstance(each, WindowCondition)]
    if windows:
        return clock(windows[0].after), clock(windows[0].before)
    triggers = [branch.trigger for branch in branches]
    moments = [each.second for each in triggers if isinstance(each, ClockTrigger)]
    if moments:
        return clock(moments[0]), clock(moments[-1])
    return clock(offer.reason.second), ""


def _about(offer: Opportunity, inventory: Inventory, names: Names, words: Words) -> str:
    """Return of what model a device is and where it stands, unless its name tells that."""
    device = inventory.devices.get(offer.device_ids[0], DeviceRecord(""))
    name = _name(offer, 0, inventory, names)
    area = names.area(device.area_id) if device.area_id else ""
    told = [part for part in (_model(offer), area) if part and part.lower() not in name.lower()]
    return words.text(SECTION, "about", parts=", ".join(told)) if told else ""


def _model(offer: Opportunity) -> str:
    if offer.model.startswith(offer.manufacturer):
        return offer.model
    return f"{offer.manufacturer} {offer.model}"


def _equal(offer: Opportunity, inventory: Inventory, names: Names, words: Words) -> str:
    """Return which others are of the same kind; nothing where there are none."""
    others = [_name(offer, place, inventory, names) for place in range(1, len(offer.device_ids))]
    if not others:
        return ""
    named = others[:NAMED]
    if more := len(others) - len(named):
        named.append(words.count(SECTION, "more", more))
    return words.text(SECTION, "equal", names=words.join(named), model=_model(offer))


def _name(offer: Opportunity, place: int, inventory: Inventory, names: Names) -> str:
    """Return what people call one of the devices."""
    device_id = offer.device_ids[place]
    device = inventory.devices.get(device_id, DeviceRecord(device_id))
    return device.name or names.entity(device_id)


def _path(offer: Opportunity, inventory: Inventory, names: Names, words: Words) -> str:
    """Return where the setting is; what no entity reaches is in Zigbee2MQTT."""
    device = _name(offer, 0, inventory, names)
    if not offer.entity_ids:
        return ARROW.join(("Zigbee2MQTT", device, words.text(SECTION, "exposes")))
    # On the page of a device its entities are not called by its name too.
    entity = names.entity(offer.entity_ids[0]).removeprefix(device).strip()
    where = (words.text(SECTION, "settings"), words.text(SECTION, "services"), device, entity)
    return ARROW.join(filter(None, where))
