"""What a search goes through: a text for each measure, made from the tables, and a council's own words."""

from __future__ import annotations

from django.db import models
from simple_history.models import HistoricalRecords

from kpis.models.councils import Council


class Synonym(models.Model):
    """Words that mean the same to a council's readers: a search for one finds what is called by another."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="synonyms")
    words = models.CharField(
        max_length=300, help_text='At least two, separated by commas: "bins, household waste, rubbish".'
    )

    history = HistoricalRecords()

    class Meta:
        ordering = ["council", "words"]
        verbose_name = "words that mean the same"
        verbose_name_plural = "words that mean the same"
        constraints = [models.UniqueConstraint(fields=("council", "words"), name="synonym_words_in_council")]

    def __str__(self) -> str:
        return self.words


class SearchText(models.Model):
    """A measure as a search reads it, without signs and accents. The database indexes it itself (migration 0011).

    It is made from the other tables and can be thrown away. No key refers to a measure: one that is gone is found no
    more, and does not wait for its text to go first.
    """

    measure_id = models.BigIntegerField(primary_key=True)
    council_id = models.BigIntegerField(db_index=True)
    title = models.TextField()
    names = models.TextField()
    definition = models.TextField()

    def __str__(self) -> str:
        return f"measure {self.measure_id}: {self.title}"


class SearchedCouncil(models.Model):
    """The change of a council (``CouncilChange``) at which its texts were last made."""

    council_id = models.BigIntegerField(primary_key=True)
    number = models.BigIntegerField()

    def __str__(self) -> str:
        return f"council {self.council_id} at change {self.number}"
