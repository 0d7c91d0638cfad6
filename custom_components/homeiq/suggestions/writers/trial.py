"""The smallest thing to ask: whether a model answers at all; nothing of the home is in it."""

from typing import Final

from custom_components.homeiq.suggestions.prompt import Prompt

TRIAL: Final = Prompt(
    system="You are tried out. Answer with a JSON object and nothing else.",
    user='Say that you can be heard: {"answer": "yes"}',
    name="trial",
    schema={
        "type": "object",
        "properties": {"answer": {"type": "string"}},
        "required": ["answer"],
        "additionalProperties": False,
    },
)
