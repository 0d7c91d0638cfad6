"""The list of rules."""

from dataclasses import FrozenInstanceError, fields, is_dataclass
import importlib
import inspect
import pkgutil

import pytest

from custom_components.homeiq.devices import opportunities
from custom_components.homeiq.devices.opportunities import RULES
from custom_components.homeiq.devices.opportunities.rule import OpportunityRule
from tests.devices.opportunities.cases import ALL, CASES, NAMES_OF_CASES, Case


def test_every_class_that_considers_devices_is_listed() -> None:
    modules = [
        importlib.import_module(f"{opportunities.__name__}.{found.name}")
        for found in pkgutil.iter_modules(opportunities.__path__)
    ]
    classes = {
        one
        for module in modules
        for _, one in inspect.getmembers(module, inspect.isclass)
        if hasattr(one, "consider") and one is not OpportunityRule
    }
    assert classes == {type(rule) for rule in RULES}


def test_each_rule_has_a_name_of_its_own_and_a_case_for_the_tests() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)
    assert {rule.name for rule in RULES} == CASES.keys()


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_rule_is_frozen_parameters(rule: OpportunityRule) -> None:
    assert is_dataclass(rule)
    with pytest.raises(FrozenInstanceError):
        setattr(rule, fields(rule)[0].name, "")


@pytest.mark.parametrize("case", ALL, ids=NAMES_OF_CASES)
def test_what_is_worth_having_has_impact_and_ease_and_the_days_looked_at(case: Case) -> None:
    idea = case.idea()
    assert idea is not None
    assert 0 < idea.impact < 1
    assert 0 < idea.ease < 1
    assert idea.reason.days == case.lived.days
