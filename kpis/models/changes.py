"""How often a council has changed: pages are kept under it, so that none drawn before a write is shown after it."""

from __future__ import annotations

from django.db import models


class CouncilChange(models.Model):
    """A council's counter of changes.

    The database raises it in the transaction of every write to the council, by the triggers of migration 0010:
    whoever writes, by a page, a command or SQL, and whatever is rolled back is not counted. No row is 0. It outlives
    its council, so that the key of a page is never used again.
    """

    council_id = models.BigIntegerField(primary_key=True)
    number = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = "change of a council"
        verbose_name_plural = "changes of councils"

    def __str__(self) -> str:
        return f"council {self.council_id}: {self.number}"
