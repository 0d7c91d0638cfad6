"""The database: one transaction against many, reads beside a write, bulk against one by one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
import sqlite3
from statistics import median
from tempfile import TemporaryDirectory
from threading import Thread
from time import perf_counter, sleep
from typing import Final

from benchmarks.figures import Figure, at_least, at_most
from custom_components.homeiq.mining.finding import Evidence, Example, Outcome
from custom_components.homeiq.mining.pattern import ClockTrigger, Effect, Pattern
from custom_components.homeiq.store.repository import Repository
from custom_components.homeiq.suggestions.suggestion import (
    Category,
    Priority,
    Suggestion,
    SuggestionType,
    Wording,
)

ROUNDS: Final = 201
BULK_ROUNDS: Final = 5
SUGGESTIONS: Final = 10
PATTERNS: Final = 1_000
READS: Final = 100
READ_ROUNDS: Final = 5
WRITTEN: Final = 30_000  # patterns of the long write, more than a hundred reads take


def run() -> Iterator[Figure]:
    """Measure on a database on disk, of a size that a home reaches in a year."""
    with TemporaryDirectory(prefix="homeiq-bench-") as folder:
        repository = Repository(Path(folder) / "homeiq.db")
        repository.open()
        repository.add_patterns("run", _patterns(PATTERNS))
        repository.save_suggestions(_suggestions(300))
        try:
            yield from _transactions(repository)
            yield from _reads_beside_a_write(repository)
            yield from _bulk(repository)
        finally:
            repository.close()


def _transactions(repository: Repository) -> Iterator[Figure]:
    ten = _suggestions(SUGGESTIONS)
    together, apart = [], []
    for _ in range(ROUNDS):
        # By turns, so that a machine that is busy for a while slows both.
        together.append(_milliseconds(lambda: repository.save_suggestions(ten)))
        apart.append(_milliseconds(lambda: [repository.save_suggestions([one]) for one in ten]))
    yield at_most("ten suggestions, one transaction (median)", median(together), 2, "ms")
    yield Figure("ten suggestions, ten transactions (median)", median(apart), "ms")
    yield at_least("one transaction is faster", median(apart) / median(together), 3, "times")


def _reads_beside_a_write(repository: Repository) -> Iterator[Figure]:
    quiet = _reads(repository)
    beside = []
    for _ in range(READ_ROUNDS):
        with _long_write(repository):
            beside.append(_reads(repository))
    longest = [max(reads) for reads in beside]
    yield Figure("ten suggestions read, nothing written (median)", median(quiet), "ms")
    yield Figure("the same during a long write (median)", median(chain(*beside)), "ms")
    yield at_most("longest of 100 such reads (median of 5 rounds)", median(longest), 50, "ms")
    yield Figure("longest of all 500 such reads", max(longest), "ms")


def _reads(repository: Repository) -> list[float]:
    return [_milliseconds(lambda: repository.suggestions(limit=10)) for _ in range(READS)]


@contextmanager
def _long_write(repository: Repository) -> Iterator[None]:
    """Let another thread write in one transaction, which must outlast what is done meanwhile."""
    patterns = _patterns(WRITTEN)
    thread = Thread(target=lambda: repository.add_patterns("run", patterns))
    thread.start()
    while not _is_locked(repository.path):
        sleep(0.001)
    yield
    covered = _is_locked(repository.path)
    thread.join()
    if not covered:
        raise RuntimeError("The write ended before the reads: write more")


def _is_locked(path: Path) -> bool:
    """Return whether somebody is in a transaction that writes."""
    connection = sqlite3.connect(path, timeout=0, autocommit=True)
    try:
        connection.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return True
    finally:
        connection.close()
    return False


def _bulk(repository: Repository) -> Iterator[Figure]:
    patterns = _patterns(PATTERNS)

    def one_by_one() -> None:
        for pattern in patterns:
            repository.add_patterns("run", [pattern])

    bulk, single = [], []
    for _ in range(BULK_ROUNDS):
        bulk.append(_milliseconds(lambda: repository.add_patterns("run", patterns)))
        single.append(_milliseconds(one_by_one))
    yield Figure("1,000 patterns in bulk (median)", median(bulk), "ms")
    yield Figure("1,000 patterns one by one (median)", median(single), "ms")
    yield Figure("bulk is faster", median(single) / median(bulk), "times")


def _milliseconds(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return (perf_counter() - start) * 1000


def _patterns(count: int) -> list[Pattern]:
    return [
        Pattern(
            "time_of_day",
            ClockTrigger(number),
            (Effect(f"light.lamp_{number}", "on"),),
            days=20,
            episodes=20,
            p_value=1e-6,
        )
        for number in range(count)
    ]


def _suggestions(count: int) -> list[Suggestion]:
    now = datetime.now(UTC)
    examples = tuple(Example(now.timestamp() - day * 86_400, Outcome.RIGHT) for day in range(10))
    return [
        Suggestion(
            id=pattern.id,
            fingerprint=pattern.fingerprint,
            type=SuggestionType.PATTERN,
            pattern_type=pattern.detector,
            pattern_id=pattern.id,
            wording=Wording(
                "Turn on the lamp at 06:45",
                "Every day at 06:45 the lamp is turned on, as somebody does by hand now.",
                "Replayed over 20 of your days, it would have acted 20 times; 18 times you did.",
                Category.COMFORT,
                Priority.MEDIUM,
            ),
            rank=1.0,
            automation={
                "alias": "Turn on the lamp at 06:45",
                "triggers": [{"trigger": "time", "at": "06:45:00"}],
                "conditions": [],
                "actions": [{"action": "light.turn_on", "target": {"entity_id": "light.lamp"}}],
                "mode": "single",
            },
            evidence=Evidence(20, 18, 2, 0, 1, examples),
            since_shown=Evidence(),
            entity_ids=(pattern.target.entity_id,),
            area_ids=("bedroom",),
            created_at=now,
            updated_at=now,
        )
        for pattern in _patterns(count)
    ]
