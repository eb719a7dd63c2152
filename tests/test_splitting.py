"""A long article in parts: where it is split, and what its parts give together."""

import pytest

from extractor.errors import CompletionError
from extractor.flow import Attempt, Part, Prompt, Segments
from extractor.pipeline import split_parts
from extractor.segmenting import segment_article
from extractor.tasks import TASKS
from schemas import ArticleText, Extraction
from tests.pipelines import SETTINGS, UNUSABLE, extracted, run_of
from tests.scripted import (
    Answer,
    Json,
    Scripted,
    drafted,
    keys_of,
    speaking,
)


def parts(text: str, longest: int) -> list[Part]:
    segments = segment_article(ArticleText(id="a", text=text))
    return list(split_parts(segments, TASKS[0].find_candidates(segments), longest))


PARAGRAPHS = "\n\n".join(f"Paragraph {number}: Spain sent {number}00 soldiers. It rained." for number in range(1, 9))


def test_a_short_article_is_one_part() -> None:
    [part] = parts(PARAGRAPHS, 24_000)
    assert (part.first, part.last, len(part.candidates)) == (1, 16, 8)


@pytest.mark.parametrize("longest", [49, 60, 100, 101, 102, 150, 300])
def test_parts_are_whole_paragraphs_and_hold_each_candidate_once(longest: int) -> None:
    found = parts(PARAGRAPHS, longest)
    assert [candidate.key for part in found for candidate in part.candidates] == [
        f"M{number}" for number in range(1, 9)
    ]
    assert [number for part in found for number in range(part.first, part.last + 1)] == list(range(1, 17))
    assert all(part.first % 2 == 1 and part.last % 2 == 0 for part in found)


def test_parts_are_no_longer_than_asked_where_their_paragraphs_are_not() -> None:
    segments = segment_article(ArticleText(id="a", text=PARAGRAPHS))
    for part in parts(PARAGRAPHS, 120):
        assert segments.sentences[part.last - 1].end - segments.sentences[part.first - 1].start <= 120


def test_a_paragraph_that_is_too_long_by_itself_is_split_between_its_sentences() -> None:
    """Fault 40: a megabyte on one line is many questions, none of them without measure."""
    line = "It rained. " + "Spain sent 500 soldiers to Latvia. " * 40
    text = f"{PARAGRAPHS}\n\n{line.strip()}\n\n{PARAGRAPHS}"
    segments = segment_article(ArticleText(id="a", text=text))
    found = parts(text, 120)
    assert len([candidate for part in found for candidate in part.candidates]) == 8 + 40 + 8
    for part in found:
        assert segments.sentences[part.last - 1].end - segments.sentences[part.first - 1].start <= 120
    paragraphs = {segments.sentences[number - 1].paragraph for part in found for number in (part.first, part.last)}
    assert paragraphs == set(range(17))


def test_paragraphs_without_candidates_at_the_borders_are_not_asked_about() -> None:
    found = parts("It rained.\n\nSpain sent 500 soldiers.\n\nIt snowed.", 1)
    assert [(part.first, part.last) for part in found] == [(2, 2)]


STORY = """\
Defence Minister Ana Silva spoke in Ceuta on Monday. Spain will send 500 soldiers to Latvia next month, she said.

“We will go,” Silva said. “We will go soon.”

About 200 of them are already in Riga, said Tom Reed.

“They left last week,” Reed added. He called it “a good start”.

The 500 Spanish soldiers will leave from Ceuta.

Italy has put 1,200 troops on alert. “We are ready,” said Silva.
"""


def knowing(prompt: Prompt) -> Answer:
    """A model that answers by the words at each key, however the article is cut."""
    segments = segment_article(ArticleText(id="a", text=STORY))
    if prompt.task == "quotes":
        names = {"A": "Silva", "B": "Reed"}
        return speaking(names, {key: "B" if key in {"Q3", "Q4"} else "A" for key in keys_of(prompt)})
    return {"deployments": {key: _told(segments, key) for key in keys_of(prompt)}}


def _told(segments: Segments, key: str) -> Json:
    candidate = next(one for one in TASKS[0].find_candidates(segments) if one.key == key)
    sentence = segments.sentences[candidate.sentence - 1]
    words = segments.text[sentence.start : sentence.end]
    places = [place for place in ("Latvia", "Riga") if place in words]
    italian = "Italy" in words
    return drafted(
        sentences=[candidate.sentence],
        force="Italy" if italian else "Spain",
        destination=places,
        origin="Ceuta" if "from Ceuta" in words else None,
        status="standby" if italian else "in_place" if "already" in words else "planned",
    )


def comparable(extraction: Extraction) -> Json:
    return {
        "quotes": [quote.model_dump() for quote in extraction.quotes],
        "deployments": [record.model_dump() for record in extraction.deployments],
    }


@pytest.mark.parametrize("longest", [1, 100, 150, 250])
def test_a_split_article_gives_the_records_of_the_whole_one(longest: int) -> None:
    """None is lost at a border, and none that is told on both sides of it comes twice."""
    whole = extracted(Scripted(knowing), STORY)
    completer = Scripted(knowing)
    split = extracted(completer, STORY, SETTINGS.model_copy(update={"part_characters": longest}))
    assert len(completer.prompts) > 2
    assert (len(whole.quotes), len(whole.deployments)) == (5, 3)
    assert comparable(split) == comparable(whole)


def test_one_part_that_fails_costs_the_others_nothing() -> None:
    def script(prompt: Prompt) -> Answer:
        return UNUSABLE["truncated"] if "Q3" in str(prompt.schema) else knowing(prompt)

    extraction = extracted(Scripted(script), STORY, SETTINGS.model_copy(update={"part_characters": 120}))
    assert [quote.text for quote in extraction.quotes] == ["We will go,", "We will go soon.", "We are ready,"]
    assert len(extraction.deployments) == 3
    assert run_of(extraction).outcome == "truncated"


def test_a_fault_in_every_part_is_told_once() -> None:
    error = CompletionError("the server failed", "server_error", attempts=[Attempt("server_error", 500)])
    extraction = extracted(Scripted(lambda _: error), STORY, SETTINGS.model_copy(update={"part_characters": 120}))
    assert extraction.error is not None
    assert extraction.error.kind == "server_error"
    assert run_of(extraction).attempts == 3
