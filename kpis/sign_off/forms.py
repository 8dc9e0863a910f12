"""Answers of a head of service: to a submitted figure, and to a proposal to publish another judgement."""

from __future__ import annotations

from typing import Any

from django import forms

LONGEST_REASON = 2000


class ReturnForm(forms.Form):
    """The reason for which a figure goes back to its officer."""

    use_required_attribute = False

    reason = forms.CharField(
        label="What has to be changed, if you return it",
        max_length=LONGEST_REASON,
        widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Say what has to be changed: the officer sees it beside the figure."},
    )

    def __init__(self, version_id: int, data: Any = None) -> None:
        super().__init__(data, auto_id=f"v{version_id}_%s")


class AnswerForm(forms.Form):
    """What the head of service says to a proposal; needed to refuse it."""

    use_required_attribute = False

    answer = forms.CharField(
        label="Your answer",
        help_text="To refuse it, say why.", max_length=LONGEST_REASON, widget=forms.Textarea({"rows": 2}),
        error_messages={"required": "Say why the proposal is refused: the performance team sees it."},
    )  # fmt: skip

    def __init__(self, proposal_id: int, data: Any = None, needed: bool = True) -> None:
        super().__init__(data, auto_id=f"p{proposal_id}_%s")
        self.fields["answer"].required = needed
