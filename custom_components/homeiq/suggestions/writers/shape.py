"""How one model of one server is asked: what it refused once is left out from then on."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, Final

from custom_components.homeiq.suggestions.prompt import Prompt
from custom_components.homeiq.suggestions.spending import answer_tokens, thinks
from custom_components.homeiq.suggestions.wanted import Wanted


class Form(StrEnum):
    """How an answer is made to be an object, strictest first."""

    SCHEMA = "json_schema"
    OBJECT = "json_object"
    TEXT = "text"  # the object is looked for in what is said


class Room(StrEnum):
    """The parameter that limits an answer, newest first."""

    NEW = "max_completion_tokens"
    OLD = "max_tokens"
    NONE = ""


_LOOSER: Final = {Form.SCHEMA: Form.OBJECT, Form.OBJECT: Form.TEXT}
_OLDER: Final = {Room.NEW: Room.OLD, Room.OLD: Room.NONE}

# What servers call the parameter that makes an answer an object, where they say no more.
_FORM_NAMES: Final = ("response_format", "response format", "json_schema", "json_object")


@dataclass(frozen=True, slots=True)
class Shape:
    """Which parameters a model takes."""

    temperature: bool = True
    effort: bool = True  # how long a model that thinks may do so
    room: Room = Room.NEW
    form: Form = Form.SCHEMA

    def parameters(self, prompt: Prompt, model: str, wanted: Wanted) -> dict[str, Any]:
        """Return what is asked, as OpenAI's API names it."""
        asked: dict[str, Any] = {
            "model": model,
            "messages": [
                {"role": "system", "content": prompt.system},
                {"role": "user", "content": prompt.user},
            ],
        }
        if self.temperature:
            asked["temperature"] = wanted.temperature
        if self.effort and thinks(model):
            asked["reasoning_effort"] = "low"
        if self.room is not Room.NONE:
            asked[self.room.value] = answer_tokens(model, wanted)
        if self.form is Form.SCHEMA:
            schema = {"name": prompt.name, "strict": True, "schema": prompt.schema}
            asked["response_format"] = {"type": self.form.value, "json_schema": schema}
        elif self.form is Form.OBJECT:
            asked["response_format"] = {"type": self.form.value}
        return asked

    def refused(self, parameter: str, said: str) -> Shape | None:
        """Return the shape without what a server refused; None where it means something else.

        Not all servers name the parameter: then its name is looked for in what they say.
        """
        said = said.lower()
        for name, narrower in self._narrower():
            if parameter == name or parameter.startswith(f"{name}."):
                return narrower
        for name, narrower in self._narrower():
            names = _FORM_NAMES if name == "response_format" else (name,)
            if any(each in said for each in names):
                return narrower
        return None

    def _narrower(self) -> list[tuple[str, Shape]]:
        """Return what may be refused of this shape, each with the shape that goes without."""
        found = []
        # First what is part of no other's name; a word on max_tokens names its successor too.
        if self.temperature:
            found.append(("temperature", replace(self, temperature=False)))
        if self.effort:
            found.append(("reasoning_effort", replace(self, effort=False)))
        if self.room in _OLDER:
            found.append((self.room.value, replace(self, room=_OLDER[self.room])))
        if self.form in _LOOSER:
            found.append(("response_format", replace(self, form=_LOOSER[self.form])))
        return found

    def merged(self, other: Shape) -> Shape:
        """Return what is left when both of them are true: two calls may learn at once."""
        return Shape(
            temperature=self.temperature and other.temperature,
            effort=self.effort and other.effort,
            room=max(self.room, other.room, key=list(Room).index),
            form=max(self.form, other.form, key=list(Form).index),
        )
