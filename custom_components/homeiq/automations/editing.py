"""Why an automation cannot be added to those of the user."""

from pathlib import Path
from typing import Self

from custom_components.homeiq.report import CausedError


class EditError(CausedError):
    """Nothing was changed; the text says why and how to go on by hand.

    Each text of the translations has the placeholder `yaml`: the automation as an item of a list,
    which only the caller knows. The others are among the values.
    """

    def of(self, path: Path) -> Self:
        """Return the same error, told of a file; one that names its file already stays as it is."""
        if "path" in self.values:
            return self
        values = {"path": str(path), **self.values}
        return type(self)(f"{path}: {self}", self.key, **values)
