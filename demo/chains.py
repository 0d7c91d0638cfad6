"""Habits of several steps, one after the other, declared."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from custom_components.homeiq.mining.pattern import Effect, StateTrigger
from demo.acts import ENDS, PASSED, Intent, Moments, opposite
from demo.episodes import at_any_hour, which_kept
from demo.habits import way_of
from demo.inventory import Entity
from demo.people import HOUR, MINUTE, RESIDENTS
from demo.spec import PlantedHabit

_OWN: Final = 0.25  # each household's delays differ by up to this share
_SCATTER: Final = 0.12  # deviation of a step's delay, as a share of its distance from the last
_UNDONE: Final = (60 * MINUTE, 170 * MINUTE)  # after the chain began
_BEFORE: Final = (10 * MINUTE, 60 * MINUTE)  # what is to be ended was begun


@dataclass(frozen=True, slots=True)
class Chain:
    """What begins it, and the steps with their delays from there in seconds."""

    kind: str
    trigger: StateTrigger
    steps: tuple[Effect, ...]
    a_day: float
    also: tuple[StateTrigger, ...] = ()


_DOOR: Final = "binary_sensor.side_door"
ENTITIES: Final = (
    Entity(_DOOR, "Side door", "hall", "side_door", "door"),
    Entity("light.entrance", "Entrance light", "hall", "entrance_light"),
    Entity("media_player.hall_radio", "Hall radio", "hall", "hall_radio", rest="idle"),
    Entity("switch.hall_heater", "Hall heater", "hall", "hall_heater"),
    Entity("media_player.projector", "Projector", "living_room", "projector", rest="idle"),
    Entity("light.film_lamp", "Film lamp", "living_room", "film_lamp"),
    Entity("light.dining_table", "Dining table light", "living_room", "dining_table_light"),
    Entity("cover.terrace", "Terrace blind", "living_room", "terrace_blind", rest="open"),
    Entity("switch.sound_system", "Sound system", "living_room", "sound_system"),
    Entity("switch.sewing_machine", "Sewing machine", "utility_room", "sewing_machine"),
    Entity("light.sewing_table", "Sewing table light", "utility_room", "sewing_table_light"),
    Entity("media_player.sewing_radio", "Sewing radio", "utility_room", "sewing_radio",
           rest="idle"),
    Entity("fan.sewing_corner", "Sewing corner fan", "utility_room", "sewing_corner_fan"),
)  # fmt: skip
CHAINS: Final = (
    Chain("coming in by the side door", StateTrigger(_DOOR, "on", "off"),
          (Effect("light.entrance", "on", 20),
           Effect("media_player.hall_radio", "playing", 110),
           Effect("switch.hall_heater", "on", 230)),
          1.8, also=(StateTrigger(_DOOR, "off", "on"),)),
    Chain("film evening", StateTrigger("media_player.projector", "playing", "idle"),
          (Effect("light.film_lamp", "on", 25),
           Effect("light.dining_table", "off", 60),
           Effect("cover.terrace", "closed", 110),
           Effect("switch.sound_system", "on", 170)),
          1.6),
    Chain("sewing", StateTrigger("switch.sewing_machine", "on", "off"),
          (Effect("light.sewing_table", "on", 15),
           Effect("media_player.sewing_radio", "playing", 75),
           Effect("fan.sewing_corner", "on", 200)),
          1.6),
)  # fmt: skip


def chains(moments: Moments, first: int) -> tuple[list[PlantedHabit], list[Intent]]:
    """Return the habits, the first of which has the index `first`, and all that is done."""
    habits: list[PlantedHabit] = []
    intents: list[Intent] = []
    for number, chain in enumerate(CHAINS):
        own = 1 + moments.rng.uniform(-_OWN, _OWN)
        steps = tuple(
            Effect(step.entity_id, step.state, round(own * step.delay)) for step in chain.steps
        )
        habits.append(
            PlantedHabit(
                kind=chain.kind,
                entity_id=steps[0].entity_id,
                state=steps[0].state,
                trigger=chain.trigger,
                resident=" and ".join(one.name for one in RESIDENTS),
                expected_detector="sequence",
                effects=steps,
                also=chain.also,
                entry="sequence",
            )
        )
        intents += _run(chain, steps, first + number, moments)
    return habits, intents


def done(intents: list[Intent]) -> Mapping[str, int]:
    """Return how often each step's entity is brought to its state by a chain."""
    acts: dict[str, int] = {}
    steps = {(step.entity_id, step.state) for chain in CHAINS for step in chain.steps}
    for intent in intents:
        if (intent.entity_id, intent.state) in steps:
            acts[intent.entity_id] = acts.get(intent.entity_id, 0) + 1
    return acts


def _run(chain: Chain, steps: tuple[Effect, ...], habit: int, moments: Moments) -> list[Intent]:
    rng = moments.rng
    begins = at_any_hour(moments, chain.a_day, steps[-1].delay, 3 * HOUR)
    intents: list[Intent] = []
    for begin, kept in zip(begins, which_kept(moments, len(begins)), strict=True):
        who = moments.who(begin)
        intents += _begun(chain.trigger, begin, who, moments)
        if not kept:
            passed = begin + steps[0].delay
            intents.append(Intent(passed, steps[0].entity_id, PASSED, "app", habit=habit))
            continue
        time, after = begin, 0
        for number, step in enumerate(steps):
            gap = step.delay - after
            time += max(gap * (1 + _SCATTER * float(rng.normal())), 2.0)
            after = step.delay
            intents += _step(step, time, who, habit if number == 0 else -1, moments)
    return intents


def _begun(trigger: StateTrigger, time: float, who: int, moments: Moments) -> list[Intent]:
    if trigger.entity_id == _DOOR:
        shut = time + moments.rng.uniform(6, 30)
        return [Intent(time, _DOOR, "on", "sensor"), Intent(shut, _DOOR, "off", "sensor")]
    back = moments.between(time + _UNDONE[0], time + _UNDONE[1])
    way = way_of(trigger.entity_id, who, moments.rng)
    return [Intent(time, trigger.entity_id, trigger.to, way, who, back=back)]


def _step(step: Effect, time: float, who: int, habit: int, moments: Moments) -> list[Intent]:
    way = way_of(step.entity_id, who, moments.rng)
    act = Intent(time, step.entity_id, step.state, way, who, habit)
    if step.state in ENDS:
        earlier = time - moments.rng.uniform(*_BEFORE)
        begun = opposite(step.entity_id, step.state)
        return [Intent(earlier, step.entity_id, begun, way, moments.who(earlier)), act]
    return [replace(act, back=moments.between(time + _UNDONE[0], time + _UNDONE[1]))]
