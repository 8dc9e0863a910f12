"""What the two parties say in a rectification: a notice, actions, progress, reviews. Who may, the actions decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django import forms

from kpis.domain.periods import date_text
from kpis.models import User
from kpis.people import name_of
from kpis.web.fields import DAY, DAY_FORMATS, LONGEST_REASON, check_year

HINT = "Such as 18 June 2019."
TOO_LONG = "This has %(show_value)d characters; at most %(limit_value)d are kept."
WHOLE = ""


class Day(forms.DateField):
    """A single day, as people write it and as the product does."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", HINT)
        options.setdefault("widget", forms.DateInput({"size": 18}))
        options.setdefault("validators", [check_year])
        missing = options.pop("missing", DAY)
        super().__init__(input_formats=DAY_FORMATS, error_messages={"required": missing, "invalid": DAY}, **options)

    def prepare_value(self, value: Any) -> Any:
        return date_text(value) if isinstance(value, dt.date) else value


def text_field(label: str, missing: str = "", rows: int = 3, **options: Any) -> forms.CharField:
    """A text of several lines; without ``missing`` it may be left out."""
    return forms.CharField(
        label=label, required=bool(missing), max_length=LONGEST_REASON, widget=forms.Textarea({"rows": rows}),
        error_messages={"required": missing, "max_length": TOO_LONG}, **options,
    )  # fmt: skip


class PartForm(forms.Form):
    """One of several forms on a page: its fields' ids begin with its own name."""

    use_required_attribute = False

    def __init__(self, name: str, data: Any = None, **options: Any) -> None:
        super().__init__(data, auto_id=f"{name}_%s", **options)


class NoticeForm(PartForm):
    plan_due = Day(label="The action plan is due on", missing="Give the day on which the action plan is due.")
    note = text_field("What the notice says", help_text="Kept in the record, beside the failure’s own sentence.")


class OwnedForm(PartForm):
    """A form with an action's owner: somebody of the two parties."""

    def __init__(self, name: str, data: Any = None, people: Sequence[User] = (), **options: Any) -> None:
        super().__init__(name, data, **options)
        offered = [(str(each.pk), name_of(each)) for each in people]
        self.fields["owner"].choices = [("", "Choose a person"), *offered]  # type: ignore[attr-defined]


def owner_field() -> forms.TypedChoiceField:
    messages = {"required": "Choose who does it.", "invalid_choice": "Choose a person of the list."}
    return forms.TypedChoiceField(label="Owner", coerce=int, error_messages=messages)


class ActionForm(OwnedForm):
    what = text_field("What is done", "Say what is done.")
    owner = owner_field()
    due = Day(label="Due on", missing="Give the day on which it is due.")


class ChangeForm(ActionForm):
    reason = text_field("Why it is changed", "Say why it is changed: the record keeps it.", rows=2)


class DoneForm(PartForm):
    done_on = Day(label="Done on", missing="Give the day on which it was done.")
    note = text_field("What came of it", rows=2)


class SayForm(PartForm):
    """A reason or a note that the record keeps."""

    note = text_field("", " ", rows=2)

    def __init__(self, name: str, data: Any = None, label: str = "", missing: str = "") -> None:
        super().__init__(name, data)
        self.fields["note"].label = label
        self.fields["note"].error_messages["required"] = missing


class AgreeForm(PartForm):
    review_on = Day(label="Next review on", missing="Give the day of the next review.")
    note = text_field("What was agreed", rows=2)


class ReviewForm(PartForm):
    note = text_field("What the review came to", "Say what the review came to.")
    review_on = Day(label="Next review on", missing="Give the day of the next review.")


class ProgressForm(PartForm):
    """How far it is: of one action, or of the whole plan."""

    action = forms.ChoiceField(
        label="About", required=False, error_messages={"invalid_choice": "Choose an action of the list."}
    )
    note = text_field("How far it is", "Say how far it is.")

    def __init__(self, name: str, data: Any = None, actions: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(name, data)
        self.fields["action"].choices = [(WHOLE, "The whole plan"), *actions]  # type: ignore[attr-defined]


class RiskForm(PartForm):
    """A performance risk of a yearly KPI."""

    ref = forms.ChoiceField(
        label="KPI",
        help_text="Yearly KPIs alone: a risk excuses no other.",
        error_messages={"required": "Choose the KPI.", "invalid_choice": "Choose a KPI of the list."},
    )
    notified_on = Day(label="Notified on", missing="Give the day on which it was notified.")
    risk = text_field("What the risk is", "Say what the risk is.")
    mitigation = text_field("What the company does about it")

    def __init__(self, name: str, data: Any = None, kpis: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(name, data)
        listed = [(ref, f"{ref}: {title}") for ref, title in kpis]
        self.fields["ref"].choices = [("", "Choose a KPI"), *listed]  # type: ignore[attr-defined]


class MitigationForm(PartForm):
    mitigation = text_field("What was agreed that the company does", "Say what was agreed that the company does.")
    agreed_on = Day(label="Agreed on", missing="Give the day on which it was agreed.")


class CompletedForm(PartForm):
    completed_on = Day(
        label="Completed to the council’s satisfaction on", missing="Give the day on which it was completed."
    )
    note = text_field("How that was seen", rows=2)


class FailureForm(PartForm):
    """A failure that a person records, of one KPI or of the company as a whole."""

    clause = forms.ChoiceField(
        label="Clause",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the clause.", "invalid_choice": "Choose a clause of the list."},
    )
    ref = forms.ChoiceField(
        label="About", required=False, error_messages={"invalid_choice": "Choose a KPI of the list."}
    )
    occurred_on = Day(label="Happened on", missing="Give the day on which it happened.")
    why = text_field("What happened", "Say what happened: the record keeps it.")

    def __init__(
        self,
        name: str,
        data: Any = None,
        kpis: Sequence[tuple[str, str]] = (),
        clauses: Sequence[tuple[str, str]] = (),
    ) -> None:
        super().__init__(name, data)
        listed = [(ref, f"{ref}: {title}") for ref, title in kpis]
        self.fields["ref"].choices = [(WHOLE, "The company as a whole"), *listed]  # type: ignore[attr-defined]
        self.fields["clause"].choices = clauses  # type: ignore[attr-defined]
