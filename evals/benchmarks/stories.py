"""Stories: any number of articles, the seeds over and over, each with a line of its own; and answers to them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import cycle, islice
from pathlib import Path

from extractor import Article, Completion, Prompt
from extractor.flow import Attempt, Candidate, Part, Segments
from extractor.pipeline import split_parts
from extractor.segmenting import segment_article
from extractor.tasks import TASKS
from schemas import ArticleText

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
MODEL = "benchmark-model"


def stories(count: int, longest: int | None = None) -> Iterator[Article]:
    """Yield articles that are all different; at most `longest` characters of whole paragraphs of a seed each."""
    seeds = [Article.read(path) for path in sorted(SEEDS.glob("*.txt"))]
    for number, seed in enumerate(islice(cycle(seeds), count)):
        text = f"{_opening(seed.text, longest)}\n\nThis was report {number} of the day.\n"
        yield Article(text=text, published=seed.published, id=f"story-{number:05}")


def _opening(text: str, longest: int | None) -> str:
    if longest is None or len(text) <= longest:
        return text.rstrip()
    return text[: text.rfind("\n", 0, longest)].rstrip()


@dataclass
class Proposals:
    """A model that says what code proposes: answers of a real one's size that ground, for each prompt of an article."""

    article: ArticleText
    prompts: list[tuple[Prompt, Completion]] = field(default_factory=list[tuple[Prompt, Completion]])

    def complete(self, prompt: Prompt) -> Completion:
        """Answer a prompt, and keep both."""
        task = next(task for task in TASKS if task.name == prompt.task)
        segments = segment_article(self.article)
        asked = set(prompt.schema["properties"][prompt.task]["properties"])
        part = _part(segments, task.find_candidates(segments), asked)
        text = json.dumps(task.propose(segments, part), ensure_ascii=False, separators=(",", ":"))
        self.prompts.append((prompt, answer(text)))
        return self.prompts[-1][1]


def _part(segments: Segments, candidates: tuple[Candidate, ...], asked: set[str]) -> Part:
    """The part that a prompt is about, by the keys that it must be answered for."""
    (part,) = (
        part
        for part in split_parts(segments, candidates, 24_000)
        if asked & {candidate.key for candidate in part.candidates}
    )
    chosen = tuple(one for one in part.candidates if one.key in asked)
    return Part(part.first, part.last, chosen, tuple(one for one in part.candidates if one.key not in asked))


def answer(text: str) -> Completion:
    """A complete answer."""
    return Completion(
        text=text,
        model=MODEL,
        finish="stop",
        refusal=None,
        tokens_in=2000,
        tokens_out=len(text) // 4,
        seconds=2.0,
        cost_usd=None,
        answered_at="2026-11-22T10:00:00+00:00",
        attempts=(Attempt("ok", 200),),
    )
