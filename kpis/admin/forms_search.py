"""Words that mean the same to a council's readers."""

from __future__ import annotations

from kpis.models import Synonym
from kpis.search.rules import phrases, words
from kpis.web.admin_forms import AuditedForm


class SynonymForm(AuditedForm):
    class Meta:
        model = Synonym
        fields = "__all__"

    def clean_words(self) -> str:
        """As it was typed, with single spaces. At least two that a search can tell apart."""
        stated = [" ".join(each.split()) for each in str(self.cleaned_data["words"]).split(",")]
        known = [each for each in stated if each]
        if unreadable := [each for each in known if not words(each)]:
            self.add_error("words", f'"{unreadable[0]}" has no letter or digit: write it in words.')
        elif len(phrases(", ".join(known))) < 2:
            self.add_error("words", "Write at least two, separated by commas: bins, household waste.")
        return ", ".join(known)
