"""Fields that read periods, days and figures as people write them, by the domain's own readers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseForm

from kpis.domain.numbers import NumberError, Unit, parse_number, plain
from kpis.domain.period_text import FIRST_YEAR, LAST_YEAR, PeriodError, entry_code, parse_entry
from kpis.domain.periods import Period, YearStart, date_text


def sentence(error: Exception | str) -> str:
    """A message of the domain as a sentence of a page."""
    text = str(error).strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"


class ReadField(forms.CharField):
    """One line of text that is read into a value; the text that was typed is kept when it cannot be read.

    ``blank`` is what an empty field means.
    """

    blank: Any = None

    def __init__(self, *, size: int = 12, **options: Any) -> None:
        options.setdefault("max_length", 60)
        options.setdefault("widget", forms.TextInput(attrs={"size": size}))
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or (isinstance(value, str) and not value.strip()):
            return self.blank
        return self.read(value) if isinstance(value, str) else value

    def run_validators(self, value: Any) -> None:
        if isinstance(value, str):
            super().run_validators(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        if self.disabled:
            return False
        try:
            return bool(self.to_python(initial) != self.to_python(data))
        except ValidationError:
            return True

    def read(self, text: str) -> Any:
        raise NotImplementedError


class PeriodField(ReadField):
    """A period such as 2018/19 Q4, as one text. ``year_start`` is the measure's reporting year."""

    year_start: YearStart | None = None

    def read(self, text: str) -> Period:
        try:
            return parse_entry(text, self.year_start)
        except PeriodError as error:
            raise ValidationError(sentence(error), code="period") from error

    def prepare_value(self, value: Any) -> Any:
        return entry_code(value, self.year_start) if isinstance(value, Period) else value


class PeriodDayField(PeriodField):
    """A day, stated as a date or as the period that it begins (or ends, with ``last=True``)."""

    def __init__(self, *, last: bool = False, **options: Any) -> None:
        self.last = last
        super().__init__(**options)

    def read(self, text: str) -> dt.date:  # type: ignore[override]
        period = super().read(text)
        return period.end if self.last else period.start

    def prepare_value(self, value: Any) -> Any:
        return date_text(value) if isinstance(value, dt.date) else value


class FigureField(ReadField):
    """A figure as people type it: 1,939 or 60% or (86). ``unit`` says which signs may stand beside it."""

    unit: Unit | None = None

    def read(self, text: str) -> Decimal:
        try:
            return parse_number(text, self.unit)
        except NumberError as error:
            raise ValidationError(sentence(error), code="number") from error

    def prepare_value(self, value: Any) -> Any:
        return plain(value) if isinstance(value, Decimal) else value


LONGEST_REASON = 2000


DAY = "Write the day as 18 June 2019, 18/06/2019 or 2019-06-18."


DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"]


def check_year(day: dt.date) -> None:
    """A validator of days: of the years that periods are of, so that whatever is counted from one is a day as well."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(f"The year must be from {FIRST_YEAR} to {LAST_YEAR}.", code="year")


class ReasonForm(forms.Form):
    """A reason that the history keeps."""

    use_required_attribute = False

    reason = forms.CharField(max_length=LONGEST_REASON, widget=forms.Textarea({"rows": 2}))

    def __init__(self, prefix: str, label: str, missing: str, data: Any = None) -> None:
        super().__init__(data, auto_id=f"{prefix}_%s")
        self.fields["reason"].label = label
        self.fields["reason"].error_messages["required"] = missing


def errors_of(forms: Iterable[BaseForm]) -> list[tuple[str, str]]:
    """What is wrong with several forms on one page, each with the place that it is about."""
    found = []
    for form in forms:
        for name, errors in form.errors.items():
            field = form[name] if name in form.fields else next(iter(form.visible_fields()))
            label = f"{field.label}: " if name in form.fields else ""
            found += [(f"#{field.id_for_label or field.auto_id}", f"{label}{error}") for error in errors]
    return found
