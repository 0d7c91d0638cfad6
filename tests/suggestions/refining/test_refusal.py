"""A refusal says why, and what its text names."""

from custom_components.homeiq.suggestions.refining.refusal import Refusal, RefusedError


def test_a_refusal_keeps_what_its_text_names() -> None:
    error = RefusedError(Refusal.UNKNOWN_ENTITY, entity="light.ghost")
    assert error.refusal is Refusal.UNKNOWN_ENTITY
    assert error.placeholders == {"entity": "light.ghost"}
    assert str(error) == "unknown_entity"
