"""Whether and how fast values move over days."""

from math import erfc, sqrt

import numpy as np

from custom_components.homeiq.mining.event_log import Floats


def slope_and_level(x: Floats, y: Floats) -> tuple[float, float]:
    """Return the slope of a line through points, and its level at x = 0.

    The median of the slopes of all pairs, and of what is left: few outliers do not move it.
    Theil, H. (1950), A rank-invariant method of linear and polynomial regression analysis,
    Proceedings of the Royal Netherlands Academy of Sciences 53. Sen, P. K. (1968), Estimates of
    the regression coefficient based on Kendall's tau, Journal of the American Statistical
    Association 63, 1379-1389.
    """
    apart = x[:, None] - x[None, :]
    pairs = apart > 0
    if not pairs.any():
        return 0.0, float(np.median(y))
    slope = float(np.median((y[:, None] - y[None, :])[pairs] / apart[pairs]))
    return slope, float(np.median(y - slope * x))


def trend_p_value(x: Floats, y: Floats) -> float:
    """Return how surprising it is that y goes up or down with x, two-sided.

    By the normal approximation, corrected for ties and for continuity. Mann, H. B. (1945),
    Nonparametric tests against trend, Econometrica 13, 245-259. Kendall, M. G. (1975), Rank
    Correlation Methods.
    """
    n = len(x)
    later = np.sign(x[:, None] - x[None, :])
    concordant = float(np.sum(later * np.sign(y[:, None] - y[None, :]))) / 2
    variance = (
        _spread(n) - sum(_spread(int(t)) for t in _ties(x)) - sum(_spread(int(t)) for t in _ties(y))
    )
    if variance <= 0:
        return 1.0
    return erfc(max(abs(concordant) - 1, 0.0) / sqrt(2 * variance))


def _spread(n: int) -> float:
    return n * (n - 1) * (2 * n + 5) / 18


def _ties(values: Floats) -> Floats:
    _, counts = np.unique(values, return_counts=True)
    return np.asarray(counts[counts > 1])
