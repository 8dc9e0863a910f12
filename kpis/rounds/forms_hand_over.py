"""Handing measures over: to whom, from which day, which of them, and whether for good."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from kpis.models import Measure, User
from kpis.people import name_of
from kpis.web.fields import PeriodDayField

NOBODY = "nobody"


class HandOverForm(forms.Form):
    """The people and measures that are offered are those of the council; ids of others are no choice."""

    use_required_attribute = False

    to = forms.TypedChoiceField(
        label="To whom", coerce=int, error_messages={"required": "Choose who takes the measures over."}
    )
    on = PeriodDayField(
        label="From which day",
        help_text="Such as 1 April 2026.",
        error_messages={"required": "Enter the day from which the other person enters the figures."},
    )
    manner = forms.ChoiceField(
        label="For good or as a deputy",
        choices=[
            ("good", "For good: the measures are theirs from that day"),
            ("deputy", "As a deputy: both can enter the figures"),
        ],
        widget=forms.RadioSelect,
        initial="good",
        error_messages={"required": "Choose whether the other person takes over or stands in."},
    )
    every = forms.BooleanField(required=False, label="All the measures listed here")
    measures = forms.TypedMultipleChoiceField(
        required=False, coerce=int, label="Which measures", widget=forms.CheckboxSelectMultiple
    )
    reason = forms.CharField(
        required=False, max_length=100, label="Why", help_text="Kept in the history of each measure."
    )

    def __init__(self, *args: Any, giver: User | None, people: Sequence[User], owned: Sequence[Measure], **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.owned = owned
        offered = [(str(each.pk), name_of(each)) for each in people if giver is None or each.pk != giver.pk]
        self.fields["to"].choices = [("", "Choose a person"), *offered]  # type: ignore[attr-defined]
        listed = [(str(each.pk), f"{each.ref} {each.title}") for each in owned]
        self.fields["measures"].choices = listed  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if not (given.get("every") or given.get("measures") or "measures" in self.errors):
            self.add_error("measures", "Tick the measures that are handed over, or all of them.")
        return given

    @property
    def chosen(self) -> list[Measure]:
        """The measures of a valid form."""
        ticked = set(self.cleaned_data["measures"])
        return [each for each in self.owned if self.cleaned_data["every"] or each.pk in ticked]
