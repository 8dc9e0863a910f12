"""How often chance alone is called a clear change: at most one in twenty. Fewer series than docs/statistics.md reports,
from the same seeds."""

import pytest

from kpis.domain.statistics.words import Signal
from tests.domain.statistics.simulated import KINDS, LENGTHS, of_changes, of_charts

SERIES = 150


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("kind", ["proportions", "rates"])
def test_at_most_one_in_twenty_steady_changes_is_called_clear(kind, length):
    alarms = of_changes(kind, length, SERIES * 8 // length)
    sampling = 3 * (0.05 * 0.95 / alarms.of) ** 0.5
    assert alarms.rate <= 0.05 + sampling


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("kind", KINDS)
def test_at_most_one_in_twenty_steady_charts_signals_at_its_last_point(kind, length):
    alarms = of_charts(kind, length, SERIES)
    assert alarms.rate <= 0.05 + 3 * (0.05 * 0.95 / SERIES) ** 0.5
    assert length >= 12 or set(alarms.last) == {Signal.NONE}
