"""What is extracted: the public records, and the drafts that a model fills in."""

from schemas.article import ArticleText
from schemas.base import Comparator, Compared, Frozen, comparators
from schemas.deployment import Deployment, Status
from schemas.drafts import DeploymentDraft, Draft, SpeakerDraft
from schemas.extraction import KINDS, Extraction, Failure, Lineage, Origin, Outcome, Rejection, Standing, TaskRun, Usage
from schemas.kinds import Record, noun_of
from schemas.quote import Quote, QuoteKind
from schemas.spans import Evidence, Span
from schemas.values import Day, Period, Personnel

__all__ = [
    "KINDS",
    "ArticleText",
    "Comparator",
    "Compared",
    "Day",
    "Deployment",
    "DeploymentDraft",
    "Draft",
    "Evidence",
    "Extraction",
    "Failure",
    "Frozen",
    "Lineage",
    "Origin",
    "Outcome",
    "Period",
    "Personnel",
    "Quote",
    "QuoteKind",
    "Record",
    "Rejection",
    "Span",
    "SpeakerDraft",
    "Standing",
    "Status",
    "TaskRun",
    "Usage",
    "comparators",
    "noun_of",
]
