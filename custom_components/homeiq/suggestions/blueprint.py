"""A blueprint of the home that does what a suggestion does."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class BlueprintUse:
    """How a blueprint of the home would be used for a suggestion."""

    path: str  # below the folder of automation blueprints
    name: str  # what people call it
    inputs: Mapping[str, Any] = field(default_factory=dict)  # those without a default at least
    more: tuple[str, ...] = ()  # entity ids with what it does besides, as "light.hall off"

    @property
    def config(self) -> dict[str, Any]:
        """Return the part of an automation's config that uses it."""
        return {"use_blueprint": {"path": self.path, "input": dict(self.inputs)}}

    def as_dict(self) -> dict[str, Any]:
        """Return it as it is kept and shown, fit for JSON."""
        return {
            "path": self.path,
            "name": self.name,
            "input": dict(self.inputs),
            "more": list(self.more),
        }

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> Self:
        """Return what `as_dict` gave."""
        return cls(kept["path"], kept["name"], dict(kept["input"]), tuple(kept["more"]))
