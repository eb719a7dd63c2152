"""How work grows with an article's length: whoever writes articles must not be able to hold a run up; fault 40."""

from time import process_time

from extractor import Article, Settings, extract
from extractor.asides import prose_of
from extractor.attributing import find_publisher
from extractor.counting import find_counted
from extractor.flow import Part
from extractor.nations import find_nations
from extractor.owners import find_force
from extractor.preceding import words_before
from extractor.segmenting import segment_article
from extractor.stripping import strip_title
from extractor.tasks import TASKS
from extractor.titling import find_title
from extractor.web import read_page
from schemas import ArticleText


def seconds(sentences: int) -> float:
    """What it takes to find whose all the forces of an article in one line are."""
    text = "Spain sent 500 soldiers to Latvia and 300 others went, Ana Silva said. " * sentences
    segments = segment_article(ArticleText(id="a", text=text))
    places = [place for place in range(len(text)) if text.startswith(("500", "300"), place)]
    find_nations(text)
    begun = process_time()
    for place in places:
        find_force(segments, place, place + 3)
    return process_time() - begun


def test_whose_forces_are_is_found_in_about_the_time_that_the_length_asks_for() -> None:
    """Four times the length: some four times the work, and sixteen where every place were compared with every other."""
    assert min(seconds(1_600) for _ in range(2)) < 10 * max(seconds(400) for _ in range(2))


def seconds_of_owners(sentences: int) -> float:
    """What it takes to find whose forces of nobody may be, where every sentence names a nation as a goal."""
    segments = segment_article(ArticleText(id="a", text="A battalion left for Estonia on Friday. " * sentences))
    part = Part(1, 1, TASKS[0].find_candidates(segments)[:1])
    begun = process_time()
    TASKS[0].schema(segments, part)
    return process_time() - begun


def test_who_may_own_them_is_found_in_about_the_time_that_the_length_asks_for() -> None:
    assert min(seconds_of_owners(1_600) for _ in range(2)) < 10 * max(seconds_of_owners(400) for _ in range(2))


def seconds_of_rules(text: str) -> float:
    """What it takes to read an article by code alone."""
    begun = process_time()
    extract(Article(text=text), Settings(model="rules"))
    return process_time() - begun


def named(number: int) -> str:
    """A first name of its own."""
    return f"{chr(65 + number % 26)}{chr(97 + number // 26 % 26)}a"


def test_whose_words_are_is_found_in_about_the_time_that_the_length_asks_for() -> None:
    quote = "“We stay,” Ada Ray said. "
    assert min(seconds_of_rules(quote * 300) for _ in range(2)) < 10 * max(
        seconds_of_rules(quote * 75) for _ in range(2)
    )


def seconds_of_gap(width: int) -> float:
    """What it takes to strip titles of names whose words stand far apart; each is stripped once."""
    begun = process_time()
    for number in range(5):
        strip_title(f"Ada{chr(0xA0) * width}Ray {number}")
    return process_time() - begun


def test_a_title_is_stripped_in_about_the_time_that_the_length_asks_for() -> None:
    assert seconds_of_gap(40_000) < 10 * seconds_of_gap(10_000)


def seconds_of_publishers(quotes: int) -> float:
    """What it takes to look by whom the words of one speaker were published, at each of the quotes."""
    segments = segment_article(ArticleText(id="a", text="“We stay,” the mayor said.\n\n" * quotes))
    begun = process_time()
    for _ in range(quotes):
        find_publisher(segments, "mayor")
    return process_time() - begun


def test_who_published_words_is_found_in_about_the_time_that_the_length_asks_for() -> None:
    assert min(seconds_of_publishers(1_600) for _ in range(2)) < 10 * max(seconds_of_publishers(400) for _ in range(2))


def seconds_of_asides(asides: int) -> float:
    """What it takes to blot out asides of all kinds, open, closed and one within the other."""
    text = "He [a clerk] saw <b {it} <|x|> @@ - @@ [now] " * asides + "[{<" * asides + "]}>" * asides
    segments = segment_article(ArticleText(id="a", text=text))
    begun = process_time()
    prose_of(segments)
    return process_time() - begun


def test_asides_are_blotted_out_in_about_the_time_that_the_length_asks_for() -> None:
    assert min(seconds_of_asides(8_000) for _ in range(2)) < 10 * max(seconds_of_asides(2_000) for _ in range(2))


def seconds_of_page(hidden: int) -> float:
    """What it takes to read a page with many elements that no browser shows."""
    unseen = "<div hidden><p>Words of nobody.</p></div><p>Words of an article.</p>" * hidden
    begun = process_time()
    read_page(f"<html><body><article><h1>Words</h1>{unseen}</article></body></html>")
    return process_time() - begun


def test_a_page_is_read_in_about_the_time_that_its_length_asks_for() -> None:
    read_page("<html><body><p>Words.</p></body></html>")
    assert min(seconds_of_page(8_000) for _ in range(2)) < 10 * max(seconds_of_page(2_000) for _ in range(2))


def seconds_of_titles(names: int) -> float:
    """What it takes to find the offices of many people with one surname."""
    people = [f"{named(number)} Ray" for number in range(names)]
    segments = segment_article(ArticleText(id="a", text=" ".join(f"Ray met {name}." for name in people)))
    find_title(segments, "Ray")
    begun = process_time()
    for name in people:
        find_title(segments, name)
    return process_time() - begun


def test_titles_are_found_in_about_the_time_that_the_length_asks_for() -> None:
    assert min(seconds_of_titles(600) for _ in range(2)) < 10 * max(seconds_of_titles(150) for _ in range(2))


def seconds_of_figures(groups: int) -> float:
    """What it takes to find no people behind a figure of many groups, which spaces that do not break part."""
    text = "1" + "\u00a0000" * groups + "x"
    openers = [0, *range(2, len(text) - 1, 4)]
    begun = process_time()
    assert not [*find_counted(text, openers, 0, len(text))]
    return process_time() - begun


def test_counted_people_are_found_in_about_the_time_that_the_length_asks_for() -> None:
    assert min(seconds_of_figures(16_000) for _ in range(2)) < 10 * max(seconds_of_figures(4_000) for _ in range(2))


def seconds_of_words(words: int) -> float:
    """What it takes to find no words before an offset where a mark stands behind many, or behind a long one."""
    text = f"{'ab ' * words}{'a' * words}- "
    begun = process_time()
    words_before(text, 0, len(text))
    return process_time() - begun


def test_the_words_before_are_found_in_about_the_time_that_the_length_asks_for() -> None:
    assert min(seconds_of_words(16_000) for _ in range(2)) < 10 * max(seconds_of_words(4_000) for _ in range(2))
