"""Tasks: what differs between record kinds, in one value each. A new record kind is one more line here."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple, cast

from extractor import deploying, drafting, linking, quoting
from extractor.flow import Candidate, Drafts, Json, Part, Segments, digest_of
from extractor.grounding import Found, Ledger
from extractor.parsing import Section
from extractor.prompting import PROMPTS, template
from extractor.segmenting import segment_article
from schemas import ArticleText, DeploymentDraft, Draft, SpeakerDraft

_NOT_STRICT = frozenset({"title", "default", "pattern"})
"""Keywords that strict structured outputs do without, or refuse."""


class Task(NamedTuple):
    """How one kind of record is asked for and grounded."""

    name: str
    """Name of the record kind, and of its field in an `Extraction`."""
    folder: Path
    """Folder of its prompt."""
    draft: type[Draft]
    """What a model writes out: the item of a list, or of a slot."""
    sections: tuple[Section, ...]
    """The parts of an answer."""
    find_candidates: Callable[[Segments], tuple[Candidate, ...]]
    """What is asked about, each candidate under its own key, in reading order."""
    propose: Callable[[Segments, Part], Json]
    """The answer of code alone, in the very form that a model gives."""
    settled: Callable[[Segments, Part], AbstractSet[str]]
    """Keys of the candidates of which that answer is sure, so that no model is asked."""
    likely: Callable[[Segments, Part], AbstractSet[str]]
    """Keys of those of which it is right more often than not."""
    answer_schema: Callable[[Segments, Part, Json], Json]
    """Strict JSON Schema of the answer about a part, around that of the draft."""
    ground: Callable[[Segments, Part, Drafts, Ledger], Sequence[tuple[str, Any]]]
    """What an answer comes to, by key; what it lacks or gives wrong goes to the ledger."""
    finish: Callable[[Segments, Sequence[Found], Ledger], Sequence[Any]]
    """The records of the whole article, numbered, out of all that was found."""

    @property
    def drafts(self) -> Sequence[type[Draft]]:
        """What a model is asked to fill in."""
        return (self.draft,)

    @property
    def draft_schema(self) -> Json:
        """Strict JSON Schema of the draft."""
        return _draft_schema(self.draft)

    @property
    def schema_version(self) -> str:
        """Digest of the schemas of answer and draft without any article's own lists, 12 hexadecimal digits."""
        return _schema_version(self)

    @property
    def prompt_version(self) -> str:
        """Digest of templates and examples, 12 hexadecimal digits."""
        return template(self.folder).version

    @property
    def slots(self) -> str:
        """Name of the section that has one slot for each candidate."""
        return next(section.name for section in self.sections if section.form == "slots")

    def schema(self, segments: Segments, part: Part) -> Json:
        """Strict JSON Schema of the answer about `part`."""
        return self.answer_schema(segments, part, self.draft_schema)

    def example_part(self, article: str) -> tuple[Segments, Part]:
        """Segment an example's article as one part."""
        segments = segment_article(ArticleText(id="example", text=article))
        return segments, Part(1, len(segments.sentences), self.find_candidates(segments))


@lru_cache(maxsize=32)
def _draft_schema(draft: type[Draft]) -> Json:
    return strict_schema(draft)


@lru_cache(maxsize=32)
def _schema_version(task: Task) -> str:
    segments = segment_article(ArticleText(id="empty", text="-"))
    return digest_of([task.schema(segments, Part(1, 1, ())), task.draft_schema])[:12]


def strict_schema(draft: type[Draft]) -> Json:
    """The JSON Schema of a draft as strict outputs want it: all properties required, no titles or defaults."""
    schema: Json = _tidy(draft.model_json_schema())
    return {**schema, "required": list(schema["properties"]), "additionalProperties": False}


def _tidy(node: object) -> Any:
    """`node` without the keywords of `_NOT_STRICT`; a property of that name is none and stays."""
    if isinstance(node, dict):
        members = cast("dict[str, object]", node)
        kept = [name for name, value in members.items() if name not in _NOT_STRICT or isinstance(value, dict)]
        return {name: _tidy(members[name]) for name in kept}
    if isinstance(node, list):
        return [_tidy(value) for value in cast("list[object]", node)]
    return node


TASKS: tuple[Task, ...] = (
    Task(
        "deployments", PROMPTS / "deployment", DeploymentDraft,
        (Section("deployments", DeploymentDraft | str, "slots"),),
        deploying.find_candidates, drafting.propose, drafting.settled, drafting.likely,
        deploying.answer_schema, deploying.ground, linking.finish,
    ),
    Task(
        "quotes", PROMPTS / "quote", SpeakerDraft,
        (Section("speakers", SpeakerDraft, "list"), Section("quotes", str, "slots")),
        quoting.find_candidates, quoting.propose, quoting.settled, quoting.likely,
        quoting.answer_schema, quoting.ground, quoting.finish,
    ),
)  # fmt: skip
"""All record kinds, in the order in which they are asked."""
