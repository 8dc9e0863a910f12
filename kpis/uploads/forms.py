"""Uploading a spreadsheet, and agreeing to what its preview showed."""

from __future__ import annotations

from typing import Any

from django import forms

LARGEST = 5 * 1024 * 1024
LONGEST_REASON = 2_000
TOO_LARGE = "The file is larger than 5 MB. Split it, for example by services or by periods."
HOW = [
    ("draft", "As drafts: you can still change them before you submit them"),
    ("submit", "Submit them for sign-off at once"),
]


class UploadForm(forms.Form):
    """One file. What is in it is looked at once it has been kept."""

    use_required_attribute = False

    file = forms.FileField(
        label="Spreadsheet",
        help_text="An Excel workbook (.xlsx), an OpenDocument spreadsheet (.ods) or a CSV file, up to 5 MB.",
        max_length=255,
        allow_empty_file=True,
        widget=forms.FileInput({"accept": ".xlsx,.ods,.csv,.txt", "class": "govuk-file-upload"}),
        error_messages={
            "required": "Choose the file.",
            "missing": "Choose the file.",
            "max_length": "The file's name is longer than 255 characters: give it a shorter one.",
        },
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(TOO_LARGE)
        return file


class ConfirmForm(forms.Form):
    """How the figures come in, and the reasons that some of them need.

    ``figures``, ``revisions`` and ``doubtful`` count those of the preview: what none of them needs is left out.
    """

    use_required_attribute = False

    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput, label="Preview")
    how = forms.ChoiceField(
        label="How should the figures come in?",
        choices=HOW,
        widget=forms.RadioSelect,
        initial="draft",
        error_messages={"required": "Choose whether they come in as drafts or are submitted."},
    )
    reason = forms.CharField(
        label="Why do signed-off figures change?",
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )
    confirmed = forms.CharField(
        label="Why are the doubtful figures right all the same?",
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea({"rows": 2}),
    )

    def __init__(self, *args: Any, figures: int, revisions: int, doubtful: int, **more: Any) -> None:
        super().__init__(*args, **more)
        wanted = {"how": figures, "reason": revisions, "confirmed": doubtful}
        for name, count in wanted.items():
            if not count:
                del self.fields[name]
        if revisions:
            said = "1 row changes" if revisions == 1 else f"{revisions} rows change"
            self.fields["reason"].help_text = f"{said} a signed-off figure without a change_reason. Readers see it."
            self.fields["reason"].required = True
            self.fields["reason"].error_messages["required"] = "Say why: it is shown beside the old figures."
        if doubtful:
            said = "1 row has" if doubtful == 1 else f"{doubtful} rows have"
            self.fields["confirmed"].help_text = f"{said} a warning. Needed to submit them; drafts need no reason yet."

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("how") == "submit" and "confirmed" in self.fields and not given.get("confirmed", "").strip():
            self.add_error("confirmed", "Say why the figures are right, bring them in as drafts, or correct the file.")
        return given

    @property
    def said(self) -> dict[str, Any]:
        """What was agreed to, as it goes with the job."""
        given = self.cleaned_data
        return {
            "submit": given.get("how") == "submit",
            "reason": given.get("reason", "").strip(),
            "confirmed": given.get("confirmed", "").strip(),
        }
