"""A new year: why its targets are as they are, and for each measure what becomes of it."""

from __future__ import annotations

from typing import Any

from django import forms

from kpis.domain.periods import Period
from kpis.domain.schemes import WAYS, check_target
from kpis.domain.words import Rule, RuleError, Target, ToleranceKind
from kpis.models.measures import MARGIN_KINDS, ref_validator
from kpis.rounds.rules import Choice, Decision
from kpis.web.fields import FigureField, sentence

LONGEST_REASON = 100
"""What the history of a measure keeps of a reason."""


class YearReasonForm(forms.Form):
    """Why the targets of the year are as they are: kept with each of them, and shown to readers."""

    use_required_attribute = False

    reason = forms.CharField(
        max_length=500,
        required=False,
        label="Why the targets are as they are",
        help_text="Such as who agreed them, and when. Readers see it beside each target.",
    )
    anew = forms.BooleanField(required=False, label="Judge these signed-off figures anew")


class ChoiceForm(forms.Form):
    """What becomes of one measure. Left blank, it is asked again the next time."""

    use_required_attribute = False

    decision = forms.ChoiceField(required=False, label="What becomes of it")
    value = FigureField(required=False, label="Target")
    tolerance = FigureField(required=False)
    tolerance_kind = forms.ChoiceField(required=False, choices=[("", "Choose"), *MARGIN_KINDS], label="Tolerance in")
    low = FigureField(required=False, label="Lower edge")
    high = FigureField(required=False, label="Upper edge")
    reason = forms.CharField(required=False, max_length=LONGEST_REASON, label="Why it is retired or replaced")
    ref = forms.CharField(required=False, max_length=40, validators=[ref_validator], label="The new one's reference")
    title = forms.CharField(required=False, max_length=300, label="The new one's title")

    def __init__(self, *args: Any, rule: Rule, new: Period, can_go_on_as_before: bool, can_end: bool, **kwargs: Any):
        """``rule`` is the one in force in the ``new`` year. ``can_go_on_as_before``: something was set before it."""
        super().__init__(*args, **kwargs)
        self.rule, self.new, self.way = rule, new, WAYS[rule.scheme]
        self.parts = self.way.FIELDS
        for name in {"value", "tolerance", "tolerance_kind", "low", "high"} - set(self.parts):
            del self.fields[name]
        for name, label in self.way.LABELS.items():
            self.fields[name].label = label
        for name in ("value", "low", "high") if self.way.EDGES_IN_UNIT else ("value",):
            if name in self.parts:
                self.fields[name].unit = rule.unit  # type: ignore[attr-defined]
        self.fields["decision"].choices = self._decisions(can_go_on_as_before, can_end)  # type: ignore[attr-defined]

    def _decisions(self, can_go_on_as_before: bool, can_end: bool) -> list[tuple[str, str]]:
        stated = f"the {self.way.LABELS.get('value', 'target').lower()}"
        found = [("", "Decide later")]
        if self.parts:
            found.append((Decision.SET.value, f"Carry on, with {stated} entered here"))
        if can_go_on_as_before:
            found.append((Decision.SAME.value, f"Carry on, with {stated} as before"))
        no_target = self.way.WORDING.no_target
        without = f"Carry on ({no_target})" if no_target else "Carry on, without a target"
        found.append((Decision.NONE.value, without))
        if can_end:
            found += [(Decision.RETIRE.value, "Retire it"), (Decision.REPLACE.value, "Replace it by another measure")]
        return found

    @property
    def target_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.parts]

    @property
    def ending_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in ("reason", "ref", "title")]

    @property
    def is_ending(self) -> bool:
        """Whether the fields for retiring and replacing are in use."""
        return any(field.value() or field.errors for field in self.ending_fields)

    @property
    def choice(self) -> Choice | None:
        """What was decided, of a valid form; None: nothing yet."""
        given = self.cleaned_data
        if not given["decision"]:
            return None
        return Choice(Decision(given["decision"]), self._target(), given["reason"], given["ref"], given["title"])

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        decision = given.get("decision")
        stated = [name for name in (*self.parts, "reason", "ref", "title") if given.get(name) not in (None, "")]
        if decision is None or self.errors:
            return given
        if not decision:
            if stated:
                self.add_error("decision", "Say what becomes of the measure, or clear what was entered for it.")
            return given
        self._check(Decision(decision), stated)
        return given

    def _check(self, decision: Decision, stated: list[str]) -> None:
        figures = [name for name in stated if name in self.parts]
        if decision in (Decision.SAME, Decision.NONE, Decision.RETIRE) and figures:
            self.add_error("decision", "A target was entered too: clear it, or carry on with the target entered here.")
        if decision is Decision.SET and not figures:
            self.add_error(
                self.parts[0], f"Enter what is set for {self.new.label}, or carry on without a target by saying so."
            )
        elif decision in (Decision.SET, Decision.REPLACE) and figures:
            self._check_target()
        if not decision.goes_on:
            self._check_ending(decision)

    def _check_target(self) -> None:
        target = self._target()
        assert target is not None
        try:
            check_target(self.rule, target)
        except RuleError as error:
            self.add_error(self.parts[0], sentence(error))

    def _check_ending(self, decision: Decision) -> None:
        if not self.cleaned_data["reason"]:
            self.add_error("reason", "Say why: the history keeps it.")
        if decision is not Decision.REPLACE:
            return
        for name, what in (("ref", "reference"), ("title", "title")):
            if not self.cleaned_data.get(name):
                self.add_error(name, f"Enter the {what} of the measure that replaces it.")

    def _target(self) -> Target | None:
        given = {name: self.cleaned_data.get(name) for name in ("value", "tolerance", "low", "high")}
        if all(each is None for each in given.values()):
            return None
        return Target(**given, kind=self._kind(given), period=self.new)

    def _kind(self, given: dict[str, Any]) -> ToleranceKind | None:
        if "tolerance" in self.parts and given["tolerance"] is None:
            return None
        stated = self.cleaned_data.get("tolerance_kind")
        return self.way.KIND or (ToleranceKind(stated) if stated else None)
