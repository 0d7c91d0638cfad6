"""Keys of contexts, looked for among others without sorting them."""

from hypothesis import given, strategies as st
import numpy as np

from custom_components.homeiq.history.keys import NO_KEY, Keys, perhaps_repeated, within
from tests.mining.build import quick

KEYS = st.lists(st.integers(0, 5) | st.integers(0, 2**64 - 1).map(lambda key: key & ~0xFFFFF))


def keys(some: list[int]) -> Keys:
    return np.array(some, np.uint64)


@quick
@given(some=KEYS, few=KEYS)
def test_those_within_a_few_are_found_but_no_key_never(some: list[int], few: list[int]) -> None:
    found = within(keys(some), keys(few)).tolist()
    assert found == [key in few and key != NO_KEY for key in some]


@quick
@given(some=KEYS)
def test_all_that_are_repeated_are_found(some: list[int]) -> None:
    found = perhaps_repeated(keys(some)).tolist()
    assert all(told for key, told in zip(some, found, strict=True) if some.count(key) > 1)


def test_hardly_any_other_is_taken_for_repeated() -> None:
    random = np.random.default_rng(1).integers(0, 2**63, 100_000).astype(np.uint64)
    assert perhaps_repeated(random).mean() < 0.25
    assert within(random, random[:1_000]).sum() == 1_000
