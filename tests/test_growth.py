"""How work grows with an article's length: whoever writes articles must not be able to hold a run up; fault 40."""

from time import process_time

from extractor.nations import find_nations
from extractor.routing import find_force
from extractor.segmenting import segment_article
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
