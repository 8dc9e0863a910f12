"""A committee report as people begin it, write it and publish it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from kpis.domain.periods import date_text
from kpis.domain.words import Part
from kpis.models import Committee, Framework, Meeting
from kpis.papers.actions import LONGEST_SLUG
from kpis.sections.rules import LONGEST_HEADING, LONGEST_TEXT, LONGEST_TITLE, PaperSection
from kpis.web.fields import PeriodDayField, PeriodField

LONGEST_REASON = 2000
OTHER_DAY = ""
DAY_HINT = "Such as 18 June 2019."
TIMES = ["%H:%M", "%H.%M", "%I:%M%p", "%I%p"]


class MeetingFields(forms.Form):
    """The meeting that a report is for: one that is noted, or another day; none while it is not known."""

    use_required_attribute = False

    meeting = forms.ChoiceField(
        label="Meeting",
        required=False,
        error_messages={"invalid_choice": "Choose a meeting of the list, or type its day."},
    )
    day = PeriodDayField(label="Another day", required=False, help_text=DAY_HINT)
    agenda_item = forms.CharField(
        label="Agenda item", required=False, max_length=20, widget=forms.TextInput({"size": 10})
    )

    def offer(self, meetings: Iterable[Meeting], with_committee: bool = False) -> None:
        """Offer meetings as choices; with their committee, where several committees' are listed."""
        offered = [(each.date.isoformat(), _named(each, with_committee)) for each in meetings]
        none = (OTHER_DAY, "Another day, or not known yet")
        self.fields["meeting"].choices = [none, *dict(offered).items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("meeting") and given.get("day") and given["meeting"] != given["day"].isoformat():
            self.add_error("day", "This is another day than that of the meeting you chose: clear one of them.")
        return given

    @property
    def meeting_date(self) -> dt.date | None:
        """The day of a valid form."""
        chosen: str = self.cleaned_data["meeting"]
        day: dt.date | None = dt.date.fromisoformat(chosen) if chosen else self.cleaned_data["day"]
        return day


def _named(meeting: Meeting, with_committee: bool) -> str:
    day = date_text(meeting.date)
    return f"{day}, {meeting.committee.name}" if with_committee else day


class NewReportForm(MeetingFields):
    """What a report is of, and its address, which never changes."""

    field_order = ("committee", "framework", "period", "title", "slug", "meeting", "day", "agenda_item")

    committee: forms.ModelChoiceField[Committee] = forms.ModelChoiceField(
        Committee.objects.none(),
        empty_label="Choose a committee",
        to_field_name="slug",
        error_messages={"required": "Choose the committee that the report is for.",
                        "invalid_choice": "Choose a committee of this council."},
    )  # fmt: skip
    framework: forms.ModelChoiceField[Framework] = forms.ModelChoiceField(
        Framework.objects.none(),
        label="Plan or contract",
        required=False,
        empty_label="All plans and contracts",
        to_field_name="slug",
        error_messages={"invalid_choice": "Choose a plan or contract of this council."},
    )
    period = PeriodField(
        label="Period",
        help_text="Such as 2018/19, 2018/19 Q4 or March 2019.",
        error_messages={"required": "Enter the period that the report is about, such as 2018/19."},
    )
    title = forms.CharField(
        max_length=LONGEST_TITLE,
        error_messages={"required": "Give the report a title: it stands on its first page and in the agenda."},
    )
    slug = forms.CharField(
        label="Address",
        required=False,
        max_length=LONGEST_SLUG,
        help_text="The last part of its web address, in small letters, digits and hyphens. It never changes "
        "afterwards. Leave it blank to have one made from the title that no other report has.",
    )

    def __init__(self, council_id: int, meetings: Sequence[Meeting], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["committee"].queryset = Committee.objects.filter(council=council_id)  # type: ignore[attr-defined]
        self.fields["framework"].queryset = Framework.objects.filter(council=council_id)  # type: ignore[attr-defined]
        self.offer(meetings, with_committee=True)

    def clean_slug(self) -> str:
        typed: str = self.cleaned_data["slug"].strip()
        return typed


class SectionForm(forms.Form):
    """One section of a report."""

    use_required_attribute = False

    is_in = forms.BooleanField(label="In the report", required=False)
    heading = forms.CharField(max_length=LONGEST_HEADING, error_messages={"required": "Give the section a heading."})
    text = forms.CharField(required=False, max_length=LONGEST_TEXT, widget=forms.Textarea({"rows": 3}))

    def __init__(self, section: PaperSection, hint: str, data: Any = None) -> None:
        self.part = section.part
        stands = {"is_in": section.is_in, "heading": section.heading, "text": section.text}
        super().__init__(data, prefix=section.part.value, initial=stands)
        self.fields["text"].help_text = hint
        written = str(self["text"].value() or "")
        self.fields["text"].widget.attrs["rows"] = min(18, max(3, len(written) // 80 + written.count("\n") + 2))

    @property
    def section(self) -> PaperSection:
        """The section of a valid form."""
        given = self.cleaned_data
        return PaperSection(self.part, given["heading"], given["text"], given["is_in"])


class DraftForm(MeetingFields):
    """A report's title and meeting, its financial table, and breakdowns that are left out."""

    field_order = ("title", "meeting", "day", "agenda_item", "table_caption", "table", "no_breakdown")

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    title = forms.CharField(max_length=LONGEST_TITLE, error_messages={"required": "Give the report a title."})
    table_caption = forms.CharField(label="What the table shows", required=False, max_length=LONGEST_TITLE)
    table = forms.CharField(
        label="Table",
        required=False,
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea({"rows": 8, "wrap": "off"}),
        help_text="Copy the cells in your spreadsheet and paste them here. The first line is the headings. "
        "Typed by hand, cells stand apart by |.",
    )
    no_breakdown = forms.MultipleChoiceField(
        label="Leave the breakdown out of the report",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose measures of the list."},
    )

    def __init__(self, measures: Sequence[tuple[str, str]], meetings: Sequence[Meeting], *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["no_breakdown"].choices = measures  # type: ignore[attr-defined]
        self.offer(meetings)


class PublishForm(forms.Form):
    """When a publication opens, why it corrects another one, and that the checklist was read."""

    use_required_attribute = False

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    opens = forms.ChoiceField(
        label="When everybody may read it",
        choices=[("now", "At once"), ("later", "From a day and time on")],
        widget=forms.RadioSelect,
        initial="now",
        error_messages={"required": "Choose when everybody may read it."},
    )
    day = PeriodDayField(label="If later: day", required=False, help_text=DAY_HINT)
    time = forms.TimeField(
        label="If later: time in London",
        required=False,
        input_formats=TIMES,
        help_text="Such as 09:30.",
        widget=forms.TextInput({"size": 8}),
        error_messages={"invalid": "Write the time as 09:30."},
    )
    reason = forms.CharField(
        label="Why it is corrected",
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 3}),
        help_text="Everybody reads it on both versions.",
        error_messages={"required": "Say why it is corrected: the reason stands beside both versions."},
    )
    acknowledged = forms.BooleanField(
        label="I have read the checklist",
        error_messages={"required": "Read the checklist, and say that you have."},
    )

    def __init__(self, *args: Any, corrects: bool, has_checks: bool, now: dt.datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        if not corrects:
            del self.fields["reason"]
        if not has_checks:
            del self.fields["acknowledged"]

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if given.get("opens") == "later" and not self.errors:
            self._check_later(given)
        return given

    def _check_later(self, given: dict[str, Any]) -> None:
        for name, what in (("day", "day"), ("time", "time, such as 09:30")):
            if not given.get(name):
                self.add_error(name, f"Enter the {what}, or have it open at once.")
        if not self.errors and self.opens_at <= self.now:
            self.add_error("day", "This moment has passed: choose a later one, or have it open at once.")

    @property
    def opens_at(self) -> dt.datetime:
        """The moment of a valid form."""
        given = self.cleaned_data
        if given["opens"] == "now":
            return self.now
        return timezone.make_aware(dt.datetime.combine(given["day"], given["time"]))


class WithdrawForm(forms.Form):
    """Why a publication is taken back."""

    use_required_attribute = False

    reason = forms.CharField(
        label="Why it is withdrawn",
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 3}),
        help_text="Everybody reads it in place of the report.",
        error_messages={"required": "Say why it is withdrawn: its page shows the reason."},
    )


MOST_BYTES = 5 * 1024 * 1024


class TemplateForm(forms.Form):
    """A Word template of a council's own."""

    use_required_attribute = False

    file = forms.FileField(
        label="Word file",
        max_length=200,
        help_text="A .docx of up to 5 MB.",
        widget=forms.ClearableFileInput({"accept": ".docx", "class": "govuk-file-upload"}),
        error_messages={"required": "Choose the Word file.", "empty": "The file is empty: choose another."},
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError("The file is larger than 5 MB: save its pictures smaller.")
        return file


def in_order(parts: Sequence[str], sections: Sequence[PaperSection]) -> list[PaperSection]:
    """Sections in the order that a form names them in; as they stand where it names others, or one twice."""
    by_part = {each.part.value: each for each in sections}
    if sorted(parts) != sorted(by_part):
        return list(sections)
    return [by_part[part] for part in parts]


def moved(sections: Sequence[PaperSection], part: str, by: int) -> list[PaperSection]:
    """Sections with one of them a place up (-1) or down (1)."""
    found = list(sections)
    place = next((at for at, each in enumerate(found) if each.part == part), None)
    if place is not None and 0 <= place + by < len(found):
        found[place], found[place + by] = found[place + by], found[place]
    return found


def hint_of(part: Part, is_written: bool) -> str:
    """What a section's text is for."""
    if is_written:
        return "The section is left out of the report while this is empty."
    return "Stands before what is worked out from the figures."
