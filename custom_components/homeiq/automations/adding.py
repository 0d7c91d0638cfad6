"""An automation written and running, or neither: the file, the home and what we keep of it."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
import logging
from pathlib import Path
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from custom_components.homeiq.automations.editing import EditError
from custom_components.homeiq.automations.editor import Editor, Plan
from custom_components.homeiq.automations.intent import Intent, Journal
from custom_components.homeiq.automations.keeping import keeping_of
from custom_components.homeiq.automations.running import (
    NotRunningError,
    async_forget,
    async_label,
    async_reload,
    async_run,
    entity_of,
)
from custom_components.homeiq.report import CausedError

_LOGGER: Final = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class NewAutomation:
    """An automation that is to run in the home."""

    suggestion_id: str
    automation_id: str
    config: Mapping[str, Any]  # without its id
    enabled: bool
    label: str  # what our label is described by


@dataclass(frozen=True, slots=True)
class Added:
    """What was added, and may have to be taken out again."""

    entity_id: str
    plan: Plan | None  # None: the file had it already
    was_known: bool  # whether Home Assistant knew its entity before


class Adding:
    """Adds one automation to a file and to the home, and takes it out again."""

    def __init__(self, hass: HomeAssistant, journal: Journal) -> None:
        """Remember where intents are kept."""
        self._hass = hass
        self._journal = journal

    async def async_path(self) -> Path:
        """Return the file that automations may be added to; raises EditError."""
        folder = Path(self._hass.config.config_dir)
        return await self._hass.async_add_executor_job(keeping_of, folder)

    async def _async_edit[T](self, path: Path, work: Callable[[Editor], T]) -> T:
        return await self._hass.async_add_executor_job(lambda: work(Editor(path)))

    async def async_holds(self, path: Path, new: NewAutomation) -> bool:
        """Return whether a file has an automation; raises EditError."""
        return await self._async_edit(path, lambda editor: editor.holds(new.automation_id))

    async def async_add(self, path: Path, new: NewAutomation) -> Added:
        """Have an automation in the file and in the home; once more where it was written over.

        Its intent is begun. Raises CausedError; then all is as it was, or the intent stays.
        """
        was_known = entity_of(self._hass, new.automation_id) is not None
        plan = await self._async_write(path, new)
        try:
            entity_id = await self._async_run(path, plan, new, was_known=was_known)
            if entity_id is None:
                plan = await self._async_write(path, new)
                entity_id = await self._async_run(path, plan, new, was_known=was_known)
        except EditError:
            # The file is not as we have left it: what was loaded from it must not go on.
            await self._async_unload(new, was_known=was_known)
            raise
        if entity_id is None:
            await self._async_unload(new, was_known=was_known)
            await self.async_end(new.suggestion_id)
            raise EditError(
                f"{path} is written over again and again", "automations_changed", path=str(path)
            )
        return Added(entity_id, plan, was_known)

    async def _async_run(
        self, path: Path, plan: Plan | None, new: NewAutomation, *, was_known: bool
    ) -> str | None:
        """Have the home run what was written; return its entity, None if it was written over."""
        try:
            entity_id = await async_run(self._hass, new.automation_id, enabled=new.enabled)
        except NotRunningError:
            if await self.async_holds(path, new):
                await self._async_take_out(path, plan, new, was_known=was_known)
                raise
            return None
        if not await self.async_holds(path, new):
            return None
        async_label(self._hass, entity_id, new.label)
        return entity_id

    async def async_adopt(self, new: NewAutomation) -> str:
        """Have what somebody has pasted into a file of theirs run; return its entity.

        Raises NotRunningError.
        """
        entity_id = await async_run(self._hass, new.automation_id, enabled=new.enabled)
        async_label(self._hass, entity_id, new.label)
        return entity_id

    async def async_undo(self, path: Path, added: Added, new: NewAutomation) -> None:
        """Take out what was added; raises EditError where that is not possible.

        Then the intent stays: at the next start the file decides.
        """
        await self._async_take_out(path, added.plan, new, was_known=added.was_known)

    async def _async_write(self, path: Path, new: NewAutomation) -> Plan | None:
        """Write an automation unless it is there; return what was written."""
        if await self.async_holds(path, new):
            return None
        plan = await self._async_edit(
            path, lambda editor: editor.plan(new.automation_id, new.config)
        )
        await self._journal.begin(
            Intent(
                suggestion_id=new.suggestion_id,
                automation_id=new.automation_id,
                path=str(path),
                enabled=new.enabled,
                before=plan.before,
                after=plan.after,
                begun_at=dt_util.utcnow(),
            )
        )
        try:
            await self._async_edit(path, lambda editor: editor.write(plan))
        except Exception:
            # Where even that cannot be told, the next start looks.
            with suppress(EditError):
                if not await self.async_holds(path, new):
                    await self.async_end(new.suggestion_id)
            raise
        return plan

    async def _async_take_out(
        self, path: Path, plan: Plan | None, new: NewAutomation, *, was_known: bool
    ) -> None:
        if plan is not None:
            try:
                await self._async_edit(path, lambda editor: editor.put_back(plan))
            except EditError as err:
                raise EditError(
                    f"{new.automation_id} cannot be taken out of {path} again: {err}",
                    "accept_not_undone",
                    automation_id=new.automation_id,
                    path=str(path),
                    error=str(err),
                ) from err
            await self._async_unload(new, was_known=was_known)
        await self.async_end(new.suggestion_id)

    async def _async_unload(self, new: NewAutomation, *, was_known: bool) -> None:
        """Have the home forget what is no longer in the file."""
        try:
            await async_reload(self._hass, new.automation_id)
        except NotRunningError as err:
            _LOGGER.warning(
                "%s is taken back, and may run until a restart: %s", new.automation_id, err
            )
            return
        if not was_known:
            async_forget(self._hass, new.automation_id)

    async def async_end(self, suggestion_id: str) -> None:
        """Forget an intent; where that cannot be kept, the next start looks at it again."""
        try:
            await self._journal.end(suggestion_id)
        except CausedError as err:
            # Whatever has become of it is finished or undone once more at the next start.
            _LOGGER.warning("That %s has come to its end cannot be kept: %s", suggestion_id, err)
