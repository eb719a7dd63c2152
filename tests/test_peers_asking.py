"""The peers' script asks once for each article, in an environment of its own."""

import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from evals.peers.__main__ import FAILED, WRONG_USE, main
from evals.peers.answers import Answer, read_answers
from tests.evalroom import renamed, write_gold
from tests.loopback import Loopback, Request, failed, said
from tests.newsroom import BASES, BASES_LABELS
from tests.peers import SAID

PEERS = Path(__file__).resolve().parents[1] / "evals" / "peers"
TASKS = json.loads((PEERS / "asking" / "tasks.json").read_text("utf-8"))
"""Kind to what the peers are told of it."""
OWN = {"quotes": "text", "deployments": "passage"}


@dataclass(frozen=True)
class Asked:
    """What came of asking instructor about the quotes of three articles, and of asking again."""

    requests: list[Request]
    answers: dict[str, Answer]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """Ask instructor, which the project's own environment has as well; articles of one length are asked by name."""
    folder = tmp_path_factory.mktemp("peers")
    gold = write_gold(folder / "gold", *(renamed(BASES_LABELS, name) for name in ("a-whole", "b-cut", "c-failed")))
    script = (said(json.dumps({"quotes": [SAID]})), said('{"quotes": [', finish="length"), failed(500))
    with Loopback(*script) as server:
        arguments = ["ask", "--gold", str(gold), "--peer", "instructor", "--records", "quotes", "--model", "m"]
        for _ in range(2):
            main([*arguments, "--base-url", server.url, "--python", sys.executable, "-o", str(folder / "out")])
    return Asked(server.requests, {one.article: one for one in read_answers(folder / "out")})


def test_each_article_is_asked_once_and_never_again(asked: Asked) -> None:
    assert (len(asked.requests), sorted(asked.answers)) == (3, ["a-whole", "b-cut", "c-failed"])


def test_the_article_is_sent_as_it_is_with_a_schema(asked: Asked) -> None:
    request = asked.requests[0].json
    assert (request["messages"][-1]["content"], request["response_format"]["type"]) == (BASES, "json_schema")


def test_records_tokens_and_the_raw_answer_are_kept(asked: Asked) -> None:
    answer = asked.answers["a-whole"]
    one = answer.exchanges[0]
    assert [record["text"] for record in answer.records] == ["We stand ready,"]
    assert (one.content, one.tokens_in, one.model) == (json.dumps({"quotes": [SAID]}), 11, "answering-model")


def test_a_cut_answer_loses_the_article_and_its_tokens_are_kept(asked: Asked) -> None:
    answer = asked.answers["b-cut"]
    assert answer.error is not None
    assert (answer.error.type, [one.cut for one in answer.exchanges]) == ("IncompleteOutputException", [True])


def test_a_server_that_fails_loses_the_article(asked: Asked) -> None:
    answer = asked.answers["c-failed"]
    assert answer.error is not None
    assert [one.status for one in answer.exchanges] == [500]


def test_an_environment_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = ["--base-url", "http://127.0.0.1:9/v1", "--model", "m", "-o", str(tmp_path)]
    assert main(["ask", *there, "--python", str(tmp_path / "python")]) == WRONG_USE
    assert "make peers-environment" in capsys.readouterr().err


def test_a_peer_that_cannot_be_run_fails_the_command(tmp_path: Path) -> None:
    there = ["--gold", str(write_gold(tmp_path / "gold")), "--base-url", "http://127.0.0.1:9/v1", "--model", "m"]
    assert main(["ask", *there, "--python", "/bin/false", "-o", str(tmp_path / "out")]) == FAILED


@pytest.mark.parametrize("kind", ["quotes", "deployments"])
def test_every_word_of_the_worked_example_stands_in_its_article(kind: str) -> None:
    example = TASKS[kind]["example"]
    assert all(record[OWN[kind]] in example["article"] for record in example["records"])


def test_the_peers_environment_is_pinned_with_hashes_and_names_no_address() -> None:
    text = (PEERS / "requirements.txt").read_text("utf-8")
    pins = re.split(r"\n(?=\S)", text.strip())
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)
    assert not re.search(r"https?:|file:|index-url|find-links", text)


def test_the_script_imports_nothing_of_the_project() -> None:
    sources = "".join(path.read_text("utf-8") for path in (PEERS / "asking").glob("*.py"))
    assert not re.search(r"^\s*(?:from|import) (?:extractor|evals|schemas|prompts|tests)\b", sources, re.MULTILINE)
