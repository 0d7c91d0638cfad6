"""Opportunities and synergies in a real database."""

from dataclasses import replace
from datetime import datetime, timedelta
import logging
from typing import Any

import pytest
from sqlalchemy import select

from custom_components.homeiq.devices.opportunity import Opportunity
from custom_components.homeiq.devices.recipe import Branch, Recipe, StartTrigger, Step
from custom_components.homeiq.devices.synergy import Synergy
from custom_components.homeiq.store.chances import KEPT, save_opportunities, save_synergies
from custom_components.homeiq.store.models import OpportunityRow, SynergyRow
from custom_components.homeiq.store.repository import Repository
from tests.store.make import NOW, a_pattern

LATER = NOW + timedelta(days=3)
DIM = Opportunity(
    rule="dim",
    capability="light.brightness",
    device_ids=("lamp", "bulb"),
    entity_ids=("light.lamp", "light.bulb"),
    manufacturer="Acme",
    model="Bulb",
    impact=0.5,
    ease=0.5,
)
LOCK = replace(DIM, rule="lock", capability="setting.child_lock")
LIGHT = Synergy("motion_light", ("binary_sensor.motion", "light.lamp"), "hall", a_pattern(), 0.8)
NIGHT = Synergy(
    "power_on",
    ("light.lamp",),
    None,
    Recipe((Branch(StartTrigger(), (Step("light.turn_off", "light.lamp"),)),)),
    0.2,
)


def opportunities(
    repository: Repository, *found: Opportunity, now: datetime = NOW
) -> list[tuple[Any, ...]]:
    """Save opportunities and return all that are kept."""
    with repository.writing() as connection:
        save_opportunities(connection, found, now)
        rows = connection.execute(select(OpportunityRow.__table__).order_by("capability"))
        return [tuple(row) for row in rows]


def synergies(
    repository: Repository, *found: Synergy, now: datetime = NOW
) -> list[tuple[Any, ...]]:
    """Save synergies and return all that are kept."""
    with repository.writing() as connection:
        save_synergies(connection, found, now)
        rows = connection.execute(select(SynergyRow.__table__).order_by("relation"))
        return [tuple(row) for row in rows]


def test_opportunities_are_kept_with_when_they_were_first_and_last_seen(
    repository: Repository,
) -> None:
    dim = (DIM.id, "lamp", "light.brightness", 0.25, NOW, NOW)
    lock = (LOCK.id, "lamp", "setting.child_lock", 0.25, NOW, NOW)
    assert opportunities(repository, DIM, LOCK) == [dim, lock]
    other_first = replace(DIM, device_ids=("bulb", "lamp"), impact=1.0)
    assert opportunities(repository, other_first, now=LATER) == [
        (DIM.id, "bulb", "light.brightness", 0.5, NOW, LATER),
        lock,
    ]


def test_synergies_are_kept_with_when_they_were_first_and_last_seen(
    repository: Repository,
) -> None:
    light = (LIGHT.id, "motion_light", ["binary_sensor.motion", "light.lamp"], "hall", 0.8)
    night = (NIGHT.id, "power_on", ["light.lamp"], None, 0.2)
    assert synergies(repository, LIGHT, NIGHT) == [(*light, NOW, NOW), (*night, NOW, NOW)]
    assert synergies(repository, replace(LIGHT, score=0.9), now=LATER) == [
        (*light[:-1], 0.9, NOW, LATER),
        (*night, NOW, NOW),
    ]


def test_what_was_not_seen_for_long_is_forgotten(repository: Repository) -> None:
    opportunities(repository, DIM, LOCK)
    synergies(repository, LIGHT, NIGHT)
    opportunities(repository, DIM, now=LATER)
    synergies(repository, LIGHT, now=LATER)
    assert len(opportunities(repository, now=NOW + KEPT)) == 2
    assert len(synergies(repository, now=NOW + KEPT)) == 2
    after = NOW + KEPT + timedelta(seconds=1)
    assert [row[0] for row in opportunities(repository, now=after)] == [DIM.id]
    assert [row[0] for row in synergies(repository, now=after)] == [LIGHT.id]


def test_one_that_cannot_be_kept_costs_no_other(
    repository: Repository, caplog: pytest.LogCaptureFixture
) -> None:
    odd = replace(LOCK, impact=float("nan"))
    assert [row[0] for row in opportunities(repository, odd, DIM)] == [DIM.id]
    strange = replace(NIGHT, score=float("nan"))
    assert [row[0] for row in synergies(repository, strange, LIGHT)] == [LIGHT.id]
    assert [record.levelno for record in caplog.records] == [logging.WARNING] * 2
    assert odd.id in caplog.text
    assert strange.id in caplog.text
