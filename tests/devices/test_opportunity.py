"""Opportunities, and what makes them the same again."""

from dataclasses import replace

import pytest

from custom_components.homeiq.devices.inventory import DeviceRecord
from custom_components.homeiq.devices.opportunity import Opportunity, Reason, is_about

DIM = Opportunity(
    rule="dim_at_night",
    capability="light.brightness",
    device_ids=("d1", "d2"),
    entity_ids=("light.a", "light.b"),
    manufacturer="Acme",
    model="X1",
    impact=0.5,
    ease=0.8,
    reason=Reason(count=21, days=14),
)


@pytest.mark.parametrize(
    ("reason", "a_week"), [(Reason(21, 14), 10.5), (Reason(0, 14), 0.0), (Reason(), 0.0)]
)
def test_a_reason_tells_how_often_it_happened_in_a_week(reason: Reason, a_week: float) -> None:
    assert reason.a_week == a_week


def test_the_score_is_impact_times_ease() -> None:
    assert DIM.score == pytest.approx(0.4)


def test_which_of_equal_devices_comes_first_changes_nothing_nor_does_any_number() -> None:
    other = replace(DIM, device_ids=("d2",), entity_ids=("light.b",), impact=0.1, reason=Reason())
    assert other.fingerprint == DIM.fingerprint
    assert other.id == DIM.id


@pytest.mark.parametrize(
    "change",
    [{"rule": "colour"}, {"capability": "light.color"}, {"model": "X2"}, {"manufacturer": "B"}],
)
def test_another_rule_capability_or_kind_is_another_finding(change: dict[str, str]) -> None:
    assert replace(DIM, **change).id != DIM.id


def test_devices_of_no_known_model_are_told_apart_by_themselves() -> None:
    alone = replace(DIM, manufacturer="", model="")
    assert alone.id != replace(alone, device_ids=("d2",)).id


def test_it_is_about_a_capability_of_all_equal_devices() -> None:
    equal = DeviceRecord("d9", manufacturer="Acme", model="X1")
    assert is_about(DIM.fingerprint, equal, "light.brightness")
    assert not is_about(DIM.fingerprint, equal, "light.color")
    assert not is_about(DIM.fingerprint, replace(equal, model="X2"), "light.brightness")
    alone = replace(DIM, manufacturer="", model="")
    assert is_about(alone.fingerprint, DeviceRecord("d1"), "light.brightness")
    assert not is_about(alone.fingerprint, DeviceRecord("d2"), "light.brightness")
    assert not is_about("synergy|light.brightness|Acme|X1", equal, "light.brightness")
