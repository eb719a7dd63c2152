"""How work grows with an article's length: whoever writes articles must not be able to hold a run up; fault 40."""

from time import process_time

from extractor.flow import Part
from extractor.nations import find_nations
from extractor.owners import find_force
from extractor.segmenting import segment_article
from extractor.tasks import TASKS
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
