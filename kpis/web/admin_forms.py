"""What every form of the set-up tables has: a guard against changes that were not seen, and why something changes."""

from __future__ import annotations

import datetime as dt
import hashlib
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.text import Truncator

from kpis.domain.numbers import plain
from kpis.domain.periods import Period, date_text
from kpis.readings.append import check_moment
from kpis.refusals import Refused

REASON_LENGTH = 100
STATED_ONCE = {"council", "framework", "measure", "user", "slug"}
LONGEST = 300
"""Characters of a value that a message quotes."""
REMOVED = "Somebody else has removed this row. Nothing has been saved: add what you typed as a new row, if need be."
NOT_COLUMNS = ("seen", "change_reason")


def figures(count: int) -> str:
    """How many figures nobody judges anew: "1 signed-off figure"."""
    return f"{count} signed-off figure{'' if count == 1 else 's'}"


def meanwhile_text(who: str, when: dt.datetime | None, standing: str) -> str:
    """What somebody else changed after the page was opened. What was typed stays, and is saved when sent again."""
    by, on = f" by {who}" if who else "", ""
    if when is not None:
        local = timezone.localtime(when)
        on = f" on {local.day} {local:%B %Y} at {local:%H:%M}"
    now = f" What stands now: {standing}." if standing else ""
    return (
        f"This was changed{by}{on}, after you opened it.{now} What you typed is below and has not been saved: save"
        " again to put it in its place."
    )


def resent(data: Any, fields: dict[str, str]) -> Any:
    """What was sent, with some fields as the page that comes back has them."""
    data = data.copy()
    for name, value in fields.items():
        data[name] = value
    return data


def stated_text(value: Any) -> str:
    """A stored value in words."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Period):
        return value.label
    if isinstance(value, dt.date):
        return date_text(value)
    return plain(value) if isinstance(value, Decimal) else str(value) if value not in (None, "") else "blank"


class CheckedByDomain:
    """A row that is checked with messages of its own, instead of those of the table's constraints on these columns."""

    checked: tuple[str, ...] = ()

    def _get_validation_exclusions(self) -> set[str]:
        return super()._get_validation_exclusions() | set(self.checked)  # type: ignore[misc]


class SeenForm(forms.ModelForm):
    """A row that is changed as it was seen.

    ``seen`` is a digest of what stood in the form's columns when it was opened. Where something else stands when it is
    sent, the change is refused with what stands now, and the form that comes back has seen that.
    ``meanwhile`` says so; ``refusal`` is why it could not be written, where a page finds that out as it writes.
    """

    refusal = meanwhile = ""
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        return self.stamp() if field_name == "seen" else super().get_initial_for_field(field, field_name)

    def stamp(self) -> str:
        """The digest of what stands; blank where there is no row yet."""
        if self.instance._state.adding:
            return ""
        names = [name for name, field in self.fields.items() if name not in NOT_COLUMNS and not field.disabled]
        return hashlib.sha256(repr([(name, self._standing(name)) for name in names]).encode()).hexdigest()[:20]

    def _standing(self, name: str) -> Any:
        value = self.initial.get(name)
        return sorted(each.pk for each in value) if isinstance(value, list) else value

    @cached_property
    def changed_data(self) -> list[str]:
        return [name for name in super().changed_data if name != "seen"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self.check_seen()
        return cleaned

    def check_seen(self) -> None:
        """Note what somebody else changed, or why the change could not be written."""
        if self.refusal:
            self.add_error(None, self.refusal)
        elif self.has_changed() and self.is_stale:
            self.meanwhile = REMOVED if self.instance._state.adding else self._told()
            self.add_error(None, self.meanwhile)
        elif self.changes and not self.instance._state.adding:
            self._check_moment()

    def _check_moment(self) -> None:
        """The history goes on, and never back."""
        then = last_change(self.instance)["history_date"]
        try:
            if then is not None:
                check_moment(timezone.now(), then, self.instance)
        except Refused as error:
            self.add_error(None, str(error))

    @property
    def is_stale(self) -> bool:
        return self.data.get(self.add_prefix("seen"), "") != self.stamp()

    def _told(self) -> str:
        """What stands now, which the form has seen from here on."""
        self.data = resent(self.data, {self.add_prefix("seen"): self.stamp()})
        last = last_change(self.instance)
        standing = "; ".join(f"{self[name].label}: {self._text(name)}" for name in self.changes if name in self.initial)
        return meanwhile_text(last["history_user__username"] or "", last["history_date"], standing)

    @property
    def changes(self) -> list[str]:
        """The names of the table's own columns that were changed."""
        return [name for name in self.changed_data if name not in NOT_COLUMNS]

    def _text(self, name: str) -> str:
        display = getattr(self.instance, f"get_{name}_display", None)
        value = display() if display else getattr(self.instance, name, self.initial[name])
        return Truncator(stated_text(_names(value) if hasattr(value, "all") else value)).chars(LONGEST)


def _names(rows: Any) -> str:
    return ", ".join(str(each) for each in rows.all())


class SeenFormSet(forms.BaseInlineFormSet):
    """Rows on the page of the row that they belong to. Those that were sent come back as the rows that they were about,
    whatever somebody else has added or removed since."""

    def get_queryset(self) -> Any:
        is_sent = self.is_bound and "forms" in self.__dict__
        return [each.instance for each in self.initial_forms] if is_sent else self.stored()

    def stored(self) -> Any:
        return super().get_queryset()


class AuditedForm(SeenForm):
    """A form of a table with history."""

    change_reason = forms.CharField(
        label="Why", max_length=REASON_LENGTH, required=False, help_text="Kept in the history beside what was changed."
    )

    def _get_validation_exclusions(self) -> set[str]:
        """What is stated once is no field of the form, and yet makes a name unique: "in this council"."""
        others: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return others - (STATED_ONCE if self.instance.pk else set())

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.instance._change_reason = cleaned.get("change_reason") or None
        return cleaned


def last_change(row: Any) -> dict[str, Any]:
    """The last history row: its number, day and author; all None for a row that has none."""
    columns = ("history_id", "history_date", "history_user__username")
    history = getattr(row, "history", None)
    found = history.order_by("-history_id").values(*columns).first() if history is not None else None
    return found or dict.fromkeys(columns)
