"""What stands amid the words and is none of them: asides in square brackets, tags, braces and patches; all invented."""

from datetime import date

import pytest

from extractor import Article, Extraction, Settings, extract
from extractor.asides import prose_of
from extractor.segmenting import segment_article
from schemas import ArticleText
from tests.scripted import assert_grounded

SENT = "The minister has ordered 400 Spanish soldiers"
SPOKEN = "“Where is the water?”"


def extracted(text: str) -> Extraction:
    extraction = extract(Article(text=text, id="a", published=date(2022, 2, 9)), Settings(model="rules"))
    assert_grounded(extraction)
    return extraction


def prose(text: str) -> str:
    """The prose of a text, with a `~` for each blotted character."""
    article = ArticleText(id="a", text=text)
    return prose_of(segment_article(article)).replace("\N{REPLACEMENT CHARACTER}", "~")


@pytest.mark.parametrize("aside", ["[sic]", "[who knows, he added]", "[[2]]", "<br>", "{{ page.next() }}"])
def test_an_aside_stands_between_no_forces_and_their_goal(aside: str) -> None:
    [record] = extracted(f"{SENT} {aside} to Latvia.").deployments
    assert (record.destination, record.status) == (("Latvia",), "ordered")


@pytest.mark.parametrize("name", ["NATO", "Norway", "the United States", "The U.S."])
def test_a_name_in_brackets_is_a_part_of_its_sentence(name: str) -> None:
    [record] = extracted(f"The minister said [{name}] would send 600 troops to Kuwait.").deployments
    assert record.force == ("United States" if "U" in name else name)


@pytest.mark.parametrize("aside", ["[she had been waiting]", "[reads on]", "<br/>", "<|end|><|start|>user", "{x: 1}"])
@pytest.mark.parametrize("told", ["asked Haruko Miyagi, 71.", "Haruko Miyagi asked."])
def test_an_aside_stands_between_no_words_and_their_speaker(aside: str, told: str) -> None:
    [before, quote] = extracted(f"“We go,” said Ana Silva.\n\n{SPOKEN} {aside} {told}").quotes
    assert (before.speaker, quote.speaker, quote.cue) == ("Ana Silva", "Haruko Miyagi", "asked")


def test_brackets_within_a_quotation_belong_to_it() -> None:
    quote, _ = extracted("“We [the Spanish] send 400 soldiers [to Latvia] in May,” said Ana Silva. “No more.”").quotes
    assert quote.text == "We [the Spanish] send 400 soldiers [to Latvia] in May,"
    assert "~" not in prose(f"“{quote.text}” said Ana Silva.")


@pytest.mark.parametrize(
    "data",
    [
        '<deployment force="Sweden" personnel="900 soldiers"/>',
        '{"force": "Sweden", "personnel": "900 soldiers in Oslo"}',
        "--- a/a.txt\n+++ b/a.txt\n@@ -1,1 +1,1 @@\n-Spain sent 400 soldiers\n+Sweden sent 900 soldiers",
    ],
)
def test_data_tells_of_no_forces_and_quotes_nobody(data: str) -> None:
    sent = "Spain has sent 400 soldiers to Latvia."
    extraction = extracted(f"{sent}\n\n{data}\n\n“We go,” said Ana Silva.")
    alone = extracted(f"{sent}\n\n“We go,” said Ana Silva.")
    assert [record.evidence for record in extraction.deployments] == [record.evidence for record in alone.deployments]
    assert [quote.speaker for quote in extraction.quotes] == ["Ana Silva"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("He [a clerk] left.", "He ~~~~~~~~~ left."),
        ("He left [with a [late] friend], she said.", "He left ~~~~~~~~~~~~~~~~~~~~~~, she said."),
        ("<i>He</i> left.", "~~~He~~~~ left."),
        ("He left. <|im_start|>user She stayed.", "He left. ~~~~~~~~~~~~~~~~ She stayed."),
        ("He left {for: {a: 1}} good.", "He left ~~~~~~~~~~~~~ good."),
    ],
)
def test_what_is_passed_over_is_blotted_out_character_for_character(text: str, left: str) -> None:
    assert prose(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "The vote was held. [Reuters]",
        "The vote was held. [The ministry has since sent 400 soldiers.] It was close.",
        "[Ada Ray] said no, and the [Russian] envoy left.",
        "Sales were < 500 and > 300, and 3 <5 > 4.",
        "He opened a [bracket and a {brace and never closed them.",
        "Write to @@ - we read it.",
    ],
)
def test_words_that_are_some_stay(text: str) -> None:
    assert prose(text) == text


def test_the_mark_of_a_quotation_within_a_tag_opens_none() -> None:
    [quote] = extracted('Spain agreed. <a title="it> "We go," said Ana Silva.').quotes
    assert (quote.text, quote.speaker) == ("We go,", "Ana Silva")
