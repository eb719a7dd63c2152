"""What is read once in an article stays with it, however many others are read meanwhile."""

from concurrent.futures import ThreadPoolExecutor

from extractor.flow import Segments, once
from tests.told import segmented


@once
def read(segments: Segments) -> list[str]:
    """A reading that is told from another one of the same text by what it is."""
    return [segments.text]


def test_a_reading_outlasts_those_of_a_hundred_other_articles() -> None:
    segments = segmented("600 soldiers left.")
    first = read(segments)
    for number in range(100):
        read(segmented(f"{number} soldiers left."))
    assert read(segments) is first


def test_articles_of_the_same_words_have_each_its_own_reading() -> None:
    assert read(segmented("600 soldiers left.")) is not read(segmented("600 soldiers left."))


def test_all_threads_have_the_same_reading() -> None:
    segments = segmented("600 soldiers left.")
    with ThreadPoolExecutor(8) as threads:
        readings = list(threads.map(read, [segments] * 64))
    assert all(reading is readings[0] for reading in readings)
