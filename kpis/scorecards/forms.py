"""The choices of a scorecard, as its address has them: what of it is shown, how it is arranged and sorted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import slugify

from kpis.domain.line import Line
from kpis.domain.words import Rag
from kpis.presenters import RAG_WORDS, look_of
from kpis.scorecards.words import ARRANGEMENTS, Arrangement

SORTS = ("status", "measure", "figure", "target", "travel")
FILTERS = ("status", "outcome", "service", "text")


class ScorecardFilters(forms.Form):
    """All are optional. Choices are those of the scorecard shown, so that none leads nowhere."""

    use_required_attribute = False

    by = forms.ChoiceField(required=False, label="Arrange by", choices=list(ARRANGEMENTS.items()))
    status = forms.ChoiceField(required=False)
    outcome = forms.ChoiceField(required=False)
    service = forms.ChoiceField(required=False)
    text = forms.CharField(required=False, max_length=200, label="Words in the title or reference")
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def offer_of(self, lines: Iterable[Line]) -> None:
        """Offer what these lines have."""
        known = list(lines)
        counts = Counter(line.verdict.rag for line in known)
        colours = [(rag.value, f"{RAG_WORDS[rag]} ({counts[rag]})") for rag in Rag if counts[rag]]
        verdicts = (line.verdict for line in known)
        words = {verdict.status.value: look_of(verdict.status, verdict.rag).word for verdict in verdicts}
        self._offer("status", "Any status", [*colours, *sorted(words.items())])
        self._offer("outcome", "Any outcome", _names(line.measure.outcome for line in known))
        self._offer("service", "Any service", _names(line.measure.service for line in known))

    def _offer(self, field: str, empty: str, choices: list[tuple[str, str]]) -> None:
        self.fields[field].choices = [("", empty), *choices]  # type: ignore[attr-defined]

    def clean_by(self) -> Arrangement:
        return Arrangement(self.cleaned_data["by"] or Arrangement.COLOUR)

    def clean_sort(self) -> str:
        sort: str = self.cleaned_data["sort"]
        return sort if sort.removeprefix("-") in SORTS else ""

    @property
    def wanted(self) -> dict[str, Any]:
        """What was chosen; nothing where a choice is wrong, so that all measures stay."""
        if self.is_valid():
            return self.cleaned_data
        return {"by": Arrangement.COLOUR, "sort": "", **dict.fromkeys(FILTERS, "")}

    def chosen(self, lines: Iterable[Line]) -> list[Line]:
        """The lines that the filters leave."""
        wanted = self.wanted
        return [line for line in lines if _fits(line, wanted)]


def _names(names: Iterable[str]) -> list[tuple[str, str]]:
    return [(slugify(name), name) for name in dict.fromkeys(name for name in names if name)]


def _fits(line: Line, wanted: dict[str, Any]) -> bool:
    status = wanted["status"]
    if status and status not in (line.verdict.status, line.verdict.rag):
        return False
    if wanted["outcome"] and slugify(line.measure.outcome) != wanted["outcome"]:
        return False
    if wanted["service"] and slugify(line.measure.service) != wanted["service"]:
        return False
    haystack = f"{line.measure.ref} {line.measure.title}".lower()
    return all(word in haystack for word in wanted["text"].lower().split())
