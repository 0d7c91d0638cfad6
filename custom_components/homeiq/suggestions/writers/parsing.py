"""The object in a text: models that know no schema put one among other words."""

import json
from typing import Final

from custom_components.homeiq.suggestions.writers.provider import BadAnswerError

_LONGEST: Final = 20_000  # characters; what was asked for is far shorter
_MOST_STARTS: Final = 20
_END_OF_THOUGHT: Final = "</think>"

_DECODER: Final = json.JSONDecoder()


def parsed(text: str) -> dict[str, object]:
    """Return the first object in a text that is not empty, as JSON; raises BadAnswerError.

    What a model thinks aloud before it answers is passed over, and so are code fences.
    """
    if len(text) > _LONGEST:
        raise BadAnswerError("the answer is far too long")
    answer = text.rpartition(_END_OF_THOUGHT)[2]
    start = -1
    for _ in range(_MOST_STARTS):
        if (start := answer.find("{", start + 1)) < 0:
            break
        try:
            found, _end = _DECODER.raw_decode(answer, start)
        except ValueError, RecursionError:
            continue
        if found:
            return dict(found)
    raise BadAnswerError("the answer is no JSON object")
