"""A canary key is found nowhere, and a canary article only where articles belong; fault 67.

Articles belong into what a run is for: extractions, pages, and the request and answer of a stored exchange.
"""

import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.canary import LIKE_A_KEY, STORY, WAYS, WORDS
from tests.loopback import Loopback, Reply, Request, as_json, completion, failed, said
from tests.scripted import Json

ROOT = Path(__file__).resolve().parent.parent
KEY = "sk-canary-a-key-that-is-sung-nowhere-5e4d"
LEAK = f"{KEY} {STORY}"
"""What a server says that repeats all it was sent."""


def way_of(request: Request) -> str:
    return request.path.split("/")[1]


def answer_of(request: Request, name: str) -> Reply:
    """An answer that fits the schema: one speaker, `none` for the rest; or the article's words for everything."""
    schema = request.json["response_format"]["json_schema"]["schema"]["properties"]
    speakers = [{"id": "A", "name": name, "title": LEAK}]
    parts: Json = {
        part: speakers
        if value["type"] == "array"
        else dict.fromkeys(value["properties"], "A" if "Q1" in value["properties"] else "none")
        for part, value in schema.items()
    }
    return said(json.dumps(parts))


def reply(request: Request) -> Reply:
    """Answer as the way in the address says, and repeat the key and the article wherever there is room."""
    way, html = way_of(request), {"content-type": "text/html"}
    replies: dict[str, Reply] = {
        "unauthorised": failed(401, message=f"Incorrect key {LEAK}", code=KEY, param=WORDS, type=LEAK),
        "broken": failed(500, {"x-request": KEY}, message=LEAK),
        "reset": Reply(reset=True),
        "page": Reply(f"<html>{LEAK}</html>".encode(), headers=html),
        "refusal": said(None, refusal=LEAK),
        "truncated": said(f'{{"quotes": "{LEAK}', finish="length"),
        "prose": said(f"There is nothing in {LEAK}"),
        "half": said(f'{{"quotes": "{LEAK}'),
        "filtered": said(LEAK, finish="content_filter"),
        "empty": said(""),
        "null": as_json({**completion(LEAK), "choices": None}),
        "redirect": Reply(status=307, headers={"location": f"/ok/v1/chat/completions?{KEY}"}),
        "silent": Reply(hang=True),
        "quota": failed(429, code="insufficient_quota", message=LEAK),
        "drip": Reply(said(LEAK).body, drip=0.2),
    }
    return replies.get(way) or answer_of(request, f"Ana {WORDS}" if way == "ok" else LEAK)


@pytest.fixture(scope="module")
def left(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder that a day's work has left behind, and what it printed."""
    folder = tmp_path_factory.mktemp("canary")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPENAI_", "EXTRACTOR_"))}
    with Loopback(reply) as server:
        done = subprocess.run(
            [sys.executable, "-m", "tests.canary", str(folder), server.url.removesuffix("/v1")],
            env={**kept, "OPENAI_API_KEY": KEY},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert {way_of(request) for request in server.requests} == set(WAYS)
        assert {request.headers["authorization"] for request in server.requests} == {f"Bearer {KEY}"}
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1]).count(0) > len(WAYS)
    return folder, done.stdout + done.stderr


def files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def rows(folder: Path) -> list[Any]:
    """What stands in the cache."""
    with closing(sqlite3.connect(folder / "cache" / "cache.db")) as database:
        return database.execute("SELECT key, value FROM Cache").fetchall()


def test_the_key_is_found_nowhere(left: tuple[Path, str]) -> None:
    """In no file of any kind, in no name of one, and on no terminal."""
    folder, printed = left
    assert KEY not in printed
    assert [path for path in files(folder) if KEY in str(path) or KEY.encode() in path.read_bytes()] == []
    assert KEY not in str(rows(folder))


def test_the_key_is_not_found_in_parts_or_other_forms(left: tuple[Path, str]) -> None:
    folder, printed = left
    forms = [KEY[3:], KEY[::-1], KEY.encode("utf-16-le").hex(), KEY.encode().hex()]
    texts = [printed, *(path.read_bytes().decode("utf-8", "replace") for path in files(folder))]
    assert not [form for form in forms for text in texts if form in text]


def test_the_article_is_in_no_log_and_in_no_error(left: tuple[Path, str]) -> None:
    folder, _ = left
    for name in ("log", "said"):
        text = (folder / name).read_text("utf-8")
        assert len(text) > 1_000
        assert WORDS not in text
        assert LIKE_A_KEY not in text


def test_the_article_is_printed_as_records_only(left: tuple[Path, str]) -> None:
    """Of all that is printed, only the tables' rows of good answers hold words of articles."""
    _, printed = left
    lines = [line for line in printed.splitlines() if WORDS in line]
    assert lines
    assert all(line.startswith(("q", "d", " ")) for line in lines)
    assert "extractor: " in printed
    assert LIKE_A_KEY not in printed


def test_the_article_lies_only_where_articles_belong(left: tuple[Path, str]) -> None:
    folder, _ = left
    holding = {path.relative_to(folder).parts[0] for path in files(folder) if WORDS.encode() in path.read_bytes()}
    assert holding == {"articles", "gold", "out", "recordings", "measured", "cache", "evals", "pickles"}
    assert not [path for path in files(folder) if WORDS in str(path)]


def test_a_stored_exchange_holds_the_article_in_its_request_and_answer_only(left: tuple[Path, str]) -> None:
    folder, _ = left
    recordings = [path.read_text("utf-8") for name in ("recordings", "measured") for path in (folder / name).iterdir()]
    stored = [*recordings, *(value for _, value in rows(folder))]
    assert len(recordings) > 3
    assert len(stored) > len(recordings)
    for text in stored:
        exchange = json.loads(text)
        assert {"authorization", "headers", "url", "base_url", "api_key"}.isdisjoint(exchange)
        assert WORDS in str(exchange.pop("request"))
        exchange.pop("answer")
        assert WORDS not in str(exchange)


def test_what_an_article_holds_of_others_secrets_is_kept_in_its_data(left: tuple[Path, str]) -> None:
    """Fault 48: the text is the article's, and offsets count in it."""
    folder, _ = left
    for path in (folder / "out").glob("*.jsonl"):
        assert LIKE_A_KEY in json.loads(path.read_text("utf-8"))["article"]["text"]


def test_every_way_to_go_wrong_is_told_without_the_words(left: tuple[Path, str]) -> None:
    """And each is an extraction with an error, so that the greps above had something to find."""
    folder, _ = left
    kinds = {
        way: (json.loads((folder / "out" / f"{way}-live.jsonl").read_text("utf-8"))["error"] or {"kind": None})["kind"]
        for way in WAYS
    }
    assert kinds["ok"] is None
    assert kinds["echo"] is None
    assert None not in [kinds[way] for way in WAYS if way not in {"ok", "echo"}]
    assert len(set(kinds.values())) > 9
