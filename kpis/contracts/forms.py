"""What is tried and what is set of a contract: a band to try, and the contract's terms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms

from kpis.contracts.rules_clauses import KEYS, USUAL_TERMS, title_of, usual
from kpis.domain.numbers import Unit
from kpis.domain.words import FrameworkKind
from kpis.models import Contract, Framework
from kpis.web.admin_forms import AuditedForm
from kpis.web.fields import FigureField

NEEDED = {"required": "State both edges of the band to try."}


class EdgeField(FigureField):
    """An edge of a band in percent."""

    unit = Unit.PERCENTAGE

    def validate(self, value: Any) -> None:
        if value is None:
            raise forms.ValidationError(NEEDED["required"], code="required")


class BandForm(forms.Form):
    """A band to try. Nothing is saved."""

    use_required_attribute = False

    low = EdgeField(label="Lower edge, %", size=8)
    high = EdgeField(label="Upper edge, %", size=8)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        low, high = cleaned.get("low"), cleaned.get("high")
        if isinstance(low, Decimal) and isinstance(high, Decimal) and low > high:
            self.add_error("high", "The lower edge cannot be above the upper one: swap them, or correct one.")
        return cleaned


LONGEST_NUMBER, LONGEST_WORDING = 40, 300
CLAUSES = tuple((f"clause_{key}_number", f"clause_{key}_wording") for key in KEYS)
"""The two fields of each clause, in order."""


def _clause_fields() -> dict[str, forms.Field]:
    """A number and a wording for each clause; blank: the usual ones."""
    made: dict[str, forms.Field] = {}
    for (number, wording), key in zip(CLAUSES, KEYS, strict=True):
        other, title = usual(key, USUAL_TERMS), title_of(key)
        made[number] = forms.CharField(
            label=f"{title}: number", max_length=LONGEST_NUMBER, required=False, help_text=f"Usually {other.number}."
        )
        made[wording] = forms.CharField(
            label=f"{title}: wording", max_length=LONGEST_WORDING, required=False,
            widget=forms.Textarea({"rows": 2, "cols": 60}), help_text=f"Usually: {other.wording}.",
        )  # fmt: skip
    return made


class ClauseFields:
    """The fields of a contract's clauses, which are kept together."""

    declared_fields = _clause_fields()


class ContractForm(ClauseFields, AuditedForm):
    """The parties of a contract and what it says of failures; its start and end are those of its framework."""

    class Meta:
        model = Contract
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, own in self.instance.clauses.items():
            self.initial.update({f"clause_{key}_{part}": text for part, text in own.items()})
        if self.instance.pk and "report_only" in self.fields:
            kpis = self.fields["report_only"].queryset.filter(framework_id=self.instance.framework_id)  # type: ignore[attr-defined]
            self.fields["report_only"].queryset = kpis.order_by("ref")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        framework = cleaned.get("framework") or (self.instance.framework if self.instance.pk else None)
        if framework is not None:
            self._check_framework(framework)
            self._check_report_only(framework)
        self.instance.clauses = _clauses(cleaned)
        return cleaned

    def _check_framework(self, framework: Framework) -> None:
        if framework.kind != FrameworkKind.CONTRACT:
            self.add_error("framework", f"{framework} is a plan: choose a contract, or set its kind to contract first.")
        elif framework.starts is None:
            self.add_error(
                None if self.instance.pk else "framework",
                f"{framework} has no start, and failures are counted from it: set it on the contract's own page first.",
            )

    def _check_report_only(self, framework: Framework) -> None:
        chosen = self.cleaned_data.get("report_only") or ()
        others = [each.ref for each in chosen if each.framework_id != framework.pk]
        if others:
            self.add_error("report_only", f"These are no KPIs of this contract: {', '.join(others)}. Choose its own.")


def _clauses(cleaned: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The numbers and wordings that a contract states, by clause, without what it leaves as usual."""
    found = {key: {part: cleaned.get(f"clause_{key}_{part}", "") for part in ("number", "wording")} for key in KEYS}
    stated = {key: {part: text for part, text in own.items() if text} for key, own in found.items()}
    return {key: own for key, own in stated.items() if own}
