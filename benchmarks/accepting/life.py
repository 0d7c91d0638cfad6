"""What a process lives through: a Home Assistant, an accept in it, an accident; and the next start.

Each of these is called in a process of its own, which the parent has forked, and most of them end
by being killed.
"""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from contextlib import nullcontext, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
import os
from pathlib import Path
import signal
from traceback import format_exc
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError

from benchmarks.accepting.case import Case, Denied, Full, Kind, Steps
from benchmarks.accepting.edits import DAMAGES, EDITS
from benchmarks.accepting.full import Databases, FakeFullDisk, fill, limit_files
from benchmarks.accepting.home import AUTOMATIONS, async_make_home, async_start
from benchmarks.accepting.judge import Left
from benchmarks.accepting.lines import Lines, Moment, watching
from benchmarks.accepting.processes import BROKE_OFF
from benchmarks.accepting.rights import become_ordinary
import custom_components.homeiq
from custom_components.homeiq.automations.running import entity_of
from custom_components.homeiq.const import DATABASE_FILE, DOMAIN
from custom_components.homeiq.coordinator import HomeIQCoordinator
from custom_components.homeiq.suggestions.suggestion import automation_id_of

SUGGESTIONS: Final = 3
ACCEPTED: Final = "s1"
AUTOMATION_ID: Final = automation_id_of(ACCEPTED)
# Whose lines are the steps that it is killed between.
FOLDERS: Final = (f"{Path(custom_components.homeiq.__file__).parent}/",)
DONE: Final = "accepted"
_SETTLED_SECONDS: Final = 3
_PAUSE_SECONDS: Final = 0.02
# Of which one needs room that SQLite does not get.
_STATEMENTS: Final = (
    "INSERT ON main.intents",
    "UPDATE ON main.suggestions",
    "DELETE ON main.intents",
)
_LONGER: Final = 4_000  # bytes, about the length of a file, within which a limit lies
_ROOM: Final = 60_000  # bytes that are left on a disk, at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a process has told its parent before its end, each thing by its name here."""

    told: str = ""  # what whoever accepted was told; empty: they did not live to hear it
    acted: bool = True  # whether the accident's moment came
    broken: str = ""  # an error that is for nobody's eyes
    edited: bytes | None = None  # what the accident has made of the file
    no_start: str = ""  # why Home Assistant does not start with its integrations
    left: Left | None = None  # what there is after a start
    lines: Mapping[tuple[str, int], int] = field(default_factory=dict)  # that a start went through
    steps: Steps | None = None  # what accepting without accidents goes through


async def async_accept(hass: HomeAssistant, which: str = ACCEPTED, *, enabled: bool = True) -> Any:
    """Accept a suggestion by the action."""
    return await hass.services.async_call(
        DOMAIN,
        "accept_suggestion",
        {"suggestion_id": which, "enabled": enabled},
        blocking=True,
        return_response=True,
    )


def die() -> None:
    """End as in a power cut."""
    os.kill(os.getpid(), signal.SIGKILL)


def run(work: Coroutine[Any, Any, None], parent: Connection) -> None:
    """Do some work, tell if it breaks off, and end in any case: threads would keep the process."""
    try:
        asyncio.run(work)
    except BaseException:  # noqa: BLE001  # whatever it is, the parent has to hear of it
        parent.send((BROKE_OFF, format_exc()))
    die()


def live(case: Case, config: Path, calls: int, parent: Connection) -> None:
    """Accept, and meet with an accident."""
    if case.kind is Kind.DENIED:
        become_ordinary()
    run(_async_live(case, config, calls, parent), parent)


async def _async_live(case: Case, config: Path, calls: int, parent: Connection) -> None:
    databases = Databases(DATABASE_FILE)
    hass = await async_start(config, SUGGESTIONS)
    file = config / AUTOMATIONS
    begun = file.read_bytes()
    if case.kind is Kind.INVALID:
        file.write_bytes(DAMAGES[case.way](begun))
    match case.way:
        case Full.LIMIT:
            # The file is longer than the database, which is kept from growing by it too.
            limit_files(len(begun) + round((case.amount - 0.5) * _LONGER))
        case Full.DISK:
            fill(config, round(case.amount * _ROOM))
        case Full.DATABASE:
            databases.limit(_STATEMENTS[int(case.amount * len(_STATEMENTS))])
    failing = 1 + int(case.amount * calls) if case.way == Full.FAKE else None
    act = _accident(case, file, begun, parent)
    lines = Lines(FOLDERS, case.moment, act) if case.by_line else None
    disk = FakeFullDisk(failing)
    with (
        nullcontext() if lines is None else watching(lines),
        nullcontext() if failing is None else disk.mounted(),
    ):
        try:
            await async_accept(hass, enabled=case.enabled)
        except HomeAssistantError as err:
            told = f"{type(err).__name__}: {err.translation_key}: {err}"
        except Exception as err:  # noqa: BLE001  # only errors with a text for people may come
            parent.send(("broken", f"{type(err).__name__}: {err}"))
            told = "broken"
        else:
            told = DONE
    parent.send(("told", told))
    parent.send(("acted", lines is None or lines.has_acted))
    if case.orderly:
        await hass.async_stop(force=True)
    die()


def _accident(case: Case, file: Path, begun: bytes, parent: Connection) -> Callable[[], None]:
    """Return what happens at the case's moment."""

    def edit() -> None:
        EDITS[case.way](file, begun)
        parent.send(("edited", file.read_bytes()))

    def deny() -> None:
        match case.way:
            case Denied.FOLDER:
                file.parent.chmod(0o555)
            case Denied.FILE:
                file.chmod(0o444)
            case _:
                file.chmod(0)

    return {Kind.EDITED: edit, Kind.DENIED: deny}.get(case.kind, die)


def make(config: Path, automations: bytes, parent: Connection) -> None:
    """Make a home."""
    run(async_make_home(config, automations, SUGGESTIONS), parent)


def start(killed: Moment | None, config: Path, parent: Connection) -> None:
    """Start again, be killed at a moment if there is one, and tell what is there then."""
    run(_async_start(killed, config, parent), parent)


async def _async_start(killed: Moment | None, config: Path, parent: Connection) -> None:
    lines = Lines(FOLDERS, killed, die)
    with watching(lines):
        try:
            hass = await async_start(config, SUGGESTIONS)
        except (HomeAssistantError, RuntimeError) as err:
            # Home Assistant would start without any integrations then, until the file is mended.
            parent.send(("no_start", str(err) or type(err).__name__))
            die()
        await _async_settled(hass)
    parent.send(("lines", dict(lines.seen)))
    parent.send(("left", await _async_left(hass, config)))
    die()


async def _async_settled(hass: HomeAssistant) -> None:
    """Wait until what a start sets off has come to its end, or does not come to it."""
    await hass.async_block_till_done()
    coordinator = _coordinator(hass)
    with suppress(TimeoutError):
        async with asyncio.timeout(_SETTLED_SECONDS):
            while await coordinator.store.intents.begun():  # noqa: ASYNC110  # no event tells it
                await asyncio.sleep(_PAUSE_SECONDS)
    await hass.async_block_till_done()


def _coordinator(hass: HomeAssistant) -> HomeIQCoordinator:
    (entry,) = hass.config_entries.async_entries(DOMAIN)
    coordinator: HomeIQCoordinator = entry.runtime_data
    return coordinator


async def _async_left(hass: HomeAssistant, config: Path) -> Left:
    coordinator = _coordinator(hass)
    suggestion = await coordinator.store.suggestion(ACCEPTED)
    entity_id = entity_of(hass, AUTOMATION_ID)
    state = None if entity_id is None else hass.states.get(entity_id)
    return Left(
        file=(config / AUTOMATIONS).read_bytes(),
        names=tuple(sorted(os.listdir(config))),  # noqa: PTH208  # nothing else runs in this process
        status="missing" if suggestion is None else suggestion.status.value,
        begun=len(await coordinator.store.intents.begun()),
        state=None if state is None or state.attributes.get("restored") else state.state,
    )


def learn(config: Path, parent: Connection) -> None:
    """Accept without accidents, and tell through what that went."""
    run(_async_learn(config, parent), parent)


async def _async_learn(config: Path, parent: Connection) -> None:
    hass = await async_start(config, SUGGESTIONS)
    lines, disk = Lines(FOLDERS), FakeFullDisk()
    with watching(lines), disk.mounted():
        await async_accept(hass)
    file = (config / AUTOMATIONS).read_bytes()
    parent.send(("steps", Steps(dict(lines.seen), disk.calls, file, {})))
    die()
