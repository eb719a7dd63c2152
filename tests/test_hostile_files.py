"""Hostile files: each is a clear message or a correct result."""

import gzip
import json
import os
from pathlib import Path

import pytest

from extractor import Article, Settings
from extractor.cli import main
from extractor.pipeline import extract_article, usable
from extractor.recording import Recordings, Stored
from extractor.sources import MAX_BYTES
from tests.hostility import TEXT
from tests.scripted import (
    Json,
    Scripted,
    nothing,
)

PAGE = f"<!DOCTYPE html><html><head><title>News</title></head><body><article><p>{TEXT}</p></article></body></html>"
FILES: dict[str, tuple[bytes, str | None]] = {
    "empty.txt": (b"", "empty_document"),
    "blank.txt": (b" \n\t\r\n", "empty_document"),
    "binary.txt": (bytes(range(256)), "not_text"),
    "packed.txt": (gzip.compress(TEXT.encode()), "not_text"),
    "paper.txt": (b"%PDF-1.7 ...", "not_text"),
    "wide.txt": (TEXT.encode("utf-16"), None),
    "wide_unmarked.txt": (TEXT.encode("utf-16-le"), "not_text"),
    "latin.txt": ("Café: Spain sent 500 soldiers.".encode("latin-1"), "not_text"),
    "huge.txt": (b"x" * (MAX_BYTES + 1), "too_large"),
    "surrogate.json": (b'{"text": "Spain \\ud800 sent 500 soldiers."}', "not_text"),
    "bad_date.json": (b'{"text": "Spain sent 500 soldiers.", "published": "2022-02-30"}', "bad_date"),
    "page.html": (PAGE.encode(), None),
    "template.txt": (f"{TEXT} {{{{ 7*7 }}}} {{% x %}} <script>alert(1)</script>".encode(), None),
}


def extracted(path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, Json, str]:
    """What the command line makes of a file, replaying a model that says `none`."""
    given = ["--mode", "replay", "--recordings", str(folder), "--model", "m"]
    code = main(["extract", str(path), *given])
    captured = capsys.readouterr()
    [line] = captured.out.splitlines()
    return code, json.loads(line), captured.err


@pytest.mark.parametrize("name", FILES)
def test_each_kind_of_file_is_a_clear_message_or_a_correct_result(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, kind = FILES[name]
    path = tmp_path / name
    path.write_bytes(content)
    if kind is None:
        recorder = Stored(Recordings(tmp_path / "recordings"), Scripted(nothing), usable)
        extract_article(Article.read(path), recorder, Settings(model="m", ask="all"))
    code, found, error = extracted(path, tmp_path / "recordings", capsys)
    assert (code, found["error"]["kind"] if found["error"] else None) == (0 if kind is None else 1, kind)
    assert found["article"]["id"] == path.stem
    assert bool(error) is (kind is not None)
    assert error == "" or error.startswith(f"extractor: {path.stem}: {path}: ")
    assert "Traceback" not in error


@pytest.mark.parametrize("name", ["wide.txt", "template.txt"])
def test_a_file_that_can_be_read_gives_its_own_text(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content, _ = FILES[name]
    (tmp_path / name).write_bytes(content)
    _, found, _ = extracted(tmp_path / name, tmp_path / "recordings", capsys)
    assert found["article"]["text"] == content.decode("utf-16" if name.startswith("wide") else "utf-8")


def test_a_fifo_is_refused_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    code, found, error = extracted(tmp_path / "pipe.txt", tmp_path / "recordings", capsys)
    assert (code, found["error"]["kind"]) == (1, "not_a_file")
    assert "it is a FIFO" in error


def test_an_empty_folder_is_a_message(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "stories").mkdir()
    code, found, error = extracted(tmp_path / "stories", tmp_path / "recordings", capsys)
    assert (code, found["error"]["kind"]) == (1, "empty_folder")
    assert "the folder holds no article file" in error


def test_a_file_whose_name_is_no_text_is_named_all_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names are bytes: 250 that are no UTF-8 make an id that is too long."""
    path = os.fsencode(tmp_path) + b"/" + b"\xff" * 250
    Path(os.fsdecode(path)).write_text(TEXT, "utf-8")
    code, found, _ = extracted(Path(os.fsdecode(path)), tmp_path / "recordings", capsys)
    assert (code, found["error"]["kind"]) == (1, "bad_id")
