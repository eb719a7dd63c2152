"""Prompting: segments become a prompt, with its digest.

Templates are fixed, strict and never see article text but as a variable; the article stands between two marks that are
made from its own hash, so that no article can close its own delimiter.
"""

import json
from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from extractor.flow import Allowance, Json, Message, Part, Prompt, Segments, digest_of
from extractor.folding import seen
from extractor.settings import Settings
from extractor.showing import Shown, View
from schemas import Draft, Rejection

if TYPE_CHECKING:
    from jinja2 import Environment

PROMPTS = Path(__file__).resolve().parent.parent / "prompts"
LONGEST_VALUE = 200
"""Characters of a refused value that are shown when it is asked for again."""


class Asked(Hashable, Protocol):
    """What prompting needs of a task."""

    @property
    def name(self) -> str:
        """Name of the task, sent as the name of the answer's schema."""
        ...

    @property
    def folder(self) -> Path:
        """Folder of its templates and examples."""
        ...

    @property
    def drafts(self) -> Sequence[type[Draft]]:
        """What it asks a model to fill in."""
        ...

    def schema(self, segments: Segments, part: Part) -> Json:
        """Strict JSON Schema of the answer about `part`."""
        ...

    def example_part(self, article: str) -> tuple[Segments, Part]:
        """Segment an example's article."""
        ...


class Template:
    """The prompt of one task, as its folder holds it."""

    def __init__(self, folder: Path) -> None:
        """Name the folder; its files are read when they are first needed."""
        self.folder = folder

    @cached_property
    def files(self) -> dict[str, str]:
        """The folder's files by name."""
        names = ("system.jinja", "article.jinja", "examples.json")
        return {name: (self.folder / name).read_text("utf-8") for name in names}

    @cached_property
    def version(self) -> str:
        """Digest of templates and examples, 12 hexadecimal digits."""
        return digest_of(self.files)[:12]

    @cached_property
    def examples(self) -> list[Json]:
        """The worked examples: `article` and `answer` each, and the `question` that the article comes to."""
        examples: list[Json] = json.loads(self.files["examples.json"])
        return examples

    @cached_property
    def _environment(self) -> "Environment":
        return _strict_environment(self.files)

    def render(self, name: str, values: Mapping[str, Any]) -> str:
        """Fill one template; an unknown variable is an error."""
        return self._environment.get_template(name).render(values).strip()


def _strict_environment(files: Mapping[str, str]) -> "Environment":
    # 2 multiples of a bare Python, which an article of which code is sure, and `--help`, do without.
    from jinja2 import DictLoader, Environment, StrictUndefined  # noqa: PLC0415

    return Environment(  # noqa: S701 - the output is a message to a model, no HTML
        loader=DictLoader(files), undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, optimized=False
    )


@lru_cache(maxsize=32)
def template(folder: Path) -> Template:
    """The template in `folder`, read once a process."""
    return Template(folder)


@lru_cache(maxsize=32)
def system_message(task: Asked) -> str:
    """The instruction of a task, with its fields and worked examples: the same for every article."""
    chosen = template(task.folder)
    named = [item for draft in task.drafts for item in draft.model_fields.items()]
    fields = [{"name": name, "doc": field.description} for name, field in named]
    examples = [_example(task, example) for example in chosen.examples]
    return chosen.render("system.jinja", {"fields": fields, "examples": examples})


def _example(task: Asked, example: Json) -> Json:
    """A worked example as it is shown; its question stands in its file, since making it takes as long as an article."""
    return {
        "question": example.get("question") or example_question(task, example["article"]),
        "answer": json.dumps(example["answer"], ensure_ascii=False, separators=(",", ":")),
    }


def example_question(task: Asked, article: str) -> str:
    """What a model would be asked about an example's article."""
    segments, part = task.example_part(article)
    return article_message(task, segments, part)


def article_message(task: Asked, segments: Segments, part: Part) -> str:
    """The part of the article that is asked about, its sentences and candidates numbered; as a reader sees it.

    What is answered is looked for in the article's folded view, which leaves out the same characters.
    """
    view = View(segments, part)
    values = {
        "delimiter": f"article {segments.article.sha256[:16]}",
        "lines": [*view.context(), *view.lines()],
        "candidates": [Shown(view, candidate) for candidate in part.candidates],
        "others": [Shown(view, candidate) for candidate in part.others],
    }
    return seen(template(task.folder).render("article.jinja", values))


class Question(NamedTuple):
    """What a model is asked, before it is decided which model and how."""

    task: str
    article: str
    messages: tuple[Message, ...]
    schema: Json


def first_question(task: Asked, segments: Segments, part: Part) -> Question:
    """Ask about all candidates of `part`."""
    messages = (
        Message("system", system_message(task)),
        Message("user", article_message(task, segments, part)),
    )
    return Question(task.name, segments.article.id, messages, task.schema(segments, part))


def repair_question(first: Question, schema: Json, request: str) -> Question:
    """Ask `first` once more, for what `schema` holds; in one message, since many chat templates refuse two in a row."""
    *before, last = first.messages
    again = Message(last.role, f"{last.content}\n\n{request}")
    return Question(first.task, first.article, (*before, again), schema)


def compose_prompt(question: Question, settings: Settings, allowance: Allowance) -> Prompt:
    """The prompt that asks `question` with the settings' model and parameters."""
    return Prompt(
        task=question.task,
        article=question.article,
        messages=question.messages,
        schema=question.schema,
        model=settings.model or "",
        max_tokens=settings.max_output_tokens,
        temperature=settings.temperature,
        seed=settings.seed,
        structured=settings.structured,
        allowance=allowance,
    )


@lru_cache(maxsize=1)
def _repair_template() -> "Environment":
    return _strict_environment({"repair.jinja": (PROMPTS / "repair.jinja").read_text("utf-8")})


def repair_request(problems: Sequence[Rejection], general: str, keys: Sequence[str]) -> str:
    """Ask once more for the items of `keys`, saying what was wrong with them."""
    settled = {"not_a_quote", "not_a_deployment"}
    listed = [
        {"item": problem.item, "field": problem.field, "value": _clipped(problem.value), "message": problem.message}
        for problem in problems
        if problem.reason not in settled
    ]
    return _repair_template().get_template("repair.jinja").render(problems=listed, general=general, keys=keys).strip()


def _clipped(value: str) -> str:
    return value if len(value) <= LONGEST_VALUE else f"{value[:LONGEST_VALUE]}…"
