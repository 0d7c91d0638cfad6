"""The benchmark of words, with few suggestions and short latencies."""

from pathlib import Path

from homeassistant.core import HomeAssistant
import pytest

from benchmarks.figures import Figure
from benchmarks.tokens import prompt_tokens
from benchmarks.worded.many import Scheduled, Troubled, async_scheduled, async_troubled, home, items
from benchmarks.worded.nights import Nights, async_nights, make_home
from benchmarks.worded.sizes import large_surroundings, prompt_sizes
from benchmarks.wording import nights, schedule, sizes, trouble
from custom_components.homeiq.suggestions.wanted import Privacy
from tests.fake_openai import Chances


@pytest.fixture(autouse=True)
def sockets(socket_enabled: None) -> None:
    """Let these tests use sockets, of the loopback interface still."""


@pytest.fixture
def verify_cleanup() -> None:
    """Stand in for the check of in-process tests: the fake has a thread of its own."""


def missed(figures: list[Figure]) -> list[str]:
    return [each.name.strip() for each in figures if each.met is False]


async def test_words_take_as_long_as_their_latencies_allow(hass: HomeAssistant) -> None:
    seen = await async_scheduled(hass, 8, Chances(1, seconds=(0.05, 0.1)))
    assert seen.worded == 8
    assert seen.best <= seen.longest_first <= seen.took < 2
    assert seen.longest_first <= seen.batches <= seen.sequential
    assert seen.times == seen.took / seen.best


async def test_of_calls_that_go_wrong_none_is_lost_and_none_doubled(hass: HomeAssistant) -> None:
    chances = Chances(4, failing=0.5, for_good=True)
    seen = await async_troubled(hass, 4, chances)
    assert (seen.lost, seen.doubled) == (0, 0)
    assert seen.by_model + seen.by_template == 4
    assert 0 < seen.by_template < 4
    assert seen.calls == seen.by_model + 3 * seen.by_template, "the client tries three times"


async def test_a_home_assistant_is_there_without_pytest() -> None:
    async with home() as hass:
        assert hass.is_running


def test_what_is_worded_differs() -> None:
    assert len({each.prompt.user for each in items(30)}) == 30


def test_a_prompt_of_a_large_home_is_one_of_a_small_home() -> None:
    small = prompt_sizes(0)
    assert len(small) == 32
    # Stand-ins bear numbers, which may be longer ones.
    assert prompt_sizes(500) == pytest.approx(small, abs=3)
    around = large_surroundings(500, "en", Privacy.FULL)
    assert len(around.names.entities) > 500


def test_the_figures_have_the_goals_of_their_issue() -> None:
    good = Scheduled(1.1, 1.0, 1.0, 2.0, 5.0, 30)
    late = Scheduled(1.3, 1.0, 1.0, 2.0, 5.0, 29)
    assert missed(list(schedule([good, good, late]))) == ["worded by the model, the fewest"]
    assert len(missed(list(schedule([good, late, late])))) == 2
    assert missed(list(trouble("some", 30, Troubled(1.0, 40, 25, 5, 0, 0)))) == []
    assert missed(list(trouble("some", 30, Troubled(1.0, 40, 25, 4, 1, 1)))) == [
        *("some: worded", "lost", "doubled")
    ]
    assert missed(list(sizes("home", [700, 1]))) == []
    assert missed(list(sizes("home", [701]))) == ["home: largest prompt"]
    assert [each.value for each in sizes("home", [])] == [None, None]
    seen = Nights([items(1)[0].prompt], 1, 9, 1.0, 0.1, 0.1, 1, 0)
    assert missed(list(nights(seen))) == [
        *("second night without changes: calls", "still in the model's words")
    ]


async def test_a_second_night_of_a_real_home_asks_for_nothing(tmp_path: Path) -> None:
    config = tmp_path / "config"
    port = make_home(config, entities=90, events=5_000)
    seen = await async_nights(config, port, Chances())
    assert seen.worded == len(seen.prompts) == seen.kept == 10
    assert seen.again == 0
    assert seen.tokens > 0
    assert max(map(prompt_tokens, seen.prompts)) <= 700
    assert 0 < seen.stalled < seen.seconds + 1
