"""People and what they may: one table of memberships is the only source."""

from __future__ import annotations

import datetime as dt

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from kpis.models.councils import Committee, Council, Service


class User(AbstractUser):
    """Someone who signs in. What they may do in a council is said by their memberships."""


class Role(models.TextChoices):
    OFFICER = "officer", "Officer"
    HEAD_OF_SERVICE = "head_of_service", "Head of service"
    PERFORMANCE = "performance", "Performance team"
    MEMBER = "member", "Member"
    ADMINISTRATOR = "administrator", "Administrator"


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: dt.date) -> MembershipQuerySet:
        """The memberships that hold on a day."""
        return self.filter(Q(from_date=None) | Q(from_date__lte=day), Q(until=None) | Q(until__gte=day))


class Membership(models.Model):
    """A person's role in a council, in one service or (blank) in all of it, from a day until a day."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    council = models.ForeignKey(Council, models.CASCADE, related_name="memberships")
    service = models.ForeignKey(Service, models.CASCADE, null=True, blank=True, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role)
    from_date = models.DateField("from", null=True, blank=True)
    until = models.DateField(null=True, blank=True, help_text="The last day it holds.")
    committees = models.ManyToManyField(
        Committee,
        blank=True,
        related_name="memberships",
        help_text="Those that a member sits on, which she starts from. Blank: all of the council.",
    )

    history = HistoricalRecords(m2m_fields=[committees])
    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["council", "user"]
        constraints = [
            models.UniqueConstraint(fields=("user", "council", "service", "role"), name="membership_once"),
            models.UniqueConstraint(
                fields=("user", "council", "role"), condition=Q(service=None), name="membership_of_council_once"
            ),
            models.CheckConstraint(
                condition=Q(from_date=None) | Q(until=None) | Q(until__gte=F("from_date")),
                name="membership_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_role_display()} in {self.service or self.council}"
