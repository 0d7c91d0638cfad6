"""What is true of every relation."""

from pathlib import Path

import pytest

from custom_components.homeiq.devices import relations as package
from custom_components.homeiq.devices.places import TELLING
from custom_components.homeiq.devices.relations import RELATIONS
from custom_components.homeiq.devices.relations.relation import ByHand, Relation, Scope, Standing
from custom_components.homeiq.mining.commands import COMMANDABLE
from tests.devices.linked import study_of
from tests.mining.build import Diary

NAMES = [relation.name for relation in RELATIONS]
NO_RELATIONS = {"__init__", "by_hand", "relation", "standing"}


def test_every_file_is_a_relation_and_every_relation_is_listed_once() -> None:
    files = {path.stem for path in Path(package.__file__).parent.glob("*.py")}
    assert sorted(files - NO_RELATIONS) == sorted(NAMES)


@pytest.mark.parametrize("relation", RELATIONS, ids=NAMES)
def test_its_first_role_tells_and_its_last_is_acted_on_if_it_has_one(relation: Relation) -> None:
    first, *others = relation.roles
    assert first.domain in TELLING
    assert not others or others[-1].domain in COMMANDABLE
    assert isinstance(relation, Standing) or others
    assert len(relation.roles) <= 3


@pytest.mark.parametrize("relation", RELATIONS, ids=NAMES)
def test_benefit_and_effort_are_shares(relation: Relation) -> None:
    assert 0 < relation.benefit <= 1
    assert 0 <= relation.effort < 1


def test_only_what_is_declared_by_hand_needs_people_to_do_it() -> None:
    standing = {one.name for one in RELATIONS if isinstance(one, Standing)}
    assert standing == {
        *("leak_valve", "smoke_lights", "smoke_covers", "smoke_escape", "appliance_finished"),
    }
    assert {one.scope for one in RELATIONS if isinstance(one, ByHand)} == {Scope.AREA, Scope.HOME}


@pytest.mark.parametrize("relation", RELATIONS, ids=NAMES)
def test_of_entities_without_any_history_nothing_goes_wrong(relation: Relation) -> None:
    study = study_of(Diary())
    entity_ids = [f"{role.domain}.x" for role in relation.roles]
    if isinstance(relation, Standing):
        relation.template(study, [[entity_id] for entity_id in entity_ids])
    else:
        for pattern in relation.template(study, entity_ids):
            assert pattern.target.entity_id in entity_ids


@pytest.mark.parametrize("chain", ["smoke_escape"])
def test_a_standing_chain_comes_before_the_pairs_that_it_holds(chain: str) -> None:
    worth = {one.name: one.benefit * (1 - one.effort) for one in RELATIONS}
    assert worth[chain] > max(worth["smoke_lights"], worth["smoke_covers"])
