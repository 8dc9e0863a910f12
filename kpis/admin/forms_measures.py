"""A measure's own columns: what belongs together, and what cannot change once there are figures."""

from __future__ import annotations

from typing import Any

from kpis.domain.periods import date_text
from kpis.models import Dimension, Framework, Measure
from kpis.web.admin_forms import AuditedForm, figures
from kpis.web.fields import PeriodDayField

FIXED_BY_FIGURES = {
    "unit": "unit",
    "frequency": "frequency",
    "year_start": "year",
    "period_kind": "period kind",
    "share": "meaning of the percentage",
}
"""What the figures on record were entered as."""


class MeasureForm(AuditedForm):
    """``readings`` is how many readings the measure has, ``signed_off`` how many of them have been signed off."""

    readings = 0
    signed_off = 0
    live_from = PeriodDayField(
        required=False,
        label="Live from",
        help_text="A period or a day, such as 2019/20 or 1 April 2019. Blank: its first reading, or its set-up.",
    )
    live_to = PeriodDayField(
        required=False,
        last=True,
        label="Live to",
        help_text="The last period or day. Blank: still live. End a measure here.",
    )

    class Meta:
        model = Measure
        fields = "__all__"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self._offer_only(self.instance.council_id)

    def _offer_only(self, council_id: int) -> None:
        ways = {"framework": "council", "service": "council", "committees": "council"}
        ways |= {"outcome": "framework__council", "policy_area": "framework__council"}
        for name, way in ways.items():
            if name in self.fields:
                self.fields[name].queryset = self.fields[name].queryset.filter(**{way: council_id})  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self._check_places(cleaned)
        self._check_fixed()
        starts, ends = cleaned.get("live_from"), cleaned.get("live_to")
        if starts and ends and ends < starts:
            self.add_error("live_to", f"A measure that lives from {date_text(starts)} cannot end before that.")
        self._check_ref(cleaned)
        return cleaned

    def _check_ref(self, cleaned: dict[str, Any]) -> None:
        """A reference is one measure's in a council, whatever its case."""
        council = cleaned.get("council") or (self.instance.council if self.instance.council_id else None)
        same = Measure.objects.filter(council=council, ref__iexact=cleaned.get("ref", ""))
        if found := same.exclude(pk=self.instance.pk).first():
            self.add_error("ref", f"{council} has a measure with this reference already: {found}.")

    def _check_places(self, cleaned: dict[str, Any]) -> None:
        """Everything that the measure points to is of its own council, and its two levels are of its own plan."""
        council = cleaned.get("council") or (self.instance.council if self.instance.council_id else None)
        framework = cleaned.get("framework")
        for name in ("framework", "service"):
            chosen = cleaned.get(name)
            if council and chosen and chosen.council_id != council.pk:
                self.add_error(name, f"{chosen} belongs to another council than the measure: choose one of {council}.")
        for committee in cleaned.get("committees") or ():
            if council and committee.council_id != council.pk:
                self.add_error(
                    "committees", f"{committee} is a committee of another council: choose those of {council}."
                )
        for name, what in (("outcome", "an outcome"), ("policy_area", "a policy area")):
            chosen = cleaned.get(name)
            if framework and chosen and chosen.framework_id != framework.pk:
                self.add_error(name, f"{chosen} is {what} of another plan or contract: choose one of {framework}.")

    def _check_fixed(self) -> None:
        if self.readings:
            for name in FIXED_BY_FIGURES.keys() & set(self.changed_data):
                self.add_error(name, self._fixed_text(FIXED_BY_FIGURES[name]))
        if self.signed_off and "framework" in self.changed_data:
            self._check_framework(self.cleaned_data.get("framework"))

    def _fixed_text(self, what: str) -> str:
        return (
            f"The {what} cannot change once there are readings: {self.readings} on record were entered as it is. "
            "End this measure (live to), and set up a new one with a reference of its own."
        )

    def _check_framework(self, framework: Framework | None) -> None:
        """A plan and a contract have different ways to say which target stands, so a move must not judge anew."""
        before = Framework.objects.filter(pk=self.initial.get("framework", 0)).first()
        judges = ("kind", "underspend_is_red")
        if framework and before and any(getattr(before, name) != getattr(framework, name) for name in judges):
            self.add_error(
                "framework",
                f"Under {framework}, {figures(self.signed_off)} would be judged anew. "
                "End this measure (live to), and set up a new one there.",
            )


class DimensionForm(AuditedForm):
    class Meta:
        model = Dimension
        fields = ("measure", "name")
