"""What chance alone would give, and how surprising what was seen is.

Where several hypotheses are tried and one is kept, its p-value is multiplied by their number:
Bonferroni, C. E. (1936), Teoria statistica delle classi e calcolo delle probabilità; Dunn, O. J.
(1961), Multiple comparisons among means, Journal of the American Statistical Association 56,
52-64.
"""

from collections.abc import Iterable
from math import exp, lgamma, log
from typing import Final

import numpy as np

from custom_components.homeiq.mining.event_log import Bools, Floats

FALSE_DISCOVERY_RATE: Final = 0.05
NEGLIGIBLE: Final = 1e-18  # of a sum


def binomial_tail(right: int, tried: int, share: float) -> float:
    """Return P(X >= right) of a binomial distribution: the exact one-sided binomial test."""
    if right <= 0:
        return 1.0
    if share <= 0:
        return 0.0
    if share >= 1:
        return 1.0
    if right > tried:
        return 0.0
    odds = share / (1 - share)
    first = _log_choose(tried, right) + right * log(share) + (tried - right) * log(1 - share)
    return _sum(first, ((tried - k) / (k + 1) * odds for k in range(right, tried)))


def hypergeometric_tail(right: int, drawn: int, all_right: int, everything: int) -> float:
    """Return P(X >= right) when `drawn` of `everything`, `all_right` of them right, are drawn.

    Fisher's exact test, one-sided: Fisher, R. A. (1922), On the interpretation of chi-squared
    from contingency tables, Journal of the Royal Statistical Society 85, 87-94.
    """
    most = min(drawn, all_right)
    if right <= max(0, drawn + all_right - everything):
        return 1.0
    if right > most:
        return 0.0
    wrong = everything - all_right
    first = _log_choose(all_right, right) + _log_choose(wrong, drawn - right)
    return _sum(
        first - _log_choose(everything, drawn),
        (
            (all_right - k) * (drawn - k) / ((k + 1) * (wrong - drawn + k + 1))
            for k in range(right, most)
        ),
    )


def fisher_p_value(right: Bools, part: Bools) -> float:
    """Return how surprising what is right in a part of n tries is, were all tries alike."""
    return hypergeometric_tail(
        int(np.count_nonzero(right & part)),
        int(np.count_nonzero(part)),
        int(np.count_nonzero(right)),
        len(right),
    )


def _log_choose(n: int, k: int) -> float:
    return lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)


def _sum(log_first: float, ratios: Iterable[float]) -> float:
    """Return a sum of probabilities, the first by its logarithm, others by their ratio to the last.

    They rise to the mode and fall beyond it; what is negligible there does not count.
    """
    term = total = 1.0
    for ratio in ratios:
        term *= ratio
        total += term
        if term < NEGLIGIBLE * total:
            break
    return exp(min(0.0, log_first + log(total)))


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
