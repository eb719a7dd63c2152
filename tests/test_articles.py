"""Reading, one article: what becomes of a text, and of a file of text or JSON."""

import gzip
import json
import os
import pickle
import re
import stat
import subprocess
import sys
from datetime import date, datetime, timezone
from pathlib import Path

import pytest

from extractor.errors import ArticleError
from extractor.reading import MAX_BYTES, MAX_CHARACTERS, Article
from schemas import ArticleText
from tests.stories import CANARY, TEXT, refusal, written


def test_an_article_keeps_the_text_exactly_as_given() -> None:
    text = "  \r\n{{ 7*7 }} {% raw %} <script>alert(1)</script>\r\n\u200bend\u2028 \n"
    assert Article(text=text).text == text


def test_an_article_is_called_by_the_hash_of_its_text() -> None:
    article = Article(text=TEXT)
    assert article.id == article.sha256[:16]


def test_an_article_serialises_as_an_article_text() -> None:
    article = Article(text=TEXT, published="2022-02-02", id="a")
    plain = ArticleText(text=TEXT, published=date(2022, 2, 2), id="a")
    assert article.model_dump_json() == plain.model_dump_json()


def test_an_article_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        Article(text=TEXT).text = "other"  # pyright: ignore[reportAttributeAccessIssue]


def test_an_article_survives_a_process_border() -> None:
    article = Article(text=TEXT, published="2022-02-02")
    assert pickle.loads(pickle.dumps(article)) == article  # noqa: S301  our own bytes


def test_an_article_does_not_show_its_text_in_its_repr() -> None:
    assert CANARY not in repr(Article(text=f"{CANARY} and more"))


@pytest.mark.parametrize(
    "published",
    [
        "2022-02-02",
        "2022-02-02T21:05:00Z",
        "2022-02-02 21:05:00+01:00",
        date(2022, 2, 2),
        datetime(2022, 2, 2, 23, 59, tzinfo=timezone.utc),  # noqa: UP017  mypy knows both
    ],
)
def test_an_article_takes_a_day_or_the_day_of_a_time(published: str | date) -> None:
    assert Article(text=TEXT, published=published).published == date(2022, 2, 2)


@pytest.mark.parametrize(
    "published", ["", "2 February 2022", "2022-02-30", "20220202", "2022-W05-3", "2022-02-02Tnoon", 20220202]
)
def test_an_article_refuses_another_form_of_date_and_names_the_wanted_one(published: str) -> None:
    with pytest.raises(ArticleError, match="YYYY-MM-DD") as caught:
        Article(text=TEXT, published=published)
    assert caught.value.kind == "bad_date"


@pytest.mark.parametrize("text", ["", " \r\n\t\u00a0\u2003", "\ufeff\u200b\u00ad", "x", " x\n"])
def test_an_article_refuses_a_text_of_fewer_than_two_visible_characters(text: str) -> None:
    with pytest.raises(ArticleError) as caught:
        Article(text=text)
    assert caught.value.kind == "empty_document"


def test_an_article_refuses_a_lone_surrogate_and_says_where_it_is() -> None:
    with pytest.raises(ArticleError, match=r"lone surrogate.*U\+D83D at offset 3") as caught:
        Article(text="ab \ud83d cd")
    assert caught.value.kind == "not_text"


def test_an_article_takes_a_text_of_the_greatest_length() -> None:
    assert len(Article(text="word " * (MAX_CHARACTERS // 5)).text) == MAX_CHARACTERS


def test_an_article_refuses_a_longer_text() -> None:
    with pytest.raises(ArticleError, match="2,000,001 characters") as caught:
        Article(text="x" * (MAX_CHARACTERS + 1))
    assert caught.value.kind == "too_large"


def test_an_article_refuses_bytes() -> None:
    with pytest.raises(ArticleError, match="must be a string, not bytes"):
        Article(text=b"bytes")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize("name", ["../../etc/passwd", "/abs", "nul\0", "CON", "x" * 300, "Ünïcode"])
def test_an_article_takes_any_text_as_an_id_for_ids_are_no_paths(name: str) -> None:
    assert Article(text=TEXT, id=name).id == name


@pytest.mark.parametrize("name", ["", "x" * 301, "half \ud800"])
def test_an_article_refuses_an_id_that_is_empty_or_too_long_or_broken(name: str) -> None:
    with pytest.raises(ArticleError) as caught:
        Article(text=TEXT, id=name)
    assert caught.value.kind == "bad_id"


def test_a_text_file_is_called_by_its_stem(tmp_path: Path) -> None:
    assert Article.read(written(tmp_path / "000_49bd.v2.txt", TEXT)).id == "000_49bd.v2"


def test_a_text_file_needs_no_known_suffix_when_it_is_named(tmp_path: Path) -> None:
    assert Article.read(written(tmp_path / "story", TEXT)).text == TEXT


def test_a_text_file_keeps_its_line_ends(tmp_path: Path) -> None:
    text = "one\r\ntwo\rthree\n\n four "
    assert Article.read(written(tmp_path / "a.txt", text)).text == text


def test_a_text_file_takes_the_date_that_is_given(tmp_path: Path) -> None:
    assert Article.read(written(tmp_path / "a.txt", TEXT), "2022-02-02").published == date(2022, 2, 2)


def test_a_text_file_keeps_script_tags_and_braces_as_words(tmp_path: Path) -> None:
    text = "<script>alert(1)</script> {{ 7*7 }} said the minister."
    assert Article.read(written(tmp_path / "a.txt", text)).text == text


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_a_text_file_is_decoded_by_its_byte_order_mark(tmp_path: Path, codec: str) -> None:
    assert Article.read(written(tmp_path / "a.txt", TEXT.encode(codec))).text == TEXT


def test_a_text_file_is_decoded_by_a_big_endian_mark(tmp_path: Path) -> None:
    assert Article.read(written(tmp_path / "a.txt", b"\xfe\xff" + TEXT.encode("utf-16-be"))).text == TEXT


def test_a_text_file_may_be_reached_by_a_link(tmp_path: Path) -> None:
    (tmp_path / "link.txt").symlink_to(written(tmp_path / "a.txt", TEXT))
    assert Article.read(tmp_path / "link.txt").id == "link"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (gzip.compress(TEXT.encode()), "gzip data: unpack it"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF: take its text out"),
        (b"PK\x03\x04\x14\0", "a zip archive or an office document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0", "an old office document"),
        (b"{\\rtf1 words}", "an RTF document"),
        (b"<?xml version='1.0'?><nitf>words</nitf>", "XML, and no web page"),
        (b"words \0 words", "NUL bytes"),
        (TEXT.encode("utf-16-le"), "UTF-16 without a byte order mark"),
        (b"\xff\xfe" + TEXT.encode("utf-16-le") + b"\0", "damaged UTF-16"),
        (b"\x89PNG\r\n\x1a\n\x01\xff\xd8", "binary data"),
        ("déjà vu, said Kirby".encode("cp1252"), r"byte 0xE9 at offset 1\..*iconv -f WINDOWS-1252 -t UTF-8"),
    ],
)
def test_a_text_file_is_refused_with_a_reason_when_it_is_no_text(tmp_path: Path, content: bytes, reason: str) -> None:
    error = refusal(written(tmp_path / "a.txt", content))
    assert (error.kind, bool(re.search(f"a.txt: .*{reason}", str(error)))) == ("not_text", True)


@pytest.mark.parametrize("content", [b"", b"\xef\xbb\xbf", b" \n\r\n\t", b"\xff\xfe"])
def test_a_text_file_is_refused_when_it_is_empty(tmp_path: Path, content: bytes) -> None:
    assert refusal(written(tmp_path / "a.txt", content)).kind == "empty_document"


def test_a_text_file_of_more_bytes_than_the_limit_is_refused_after_the_limit(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    error = refusal(path)
    assert (error.kind, f"{MAX_BYTES:,}" in str(error)) == ("too_large", True)


def test_a_text_file_of_many_megabytes_is_named_for_what_it_is(tmp_path: Path) -> None:
    path = written(tmp_path / "a.txt", b"%PDF-1.7\n")
    os.truncate(path, 50_000_000)
    assert refusal(path).kind == "not_text"


def test_a_text_file_that_grows_without_end_costs_little_memory(tmp_path: Path) -> None:
    """A process that may take 400 MB in all refuses a file of 4 GB."""
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(4_000_000_000)
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_AS, (400_000_000,) * 2)\n"
        "from extractor.reading import read_articles\n"
        "print(next(read_articles(sys.argv[1:])).failure.kind)"
    )
    answer = subprocess.run([sys.executable, "-c", program, path], capture_output=True, text=True, check=True)
    assert answer.stdout == "too_large\n"


def test_a_fifo_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    error = refusal(tmp_path / "a.txt")
    assert (error.kind, "a FIFO" in str(error)) == ("not_a_file", True)


def test_a_socket_is_refused(tmp_path: Path) -> None:
    os.mknod(tmp_path / "a.txt", stat.S_IFSOCK | 0o600)
    assert "a socket" in str(refusal(tmp_path / "a.txt"))


def test_a_device_is_refused() -> None:
    assert "a device" in str(refusal(os.devnull))


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path).kind == "not_a_file"


@pytest.mark.parametrize("name", ["gone.txt", "a.txt/b", "nul\0.txt", "half\ud800.txt"])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    written(tmp_path / "a.txt", TEXT)
    error = refusal(tmp_path / name)
    assert (error.kind, "there is no such file" in str(error)) == ("missing", True)


def test_a_link_to_nothing_is_missing(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone")
    assert refusal(tmp_path / "a.txt").kind == "missing"


def test_a_circle_of_links_is_unreadable(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "a.txt")
    assert refusal(tmp_path / "a.txt").kind == "unreadable"


def test_a_name_with_control_characters_is_escaped_in_the_message(tmp_path: Path) -> None:
    assert r"a\x1b[31m.txt" in str(refusal(tmp_path / "a\x1b[31m.txt"))


def test_a_json_file_is_one_article_with_id_and_date(tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", json.dumps({"id": "x", "text": TEXT, "published": "2022-02-02", "url": "/"}))
    assert Article.read(path) == Article(text=TEXT, published="2022-02-02", id="x")


def test_a_json_file_without_an_id_is_called_by_its_stem(tmp_path: Path) -> None:
    assert Article.read(written(tmp_path / "a.json", json.dumps({"text": TEXT}))).id == "a"


def test_a_json_file_may_have_a_number_for_an_id(tmp_path: Path) -> None:
    assert Article.read(written(tmp_path / "a.json", json.dumps({"id": 17, "text": TEXT}))).id == "17"


def test_a_json_file_may_be_a_gold_file_or_an_extraction(tmp_path: Path) -> None:
    article = Article(text=TEXT, published="2022-02-02", id="x")
    path = written(tmp_path / "a.json", json.dumps({"article": article.model_dump(mode="json"), "quotes": []}))
    assert Article.read(path) == article


def test_a_json_file_gives_way_to_the_date_that_is_given(tmp_path: Path) -> None:
    path = written(tmp_path / "a.json", json.dumps({"text": TEXT, "published": "2022-02-02"}))
    assert Article.read(path, "2022-03-03").published == date(2022, 3, 3)


def test_a_json_file_keeps_a_pair_of_surrogates_as_one_character(tmp_path: Path) -> None:
    assert Article.read(written(tmp_path / "a.json", r'{"text": "ok \ud83d\ude00"}')).text == "ok \U0001f600"


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (r'{"text": "half \ud800"}', "not_text"),
        ('{"text": 3}', "not_text"),
        ('{"id": "x"}', "not_text"),
        ('{"article": null, "error": {}}', "not_text"),
        ('{"text": "words and", "published": 20220202}', "bad_date"),
        ('{"text": "words and", "published": "soon"}', "bad_date"),
        ('{"text": "words and", "id": true}', "bad_id"),
        ('{"text": "words and", "id": ["x"]}', "bad_id"),
        ('{"text": "words and", "sha256": "00"}', "changed_text"),
        ('{"text": "words and"', "bad_json"),
        ('[{"text": "words and"}]', "bad_json"),
        ('{"text": ' + "[" * 100_000, "bad_json"),
        ('{"id": ' + "1" * 10_000 + "}", "bad_json"),
    ],
)
def test_a_json_file_that_is_no_article_is_refused(tmp_path: Path, content: str, kind: str) -> None:
    assert refusal(written(tmp_path / "a.json", content)).kind == kind


def test_a_json_file_of_lines_is_not_one_article(tmp_path: Path) -> None:
    path = written(tmp_path / "a.jsonl", json.dumps({"text": TEXT}))
    assert "read_articles" in str(refusal(path))
