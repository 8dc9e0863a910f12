"""What is tried and what is set of a contract: a band to try, and the contract's terms."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from kpis.domain.numbers import Unit
from kpis.domain.words import FrameworkKind
from kpis.models import Contract
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


MOST_PERIODS, MOST_MONTHS = 60, 120
COUNTS = ("months_in_a_row", "quarters_in_a_row", "years_in_a_row")


class ContractForm(AuditedForm):
    """The parties of a contract and what it says of failures; its start and end are those of its framework."""

    class Meta:
        model = Contract
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in COUNTS:
            _within(self.fields, name, 1, MOST_PERIODS, "A failure needs at least one period outside: state 1 or more.")
        _within(self.fields, "look_back_months", 0, MOST_MONTHS, "State 0 for no looking back, or a number of months.")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        framework = cleaned.get("framework") or (self.instance.framework if self.instance.pk else None)
        if framework is not None and framework.kind != FrameworkKind.CONTRACT:
            self.add_error("framework", f"{framework} is a plan: choose a contract, or set its kind to contract first.")
        elif framework is not None and framework.starts is None:
            self.add_error(
                None if self.instance.pk else "framework",
                f"{framework} has no start, and failures are counted from it: set it on the contract's own page first.",
            )
        return cleaned


def _within(fields: dict[str, Any], name: str, least: int, most: int, why: str) -> None:
    """Bounds of a number, each with its remedy."""
    field = fields.get(name)
    if field is not None:
        field.min_value, field.max_value = least, most
        field.validators = [MinValueValidator(least, why), MaxValueValidator(most, f"State at most {most}.")]
        field.widget.attrs |= {"min": least, "max": most}
