"""What the performance team says on a period's closing page: reasons, a meeting, a proposal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from kpis.models import Committee
from kpis.web.fields import DAY, DAY_FORMATS, LONGEST_REASON, check_year


class MeetingForm(forms.Form):
    """A committee's meeting."""

    use_required_attribute = False

    committee: forms.ModelChoiceField[Committee] = forms.ModelChoiceField(
        Committee.objects.none(),
        empty_label=None,
        error_messages={"required": "Choose the committee.", "invalid_choice": "Choose a committee of this council."},
    )
    date = forms.DateField(
        label="Day of the meeting",
        input_formats=DAY_FORMATS,
        validators=[check_year],
        help_text="For example 18 June 2019",
        error_messages={"required": DAY, "invalid": DAY},
    )
    title = forms.CharField(label="What it is about", max_length=200, required=False)

    def __init__(self, committees: QuerySet[Committee], data: Any = None) -> None:
        super().__init__(data, auto_id="meeting_%s")
        self.fields["committee"].queryset = committees  # type: ignore[attr-defined]


class ProposalForm(forms.Form):
    """A judgement to publish beside the computed one. The choices of figures are those that the page lists."""

    use_required_attribute = False

    figure = forms.TypedChoiceField(
        coerce=int, error_messages={"required": "Choose the figure.", "invalid_choice": "Choose a figure of the list."}
    )
    judgement = forms.ChoiceField(
        label="Publish it with",
        error_messages={"required": "Choose the judgement.", "invalid_choice": "Choose a judgement of the list."},
    )
    why = forms.CharField(
        label="Why",
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 2}),
        help_text="Everybody reads it beside both judgements.",
        error_messages={"required": "Say why: the reason is shown beside both judgements."},
    )

    def __init__(self, figures: list[tuple[int, str]], judgements: list[Any], data: Any = None) -> None:
        super().__init__(data, auto_id="proposal_%s")
        self.fields["figure"].choices = [("", "Choose a figure"), *figures]  # type: ignore[attr-defined]
        self.fields["judgement"].choices = [("", "Choose a judgement"), *judgements]  # type: ignore[attr-defined]
