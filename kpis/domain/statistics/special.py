"""The two distribution functions that exact limits of counts rest on, in floats.

The regularised incomplete gamma and beta functions by their series and continued fractions (Abramowitz and Stegun,
1964, 6.5 and 26.5; the fractions are evaluated by Lentz's way, 1976). Accurate to about 12 digits for counts up to a
million, and to 10 up to a thousand million; the steps needed grow with the root of the count."""

from __future__ import annotations

from collections.abc import Callable
from math import exp, fabs, lgamma, log, log1p, pi

TINY, ENOUGH, MOST_STEPS = 1e-300, 1e-16, 1_000_000
EXACT_LOG_GAMMA = 1e4
CLOSE = 1e-9
"""A step of Newton's so small was the last: what is left to go is its square."""


def gamma_below(shape: float, value: float) -> float:
    """P(a, x): how likely a gamma variable of this shape is at most so large. 1 - P(k + 1, x) is what a Poisson count
    with mean x does not exceed k by."""
    if value <= 0:
        return 0.0
    front = exp(_log_gamma_term(shape, value))
    if value < shape + 1:
        return front * _gamma_series(shape, value)
    return 1 - front * shape * _gamma_fraction(shape, value)


def beta_below(a: float, b: float, x: float) -> float:
    """I_x(a, b): how likely a beta variable is at most x."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = exp(_log_beta_term(a, b, x))
    if x < (a + 1) / (a + b + 2):
        return front * _beta_fraction(a, b, x) / a
    return 1 - front * _beta_fraction(b, a, 1 - x) / b


def gamma_density(shape: float, value: float) -> float:
    return exp(_log_gamma_term(shape, value)) * shape / value


def beta_density(a: float, b: float, x: float) -> float:
    return exp(_log_beta_term(a, b, x)) / (x * (1 - x))


def _log_gamma_term(shape: float, value: float) -> float:
    """log(x^a e^-x / gamma(a + 1)), without the loss of digits that its parts would bring where they are large."""
    if shape < EXACT_LOG_GAMMA:
        return shape * log(value) - value - lgamma(shape + 1)
    off = (value - shape) / shape
    return shape * (log1p(off) - off) - _stirling_rest(shape) - log(2 * pi * shape) / 2


def _log_beta_term(a: float, b: float, x: float) -> float:
    """log(x^a (1-x)^b / B(a, b)), the same way."""
    if a + b < EXACT_LOG_GAMMA:
        return a * log(x) + b * log1p(-x) + lgamma(a + b) - lgamma(a) - lgamma(b)
    total, off = a + b, x * (a + b) - a
    main = a * log1p(off / a) + b * log1p(-off / b)
    rest = _stirling_rest(total) - _stirling_rest(a) - _stirling_rest(b)
    return main + rest + (log(a) + log(b) - log(total) - log(2 * pi)) / 2


def _stirling_rest(value: float) -> float:
    """log gamma(value) less Stirling's first terms, (value - 1/2) log value - value + log(2 pi)/2."""
    if value < 20:
        return lgamma(value) - (value - 0.5) * log(value) + value - log(2 * pi) / 2
    square = value * value
    return (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * square)) / square) / square) / value


def _gamma_series(shape: float, value: float) -> float:
    term = total = 1.0
    for step in range(1, MOST_STEPS):
        term *= value / (shape + step)
        total += term
        if term < total * ENOUGH:
            break
    return total


def _beta_fraction(a: float, b: float, x: float) -> float:
    """1 / (1 + d1/(1 + d2/(1 + ...))), two of its steps at a time."""
    above = 1.0
    below = value = 1 / ((1 - (a + b) * x / (a + 1)) or TINY)
    for n in range(1, MOST_STEPS):
        at = a + 2 * n
        even, odd = n * (b - n) * x / ((at - 1) * at), -(a + n) * (a + b + n) * x / (at * (at + 1))
        above, below = (1 + even / above) or TINY, 1 / ((1 + even * below) or TINY)
        value *= below * above
        above, below = (1 + odd / above) or TINY, 1 / ((1 + odd * below) or TINY)
        value *= below * above
        if fabs(below * above - 1) < ENOUGH * 10:
            break
    return value


def _gamma_fraction(shape: float, value: float) -> float:
    """1 / (b0 + a1/(b1 + a2/(b2 + ...))) with b rising by 2 from x + 1 - a, and the a's n (a - n)."""
    bottom = value + 1 - shape
    above, below = 1 / TINY, 1 / (bottom or TINY)
    found = below
    for n in range(1, MOST_STEPS):
        top, bottom = n * (shape - n), bottom + 2
        above, below = (bottom + top / above) or TINY, 1 / ((bottom + top * below) or TINY)
        found *= below * above
        if fabs(below * above - 1) < ENOUGH * 10:
            break
    return found


def solved(
    below: Callable[[float], float], density: Callable[[float], float], wanted: float, start: float, top: float
) -> float:
    """Where a distribution function between 0 and ``top`` reaches what is wanted: Newton's way, kept between bounds
    that close in on it."""
    low, high, value = 0.0, top, start
    for _ in range(200):
        off, slope = below(value) - wanted, density(value)
        step = off / slope if slope else top
        if fabs(step) <= CLOSE * min(value, top - value):
            return value - step
        low, high = (low, value) if off > 0 else (value, high)
        value = value - step if low < value - step < high else (low + high) / 2
        if high - low <= ENOUGH * high:
            break
    return value
