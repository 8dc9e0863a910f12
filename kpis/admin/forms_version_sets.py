"""The rows of targets, baselines and comparators on a measure's page, taken together: what stands, and what does not go
with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Max

from kpis.admin.forms_rules import DatedRule
from kpis.admin.forms_versions import MOST_SHOWN, BaselineForm, TargetForm
from kpis.domain.numbers import NumberError, check_storable, plain, round_half_up
from kpis.domain.schemes import check_target
from kpis.domain.targets import overlap, rule_in_force
from kpis.domain.words import RuleError, Target
from kpis.measures.queries_anew import anew_text, judged_anew
from kpis.models import Category, Measure
from kpis.readings.measures import measures
from kpis.web.admin_forms import SeenFormSet
from kpis.web.fields import sentence


class VersionFormSet(SeenFormSet):
    """The versions that stand. ``rules`` gives the rules as the page leaves them, or None where they are in error."""

    instance: Measure
    rules: Callable[[], list[DatedRule] | None] | None = None
    _categories: list[Category] | None = None
    _newest: int | None = None

    @property
    def rows(self) -> list[Any]:
        return list(self.forms)

    @property
    def table(self) -> Any:
        return self.model

    def stored(self) -> Any:
        if not hasattr(self, "_queryset"):
            rows = super().stored().filter(superseded_at=None)
            # An order that a new version does not change: the latest period first.
            form: Any = self.form
            rest = [name for name in form.identity if name != "period"]
            self._queryset = self.standing(rows).order_by("-end", "start", *rest)[:MOST_SHOWN]
        return self._queryset

    def standing(self, rows: Any) -> Any:
        return rows.filter(value__isnull=False)

    def _existing_object(self, pk: Any) -> Any:
        """The version that the row was opened with, though it may have been superseded since."""
        if not hasattr(self, "_opened"):
            self._opened = {each.pk: each for each in self.table._default_manager.filter(measure=self.instance)}
        return self._opened.get(pk)

    def newest(self) -> int:
        if self._newest is None:
            rows = self.table._default_manager.filter(measure_id=self.instance.pk or 0)
            self._newest = rows.aggregate(newest=Max("pk"))["newest"] or 0
        return self._newest

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.newest = self.newest()
        if self._categories is None:
            found = Category.objects.filter(dimension__measure_id=self.instance.pk or 0)
            self._categories = list(found.select_related("dimension"))
        form.suit(self.instance, self._categories)

    def changed(self) -> list[Any]:
        """The rows that were changed or added, and have no error so far."""
        return [form for form in self.rows if form.has_changed() and not form.errors]

    def clean(self) -> None:
        keys: set[tuple[Any, ...]] = set()
        for form in self.rows:
            if form.errors or (form.instance._state.adding and not form.has_changed()):
                continue
            if form.key() in keys:
                form.add_error("period", "This period is stated twice here: keep one of the two rows.")
            keys.add(form.key())
        for form in self.changed():
            self._check_version(form)
        for form in self.changed():
            self.check_figure(form)

    def _check_version(self, form: Any) -> None:
        """Replacing what stands takes a reason, and must be a change of what was seen."""
        last = self.last(form)
        if last is not None and not form.has_seen(last):
            form.add_error(None, form.told_of(last))
        elif last is not None and not form.is_withdrawn(last) and not form.cleaned_data.get("reason"):
            stands = f"{form.cleaned_data['period'].label} has a row already. " if form.instance._state.adding else ""
            form.add_error("reason", f"{stands}Say why it changes: what stood before stays on record.")

    def last(self, form: Any) -> Any:
        """The last version for the row's period and category, one that withdraws it too."""
        period = form.cleaned_data["period"]
        rest = {name: form.cleaned_data.get(name) for name in form.identity if name != "period"}
        rows = self.table._default_manager.filter(measure=self.instance, **rest)
        return rows.filter(kind=period.kind.value, start=period.start, end=period.end).order_by("-number").first()

    def check_figure(self, form: Any) -> None:
        """What only some of the tables check."""


class TargetFormSet(VersionFormSet):
    def standing(self, rows: Any) -> Any:
        return rows.filter(withdrawn=False)

    def check_figure(self, form: TargetForm) -> None:
        rules = self.rules() if self.rules else None
        if not rules or form.cleaned_data.get("withdrawn"):
            return
        try:
            check_target(rule_in_force(rules, form.cleaned_data["period"]), form.target())
        except RuleError as error:
            form.add_error(None, sentence(error))

    def clean(self) -> None:
        super().clean()
        rules = self.rules() if self.rules else None
        if not rules or any(form.errors for form in self.rows):
            return
        for category in {form.cleaned_data.get("category") for form in self.changed()}:
            self._check_overlap(self._standing_rows(category), rules)
        self._check_anew([form for form in self.changed() if form.cleaned_data.get("category") is None], rules)

    def _check_anew(self, changed: Sequence[TargetForm], rules: Sequence[DatedRule]) -> None:
        """What judges signed-off figures anew is written once somebody has read which and how."""
        asked = [form for form in changed if not form.cleaned_data.get("anew")]
        if not asked or not self.instance.pk:
            return
        rows = measures(self.instance.council_id, refs=(Measure.objects.get(pk=self.instance.pk).ref,))
        sets = {form.cleaned_data["period"]: _as_set(form) for form in changed}
        found = judged_anew({row.id: sets for row in rows}, [row._replace(rules=tuple(rules)) for row in rows])
        for form in asked:
            own = [each for each in found.get(self.instance.pk, ()) if each.by == form.cleaned_data["period"]]
            if own:
                form.add_error("anew", f"This {anew_text(own)}. Tick to confirm, or leave the row as it was.")

    def _standing_rows(self, category: Category | None) -> list[TargetForm]:
        """The rows of one category as the page would leave them."""
        return [
            form
            for form in self.rows
            if not (form.instance._state.adding and not form.has_changed())
            and not form.cleaned_data.get("withdrawn")
            and form.cleaned_data.get("category") == category
        ]

    def _check_overlap(self, rows: Sequence[TargetForm], rules: Sequence[DatedRule]) -> None:
        """No band of a contract stands on beside a later one; what is wrong is said at the row that was changed."""
        stated = [(form.target(), form) for form in rows]
        found = overlap([target for target, _ in stated], rules[0][1])
        if found is None:
            return
        by_target = {id(target): form for target, form in stated}
        earlier, later = by_target[id(found.earlier)], by_target[id(found.later)]
        if earlier.has_changed():
            earlier.add_error("until", sentence(found.why))
        elif later.has_changed():
            later.add_error("period", f"The band of {earlier.cleaned_data['period'].label}: {found.why}.")


def _as_set(form: TargetForm) -> Target | None:
    return None if form.cleaned_data.get("withdrawn") else form.target()


class BaselineFormSet(VersionFormSet):
    def check_figure(self, form: BaselineForm) -> None:
        """The value that a numerator and a denominator give can be stored, and is the one that is stated."""
        rules = self.rules() if self.rules else None
        upper, lower = form.cleaned_data.get("numerator"), form.cleaned_data.get("denominator")
        if not rules or form.cleaned_data.get("withdrawn") or upper is None or lower is None:
            return
        try:
            check_storable(form.worked_out())
        except NumberError as error:
            form.add_error("numerator", sentence(error))
            return
        if _disagrees(form, rule_in_force(rules, form.cleaned_data["period"]).places):
            form.add_error(
                "value", f"The numerator and the denominator give {plain(form.worked_out())}: leave the value blank."
            )


def _disagrees(form: BaselineForm, places: int) -> bool:
    stated, upper = form.cleaned_data.get("value"), form.cleaned_data.get("numerator")
    if stated is None or upper is None or form.cleaned_data.get("denominator") is None:
        return False
    return round_half_up(stated, places) != round_half_up(form.worked_out(), places)
