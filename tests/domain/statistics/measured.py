"""Measures with histories, for what chooses among the methods."""

from kpis.domain.disclosure import Threshold
from kpis.domain.figure import Actual, Hidden
from kpis.domain.history import History
from kpis.domain.line import Context, line_of
from kpis.domain.measure import Beside, KeyMeasure
from kpis.domain.numbers import Unit
from kpis.domain.periods import Frequency, PeriodKind, YearStart
from kpis.domain.selection import Schedule
from kpis.domain.words import Scheme
from tests.domain.build import HIGHER, LOWER, D, aim, p, rule

NOW = p("2018/19 Q4")
NOTHING = Beside()


def measure(unit=Unit.PERCENTAGE, kind=PeriodKind.IN_PERIOD, *, share=True, frequency=Frequency.QUARTERLY, **more):
    schedule = Schedule(frequency, YearStart.APRIL, kind)
    polarity = more.pop("polarity", LOWER if unit is Unit.COUNT else HIGHER)
    label = more.get("unit_label", "")
    each = rule(more.pop("scheme", Scheme.TARGET), polarity, unit, more.pop("places", 1), period_kind=kind, **more)
    return KeyMeasure(
        1, 1, "M1", "A measure", "plan", "Plan", "", "", None, "", unit, label, share, schedule, Threshold(None),
        ((None, each),),
    )  # fmt: skip


def figure(period, value, **more):
    """A figure from "48/80" (a percentage), "48" or None; Hidden where withheld."""
    if value is Hidden:
        return Hidden(period)
    numerator, _, denominator = str(value).partition("/")
    if not denominator:
        return Actual(D(numerator), period=period, **more)
    parts = D(numerator), D(denominator)
    shown = more.pop("per", 100) * parts[0] / parts[1] if parts[1] else D(0)
    return Actual(shown, *parts, period=period, **more)


def history(values, of=None, last=NOW, beyond=None, **more):
    """Figures of periods that follow one another, the last one last; None for a gap. ``more`` goes to the last one."""
    periods = last.back_from(len(values))[::-1]
    ends = [more if period == last else {} for period in periods]
    figures = [
        figure(period, value, **each) for period, value, each in zip(periods, values, ends, strict=True) if value
    ]
    return History(of or measure(), figures, beyond or {})


def line(values, of=None, on=NOW, beside=NOTHING, **more):
    return line_of(Context(on, on.end), history(values, of, more.pop("last", on), **more), beside)


def targets(value, *periods):
    return Beside(tuple(aim(value)._replace(period=p(each)) for each in periods))
