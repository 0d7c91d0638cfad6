"""The devices of a Zigbee network, as the retained message of Zigbee2MQTT's bridge lists them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
import json
import re
from typing import Final

from custom_components.homeiq.devices.zigbee2mqtt.exposes import Expose
from custom_components.homeiq.devices.zigbee2mqtt.parsing import parsed, text

# A device takes some 20 kB, most of it what it exposes; a network of a thousand is far below.
_LARGEST: Final = 64 * 2**20
_DECODER: Final = json.JSONDecoder()
_BLANK: Final = re.compile(r"[ \t\n\r]*")
_DONE: Final = "successful"  # of the interview's states


@dataclass(frozen=True, slots=True)
class Z2mDevice:
    """A device that Zigbee2MQTT knows and supports."""

    ieee_address: str  # "0x00158d0001abcdef"
    friendly_name: str  # that topics have; the address where it was given none
    type: str = ""  # "Router", "EndDevice", "GreenPower"
    model: str = ""
    vendor: str = ""
    description: str = ""  # of the model
    power_source: str = ""
    version: str = ""  # of its firmware
    is_supported: bool = True  # else its definition was made up from what it says itself
    is_interviewed: bool = True  # else what it exposes may not be all
    exposes: tuple[Expose, ...] = ()
    options: tuple[Expose, ...] = ()  # of Zigbee2MQTT's own treatment of it


@dataclass(frozen=True, slots=True)
class Definitions:
    """The devices of a message, and why there are none."""

    devices: tuple[Z2mDevice, ...] = ()
    problem: str = ""  # empty: the message is as it should be


def read(payload: str | bytes) -> Definitions:
    """Read the message: no coordinator, nothing disabled, nothing without a definition.

    A message that is no list of devices gives none, and says why.
    """
    if len(payload) > _LARGEST:
        return Definitions(problem=f"the list of devices is larger than {_LARGEST >> 20} MB")
    try:
        listed = payload if isinstance(payload, str) else payload.decode()
        found: dict[str, Z2mDevice] = {}
        for raw in _items(listed):
            device = _device(raw)
            if device is not None:
                found.setdefault(device.ieee_address, device)
    except (ValueError, RecursionError) as err:
        return Definitions(problem=f"the list of devices cannot be read: {err}")
    return Definitions(tuple(found.values()))


def _items(listed: str) -> Iterator[object]:
    """Yield what an array holds, one item after the other.

    Decoded at once, some megabytes would hold up all other threads for a good part of a second.
    """
    at = _after_blank(listed, 0)
    if listed[at : at + 1] != "[":
        raise ValueError("it is no list")
    at = _after_blank(listed, at + 1)
    mark = listed[at : at + 1]
    while mark != "]":
        item, at = _DECODER.raw_decode(listed, at)
        yield item
        at = _after_blank(listed, at)
        mark = listed[at : at + 1]
        if mark not in {",", "]"}:
            raise ValueError(f"it breaks off after {at} characters")
        if mark == ",":
            at = _after_blank(listed, at + 1)
    at = _after_blank(listed, at + 1)
    if at < len(listed):
        raise ValueError(f"something follows after {at} characters")


def _after_blank(listed: str, at: int) -> int:
    found = _BLANK.match(listed, at)
    return found.end() if found is not None else at


def _device(raw: object) -> Z2mDevice | None:
    """Read a device; None where it is none that could do anything."""
    if not isinstance(raw, Mapping):
        return None
    definition = raw.get("definition")
    address, kind = text(raw.get("ieee_address")).lower(), text(raw.get("type"))
    if not address or not isinstance(definition, Mapping):
        return None
    if kind == "Coordinator" or raw.get("disabled") is True:
        return None
    return Z2mDevice(
        ieee_address=address,
        friendly_name=text(raw.get("friendly_name")) or address,
        type=kind,
        model=text(definition.get("model")),
        vendor=text(definition.get("vendor")),
        description=text(definition.get("description")),
        power_source=text(raw.get("power_source")),
        version=text(raw.get("software_build_id")),
        is_supported=raw.get("supported") is not False,
        is_interviewed=_is_interviewed(raw),
        exposes=parsed(definition.get("exposes")),
        options=parsed(definition.get("options")),
    )


def _is_interviewed(raw: Mapping[str, object]) -> bool:
    """Return whether the device has told all of itself; newer versions name a state."""
    state = text(raw.get("interview_state"))
    if state:
        return state.lower() == _DONE
    return raw.get("interview_completed") is not False
