"""A measure's dated rules on its page: what can judge what, and no signed-off figure judged anew by accident."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kpis.domain.numbers import Unit
from kpis.domain.periods import PeriodKind, YearStart, date_text
from kpis.domain.rule_checks import check_rule
from kpis.domain.words import Comparison, FrameworkKind, Polarity, Rule, RuleError, Scheme, ToleranceKind
from kpis.models import Measure, MeasureRule
from kpis.web.admin_forms import CheckedByDomain, SeenForm, SeenFormSet, figures
from kpis.web.fields import FigureField, PeriodDayField, sentence

JUDGING = ("scheme", "polarity", "decimal_places", "steady_margin", "steady_margin_kind", "comparison")
DatedRule = tuple[dt.date | None, Rule]


class RuleForm(CheckedByDomain, SeenForm):
    """One rule. On a rule that stands already, ``from_period`` makes the change a rule of its own from there on."""

    checked = JUDGING
    from_period = PeriodDayField(
        required=False,
        size=10,
        label="Change from",
        help_text="The period from which this row holds, such as 2019/20 or 2019/20 Q1.",
    )
    steady_margin = FigureField(
        required=False, size=5, help_text="A change up to this is steady. Blank: no change at the printed decimals."
    )

    class Meta:
        model = MeasureRule
        fields = ("from_period", *JUDGING, "reason")
        widgets = {"reason": forms.TextInput(attrs={"size": 20}), "decimal_places": forms.NumberInput(attrs={"max": 6})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Why it was set stays as it is until it is changed for a reason of its own.
        self.initial["reason"] = ""

    @property
    def changes_judging(self) -> bool:
        return any(name in self.changed_data for name in JUDGING)

    @property
    def is_new_rule(self) -> bool:
        """Whether this row makes a rule: an added row, or a change of a standing one from a period on."""
        return self.instance._state.adding or self.begins() != self.instance.begins

    def begins(self) -> dt.date | None:
        stated = self.cleaned_data.get("from_period") if hasattr(self, "cleaned_data") else None
        return stated or (None if self.instance._state.adding else self.instance.begins)

    def columns(self) -> dict[str, Any]:
        """The rule as the row states it."""
        return {name: self.cleaned_data[name] for name in (*JUDGING, "reason")}

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        self.check_seen()
        if cleaned.get("steady_margin") is None:
            cleaned["steady_margin_kind"] = ""
        elif not cleaned.get("steady_margin_kind"):
            self.add_error("steady_margin_kind", "Say whether the margin is in points or in percent.")
        if cleaned.get("from_period") and self.is_new_rule and not self.changes_judging:
            self.add_error("from_period", "Say what changes from this period on: the row is as it was.")
        return cleaned


class RuleFormSet(SeenFormSet):
    """``starts`` are the days of the measure's signed-off readings by which rules are chosen; the page gives them."""

    instance: Measure
    starts: Sequence[dt.date] = ()

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["from_period"].year_start = YearStart(self.instance.year_start)

    @property
    def rows(self) -> list[RuleForm]:
        return list(self.forms)  # type: ignore[arg-type]

    def living(self) -> list[RuleForm]:
        """The rows that stand when the page is saved, added ones that were left blank apart."""
        return [
            form
            for form in self.rows
            if not (form.instance._state.adding and not form.has_changed()) and not self._is_deleted(form)
        ]

    def _is_deleted(self, form: Any) -> bool:
        return bool(self.can_delete and self._should_delete_form(form))  # type: ignore[attr-defined]

    def clean(self) -> None:
        for form in self.rows:
            if self._is_deleted(form) and form.meanwhile:
                raise ValidationError(form.meanwhile)
        if any(form.errors for form in self.rows) or not self.instance.framework_id:
            return
        self._check_beginning()
        for form in self.living():
            self._check_judging(form)
            self._check_history(form)
        for form in self.rows:
            if self._is_deleted(form):
                self._check_deleting(form)

    def _check_beginning(self) -> None:
        """One rule holds from the beginning, and no two from the same day."""
        seen: set[dt.date | None] = set()
        for form in self.living():
            days = [form.begins()]
            if not form.instance._state.adding and form.instance.begins not in days:
                days.append(form.instance.begins)
            for day in days:
                if day in seen:
                    form.add_error("from_period", self._twice(day))
                seen.add(day)
        if None not in seen:
            raise ValidationError(
                "State how the measure is judged: one rule without a period, which holds from the beginning."
            )

    def _twice(self, day: dt.date | None) -> str:
        if day is None:
            return "There is a rule from the beginning already. State the period this one holds from: 2019/20, say."
        return f"There is a rule from {date_text(day)} already: change that one, or state another period."

    def _check_judging(self, form: RuleForm) -> None:
        try:
            check_rule(rule_from(self.instance, self._columns(form)))
        except RuleError as error:
            form.add_error(None, sentence(error))

    def _columns(self, form: RuleForm) -> dict[str, Any]:
        if form.has_changed():
            return form.columns()
        return {name: getattr(form.instance, name) for name in JUDGING}

    def _check_history(self, form: RuleForm) -> None:
        """A rule that has judged signed-off figures changes from a period on, or not at all."""
        if form.errors or not form.has_changed() or not (form.changes_judging or form.is_new_rule):
            return
        count = self.judged(form.begins())
        if not count:
            return
        if not form.is_new_rule:
            form.add_error(
                "from_period",
                f"This rule has judged {figures(count)}. State the period from which the change holds, such as "
                "2026/27: figures before it keep the rule as it was.",
            )
        elif not form.cleaned_data.get("reason"):
            form.add_error(
                "reason",
                f"From this period on, {figures(count)} would be judged anew. Give the reason, or a later period.",
            )

    def _check_deleting(self, form: RuleForm) -> None:
        count = self.judged(form.instance.begins)
        if count:
            raise ValidationError(
                f"The rule from {_day(form.instance.begins)} has judged {figures(count)}: it cannot be removed."
            )

    def judged(self, begins: dt.date | None) -> int:
        """How many signed-off figures the rule that begins on a day judges, beside the other rules on record."""
        standing = [form.instance.begins for form in self.initial_forms]
        end = min((each for each in standing if each and each > (begins or dt.date.min)), default=dt.date.max)
        return sum((begins or dt.date.min) <= start < end for start in self.starts)

    def rules(self) -> list[DatedRule]:
        """The measure's rules as this page would leave them, in order of their beginning."""
        found: dict[dt.date | None, Rule] = {}
        for form in self.living():
            if form.has_changed() and form.is_new_rule and not form.instance._state.adding:
                found[form.instance.begins] = rule_from(self.instance, _stored(form))
            found[form.begins()] = rule_from(self.instance, self._columns(form))
        return sorted(found.items(), key=lambda each: each[0] or dt.date.min)


def _stored(form: RuleForm) -> dict[str, Any]:
    """A standing rule as it was before the row was changed."""
    return {name: form.initial.get(name) for name in JUDGING}


def _day(day: dt.date | None) -> str:
    return date_text(day) if day else "the beginning"


def rule_from(measure: Measure, columns: dict[str, Any]) -> Rule:
    """The rule that a row of the page would make, as the domain judges by it."""
    kind = columns["steady_margin_kind"]
    return Rule(
        scheme=Scheme(columns["scheme"]),
        polarity=Polarity(columns["polarity"]),
        unit=Unit(measure.unit),
        places=columns["decimal_places"],
        unit_label=measure.unit_label,
        period_kind=PeriodKind(measure.period_kind),
        comparison=Comparison(columns["comparison"]),
        steady_margin=columns["steady_margin"],
        steady_kind=ToleranceKind(kind) if kind else None,
        underspend_is_red=measure.framework.underspend_is_red,
        set_by=FrameworkKind(measure.framework.kind),
    )
