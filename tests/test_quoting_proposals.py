"""What code proposes for the quote task, and which of it is settled."""

from extractor.flow import Part
from extractor.pipeline import extract_article
from extractor.quoting import find_candidates, propose, settled
from extractor.segmenting import segment_article
from extractor.settings import Settings
from schemas import ArticleText, Extraction
from tests.scripted import Json, Scripted, assert_grounded

ONCE = Settings(model="m", ask="all", records=("quotes",), repair=False)


PROPOSED = """\
Mayor Ana Silva met Tom Reed.

“We will go,” Silva said. “We will go now.”

Reed hopes for a “dream”. The so-called “corridor” is shut. “No,” he said."""


def proposed(text: str) -> tuple[Json, frozenset[str], Extraction]:
    """What code proposes, which of it is settled, and what it grounds to as if a model had said it."""
    segments = segment_article(ArticleText(id="a", text=text))
    part = Part(1, len(segments.sentences), find_candidates(segments))
    answer = propose(segments, part)
    extraction = extract_article(segments.article, Scripted(lambda _: answer), ONCE)
    assert_grounded(extraction)
    return answer, settled(segments, part), extraction


def test_code_proposes_an_answer_in_the_form_of_a_models() -> None:
    answer, _, _ = proposed(PROPOSED)
    assert answer == {
        "speakers": [
            {"id": "A", "name": "Ana Silva", "title": "Mayor"},
            {"id": "B", "name": "Tom Reed", "title": None},
        ],
        "quotes": {"Q1": "A", "Q2": "A", "Q3": "none", "Q4": "none", "Q5": "B"},
    }


def test_what_code_proposes_grounds_without_a_refusal_but_of_what_is_no_quote() -> None:
    _, _, extraction = proposed(PROPOSED)
    assert [quote.speaker for quote in extraction.quotes] == ["Ana Silva", "Ana Silva", "Tom Reed"]
    assert {one.reason for one in extraction.rejections} == {"not_a_quote"}


def test_only_sure_proposals_are_settled() -> None:
    _, keys, _ = proposed(PROPOSED)
    assert keys == {"Q1", "Q2", "Q4"}


def test_a_part_is_proposed_by_itself_with_letters_of_its_own() -> None:
    segments = segment_article(ArticleText(id="a", text=PROPOSED))
    part = Part(1, len(segments.sentences), find_candidates(segments)[4:])
    assert propose(segments, part)["quotes"] == {"Q5": "A"}


def test_of_more_speakers_than_letters_the_last_are_left_to_be_asked_about() -> None:
    text = (
        "\n\n".join(f"“We will go,” said Ada R{chr(97 + number)}y." for number in range(26))
        + "\n\n“No,” said Tom Reed."
    )
    segments = segment_article(ArticleText(id="a", text=text))
    part = Part(1, len(segments.sentences), find_candidates(segments))
    answer, keys = propose(segments, part), settled(segments, part)
    assert len(answer["speakers"]) == 26
    assert "Q27" not in answer["quotes"]
    assert "Q27" not in keys
