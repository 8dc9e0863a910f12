"""What every form of the set-up tables has: a reason that goes into the history, and a guard against lost updates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

REASON_LENGTH = 100
STATED_ONCE = {"council", "framework", "measure", "user", "slug"}


def figures(count: int) -> str:
    """How many figures nobody judges anew: "1 signed-off figure"."""
    return f"{count} signed-off figure{'' if count == 1 else 's'}"


class CheckedByDomain:
    """A row that is checked with messages of its own, instead of those of the table's constraints on these columns."""

    checked: tuple[str, ...] = ()

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() | set(self.checked)  # type: ignore[misc]


class AuditedForm(forms.ModelForm):
    """A form of a table with history.

    ``seen`` is the number of the last history row when the form was opened: where there is a later one when it is
    saved, somebody else has changed the row meanwhile, and the form is refused.
    """

    change_reason = forms.CharField(
        label="Why", max_length=REASON_LENGTH, required=False, help_text="Kept in the history beside what was changed."
    )
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["seen"] = last_change(self.instance)["history_id"]

    def _get_validation_exclusions(self) -> set[str]:
        """What is stated once is no field of the form, and yet makes a name unique: "in this council"."""
        others: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return others - (STATED_ONCE if self.instance.pk else set())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.instance._change_reason = cleaned.get("change_reason") or None
        if self.instance.pk and "seen" in self.changed_data:
            change = last_change(self.instance)
            who = f" by {change['history_user__username']}" if change["history_user__username"] else ""
            when = timezone.localtime(change["history_date"]).strftime("%-d %B %Y at %H:%M")
            raise ValidationError(
                f"This was changed{who} on {when}, after you opened it. Open it again and repeat your change."
            )
        return cleaned

    @property
    def changes(self) -> list[str]:
        """The names of the table's own columns that were changed."""
        return [name for name in self.changed_data if name not in ("seen", "change_reason")]


def last_change(row: Any) -> dict[str, Any]:
    """The last history row: its number, day and author; all None for a row that has none."""
    columns = ("history_id", "history_date", "history_user__username")
    found = row.history.order_by("-history_date", "-history_id").values(*columns).first()
    return found or dict.fromkeys(columns)
