"""What changed since the scorecard before, as text: the sentence that adds up, and a sentence for each change."""

from __future__ import annotations

from django.utils.text import capfirst

from kpis.domain.figure import Actual, missing_text
from kpis.domain.line import Line
from kpis.domain.words import Scheme, Status, Turn
from kpis.presenters import TURNS, WITHOUT, look_of
from kpis.scorecards.queries_changes import Changed, ChangedMeasure, RevisedFigure
from kpis.scorecards.rules import Reason, Why
from kpis.web.lines import target_text

ALWAYS = (Turn.BETTER, Turn.WORSE)
LIKE: dict[Why, tuple[str, str]] = {
    Why.NEW: ("is new", "are new"),
    Why.BREAK: ("is counted in another way now", "are counted in another way now"),
    Why.RULE: ("is judged by another rule now", "are judged by another rule now"),
}


def changed_sentences(changed: Changed) -> str:
    """ "Since Q3 2018/19, of 21 measures: 2 are better, 1 is worse, 15 are unchanged, 3 cannot be compared (2 had no
    figure before, 1 is new)." What is gone is counted apart, for the scorecard does not hold it."""
    found = changed.sum
    several = "measure" if found.total == 1 else "measures"
    turns = [_counted(found.turns.get(turn, 0), words) for turn, words in TURNS.items()
             if turn in ALWAYS or turn in found.turns]  # fmt: skip
    said = f"Since {changed.earlier.label}, of {found.total} {several}: {', '.join(turns)}"
    gone = f" {_counted(found.gone, ('is', 'are'))} no longer on the scorecard." if found.gone else ""
    return f"{said}{_why_not(found.reasons)}.{gone}"


def _counted(count: int, words: tuple[str, str]) -> str:
    return f"{count} {words[count != 1]}"


def _why_not(reasons: dict[Reason, int]) -> str:
    """Why measures cannot be compared, the most frequent reason first."""
    by_size = sorted(reasons.items(), key=lambda each: (-each[1], each[0].why, each[0].status or ""))
    clauses = ", ".join(_reason(reason, count) for reason, count in by_size)
    return f" ({clauses})" if clauses else ""


def _reason(reason: Reason, count: int) -> str:
    if reason.status is None:
        return _counted(count, LIKE[reason.why])
    words = WITHOUT[reason.status]
    if reason.why is Why.BEFORE:
        return f"{_counted(count, (words.before_one, words.before))} before"
    return f"{_counted(count, (words.one, words.several))} {words.both if reason.why is Why.BOTH else 'now'}"


def item_text(item: ChangedMeasure, changed: Changed) -> str:
    """ "Behind target (660) before, on target (570) now." And what is held against, where that has changed too."""
    before = f"{_stood(item.before, item.before.period != changed.earlier)} before" if item.before else ""
    now = f"{_stood(item.now, item.now.period != changed.period)} now" if item.now else ""
    return f"{capfirst(', '.join(each for each in (before, now) if each))}.{_held_against(item)}{_unlike(item)}"


def _held_against(item: ChangedMeasure) -> str:
    if item.before is None or item.now is None or item.found.reason:
        return ""
    before, now = target_text(item.before), target_text(item.now)
    is_other = before != now and item.now.rule.scheme is not Scheme.MILESTONE
    return f" Held against {before} before, {now} now." if is_other else ""


def _stood(line: Line, names_period: bool) -> str:
    """A line's status with its figure: "behind target (660)", "awaiting data"."""
    look, figure = look_of(line.verdict.status, line.verdict.rag), line.figure
    word = look.word[0].lower() + look.word[1:]
    if line.verdict.status is Status.NO_DATA:
        text = missing_text(figure.marker if isinstance(figure, Actual) else None)
        return text[0].lower() + text[1:]
    if not isinstance(figure, Actual) or figure.value is None or line.rule.scheme is Scheme.MILESTONE:
        return word
    period = f" for {line.period.label}" if names_period and line.period else ""
    return f"{word} ({line.printed}{period})"


def _unlike(item: ChangedMeasure) -> str:
    why = item.found.reason.why if item.found.reason else None
    if why is Why.BREAK:
        return f" The two are not comparable: {item.broken.rstrip('.')}."
    return " Another rule judges it now." if why is Why.RULE else ""


def revised_text(revised: RevisedFigure) -> str:
    return f"{revised.period.label} was first reported as {revised.first} and is {revised.now} now."
