"""The filters of a scorecard, as its address has them."""

from __future__ import annotations

from html import escape
from typing import Any

from django import forms
from django.forms.utils import flatatt
from django.utils.safestring import SafeString

SORTS = ("status", "measure", "figure", "target", "travel")


class QuickSelect(forms.Select):
    """A list of choices written in one go: Django's own renders a template for each of them, on every page."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        chosen = "" if value is None else str(value)
        options = [
            f'<option value="{escape(key)}"{" selected" if key == chosen else ""}>{escape(str(text))}</option>'
            for key, text in self.choices
        ]
        around = flatatt(self.build_attrs({"name": name, **(attrs or {})}))
        return SafeString(f"<select{around}>{''.join(options)}</select>")


class QuickText(forms.TextInput):
    """A line of text, written like that."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        own = {"type": "text", "name": name, **({"value": str(value)} if value else {})}
        return SafeString(f"<input{flatatt(self.build_attrs({**own, **(attrs or {})}))}>")


class ScorecardFilters(forms.Form):
    """All are optional. Choices are those of the scorecard shown, so that none leads nowhere."""

    use_required_attribute = False

    status = forms.ChoiceField(required=False, widget=QuickSelect)
    outcome = forms.ChoiceField(required=False, widget=QuickSelect)
    service = forms.ChoiceField(required=False, widget=QuickSelect)
    text = forms.CharField(required=False, max_length=200, label="Words in the title or reference", widget=QuickText)
    sort = forms.CharField(required=False, widget=forms.HiddenInput)

    def offer(self, field: str, empty: str, choices: list[tuple[str, str]]) -> None:
        self.fields[field].choices = [("", empty), *choices]  # type: ignore[attr-defined]

    def clean_sort(self) -> str:
        sort: str = self.cleaned_data["sort"]
        return sort if sort.removeprefix("-") in SORTS else ""
