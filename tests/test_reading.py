"""Reading: what becomes of paths, folders and lines of JSON."""

import gzip
import io
import json
import os
import pickle
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from extractor.errors import UsageError
from extractor.reading import MAX_BYTES, Article, Reading, Unread, read_articles, require_distinct_ids
from tests.stories import CANARY, TEXT, ids, items, kinds, page, written


def test_lines_are_an_article_each(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.jsonl", f'{{"id": "x", "text": "{CANARY}"}}\n\n{{"text": "more words"}}\r\n{{"text": "last"}}'
    )
    assert ids(items([path])) == ["x", "a-3", "a-4"]


def test_lines_of_gold_and_of_extractions_are_taken_too(tmp_path: Path) -> None:
    article = Article(text=TEXT, id="x").model_dump(mode="json")
    path = written(tmp_path / "a.jsonl", json.dumps({"article": article, "deployments": [], "error": None}))
    assert items([path]) == [Article(text=TEXT, id="x")]


def test_lines_that_are_bad_cost_only_themselves(tmp_path: Path) -> None:
    good = json.dumps({"text": TEXT})
    bad = [
        '{"text": "x"}',
        "no JSON",
        '{"text": "\\ud800"}',
        '{"text": "d\xe9j\xe0"}',
        "[]",
        '{"text": "ok ok", "published": "?"}',
    ]
    path = written(tmp_path / "a.jsonl", "\n".join([good, *bad, good]).encode("latin-1"))
    expected = ["read", "empty_document", "bad_json", "not_text", "not_text", "bad_json", "bad_date", "read"]
    assert kinds(items([path])) == expected


def test_lines_that_are_bad_are_named_by_file_and_number(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", f'{{"text": "fine words"}}\n{{"text": "{CANARY}" oh}}\n')
    [_, bad] = items([path])
    assert isinstance(bad, Unread)
    assert (bad.id, bad.source) == ("a-2", f"{path}:2")
    assert bad.failure.message == f"{path}:2: it is no valid JSON: Expecting ',' delimiter at character 28"
    assert not bad.failure.retryable


def test_lines_that_are_bad_keep_the_id_that_they_state(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", '{"id": "x", "text": ""}\n{"id": "", "text": "two words"}\n{"text": ""}\n')
    assert ids(items([path])) == ["x", "a-2", "a-3"]


def test_a_json_file_that_is_bad_keeps_the_id_that_it_states(tmp_path: Path) -> None:
    assert ids(items([written(tmp_path / "a.json", '{"id": "x", "text": ""}')])) == ["x"]


def test_lines_that_are_too_long_cost_only_themselves(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", b'{"text": "' + b"x" * (2 * MAX_BYTES) + b'"}\n{"text": "words"}\n')
    assert kinds(items([path])) == ["too_large", "read"]


@pytest.mark.parametrize("content", [gzip.compress(b"x" * 999), b"\0\n\0\n", '{"text": "a b"}\n'.encode("utf-16")])
def test_lines_of_no_text_are_one_failure(tmp_path: Path, content: bytes) -> None:
    assert kinds(items([written(tmp_path / "a.jsonl", content)])) == ["not_text"]


def test_lines_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    assert kinds(items([written(tmp_path / "a.ndjson", '\ufeff{"text": "two words"}')])) == ["read"]


@pytest.mark.parametrize("content", ["", "\n \n"])
def test_lines_that_are_missing_are_a_failure(tmp_path: Path, content: str) -> None:
    assert kinds(items([written(tmp_path / "a.jsonl", content)])) == ["empty_document"]


def test_lines_of_a_fifo_are_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.jsonl")
    assert kinds(items([tmp_path / "a.jsonl"])) == ["not_a_file"]


def test_a_folder_is_read_with_its_folders_in_order(tmp_path: Path) -> None:
    for name in ("b.txt", "a.JSON", "sub/c.htm", "sub/deep/d.text"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        written(tmp_path / name, {"a.JSON": json.dumps({"text": TEXT}), "sub/c.htm": page()}.get(name, TEXT))
    assert ids(items([tmp_path])) == ["a", "b", "c", "d"]


def test_a_folder_counts_what_it_skips(tmp_path: Path) -> None:
    """Hidden ones, README, MANIFEST and LICENSE, other suffixes and linked folders."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "linked").symlink_to(tmp_path)
    for name in (
        "a.txt",
        ".b.txt",
        "README.txt",
        "readme_first.txt",
        "manifest.json",
        "LICENSE.txt",
        "c.png",
        ".git/d.txt",
    ):
        written(tmp_path / name, TEXT)
    reading = read_articles([tmp_path])
    assert (ids(list(reading)), reading.skipped) == (["a"], 8)


def test_a_folder_takes_a_name_that_only_begins_like_one_to_skip(tmp_path: Path) -> None:
    written(tmp_path / "readmeable.txt", TEXT)
    assert ids(items([tmp_path])) == ["readmeable"]


def test_a_folder_takes_no_file_for_skipped_that_is_named_itself(tmp_path: Path) -> None:
    assert ids(items([written(tmp_path / "README.txt", TEXT)])) == ["README"]


def test_a_folder_without_articles_is_a_failure(tmp_path: Path) -> None:
    written(tmp_path / "README.txt", TEXT)
    [found] = items([tmp_path])
    assert isinstance(found, Unread)
    assert (found.failure.kind, found.source, "1 other" in found.failure.message) == (
        "empty_folder",
        str(tmp_path),
        True,
    )


def test_a_folder_that_cannot_be_listed_is_a_failure() -> None:
    """A folder below /proc of a process that is gone stands for one without permission, which root would have."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    folder = os.open(f"/proc/{process.pid}/task", os.O_RDONLY)
    process.communicate(b"\n")
    try:
        assert kinds(items([f"/proc/self/fd/{folder}"])) == ["unreadable"]
    finally:
        os.close(folder)


def test_a_folder_with_a_file_that_cannot_be_read_loses_no_other(tmp_path: Path) -> None:
    written(tmp_path / "a.txt", TEXT)
    written(tmp_path / "b.txt", b"\x1f\x8b\x08")
    os.mkfifo(tmp_path / "c.txt")
    written(tmp_path / "d.txt", TEXT)
    assert kinds(items([tmp_path])) == ["read", "not_text", "not_a_file", "read"]


def test_a_folder_with_a_name_that_is_no_utf_8_gives_an_id_that_json_can_hold(tmp_path: Path) -> None:
    written(tmp_path / os.fsdecode(b"caf\xe9.txt"), TEXT)
    assert ids(items([tmp_path])) == [r"caf\udce9"]


def test_reading_keeps_the_order_of_the_paths(tmp_path: Path) -> None:
    paths = [written(tmp_path / f"{name}.txt", TEXT) for name in "cab"]
    assert ids(items(paths)) == ["c", "a", "b"]


def test_reading_gives_the_date_to_each_article(tmp_path: Path) -> None:
    [article] = read_articles([written(tmp_path / "a.txt", TEXT)], "2022-02-02")
    assert isinstance(article, Article)
    assert article.published == date(2022, 2, 2)


def test_reading_refuses_a_date_that_is_none_before_any_article() -> None:
    with pytest.raises(UsageError, match="YYYY-MM-DD"):
        read_articles(["gone.txt"], "yesterday")


@pytest.mark.parametrize("path", ["gone.txt", "", "x" * 5_000, "nul\0"])
def test_reading_makes_a_missing_path_a_failure(path: str) -> None:
    assert kinds(items([path]))[0] in {"missing", "unreadable"}


def test_reading_opens_a_file_only_when_its_turn_comes(tmp_path: Path) -> None:
    paths = [written(tmp_path / "a.txt", TEXT), written(tmp_path / "b.txt", TEXT)]
    reading = read_articles(paths)
    next(reading)
    written(paths[1], "Later words.")
    assert next(reading) == Article(text="Later words.", id="b")


def test_reading_says_how_many_items_come(tmp_path: Path) -> None:
    paths: list[str | Path] = [written(tmp_path / "a.jsonl", '{"text": "a b"}\n?\n'), tmp_path / "gone.txt"]
    reading = read_articles(paths)
    assert reading.expected == len(list(reading)) == 3


def test_reading_cannot_say_how_many_come_on_standard_input() -> None:
    assert read_articles(["-"], stdin=io.BytesIO(b"two words")).expected is None


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("one/a.txt", "two/a.html"),
        ("one/a.txt", "one/a.txt"),
        ("one/a.txt", "two/b.jsonl:2"),
        ("two/b.jsonl:2", "two/c.json"),
    ],
)
def test_reading_refuses_two_articles_with_one_id_and_names_both(tmp_path: Path, first: str, second: str) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    written(tmp_path / "one" / "a.txt", TEXT)
    written(tmp_path / "two" / "a.html", page())
    written(tmp_path / "two" / "b.jsonl", '{"text": "fine words"}\n{"id": "a", "text": "two words"}')
    written(tmp_path / "two" / "c.json", '{"id": "a", "text": "two words"}')
    with pytest.raises(UsageError) as caught:
        read_articles([tmp_path / first.removesuffix(":2"), tmp_path / second.removesuffix(":2")])
    assert [name for name in (first, second) if str(tmp_path / name) in str(caught.value)] == [first, second]


def test_reading_takes_ids_that_differ_in_case_only(tmp_path: Path) -> None:
    path = written(tmp_path / "x.jsonl", '{"id": "a", "text": "two words"}\n{"id": "A", "text": "two words"}')
    assert ids(items([path])) == ["a", "A"]


def test_reading_has_failures_that_survive_a_process_border() -> None:
    [found] = items(["gone.txt"])
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301  our own bytes


def test_reading_repeats_no_word_of_an_article_in_a_message(tmp_path: Path) -> None:
    contents = {
        "a.txt": f"{CANARY} d\xe9j\xe0",
        "b.html": f"<html><!-- {CANARY} -->",
        "c.json": f'{{"txet": "{CANARY}"}}',
        "d.jsonl": f'{{"text": "{CANARY}\n{{"text": "{CANARY} \\ud800"}}\n{{"text": ["{CANARY}"]}}',
        "e.txt": f"{CANARY}\0",
    }
    paths = [written(tmp_path / name, content.encode("latin-1")) for name, content in contents.items()]
    found = items(paths)
    assert set(kinds(found)) == {"not_text", "empty_document", "bad_json"}
    assert CANARY not in repr(found)


def test_reading_of_text_imports_no_page_library(tmp_path: Path) -> None:
    written(tmp_path / "a.txt", TEXT)
    program = (
        "import sys; from extractor.reading import Article; Article.read(sys.argv[1]); print('lxml' in sys.modules)"
    )
    answer = subprocess.run([sys.executable, "-c", program, tmp_path / "a.txt"], capture_output=True, check=True)
    assert answer.stdout == b"False\n"


def test_require_distinct_ids_maps_ids_to_sources() -> None:
    assert require_distinct_ids([("a", "x.txt"), ("b", "y.txt")]) == {"a": "x.txt", "b": "y.txt"}


def test_require_distinct_ids_refuses_a_double_and_names_both_sources() -> None:
    with pytest.raises(UsageError, match=r"article 2: its id a is already that of article 1"):
        require_distinct_ids([("a", "article 1"), ("a", "article 2")])


def test_reading_is_an_iterator() -> None:
    assert isinstance(iter(read_articles([])), Reading)
