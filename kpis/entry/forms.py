"""One figure as it is typed: read by the same rules as a file, and asked for what its measure needs."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from kpis.domain.entry import Explained
from kpis.domain.figure import Figure
from kpis.domain.figure_reader import DATES, NUMBERS, WITH_PARTS, Shape, Typed, read
from kpis.domain.numbers import Unit
from kpis.domain.periods import Period, date_text
from kpis.domain.words import Marker, Section
from kpis.web.fields import check_year, sentence

LONGEST_TEXT = 20_000
LONGEST_REASON = 2_000
LONGEST_NUMBER = 60
WHOLE = 999_999_999
NO_FIGURE = "no figure"
MARKERS = [
    (Marker.FINAL.value, "Final"),
    (Marker.PROVISIONAL.value, "Provisional"),
    (Marker.ESTIMATED.value, "Estimated"),
    (Marker.REVISED.value, "Revised"),
    (Marker.AWAITING.value, f"Awaiting data ({NO_FIGURE} yet)"),
    (Marker.NOT_APPLICABLE.value, f"Not applicable ({NO_FIGURE})"),
    (Marker.NOT_MONITORED.value, f"Not previously monitored ({NO_FIGURE})"),
    (Marker.SUPPRESSED.value, f"Suppressed ({NO_FIGURE} is given)"),
]
MILESTONE = [("", "Choose"), ("achieved", "Achieved"), ("not achieved", "Not achieved")]
SECTIONS = [
    ("", "As its status says"),
    (Section.AREA_OF_CONCERN.value, "Area of concern"),
    (Section.GOOD_PROGRESS.value, "Good progress"),
]
PROJECTIONS = [("", "Not stated"), ("improve", "Improve"), ("decline", "Decline"), ("same", "Stay the same")]
REVISIONS = [("", "Choose"), ("Planned revision", "Planned revision"), ("Correction", "Correction of a mistake")]
EXPLANATION = ("cause", "action", "owner", "back_on_track")
DAY_HINT = "For example 31 July 2019"
DAY_FORMATS = ["%d %B %Y", "%d %b %Y", "%Y-%m-%d", "%d/%m/%Y"]
SUBJECTLESS = ("is ", "stands ", "belongs ")
"""How a message of the rules begins that is read after the name of its column."""


class DayField(forms.DateField):
    """A day as people write it: 31 July 2019, 31/07/2019 or 2019-07-31."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", DAY_HINT)
        wrong = {"invalid": "This is not a date: write it as 31 July 2019."}
        super().__init__(
            required=False,
            input_formats=DAY_FORMATS,
            validators=[check_year],
            error_messages=wrong,
            widget=forms.TextInput({"size": 20}),
            **options,
        )

    def prepare_value(self, value: Any) -> Any:
        return date_text(value) if isinstance(value, dt.date) else value


def _line(label: str, size: int = 20, longest: int = LONGEST_NUMBER, **options: Any) -> forms.CharField:
    widget = forms.TextInput({"size": size, "autocomplete": "off"})
    return forms.CharField(label=label, required=False, max_length=longest, widget=widget, **options)


def _text(label: str, rows: int = 3, longest: int = LONGEST_REASON, **options: Any) -> forms.CharField:
    too_long = {"max_length": "This has %(show_value)d characters; at most %(limit_value)d are kept."}
    widget = forms.Textarea({"rows": rows})
    return forms.CharField(
        label=label, required=False, max_length=longest, widget=widget, error_messages=too_long, **options
    )


class ExplanationForm(forms.Form):
    """Why a red figure is red, and what is done. ``explanation_seen`` is the number of what the person had before
    them (0: nothing)."""

    use_required_attribute = False

    explanation_seen = forms.IntegerField(
        min_value=0, max_value=WHOLE, widget=forms.HiddenInput, label="Version of the explanation"
    )
    cause = _text("Cause")
    action = _text("Action")
    owner = _line("Who acts", 40, 200)
    back_on_track = DayField(label="Back on track by")

    def __init__(self, *args: Any, period: Period, **more: Any) -> None:
        super().__init__(*args, **more)
        self.period = period

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        back = cleaned.get("back_on_track")
        if back is not None and back <= self.period.end:
            self.add_error("back_on_track", f"This has to lie after {self.period.label}, the period of the figure.")
        return cleaned

    @property
    def explained(self) -> Explained | None:
        """What was written; None where this form does not ask for it, so that what stands stays."""
        if "cause" not in self.fields:
            return None
        return Explained(*(self.cleaned_data.get(name) or Explained._field_defaults[name] for name in EXPLANATION))

    def mark_needed(self) -> None:
        """Take "(optional)" from what an explanation is whole with. Called once everything has been validated."""
        _ = self.errors
        for name in EXPLANATION:
            self.fields[name].required = True


class FigureForm(ExplanationForm):
    """A figure, what is said of it, and (unless that has a form of its own: ``explains``) why it is red.

    ``action`` is what is asked for: check, draft, submit or explain. ``figure`` is the figure read, once the form is
    valid. ``seen`` is the number of the version that the person had before them.
    """

    field_order = (
        "seen", "value", "numerator", "denominator", "achieved_on", "marker", "provisional_until", "expected",
        "commentary", "projection", "section", "break_before",
    )  # fmt: skip

    seen = forms.IntegerField(min_value=0, max_value=WHOLE, widget=forms.HiddenInput, label="Version")
    value = _line("Figure")
    numerator = _line("Numerator")
    denominator = _line("Denominator")
    achieved_on = DayField(label="Achieved on")
    marker = forms.ChoiceField(label="Kind of figure", choices=MARKERS)
    provisional_until = DayField(label="Provisional until")
    expected = DayField(label="Expected on")
    commentary = _text("What the service says", 6, LONGEST_TEXT, help_text="Stands beside the figure, as plain text.")
    projection = forms.ChoiceField(label="Next period, you expect it to", choices=PROJECTIONS, required=False)
    section = forms.ChoiceField(label="Section of the scorecard", choices=SECTIONS, required=False)
    break_before = _text(
        "Why earlier figures are not comparable", 2, help_text="Only where definition or method changed."
    )
    revision = forms.ChoiceField(label="What kind of revision is it?", choices=REVISIONS, required=False)
    why = _text("Why does the signed-off figure change?", 2)
    confirmed = _text("Why is this figure right all the same?", 2)

    def __init__(
        self, *args: Any, shape: Shape, period: Period, is_revision: bool, today: dt.date, action: str = "",
        explains: bool = True, **more: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, period=period, **more)
        self.shape, self.today = shape, today
        self.is_revision, self.asked = is_revision, action
        self.figure = Figure()
        self._fit(explains)

    def _fit(self, explains: bool) -> None:
        """Leave out what the measure's figures do not have, and what is asked for elsewhere."""
        gone = set() if self.is_revision else {"revision", "why"}
        gone |= set() if explains else {"explanation_seen", *EXPLANATION}
        if self.shape.unit not in WITH_PARTS:
            gone |= {"numerator", "denominator"}
        if self.shape.unit is Unit.MILESTONE:
            self.fields["value"] = forms.ChoiceField(label="Milestone", choices=MILESTONE, required=False)
        else:
            gone.add("achieved_on")
        for name in gone:
            del self.fields[name]
        self.fields["value"].help_text = _hint(self.shape)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.asked != "explain":
            self._read(cleaned)
            self._check_revision(cleaned)
        return cleaned

    def _read(self, cleaned: dict[str, Any]) -> None:
        if not {"marker", *NUMBERS} & set(self.fields) <= set(cleaned):
            return
        dates = {name: cleaned.get(name) for name in DATES}
        texts = Typed({name: cleaned.get(name) for name in NUMBERS}, dates)
        self.figure = read(texts, self.shape, self.chosen_marker)
        for column, message in texts.problems:
            self.add_error(column if column in self.fields else "value", said(message))
        achieved = cleaned.get("achieved_on")
        if achieved is not None and achieved > self.today:
            self.add_error(
                "achieved_on", "This lies in the future: a milestone that was achieved has its day behind it."
            )

    def _check_revision(self, cleaned: dict[str, Any]) -> None:
        if not self.is_revision or self.asked != "submit":
            return
        if not cleaned.get("revision"):
            self.add_error("revision", "Say whether the revision was planned or corrects a mistake.")
        if not (cleaned.get("why") or "").strip():
            self.add_error("why", "Say why the figure changes: it is shown beside the old one.")

    @property
    def chosen_marker(self) -> Marker:
        """A revision is marked as revised, unless it says something else of itself."""
        marker = Marker(self.cleaned_data["marker"])
        return Marker.REVISED if self.is_revision and marker is Marker.FINAL else marker

    @property
    def reason(self) -> str:
        """Why a signed-off figure changes, led by the kind of revision; blank where nothing is said."""
        kind, why = self.cleaned_data.get("revision", ""), self.cleaned_data.get("why", "")
        return f"{kind}: {why}" if kind and why else why

    def mark_needed(self) -> None:
        """Take "(optional)" from what a submitted figure needs. Called once everything has been validated."""
        _ = self.errors
        always = () if "numerator" in self.fields else ("value",)
        for name in {"revision", "why", "confirmed", *always} & set(self.fields):
            self.fields[name].required = True

    def require_confirmation(self) -> None:
        """Refuse a doubtful figure that is submitted without a reason."""
        if self.asked == "submit" and not self.cleaned_data.get("confirmed", "").strip():
            self.add_error("confirmed", ValidationError("Say why the figure is right, or correct it."))


def split_reason(reason: str) -> tuple[str, str]:
    """A stored reason as kind of revision and reason."""
    for kind, _ in REVISIONS[1:]:
        if reason.startswith(f"{kind}: "):
            return kind, reason.removeprefix(f"{kind}: ")
    return "", reason


def said(message: str) -> str:
    """A message of the rules as a sentence of its own."""
    return sentence(f"this {message}" if message.startswith(SUBJECTLESS) else message)


def _hint(shape: Shape) -> str:
    if shape.unit is Unit.MILESTONE:
        return ""
    worked = " Leave it blank to have it worked out from numerator and denominator." if shape.unit in WITH_PARTS else ""
    if shape.unit is Unit.PERCENTAGE:
        return f"In percent: 92.4 or 92.4%.{worked}"
    label = f" {shape.unit_label}" if shape.unit_label else ""
    return f"As a {str(shape.unit).replace('_', ' ')}{label}.{worked}" if shape.unit else worked
