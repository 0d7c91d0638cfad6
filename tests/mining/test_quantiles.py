"""Quantiles of many rows at once."""

from hypothesis import given, strategies as st
import numpy as np

from custom_components.homeiq.mining.quantiles import quantile, quantiles
from tests.mining.build import quick

SHARES = (0.0, 0.02, 0.25, 0.5, 0.9, 1.0)


@quick
@given(
    st.lists(
        st.lists(st.floats(-1e6, 1e6) | st.just(float("nan")), min_size=7, max_size=7),
        min_size=1,
        max_size=5,
    )
)
def test_each_row_has_the_quantiles_of_its_values(rows: list[list[float]]) -> None:
    for row, found in zip(rows, quantiles(np.array(rows), SHARES), strict=True):
        values = np.array(row)[~np.isnan(row)]
        wanted = np.quantile(values, SHARES) if len(values) else np.full(len(SHARES), np.nan)
        np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-9)


def test_rows_without_values_have_none() -> None:
    assert np.isnan(quantiles(np.zeros((2, 0)), SHARES)).all()
    assert quantiles(np.zeros((0, 3)), SHARES).shape == (0, len(SHARES))


@quick
@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=9), st.floats(0, 1))
def test_one_quantile_is_that_of_numpy(values: list[float], share: float) -> None:
    assert quantile(np.sort(values), share) == np.quantile(values, share)
