"""Reading from standard input: what it may be, and what becomes of what it is not."""

import gzip
import io
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis.strategies import binary, sampled_from

from extractor.errors import UsageError
from extractor.reading import MAX_BYTES, Article, Unread, read_articles
from tests.stories import HEADLINE, TEXT, ids, items, kinds, page, written


def test_standard_input_is_one_text() -> None:
    assert items(["-"], TEXT.encode()) == [Article(text=TEXT, id="stdin")]


def test_standard_input_keeps_its_line_ends_and_empty_lines() -> None:
    [article] = items(["-"], b"\r\n\n one\r\ntwo\n\n")
    assert isinstance(article, Article)
    assert article.text == "\r\n\n one\r\ntwo\n\n"


def test_standard_input_may_be_a_page() -> None:
    [article] = items(["-"], page().encode())
    assert isinstance(article, Article)
    assert article.text.startswith(HEADLINE)


def test_standard_input_may_be_utf_16() -> None:
    assert items(["-"], TEXT.encode("utf-16")) == [Article(text=TEXT, id="stdin")]


def test_standard_input_is_lines_where_it_begins_with_a_json_object() -> None:
    assert ids(items(["-"], b'\n{"text": "two words"}\n{"id": "x", "text": "more words"}')) == ["stdin-2", "x"]


def test_standard_input_is_a_text_where_it_begins_with_two_braces() -> None:
    assert items(["-"], b"{{ 7*7 }} troops") == [Article(text="{{ 7*7 }} troops", id="stdin")]


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "empty_document"),
        (b"\n" * 9, "empty_document"),
        (gzip.compress(b"x"), "not_text"),
        (b"\n" * (MAX_BYTES + 9), "too_large"),
        (b"x" * (3 * MAX_BYTES), "too_large"),
        (b"words\n" * 2_000_000, "too_large"),
    ],
)
def test_standard_input_that_cannot_be_used_is_a_failure(content: bytes, kind: str) -> None:
    assert kinds(items(["-"], content)) == [kind]


def test_standard_input_without_end_is_read_only_up_to_the_limit() -> None:
    stream = io.BytesIO(b"word " * 10_000_000)
    [_] = read_articles(["-"], stdin=stream)
    assert stream.tell() <= MAX_BYTES + 1


def test_standard_input_is_the_process_s_own_by_default() -> None:
    program = "from extractor.reading import read_articles; print(next(read_articles(['-'])).text)"
    answer = subprocess.run([sys.executable, "-c", program], input=b"two words", capture_output=True, check=True)
    assert answer.stdout == b"two words\n"


@settings(deadline=None)  # the first page imports its library
@given(
    binary(max_size=40), sampled_from([b"", b'{"text": "', b"<html>", b"\xff\xfe", b"\xef\xbb\xbf", b"<?xml?><html>"])
)
def test_standard_input_of_any_bytes_gives_articles_or_failures(content: bytes, start: bytes) -> None:
    assert all(isinstance(item, Article | Unread) for item in items(["-"], start + content))


def test_standard_input_that_cannot_be_read_is_a_failure(tmp_path: Path) -> None:
    with (tmp_path / "a").open("wb") as stream:
        assert kinds(list(read_articles(["-"], stdin=stream))) == ["unreadable"]


def test_standard_input_that_is_closed_is_a_failure() -> None:
    program = "import sys; sys.stdin = None\nfrom extractor.reading import read_articles\n"
    program += "print(next(read_articles(['-'])).failure.kind)"
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert answer.stdout == b"missing\n"


def test_standard_input_cannot_be_given_twice() -> None:
    with pytest.raises(UsageError, match="only once"):
        read_articles(["-", "-"], stdin=io.BytesIO())


def test_standard_input_turns_a_double_id_into_a_failure(tmp_path: Path) -> None:
    path = written(tmp_path / "a.txt", TEXT)
    [_, double, last] = items([path, "-"], b'{"id": "a", "text": "two words"}\n{"id": "b", "text": "two words"}')
    assert isinstance(double, Unread)
    assert (double.failure.kind, double.source, str(path) in double.failure.message) == (
        "duplicate_id",
        "-:1",
        True,
    )
    assert last.id == "b"
