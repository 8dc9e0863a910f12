"""Plans and contracts, and what past papers said of them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from kpis.domain.periods import Period
from kpis.models import Framework, PublishedHeadline
from kpis.web.admin_forms import AuditedForm, figures
from kpis.web.fields import PeriodField

JUDGES = {"kind": "the kind", "underspend_is_red": "whether an underspend is red"}


class FrameworkForm(AuditedForm):
    """``signed_off`` is how many figures of its measures have been signed off, which must not be judged anew."""

    signed_off = 0

    class Meta:
        model = Framework
        fields = "__all__"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        for name, what in JUDGES.items():
            if name in self.changed_data and self.instance.pk and self.signed_off:
                self.add_error(
                    name,
                    f"Changing {what} would judge {figures(self.signed_off)} anew. "
                    "Set up another plan or contract for what comes next.",
                )
        starts, ends = cleaned.get("starts"), cleaned.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", "It cannot end before it starts.")
        return cleaned


class HeadlineForm(AuditedForm):
    period = PeriodField(help_text="The period of the scorecard that the paper was about, such as 2018/19.")

    class Meta:
        model = PublishedHeadline
        fields = ("framework", "committee", "met", "not_met", "source", "why_different")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["period"] = self.instance.period

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        framework = cleaned.get("framework") or (self.instance.framework if self.instance.pk else None)
        committee, period = cleaned.get("committee"), cleaned.get("period")
        if committee and framework and committee.council_id != framework.council_id:
            self.add_error("committee", f"{committee} is a committee of another council than {framework}.")
        if isinstance(period, Period):
            self.instance.kind, self.instance.start, self.instance.end = period.kind.value, period.start, period.end
            self._once(framework, period)
        return cleaned

    def _once(self, framework: Framework | None, period: Period) -> None:
        same = PublishedHeadline.objects.filter(
            framework=framework, kind=period.kind.value, start=period.start, end=period.end
        )
        if framework and same.exclude(pk=self.instance.pk).exists():
            raise ValidationError(f"There is a headline of {framework} for {period.label} already: change that one.")
