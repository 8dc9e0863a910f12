"""What is stored. One file for each part of the vocabulary; constraints for what must never be; no verdicts."""

from kpis.models.councils import Committee, Council, Service
from kpis.models.measures import Category, Dimension, Measure, MeasureRule
from kpis.models.people import Membership, User
from kpis.models.plans import Framework, Outcome, PolicyArea, PublishedHeadline
from kpis.models.readings import Judgement, Reading, ReadingVersion
from kpis.models.targets import Baseline, Comparator, Target

__all__ = [
    "Baseline",
    "Category",
    "Committee",
    "Comparator",
    "Council",
    "Dimension",
    "Framework",
    "Judgement",
    "Measure",
    "MeasureRule",
    "Membership",
    "Outcome",
    "PolicyArea",
    "PublishedHeadline",
    "Reading",
    "ReadingVersion",
    "Service",
    "Target",
    "User",
]
