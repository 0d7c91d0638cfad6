"""What chance alone would give, and how surprising what was seen is."""

from math import exp, lgamma, log
from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import Bools, Floats

FALSE_DISCOVERY_RATE: Final = 0.05


def binomial_tail(right: int, tried: int, share: float) -> float:
    """Return P(X >= right) of a binomial distribution: the exact one-sided binomial test."""
    if right <= 0:
        return 1.0
    if share <= 0:
        return 0.0
    if share >= 1:
        return 1.0
    terms = [
        lgamma(tried + 1)
        - lgamma(k + 1)
        - lgamma(tried - k + 1)
        + k * log(share)
        + (tried - k) * log(1 - share)
        for k in range(right, tried + 1)
    ]
    return _sum_of_exponentials(terms)


def hypergeometric_tail(right: int, drawn: int, all_right: int, everything: int) -> float:
    """Return P(X >= right) when `drawn` of `everything`, `all_right` of them right, are drawn.

    Fisher's exact test, one-sided: Fisher, R. A. (1922), On the interpretation of chi-squared
    from contingency tables, Journal of the Royal Statistical Society 85, 87-94.
    """
    most = min(drawn, all_right)
    if right <= max(0, drawn + all_right - everything):
        return 1.0
    whole = _log_choose(everything, drawn)
    terms = [
        _log_choose(all_right, k) + _log_choose(everything - all_right, drawn - k) - whole
        for k in range(right, most + 1)
    ]
    return _sum_of_exponentials(terms)


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _sum_of_exponentials(terms: list[float]) -> float:
    if not terms:
        return 0.0
    largest = max(terms)
    return min(1.0, exp(largest) * sum(exp(term - largest) for term in terms))


def poisson_bound(counts: np.ndarray, expected: Floats) -> Floats:
    """Return a bound of P(X >= count) of Poisson variables, for counts above their mean.

    Chernoff, H. (1952), A measure of asymptotic efficiency for tests of a hypothesis based on
    the sum of observations, Annals of Mathematical Statistics 23, 493-507.
    """
    mean = np.maximum(expected, 1e-9)
    return np.asarray(np.exp(counts - mean - counts * np.log(counts / mean)))


def discoveries(p_values: Floats, tried: int, rate: float = FALSE_DISCOVERY_RATE) -> Bools:
    """Return which hypotheses of one family are rejected at a false discovery rate.

    `tried` counts all hypotheses of the family; those not in `p_values` count as kept.
    Benjamini, Y. and Hochberg, Y. (1995), Controlling the false discovery rate, Journal of the
    Royal Statistical Society B 57, 289-300.
    """
    order = np.argsort(p_values, kind="stable")
    limits = rate * np.arange(1, len(p_values) + 1) / max(tried, 1)
    below = np.flatnonzero(p_values[order] <= limits)
    found = np.zeros(len(p_values), np.bool_)
    if len(below):
        found[order[: below[-1] + 1]] = True
    return found
