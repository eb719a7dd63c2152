"""Gold folders, scripted models and runs, for the tests of the harness."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from evals.ideal import ideal
from evals.labels import Gold
from evals.running import Run, build_run, run_golds
from extractor import CompletionError, Settings
from extractor.flow import Attempt, Completion, Prompt
from schemas import Extraction, Rejection, TaskRun, Usage
from tests.newsroom import BASES, BASES_LABELS, BRIDGES_LABELS, gold_of, labels, moved, span

Json = dict[str, Any]

MODEL = "scripted-1b"
HOSTILE = '<script>alert(1)</script> {{ 7*7 }} \u202egnp\u202c \x1b[31m "It is “on” & ready," she said.'
NOON, EVENING = "2026-11-22T12:00:00Z", "2026-11-22T18:00:00Z"


@dataclass
class Desk:
    """A model that gives every quote of an article the same speaker and finds no deployment."""

    speakers: Mapping[str, str] = field(default_factory=lambda: {"bases": "Anna Berg", "bridges": "Ida Lund"})
    """How an article's name begins, to the speaker."""
    silent: Collection[str] = ()
    """Quotes, by key, that it says are none."""
    failing: Collection[str] = ()
    """Articles about which it gives no answer."""
    answered_at: str = NOON
    asked: list[tuple[str, str]] = field(default_factory=list[tuple[str, str]])

    def complete(self, prompt: Prompt) -> Completion:
        """Answer every slot of the prompt's schema."""
        self.asked.append((prompt.article, prompt.task))
        if prompt.article in self.failing:
            raise CompletionError("the line is dead; try again", "network", retryable=True)
        slots = prompt.schema["properties"][prompt.task]["properties"]
        answer: Json = {prompt.task: dict.fromkeys(slots, "none")}
        if prompt.task == "quotes":
            name = next(name for start, name in self.speakers.items() if prompt.article.startswith(start))
            answer["speakers"] = [{"id": "A", "name": name, "title": None}]
            answer["quotes"] = {key: "none" if key in self.silent else "A" for key in slots}
        return answered(json.dumps(answer), self.answered_at)


def answered(text: str, answered_at: str = NOON) -> Completion:
    """Give an answer as a model would."""
    return Completion(
        text=text,
        model=f"{MODEL}-q4",
        finish="stop",
        refusal=None,
        tokens_in=300,
        tokens_out=40,
        seconds=2.5,
        cost_usd=None,
        answered_at=answered_at,
        attempts=(Attempt("ok", 200),),
    )


def settings(**more: Any) -> Settings:
    """Give settings that name the scripted model."""
    return Settings(model=MODEL, ask="all", **more)


def write_gold(folder: Path, *given: Json) -> Path:
    """Write gold files, those of both invented articles if none are given."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in given or (BASES_LABELS, BRIDGES_LABELS):
        (folder / f"{one['article']['id']}.json").write_text(json.dumps(one), "utf-8")
    return folder


def renamed(given: Json, name: str) -> Json:
    """Copy labels for an article of another name."""
    copied = labels(given)
    copied["article"]["id"] = name
    return copied


def both() -> list[Gold]:
    """Give the gold of both invented articles."""
    return [gold_of(BASES_LABELS), gold_of(BRIDGES_LABELS)]


def many(count: int) -> list[Gold]:
    """Give the first article's gold under several names."""
    return [gold_of(renamed(BASES_LABELS, f"bases-{number}")) for number in range(count)]


def perfect(gold: Gold, answered_at: str = NOON) -> Extraction:
    """Give the extraction that agrees with gold, as if a model had been asked."""
    made = ideal(gold)
    run = TaskRun(
        outcome="ok",
        prompt="p1",
        answer_schema="s1",
        requests=("ab" * 32,),
        origin="replayed",
        model_asked=MODEL,
        model_answered=f"{MODEL}-q4",
        answered_at=answered_at,
        attempts=1,
    )
    lineage = made.lineage.model_copy(update={"tasks": dict.fromkeys(gold.records, run), "model_asked": MODEL})
    usage = Usage(requests=2, tokens_in=600, tokens_out=80, cost_usd=None, seconds=5.0)
    return made.model_copy(update={"lineage": lineage, "usage": usage})


def run_of(golds: Sequence[Gold], damaged: Mapping[str, Json] | None = None, answered_at: str = NOON) -> Run:
    """Give the run of perfect extractions, in which fields of some extractions are replaced, by article."""
    extractions = [perfect(gold, answered_at) for gold in golds]
    given = damaged or {}
    return build_run(golds, [one.model_copy(update=given.get(one.article.id, {})) for one in extractions], settings())


def without_quotes(gold: Gold, *names: str) -> Json:
    """Give the change of an extraction that drops quotes."""
    return {"quotes": tuple(quote for quote in perfect(gold).quotes if quote.id not in names)}


def damage() -> Json:
    """Give a change of the first article: a quote missed, one invented, a speaker and a share wrong."""
    made = perfect(both()[0])
    first, second, _, last = made.quotes
    wrong = last.model_copy(update={"speaker": "Karl Otto"})
    invented = moved(first, span(BASES, "Fort Ash"), "q9")
    loose = tuple(one.model_copy(update={"part_of": None}) if one.id == "d2" else one for one in made.deployments)
    refused = Rejection(
        task="quotes", item="quotes Q7", field=None, value="x", reason="not_a_quote", message="no", round=1
    )
    return {"quotes": (first, second, wrong, invented), "deployments": loose, "rejections": (refused,)}


def damaged() -> Run:
    """Give the run with that damage."""
    return run_of(both(), {"bases": damage()})


def failing() -> Run:
    """Give a run in which an article failed."""
    return run_golds(both(), settings(), completer=Desk(failing={"bases"}))


def hostile() -> Run:
    """Give a run over an article, labels and predictions that try to be markup, templates or control codes."""
    start = HOSTILE.index("It")
    words = HOSTILE[start : HOSTILE.index('," she') + 1]
    quote = {"id": 'q1"><i> x', "text": words, "span": [start, start + len(words)], "speaker": "<b>she</b>"}
    given = {"article": {"id": '"><script>x</script>', "text": HOSTILE}, "quotes": [quote]}
    gold = gold_of(given)
    wrong = perfect(gold).quotes[0].model_copy(update={"speaker": "</td><img src=x>\u202e", "id": "<q>"})
    return run_of([gold], {gold.article.id: {"quotes": (wrong,)}})
