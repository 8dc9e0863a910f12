"""What is stored. One file for each part of the vocabulary; constraints for what must never be; no verdicts."""

from kpis.models.changes import CouncilChange
from kpis.models.contracts import (
    Contract,
    PerformanceRisk,
    PlanAction,
    RecordedFailure,
    Rectification,
    RectificationEvent,
)
from kpis.models.councils import Committee, Council, Service
from kpis.models.entry import Explanation, OverrideProposal, Ownership
from kpis.models.jobs import Job
from kpis.models.measures import Category, Dimension, Measure, MeasureRule
from kpis.models.outbox import Mail
from kpis.models.people import Membership, User
from kpis.models.plans import Framework, Outcome, PolicyArea, PublishedHeadline
from kpis.models.publications import Document, Publication, PublishedFigure, Report, WordTemplate
from kpis.models.quarters import BankHoliday, ClosingEvent, ClosureDay, Meeting
from kpis.models.readings import Judgement, Reading, ReadingVersion
from kpis.models.search import SearchedCouncil, SearchText, Synonym
from kpis.models.targets import Baseline, Comparator, Target
from kpis.models.uploads import Upload, Written

__all__ = [
    "BankHoliday",
    "Baseline",
    "Category",
    "ClosingEvent",
    "ClosureDay",
    "Committee",
    "Comparator",
    "Contract",
    "Council",
    "CouncilChange",
    "Dimension",
    "Document",
    "Explanation",
    "Framework",
    "Job",
    "Judgement",
    "Mail",
    "Measure",
    "MeasureRule",
    "Meeting",
    "Membership",
    "Outcome",
    "OverrideProposal",
    "Ownership",
    "PerformanceRisk",
    "PlanAction",
    "PolicyArea",
    "Publication",
    "PublishedFigure",
    "PublishedHeadline",
    "Reading",
    "ReadingVersion",
    "RecordedFailure",
    "Rectification",
    "RectificationEvent",
    "Report",
    "SearchText",
    "SearchedCouncil",
    "Service",
    "Synonym",
    "Target",
    "Upload",
    "User",
    "WordTemplate",
    "Written",
]
