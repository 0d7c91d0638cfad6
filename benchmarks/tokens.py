"""How many tokens a prompt takes at most, without the tables of any model."""

import json
import re
from typing import Final

from custom_components.homeiq.suggestions.prompt import Prompt

# The tokenizers of GPT models first split a text into pieces, which no token crosses: a word with
# the blank or sign before it, up to three digits, signs with the blank before them, blanks.
_PIECE: Final = re.compile(r"[^\w\r\n]?[^\W\d_]+|\d{1,3}| ?(?:[^\s\w]|_)+[\r\n]*|\s+")
_LETTERS: Final = 4  # of a token of a word that is not a common one
_SIGNS: Final = 3  # of a token
_FRAMED: Final = 20  # around the messages and the schema


def tokens(text: str) -> int:
    """Return an upper estimate of the tokens of a text.

    Within a piece, the usual words are one token each; rarer ones, and those of other languages
    than English, are several. Each is taken for a rare one here: a token for every four letters
    begun, and one more for each letter that is not plain ASCII, which may be a token by itself.
    Of o200k_base and cl100k_base this was never less than what they made of prompts in English
    and German, and up to a half more.
    """
    return sum(_of_piece(piece) for piece in _PIECE.findall(text))


def prompt_tokens(prompt: Prompt) -> int:
    """Return an upper estimate of the tokens that a provider counts as input."""
    schema = json.dumps(prompt.schema, separators=(",", ":"))
    return _FRAMED + sum(tokens(text) for text in (prompt.system, prompt.user, prompt.name, schema))


def _of_piece(piece: str) -> int:
    if piece.isspace() or piece.isdecimal():
        return 1
    letters = sum(each.isalnum() for each in piece)
    strange = sum(len(each.encode()) - 1 for each in piece)
    return -(-(letters or len(piece.strip())) // (_LETTERS if letters else _SIGNS)) + strange
