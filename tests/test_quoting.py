"""The quote task: stretches found in code, speakers pointed at by a model, grounded and put together."""

from datetime import date

import pytest

from extractor.flow import Completer, Prompt
from extractor.pipeline import extract_article
from extractor.settings import Settings
from schemas import ArticleText, Extraction, Quote
from tests.scripted import Answer, Json, Scripted, assert_grounded, keys_of, said, speaking, words_of

ONCE = Settings(model="m", ask="all", records=("quotes",), repair=False)


def extracted(text: str, answer: Answer, settings: Settings = ONCE, published: date | None = None) -> Extraction:
    return extract_with(Scripted(lambda _: answer), text, settings, published)


def extract_with(
    completer: Completer, text: str, settings: Settings = ONCE, published: date | None = None
) -> Extraction:
    extraction = extract_article(ArticleText(id="a", text=text, published=published), completer, settings)
    assert_grounded(extraction)
    return extraction


def all_by(name: str, title: str | None = None) -> Scripted:
    """A model to whom one speaker says everything."""

    def script(prompt: Prompt) -> Json:
        speaker = {"id": "A", "name": name, "title": title}
        return {"speakers": [speaker], "quotes": dict.fromkeys(keys_of(prompt), "A")}

    return Scripted(script)


def only(extraction: Extraction) -> Quote:
    [quote] = extraction.quotes
    return quote


def refusals(extraction: Extraction) -> list[tuple[str, str | None, str, str]]:
    return [(one.item, one.field, one.value, one.reason) for one in extraction.rejections]


def test_the_words_are_the_articles_and_never_the_models() -> None:
    quote = only(extract_with(all_by("Kirby"), "“We  stand \u2018united\u2019,” John Kirby said."))
    assert quote.text == "We  stand \u2018united\u2019,"
    assert quote.span.start == 1


def test_a_surname_becomes_the_fullest_name_with_both_places_as_evidence() -> None:
    text = "John Kirby met reporters.\n\n“We stand united,” Kirby said."
    quote = only(extract_with(all_by("Kirby"), text))
    assert quote.speaker == "John Kirby"
    assert words_of(quote, "speaker") == ["John Kirby", "Kirby"]


def test_the_speakers_mention_inside_a_quote_is_no_evidence_beside_it() -> None:
    text = "Ana Silva spoke. “Silva is my name,” Silva said."
    quote = only(extract_with(all_by("Ana Silva"), text))
    assert [span.start for span in quote.evidence["speaker"]] == [0, text.rindex("Silva")]


def test_a_stretch_that_is_no_quote_is_listed_with_its_place() -> None:
    extraction = extracted("The film “Harbour Nights” was shown.", speaking({}, {"Q1": "none"}))
    assert extraction.quotes == ()
    [refused] = extraction.rejections
    assert (refused.item, refused.value, refused.reason) == ("quotes Q1", "none", "not_a_quote")
    assert refused.span is not None
    assert refused.span.text == "Harbour Nights"
    assert extraction.error is None


def test_a_letter_without_a_speaker_is_refused_and_costs_no_other_quote() -> None:
    text = "“Yes, we will go,” Ana Silva said. “No, we will not,” said Tom Reed."
    extraction = extracted(text, speaking({"A": "Ana Silva"}, {"Q1": "A", "Q2": "Z"}))
    assert only(extraction).speaker == "Ana Silva"
    assert refusals(extraction) == [("quotes Q2", "speaker", "Z", "unknown_speaker")]


def test_a_speaker_who_is_not_in_the_article_speaks_nothing() -> None:
    extraction = extracted("“We will go,” Ana Silva said.", speaking({"A": "Ana Salva"}, {"Q1": "A"}))
    assert extraction.quotes == ()
    assert refusals(extraction) == [
        ("speakers A", "name", "Ana Salva", "not_in_article"),
        ("quotes Q1", "speaker", "A", "unknown_speaker"),
    ]


@pytest.mark.parametrize("name", ["she", "He", "they", "none", "unknown"])
def test_a_pronoun_is_no_speaker(name: str) -> None:
    extraction = extracted(f"Ana Silva came. “We will go,” {name} said.", speaking({"A": name}, {"Q1": "A"}))
    assert extraction.quotes == ()
    assert refusals(extraction)[0] == ("speakers A", "name", name, "no_name")


def test_a_stretch_that_the_answer_does_not_mention_is_listed_as_missing() -> None:
    extraction = extracted("“We will go,” Ana Silva said.", speaking({"A": "Ana Silva"}, {}))
    assert refusals(extraction) == [("quotes Q1", None, "null", "missing")]


def test_a_stretch_that_was_not_asked_about_is_refused() -> None:
    extraction = extracted("“We will go,” Ana Silva said.", speaking({"A": "Ana Silva"}, {"Q1": "A", "Q2": "A"}))
    assert len(extraction.quotes) == 1
    assert refusals(extraction) == [("quotes Q2", None, "A", "unknown_key")]


def test_of_two_speakers_with_one_letter_the_first_counts() -> None:
    answer = speaking({"A": "Ana Silva"}, {"Q1": "A"})
    answer["speakers"].append({"id": "A", "name": "Tom Reed", "title": None})
    extraction = extracted("“We will go,” Ana Silva told Tom Reed.", answer)
    assert only(extraction).speaker == "Ana Silva"
    assert [one.reason for one in extraction.rejections] == ["duplicate"]


@pytest.mark.parametrize(
    "speaker",
    [
        {"id": "ZZ", "name": "Ana Silva", "title": None},
        {"id": "Z", "name": 5, "title": None},
        {"id": "Z", "name": "Ana Silva"},
        {"id": "Z", "name": "Ana Silva", "title": None, "mood": "glad"},
        "Ana Silva",
        None,
    ],
)
def test_a_malformed_speaker_costs_itself_and_its_quotes_not_the_others(speaker: object) -> None:
    """`Z` is no letter that code has given a speaker."""
    answer = speaking({"B": "Tom Reed"}, {"Q1": "Z", "Q2": "B"})
    answer["speakers"].append(speaker)
    extraction = extracted("“Yes, we will go,” Ana Silva said. “No, we will not,” Tom Reed said.", answer)
    assert only(extraction).speaker == "Tom Reed"
    assert [one.reason for one in extraction.rejections] == ["malformed", "unknown_speaker"]


@pytest.mark.parametrize("part", ["speakers", "quotes"])
@pytest.mark.parametrize("value", [None, 3, "A", True])
def test_a_part_of_another_form_is_refused_as_a_whole(part: str, value: object) -> None:
    answer = {**speaking({"Z": "Ana Silva"}, {"Q1": "Z"}), part: value}
    extraction = extracted("“We will go,” Ana Silva said.", answer)
    assert extraction.quotes == ()
    assert "malformed" in {one.reason for one in extraction.rejections}


TITLED = """\
Pentagon spokesman John Kirby came.

The mayor was ill.

“We will go,” Kirby said.

An aide spoke of “honour”."""


def test_a_title_beside_the_name_is_taken_with_its_place() -> None:
    answer = speaking({"A": ("John Kirby", "pentagon SPOKESMAN")}, {"Q1": "A", "Q2": "none"})
    quote = only(extracted(TITLED, answer))
    assert quote.speaker_title == "Pentagon spokesman"
    assert quote.evidence["speaker_title"][0].start == 0


@pytest.mark.parametrize("given", ["John Kirby", ("John Kirby", "spokesman"), ("John Kirby", "admiral")])
def test_a_title_that_code_finds_beside_the_name_wins(given: str | tuple[str, str]) -> None:
    quote = only(extracted(TITLED, speaking({"A": given}, {"Q1": "A", "Q2": "none"})))
    assert quote.speaker_title == "Pentagon spokesman"


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("admiral", "not_in_article"),
        ("mayor", "not_beside_name"),
        ("aide", "not_beside_name"),
        ("John Kirby", "not_beside_name"),
        ("Kirby", "not_beside_name"),
        ("none", "says_nothing"),
        ("", "says_nothing"),
    ],
)
def test_a_title_that_is_not_beside_the_name_is_left_out_and_listed(title: str, reason: str) -> None:
    untitled = TITLED.replace("Pentagon spokesman ", "")
    extraction = extracted(untitled, speaking({"A": ("John Kirby", title)}, {"Q1": "A", "Q2": "none"}))
    assert only(extraction).speaker_title is None
    assert refusals(extraction)[0] == ("speakers A", "title", title, reason)


def test_cue_day_and_venue_are_read_from_the_reporters_words() -> None:
    text = "“We will go to Ceuta,” Ana Silva said on Monday at a news conference."
    quote = only(extract_with(all_by("Ana Silva"), text, published=date(2022, 2, 2)))
    assert (quote.cue, quote.venue) == ("said", "a news conference")
    assert quote.said_on is not None
    assert (quote.said_on.text, quote.said_on.date) == ("Monday", date(2022, 1, 31))
    assert quote.said_on.basis == "published 2022-02-02"


def test_a_day_inside_the_quote_does_not_date_it() -> None:
    quote = only(
        extract_with(all_by("Ana Silva"), "“We will go on Friday,” Ana Silva said.", published=date(2022, 2, 2))
    )
    assert quote.said_on is None


def test_without_a_date_of_publication_the_words_of_the_day_stay() -> None:
    quote = only(extract_with(all_by("Ana Silva"), "“We will go,” Ana Silva said on Monday."))
    assert quote.said_on is not None
    assert (quote.said_on.text, quote.said_on.date, quote.said_on.basis) == ("Monday", None, "unresolved")


def test_the_outlet_that_was_told_is_who_reports_it() -> None:
    quote = only(extract_with(all_by("Ana Silva"), "“We will go,” Ana Silva told the Wall Street Journal."))
    assert quote.reported_by == "Wall Street Journal"


def test_whole_sentences_are_direct_and_fragments_partial() -> None:
    text = "“We will go to Ceuta,” Ana Silva said. She called the talks “not yet over”."
    kinds = [quote.kind for quote in extract_with(all_by("Ana Silva"), text).quotes]
    assert kinds == ["direct", "partial"]


def groups(text: str, letters: str) -> list[int]:
    answer = speaking(
        {"A": "Ana Silva", "B": "Tom Reed"}, {f"Q{number}": letter for number, letter in enumerate(letters, 1)}
    )
    return [quote.group for quote in extracted(f"Ana Silva met Tom Reed.\n\n{text}", answer).quotes]


@pytest.mark.parametrize(
    ("text", "letters", "turns"),
    [
        ("“We go,” Silva said. “We go today.”", "AA", [1, 1]),
        ("“We go,” Silva said, “and we go today.”", "AA", [1, 1]),
        ("“We go,” Silva said.\n\nIt rained. “We go today,” she added.", "AA", [1, 2]),
        ("“We go,” Silva said. The plan: “We go today.”", "AA", [1, 1]),
        ("“We go,” Silva said. It rained on “the day we go”.", "AA", [1, 2]),
        ("“We go,” Silva said. “You stay,” said Reed.", "AB", [1, 2]),
        ("“We go. It is time.\n\n“We go today,” Silva said.", "AA", [1, 1]),
        ("“We go,” Silva said. “You stay,” said Reed. “We go,” said Silva.", "ABA", [1, 2, 3]),
    ],
)
def test_one_speech_turn_is_one_group(text: str, letters: str, turns: list[int]) -> None:
    assert groups(text, letters) == turns


def test_quotes_are_numbered_in_reading_order_whatever_the_order_of_the_answer() -> None:
    text = "“We will go,” Ana Silva said. “You will not,” said Tom Reed."
    extraction = extracted(text, speaking({"B": "Tom Reed", "A": "Ana Silva"}, {"Q2": "B", "Q1": "A"}))
    assert [(quote.id, quote.speaker) for quote in extraction.quotes] == [("q1", "Ana Silva"), ("q2", "Tom Reed")]


def test_a_speaker_is_written_once_however_much_is_quoted() -> None:
    """The answer holds a letter for each stretch, so its names do not grow with the quotes."""
    completer = all_by("Ana Silva")
    extract_with(completer, "“One more time,” Ana Silva said. " * 30)
    [prompt] = completer.prompts
    assert prompt.schema["properties"]["quotes"]["properties"]["Q30"] == {"$ref": "#/$defs/letter"}
    assert set(prompt.schema["$defs"]["letter"]["enum"]) == {*"ABCDEFGHIJKLMNOPQRSTUVWXYZ", "title", "term"}
    assert prompt.schema["properties"]["speakers"]["items"]["properties"]["id"]["enum"][0] == "B"


def test_a_thousand_stretches_do_not_make_a_thousand_lists() -> None:
    """OpenAI takes 1,000 enumerated values in one schema."""
    completer = Scripted()
    extract_with(completer, "“Yes.” " * 200)
    assert str(completer.prompts[0].schema).count("'enum'") == 2


def test_many_stretches_in_one_paragraph_are_one_turn() -> None:
    extraction = extract_with(all_by("Ana Silva"), "Ana Silva said: " + "“Yes it is so.” " * 500)
    assert len(extraction.quotes) == 500
    assert {quote.group for quote in extraction.quotes} == {1}


def test_a_repair_has_letters_of_its_own() -> None:
    """What `Z` means in the second answer has nothing to do with the first one's `Z`."""
    text = "“Yes, we will go,” Ana Silva said. “No, we will not,” Tom Reed said."
    first = speaking({"Z": "Ana Silva"}, {"Q1": "Z", "Q2": "Y"})
    second = speaking({"Z": "Tom Reed"}, {"Q2": "Z"})
    answers = iter([said(first), said(second)])
    extraction = extract_with(
        Scripted(lambda _: next(answers)), text, Settings(model="m", ask="all", records=("quotes",))
    )
    assert [quote.speaker for quote in extraction.quotes] == ["Ana Silva", "Tom Reed"]
    assert [(one.reason, one.round) for one in extraction.rejections] == [("unknown_speaker", 1)]
