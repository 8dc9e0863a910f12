"""Targets, baselines and comparators on a measure's page. Every change is a version; nothing changes in place."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms

from kpis.domain.numbers import MAX_DECIMALS, Unit, round_half_up, work_out
from kpis.domain.own_periods import Reporting, target_fault
from kpis.domain.periods import Frequency, Period, PeriodKind, YearStart
from kpis.domain.words import FrameworkKind, Target, ToleranceKind
from kpis.models import Baseline, Category, Comparator, Measure
from kpis.models import Target as TargetRow
from kpis.web.admin_forms import CheckedByDomain, SeenForm, meanwhile_text, resent, stated_text
from kpis.web.fields import FigureField, PeriodDayField, PeriodField, sentence

MOST_SHOWN = 30
REASON = forms.TextInput(attrs={"size": 18})
WITHDRAWN_HELP = "The row no longer stands; it stays in the history."


class VersionForm(CheckedByDomain, SeenForm):
    """One figure that stands for a period. The period and the category say which one; they are stated once.

    ``newest`` is the key of the last version that any row of the measure has: a row has seen what is no later.
    """

    newest = 0

    checked = ("value", "tolerance", "low", "high", "numerator", "denominator")
    identity: tuple[str, ...] = ("period",)
    period = PeriodField(size=10, help_text="Such as 2018/19, 2018/19 Q4 or 2019-03.")
    withdrawn = forms.BooleanField(required=False, label="Withdraw", help_text=WITHDRAWN_HELP)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["reason"] = ""
        if not self.instance._state.adding:
            for name in self.identity:
                self.fields[name].disabled = True

    def suit(self, measure: Measure, categories: Sequence[Category]) -> None:
        """Read periods and figures as this measure's, and offer its own categories."""
        for field in self.fields.values():
            if isinstance(field, PeriodField):
                field.year_start = YearStart(measure.year_start)
            if isinstance(field, FigureField) and measure.unit:
                field.unit = Unit(measure.unit)
        if not self.instance._state.adding:
            stored = self.instance
            self.initial["period"] = Period.stored(stored.kind, stored.start, stored.end, measure.year_start)
        if isinstance(chosen := self.fields.get("category"), CategoryField):
            chosen.offer(categories)

    def clean(self) -> dict[str, Any]:
        return self.cleaned_data

    def stamp(self) -> str:
        return str(self.newest)

    def has_seen(self, version: Any) -> bool:
        seen = self.data.get(self.add_prefix("seen"), "")
        return bool(seen.isdecimal() and len(seen) < 20 and version.pk <= int(seen))

    def told_of(self, version: Any) -> str:
        """What somebody else has set, which the row has seen from here on."""
        fields = {self.add_prefix("seen"): self.stamp()}
        if not self.instance._state.adding:
            fields[self.add_prefix("id")] = str(version.pk)
        self.data = resent(self.data, fields)
        stated = [(self[name].label, getattr(version, name)) for name in self.stating()]
        standing = "; ".join(f"{label}: {stated_text(value)}" for label, value in stated if value not in (None, ""))
        who = version.by.get_username() if version.by else ""
        return meanwhile_text(who, version.recorded_at, "it is withdrawn" if self.is_withdrawn(version) else standing)

    def is_withdrawn(self, version: Any) -> bool:
        return all(getattr(version, name) in (None, "") for name in self.stating())

    def stating(self) -> tuple[str, ...]:
        """The columns that say something."""
        raise NotImplementedError

    def key(self) -> tuple[Any, ...]:
        """What the figure is for: of two rows with one key, one is a mistake."""
        period = self.cleaned_data.get("period")
        rest = tuple(self.cleaned_data.get(name) for name in self.identity if name != "period")
        return (period, *rest)

    def columns(self) -> dict[str, Any]:
        """The figure as the row states it."""
        raise NotImplementedError


class CategoryField(forms.TypedChoiceField):
    """A part of the breakdown, or the total. The choices are read once for all the rows of a page."""

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, empty_value=None, **options)
        self.known: dict[str, Category] = {}

    def offer(self, categories: Sequence[Category]) -> None:
        self.known = {str(each.pk): each for each in categories}
        self.choices = [
            ("", "All"),
            *((key, f"{each.dimension.name}: {each.name}") for key, each in self.known.items()),
        ]
        self.coerce = self._category

    def _category(self, key: Any) -> Category:
        if str(key) not in self.known:
            raise ValueError(f"no category {key} of this measure")
        return self.known[str(key)]

    def prepare_value(self, value: Any) -> Any:
        return value.pk if isinstance(value, Category) else value

    default_error_messages = {"invalid_choice": "That category belongs to another measure: choose one of this measure."}


def refuse_part(form: VersionForm, what: str) -> None:
    """Refuse what is set for a part, by name: nothing would judge it. One that stands already may be withdrawn."""
    part = form.cleaned_data.get("category")
    if part is not None and form.has_changed() and not form.cleaned_data.get("withdrawn"):
        named = f"A {what} of a part ({part.dimension.name}: {part.name}) is not taken"
        form.add_error(None, f"{named}: parts are not judged. Choose All, or withdraw the row.")


class TargetForm(VersionForm):
    """What was set for a period: a target with a tolerance, a band, or a budget with its allowed variance."""

    identity = ("period", "category")
    category = CategoryField()
    value = FigureField(required=False, size=7, label="Target")
    tolerance = FigureField(required=False, size=4)
    low = FigureField(required=False, size=5)
    high = FigureField(required=False, size=5)
    until = PeriodDayField(
        required=False, last=True, size=9, help_text="The last period it stands. Blank: as its plan or contract has it."
    )
    anew = forms.BooleanField(
        required=False, label="Judge anew", help_text="Tick it to confirm what the page says is judged anew."
    )

    class Meta:
        model = TargetRow
        fields = (
            "period",
            "category",
            "value",
            "tolerance_kind",
            "tolerance",
            "low",
            "high",
            "until",
            "reason",
            "withdrawn",
        )
        widgets = {"reason": REASON}

    def suit(self, measure: Measure, categories: Sequence[Category]) -> None:
        super().suit(measure, categories)
        self.measure = measure
        # A tolerance and the edges of a variance are in percent whatever the unit is.
        for name in ("tolerance", "low", "high"):
            self.fields[name].unit = None  # type: ignore[attr-defined]

    def is_withdrawn(self, version: Any) -> bool:
        return bool(version.withdrawn)

    def stating(self) -> tuple[str, ...]:
        return ("value", "tolerance_kind", "tolerance", "low", "high", "until")

    def columns(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.stating()}

    def target(self) -> Target:
        stated = self.columns()
        kind = stated.pop("tolerance_kind")
        return Target(kind=ToleranceKind(kind) if kind else None, period=self.cleaned_data["period"], **stated)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        period, until = cleaned.get("period"), cleaned.get("until")
        if isinstance(period, Period) and until and until < period.start:
            self.add_error("until", f"It cannot end before it starts: {period.label} starts later.")
        refuse_part(self, "target")
        if isinstance(period, Period) and self.instance._state.adding:
            self._check_own(period)
        return cleaned

    def _check_own(self, period: Period) -> None:
        """A new target is for a period of its measure's own kinds and calendar."""
        row = self.measure
        if not (row.pk and row.frequency):
            return
        calendar = Reporting(
            Frequency(row.frequency), YearStart(row.year_start), PeriodKind(row.period_kind), Unit(row.unit)
        )
        if why := target_fault(calendar, period, FrameworkKind(row.framework.kind)):
            self.add_error("period", sentence(f"{row.ref} {why}"))


class ComparatorFigureForm(VersionForm):
    """A figure that stands beside the measure's own. A withdrawn one is a version without a figure."""

    value = FigureField(required=False, size=8)

    def stating(self) -> tuple[str, ...]:
        return ("value",)

    def columns(self) -> dict[str, Any]:
        gone = self.cleaned_data.get("withdrawn")
        return {name: None if gone else self.cleaned_data[name] for name in self.stating()}


class BaselineForm(ComparatorFigureForm):
    numerator = FigureField(required=False, size=6)
    denominator = FigureField(required=False, size=6)

    class Meta:
        model = Baseline
        fields = ("period", "value", "numerator", "denominator", "reason", "withdrawn")
        widgets = {"reason": REASON}

    def suit(self, measure: Measure, categories: Sequence[Category]) -> None:
        super().suit(measure, categories)
        self.measure = measure
        for name in ("numerator", "denominator"):
            self.fields[name].unit = Unit.COUNT  # type: ignore[attr-defined]
        if (
            not self.instance._state.adding
            and self.instance.denominator is not None
            and self.instance.numerator is not None
        ):
            self.initial["value"] = None

    def stating(self) -> tuple[str, ...]:
        return ("value", "numerator", "denominator")

    def columns(self) -> dict[str, Any]:
        stated = super().columns()
        if stated["numerator"] is not None and stated["denominator"] is not None:
            stated["value"] = self.worked_out()
        return stated

    def worked_out(self) -> Decimal:
        """What the numerator and the denominator give, with the decimals that are stored."""
        upper, lower = self.cleaned_data["numerator"], self.cleaned_data["denominator"]
        exact = work_out(upper, lower, Unit(self.measure.unit), self.measure.unit_label)
        return round_half_up(exact, MAX_DECIMALS)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        value, upper, lower = (cleaned.get(name) for name in self.stating())
        if cleaned.get("withdrawn") or self.errors:
            return cleaned
        if value is None and (upper is None or lower is None):
            self.add_error("value", "State the baseline: a value, or a numerator and a denominator.")
        if lower is not None and lower <= 0:
            self.add_error("denominator", "A denominator is above 0.")
        if upper is not None and upper < 0:
            self.add_error("numerator", "A numerator is not negative.")
        return cleaned


class ComparatorForm(ComparatorFigureForm):
    identity = ("name", "period", "category")
    name = forms.CharField(
        max_length=100,
        widget=forms.TextInput(attrs={"size": 16}),
        help_text="Such as England or Statistical neighbours.",
    )
    category = CategoryField()

    class Meta:
        model = Comparator
        fields = ("name", "period", "category", "value", "note", "reason", "withdrawn")
        widgets = {"reason": REASON, "note": forms.TextInput(attrs={"size": 14})}

    def columns(self) -> dict[str, Any]:
        return {**super().columns(), "note": self.cleaned_data["note"]}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("value") is None and not cleaned.get("withdrawn") and not self.errors:
            self.add_error("value", "State the figure.")
        refuse_part(self, "comparator")
        return cleaned
