"""The filters of a scorecard, as its address has them."""

from __future__ import annotations

from django import forms

SORTS = ("status", "measure", "figure", "target", "travel")


class ScorecardFilters(forms.Form):
    """All are optional. Choices are those of the scorecard shown, so that none leads nowhere."""

    use_required_attribute = False

    status = forms.ChoiceField(required=False)
    outcome = forms.ChoiceField(required=False)
    service = forms.ChoiceField(required=False)
    text = forms.CharField(required=False, max_length=200, label="Words in the title or reference")
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def offer(self, field: str, empty: str, choices: list[tuple[str, str]]) -> None:
        self.fields[field].choices = [("", empty), *choices]  # type: ignore[attr-defined]

    def clean_sort(self) -> str:
        sort: str = self.cleaned_data["sort"]
        return sort if sort.removeprefix("-") in SORTS else ""
