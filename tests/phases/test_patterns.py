"""Phase: the habits in what happened."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from homeassistant.core import HomeAssistant
import pytest

from custom_components.homeiq.devices.snapshot import Snapshot
from custom_components.homeiq.mining.acts import build_log
from custom_components.homeiq.mining.event_log import EventLog, RawEvents
from custom_components.homeiq.mining.finding import (
    Evidence,
    Finding,
    Mined,
    NearMiss,
    NearMissReason,
)
from custom_components.homeiq.mining.home import Home
from custom_components.homeiq.mining.names import Names
from custom_components.homeiq.mining.pattern import DETECTORS
from custom_components.homeiq.mining.settings import MiningSettings
from custom_components.homeiq.options import Options
from custom_components.homeiq.phases import patterns as module
from custom_components.homeiq.phases.patterns import PATTERNS
from custom_components.homeiq.phases.phase import PhaseSkippedError
from custom_components.homeiq.suggestions.suggestion import Status
from tests.samples import FakeMemory, pattern_of, run_of, suggestion_of

# East of Greenwich, where late evenings in UTC are the next day already.
HOME = Home(ZoneInfo("Australia/Sydney"))


async def test_mining_gets_what_is_known_of_earlier_runs(
    hass: HomeAssistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[MiningSettings] = []
    finding = Finding(pattern_of(1), Evidence())

    def mine(log: EventLog, home: Home, settings: MiningSettings) -> Mined:
        asked.append(settings)
        miss = NearMiss(finding, NearMissReason.TOO_FEW_DAYS)
        return Mined((finding,), (miss,), (pattern_of(1), pattern_of(2)), 12, 7, None)

    monkeypatch.setattr(module, "mine", mine)
    memory = FakeMemory(
        suggestion_of(1, shown_at=datetime(2026, 3, 1, 20, tzinfo=UTC)),
        suggestion_of(2),
        suggestion_of(3, status=Status.DISMISSED),
    )
    run = run_of(
        hass,
        log=build_log(RawEvents.from_rows([]), HOME),
        snapshot=Snapshot(HOME, Names(), frozenset()),
        memory=memory,
        options=Options(minimum_confidence=0.8),
    )
    added = await PATTERNS.step(run)
    (settings,) = asked
    assert settings.minimum_confidence == 0.8
    assert settings.shown_since == {
        suggestion_of(1).fingerprint: datetime(2026, 3, 2).toordinal()  # noqa: DTZ001  # a local date
    }
    assert settings.dismissed == {suggestion_of(3).fingerprint}
    assert not settings.should_stop()
    run.limits.stop()
    assert settings.should_stop()
    assert added.detail == "2 patterns, 1 of them proven, 1 near misses"
    assert added.figures == {
        "patterns": {**dict.fromkeys(DETECTORS, 0), "time_of_day": 2},
        "days_of_history": 12,
        "days_needed": 7,
    }


async def test_without_a_history_there_is_nothing_to_do(hass: HomeAssistant) -> None:
    with pytest.raises(PhaseSkippedError, match="history"):
        await PATTERNS.step(run_of(hass))
