"""Phase: which features of devices are used, and which unused ones are worth having."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final
from zoneinfo import ZoneInfo

from homeassistant.util import dt as dt_util

from custom_components.homeiq.const import LOGGER
from custom_components.homeiq.devices.abilities import Abilities
from custom_components.homeiq.devices.asking import Used
from custom_components.homeiq.devices.capability import Capabilities
from custom_components.homeiq.devices.checking import check
from custom_components.homeiq.devices.naming import SceneEntities, named_in
from custom_components.homeiq.devices.opportunities.find import LEAST_DAYS, find
from custom_components.homeiq.devices.opportunities.lived import Lived
from custom_components.homeiq.devices.opportunity import Opportunity, is_about
from custom_components.homeiq.devices.owners import Owners, Watched
from custom_components.homeiq.devices.snapshot import Snapshot
from custom_components.homeiq.devices.use import DayUse, Use
from custom_components.homeiq.devices.using import used_now, uses
from custom_components.homeiq.devices.utilisation import settings_untold, utilisation
from custom_components.homeiq.devices.watched_rows import Seen, merged
from custom_components.homeiq.history.errors import HistoryError
from custom_components.homeiq.history.feature_query import FeatureQuery
from custom_components.homeiq.history.recorder.source import async_read_features
from custom_components.homeiq.mining.effects import Config
from custom_components.homeiq.mining.shown import FeatureHistory
from custom_components.homeiq.phases.phase import (
    Added,
    Phase,
    PhaseFailedError,
    PhaseSkippedError,
    Run,
)
from custom_components.homeiq.report import DeviceReport, Utilization
from custom_components.homeiq.store.errors import StoreError
from custom_components.homeiq.store.uses import DAYS_KEPT
from custom_components.homeiq.suggestions.suggestion import Status

LEAST_USED: Final = 10  # devices that the report names


async def _look(run: Run) -> Added:
    if run.snapshot is None or run.abilities is None:
        # What an earlier run found is watched still.
        raise PhaseSkippedError("what the home's devices can do is not known")
    home = _Home(run.snapshot, run.abilities)
    watched = await run.hass.async_add_executor_job(_watched, home.able)
    if run.watching is not None:
        run.watching.async_follow(home.able, watched.entity_ids)
    history = await _read(run, watched)
    seen = run.watching.async_seen() if run.watching is not None else Seen()
    today = run.started_at.astimezone(home.timezone).toordinal()
    told = await run.hass.async_add_executor_job(_used_on_days, home, history, seen, today)
    use = replace(await _kept(run, told), calls=told.calls)
    return await run.hass.async_add_executor_job(_find, run, home, use)


@dataclass(frozen=True, slots=True, eq=False)
class _Home:
    """What earlier phases left."""

    snapshot: Snapshot
    abilities: Abilities

    @property
    def able(self) -> Capabilities:
        """What the devices can do."""
        return self.abilities.capabilities

    @property
    def timezone(self) -> ZoneInfo:
        """Of the home."""
        return self.snapshot.home.timezone

    def named(
        self, configs: Sequence[Config] = (), scenes: Sequence[SceneEntities] = ()
    ) -> frozenset[Used]:
        """Return what automations and scripts, or scenes, use."""
        references, published = self.snapshot.references, self.abilities.published
        return named_in(configs, scenes, references, self.able, published)


def _watched(able: Capabilities) -> Watched:
    return Owners.of(able).watched()


async def _read(run: Run, watched: Watched) -> FeatureHistory:
    """Read what entities showed of their features, and the actions that were performed."""
    query = FeatureQuery(
        watched.entity_ids,
        watched.attributes,
        watched.stated,
        start=(run.started_at - run.look_back).timestamp(),
        end=run.started_at.timestamp(),
    )
    try:
        return await async_read_features(run.hass, query, run.limits.should_stop)
    except HistoryError as err:
        raise PhaseFailedError.because(err) from err


@dataclass(frozen=True, slots=True)
class _Told:
    """How often what was used on which days, and the days that the history tells of."""

    uses: Sequence[DayUse]
    days: range  # local, as proleptic ordinals
    watched: range  # of which it was seen, too, what the recorder does not keep
    calls: bool  # whether it tells of any action


def _used_on_days(home: _Home, history: FeatureHistory, seen: Seen, today: int) -> _Told:
    used = uses(
        replace(history, shown=merged(history.shown, seen.shown())),
        home.able,
        home.snapshot.references,
        home.timezone,
        home.abilities.published,
    )
    moments = [*history.shown.time[:1].tolist(), *(call.at for call in history.calls[:1])]
    days = range(0)
    if moments:
        first = dt_util.utc_from_timestamp(min(moments)).astimezone(home.timezone)
        days = range(first.toordinal(), today + 1)
    return _Told(used, days, seen.days(home.timezone), calls=bool(history.calls))


async def _kept(run: Run, told: _Told) -> Use:
    """Keep what was used, and return that with what is kept of earlier days."""
    try:
        await run.store.devices.add_uses(told.uses, told.days, told.watched)
        return await run.store.devices.uses_since(run.started_at.toordinal() - DAYS_KEPT)
    except StoreError as err:
        LOGGER.warning("The use of features before the recorder's days is not known: %s", err)
        return Use.of(told.uses, len(told.days), len(told.watched))


def _find(run: Run, home: _Home, use: Use) -> Added:
    """Find what is worth having, and tell how much is used; blocks."""
    inventory = home.snapshot.inventory
    run.health = check(run.log, inventory, run.started_at.timestamp())
    automated = home.named(home.snapshot.configs)
    named = automated | home.named(scenes=home.snapshot.scenes)
    use = replace(use, named=named | used_now(inventory, home.able))
    run.built = frozenset(
        fingerprint
        for fingerprint in run.fingerprints(Status.DRAFT, Status.SNOOZED)
        for device_id, key in automated
        if device_id in inventory.devices
        and is_about(fingerprint, inventory.devices[device_id], key)
    )
    run.opportunities = _worth_having(run, home, use)
    found = run.opportunities or ()
    return Added(
        f"{len(use.times)} capabilities used in {use.days} days,"
        f" {len(found)} unused ones worth having",
        {"opportunities": len(found), "utilization": _utilization(home, use)},
    )


def _worth_having(run: Run, home: _Home, use: Use) -> tuple[Opportunity, ...] | None:
    """Return the opportunities; None where too few days are known to tell what is not used."""
    if run.log is None or min(len(run.log.days), use.days) < LEAST_DAYS:
        return None
    return find(
        home.snapshot.inventory,
        home.able,
        use,
        run.health,
        Lived.of(run.log, home.snapshot.home),
        decided=run.decided,
        waiting=run.fingerprints(Status.DRAFT, Status.SNOOZED),
    )


def _utilization(home: _Home, use: Use) -> Utilization | None:
    inventory = home.snapshot.inventory
    found = utilisation(home.able, use, settings_untold(inventory, home.able))
    if found.share is None or not use.days:
        return None
    devices = inventory.devices
    unused = sorted(found.of_device.items(), key=lambda item: (item[1].used - item[1].of, item[0]))
    return Utilization(
        round(found.share, 4),
        tuple(
            DeviceReport(devices[device_id].name or device_id, one.used, one.of)
            for device_id, one in unused[:LEAST_USED]
            if device_id in devices and one.used < one.of
        ),
    )


FEATURES: Final = Phase("features", _look)
