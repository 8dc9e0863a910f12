"""What is stored. One file for each part of the vocabulary; constraints for what must never be; no verdicts."""

from kpis.models.councils import Committee, Council, Service
from kpis.models.entry import Explanation, OverrideProposal, Ownership
from kpis.models.measures import Category, Dimension, Measure, MeasureRule
from kpis.models.outbox import Mail
from kpis.models.people import Membership, User
from kpis.models.plans import Framework, Outcome, PolicyArea, PublishedHeadline
from kpis.models.quarters import BankHoliday, ClosingEvent, ClosureDay, Meeting
from kpis.models.readings import Judgement, Reading, ReadingVersion
from kpis.models.targets import Baseline, Comparator, Target

__all__ = [
    "BankHoliday",
    "Baseline",
    "Category",
    "ClosingEvent",
    "ClosureDay",
    "Committee",
    "Comparator",
    "Council",
    "Dimension",
    "Explanation",
    "Framework",
    "Judgement",
    "Mail",
    "Measure",
    "MeasureRule",
    "Meeting",
    "Membership",
    "Outcome",
    "OverrideProposal",
    "Ownership",
    "PolicyArea",
    "PublishedHeadline",
    "Reading",
    "ReadingVersion",
    "Service",
    "Target",
    "User",
]
