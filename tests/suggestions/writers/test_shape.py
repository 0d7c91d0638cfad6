"""What is asked of models that take less than others."""

from dataclasses import replace

import pytest

from custom_components.homeiq.suggestions.wanted import Wanted
from custom_components.homeiq.suggestions.writers.shape import Form, Room, Shape
from tests.suggestions.writers.openai_parts import PROMPT

WHOLE = Shape()


@pytest.mark.parametrize(
    ("shape", "parameter", "said", "left"),
    [
        (WHOLE, "temperature", "", replace(WHOLE, temperature=False)),
        (WHOLE, "reasoning_effort", "", replace(WHOLE, effort=False)),
        (WHOLE, "max_completion_tokens", "", replace(WHOLE, room=Room.OLD)),
        (replace(WHOLE, room=Room.OLD), "max_tokens", "", replace(WHOLE, room=Room.NONE)),
        (WHOLE, "response_format", "", replace(WHOLE, form=Form.OBJECT)),
        (WHOLE, "response_format.json_schema.name", "", replace(WHOLE, form=Form.OBJECT)),
        (replace(WHOLE, form=Form.OBJECT), "response_format", "", replace(WHOLE, form=Form.TEXT)),
        # What is named goes before what the words hold.
        (WHOLE, "response_format", "not with temperature", replace(WHOLE, form=Form.OBJECT)),
        (WHOLE, "None", "Temperature must be 1", replace(WHOLE, temperature=False)),
        (
            WHOLE,
            "None",
            "[{'loc': ['body', 'max_completion_tokens'], 'msg': 'extra inputs'}]",
            replace(WHOLE, room=Room.OLD),
        ),
        (WHOLE, "None", "This response format is unknown", replace(WHOLE, form=Form.OBJECT)),
        (WHOLE, "None", "`json_schema` is not supported", replace(WHOLE, form=Form.OBJECT)),
        # Nothing of it can be left out any more, or it is about something else.
        (replace(WHOLE, room=Room.NONE), "max_tokens", "max_tokens is wrong", None),
        (replace(WHOLE, form=Form.TEXT), "response_format", "", None),
        (replace(WHOLE, temperature=False), "temperature", "temperature", None),
        (WHOLE, "messages", "too long", None),
        (replace(WHOLE, effort=False), "reasoning_effort", "reasoning_effort", None),
    ],
)
def test_a_refusal_leaves_one_thing_out(
    shape: Shape, parameter: str, said: str, left: Shape | None
) -> None:
    assert shape.refused(parameter, said) == left


def test_what_two_calls_learned_is_kept_together() -> None:
    one = Shape(temperature=False, room=Room.OLD)
    other = Shape(effort=False, form=Form.TEXT)
    both = Shape(temperature=False, effort=False, room=Room.OLD, form=Form.TEXT)
    assert one.merged(other) == other.merged(one) == both
    assert both.merged(both) == both


def test_a_shape_without_anything_asks_for_words_alone() -> None:
    bare = Shape(temperature=False, effort=False, room=Room.NONE, form=Form.TEXT)
    asked = bare.parameters(PROMPT, "gpt-5", Wanted())
    assert asked.keys() == {"model", "messages"}
    assert WHOLE.parameters(PROMPT, "gpt-5", Wanted()).keys() == {
        "model",
        "messages",
        "temperature",
        "reasoning_effort",
        "max_completion_tokens",
        "response_format",
    }
