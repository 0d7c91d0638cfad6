"""What a question about the use of features asks for."""

from custom_components.homeiq.history.feature_query import FeatureQuery


def test_without_attributes_of_interest_no_entity_shows_any() -> None:
    lamp = frozenset({"light.a"})
    assert FeatureQuery(lamp, frozenset({"brightness"}), frozenset(), 0, 1).showing == lamp
    assert FeatureQuery(lamp, frozenset(), frozenset(), 0, 1).showing == frozenset()


def test_actions_count_on_the_domains_of_all_entities() -> None:
    query = FeatureQuery(
        frozenset({"light.a", "light.b"}), frozenset(), frozenset({"select.mode"}), 0, 1
    )
    assert query.domains == {"light", "select"}
