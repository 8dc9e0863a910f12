"""Invented figures that behave like a council's: a level that drifts, a season, chance, and categories that add up.

Whole numbers and Decimals only, from a random.Random that the caller seeds: every machine makes the same figures.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from random import Random

NO_SEASON = ("0",)


@dataclass(frozen=True)
class Figure:
    """A value, or a numerator and denominator from which the value follows."""

    value: Decimal | None = None
    numerator: int | None = None
    denominator: int | None = None


@dataclass(frozen=True)
class Path:
    """A level from `start` to `end` in the measure's unit, at most `noise` either way, a season by place in the year.

    With `of` (first and last denominator) the figures are numerators and denominators: level = n / d * per.
    The denominator strays by up to one part in `shake`. Without `of`, they are values with `places` decimals.
    """

    start: str
    end: str
    noise: str = "0"
    season: tuple[str, ...] = NO_SEASON
    of: tuple[int, int] | None = None
    per: int = 100
    shake: int = 40
    places: int = 0


def whole(number: Decimal) -> int:
    return int(number.quantize(Decimal(1), ROUND_HALF_UP))


def _wobble(rng: Random) -> Decimal:
    """Between -1 and 1, near 0 more often than far: the mean of two even chances."""
    return Decimal(rng.randint(-100, 100) + rng.randint(-100, 100)) / 200


def _between(start: Decimal, end: Decimal, index: int, count: int) -> Decimal:
    return start + (end - start) * index / max(count - 1, 1)


def _figure(path: Path, level: Decimal, index: int, count: int, rng: Random) -> Figure:
    if path.of is None:
        return Figure(value=level.quantize(Decimal(1).scaleb(-path.places), ROUND_HALF_UP) + 0)
    base = _between(Decimal(path.of[0]), Decimal(path.of[1]), index, count)
    denominator = whole(base * (1 + _wobble(rng) / path.shake))
    return Figure(numerator=max(whole(level * denominator / path.per), 0), denominator=denominator)


def along(path: Path, places_in_year: list[int], rng: Random) -> list[Figure]:
    """One figure for each period, given each period's place in its year (0 for April on a monthly measure)."""
    count = len(places_in_year)
    start, end, noise = Decimal(path.start), Decimal(path.end), Decimal(path.noise)
    figures = []
    for index, place in enumerate(places_in_year):
        season = Decimal(path.season[place % len(path.season)])
        level = _between(start, end, index, count) + season + noise * _wobble(rng)
        level = max(level, Decimal(0)) if min(start, end) >= 0 else level
        figures.append(_figure(path, level, index, count, rng))
    return figures


def cumulated(figures: list[Figure], places_in_year: list[int]) -> list[Figure]:
    """Year to date: each year's figures added up; a rate's population stays that of the first period."""
    added: list[Figure] = []
    for figure, place in zip(figures, places_in_year, strict=True):
        added.append(figure if place == 0 else _plus(added[-1], figure))
    return added


def _plus(before: Figure, more: Figure) -> Figure:
    if more.value is not None and before.value is not None:
        return Figure(value=before.value + more.value)
    return Figure(numerator=(before.numerator or 0) + (more.numerator or 0), denominator=before.denominator)


def total(figures: list[Figure]) -> Figure:
    """The outturn of a year: the sum of the values, or of the numerators over the sum of the denominators."""
    if figures[0].denominator is None:
        return Figure(value=sum((figure.value or Decimal(0) for figure in figures), Decimal(0)))
    numerators = sum(figure.numerator or 0 for figure in figures)
    return Figure(numerator=numerators, denominator=sum(figure.denominator or 0 for figure in figures))


def apportion(number: int, weights: list[int], rng: Random) -> list[int]:
    """Whole parts of a whole number, near the weights, adding up to it exactly (the largest part takes the rest)."""
    shaken = [Decimal(weight) * (1 + _wobble(rng) / 12) for weight in weights]
    parts = [int(number * weight / sum(shaken)) for weight in shaken]
    parts[parts.index(max(parts))] += number - sum(parts)
    return parts


def divide(figure: Figure, weights: list[int], offsets: list[str], rng: Random) -> list[Figure]:
    """The categories of one figure: values add up to it, numerators and denominators each add up to theirs.

    `offsets` are how far a category's percentage stands from the total's, in points.
    """
    if figure.numerator is None or figure.denominator is None:
        return [Figure(value=Decimal(part)) for part in apportion(whole(figure.value or Decimal(0)), weights, rng)]
    denominators = apportion(figure.denominator, weights, rng)
    share = Decimal(figure.numerator) / figure.denominator
    wanted = [whole(part * (share + Decimal(offset) / 100)) for part, offset in zip(denominators, offsets, strict=True)]
    numerators = _levelled(wanted, denominators, figure.numerator)
    return [Figure(numerator=n, denominator=d) for n, d in zip(numerators, denominators, strict=True)]


def _levelled(wanted: list[int], limits: list[int], target: int) -> list[int]:
    """Numerators within 0 and their denominators whose sum is `target`, moved from `wanted` as little as needed."""
    kept = [min(max(number, 0), limit) for number, limit in zip(wanted, limits, strict=True)]
    for index, limit in enumerate(limits):
        missing = target - sum(kept)
        kept[index] = min(max(kept[index] + missing, 0), limit)
    return kept
