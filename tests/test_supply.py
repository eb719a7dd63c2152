"""What comes from others: what may act when Python starts, and what is known to be wrong with it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.audit import ACCEPTED, CLEAN, FAULTY, UNREACHABLE, audit, main
from tests.lock import ROOT, pins
from tests.loopback import Loopback, Reply, Request, as_json
from tests.startup import ALLOWED, folders, problems

EDITABLE = "_editable_impl_grounded_news_extractor.pth"


def test_nothing_acts_at_start_up_but_what_is_on_the_list() -> None:
    done = subprocess.run([sys.executable, "tests/startup.py"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (
        0,
        "start-up: nothing acts but the files on the list, as their distributions brought them\n",
    )


def test_the_environment_has_start_up_files_to_check() -> None:
    assert any(path.name in ALLOWED for folder in folders() for path in folder.glob("*.pth"))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("evil.pth", "import os; os.system('id')"),
        ("a1_coverage.pth", "import os; os.system('id')"),
        (EDITABLE, "import os; os.system('id')"),
        (EDITABLE, "/elsewhere"),
        ("sitecustomize.py", ""),
        ("usercustomize.py", ""),
    ],
)
def test_a_file_that_was_planted_or_changed_is_named(name: str, content: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content, "utf-8")
    [problem] = problems(tmp_path)
    assert problem.startswith(name)


def test_the_path_of_the_checkout_is_allowed(tmp_path: Path) -> None:
    (tmp_path / EDITABLE).write_text(f"{tmp_path}\n", "utf-8")
    assert list(problems(tmp_path, tmp_path)) == []


def database(*known: tuple[str, list[str]]) -> Loopback:
    """A database that knows these faults of diskcache, by id and other names."""

    def reply(request: Request) -> Reply:
        if request.path == "/v1/querybatch":
            queries = request.json["queries"]
            found = {"vulns": [{"id": name} for name, _ in known]}
            return as_json({"results": [found if one["package"]["name"] == "diskcache" else {} for one in queries]})
        name = request.path.rpartition("/")[2]
        return as_json({"id": name, "aliases": dict(known)[name], "summary": "it breaks"})

    return Loopback(reply)


PINNED = {"anyio": "4.0", "diskcache": "5.6.3"}


def judged(*known: tuple[str, list[str]]) -> tuple[int, str]:
    with database(*known) as server:
        code, lines = audit(server.url.removesuffix("/v1"), PINNED)
    return code, "\n".join(lines)


def test_a_fault_that_is_known_and_mitigated_is_accepted_with_its_reason() -> None:
    code, told = judged(("GHSA-1", ["CVE-2025-69872"]))
    assert code == CLEAN
    assert ACCEPTED["CVE-2025-69872"] in told
    assert told.endswith("2 pins audited, 0 with a fault")


def test_a_fault_that_nobody_has_judged_is_a_fault() -> None:
    code, told = judged(("GHSA-1", ["CVE-2025-69872"]), ("GHSA-2", []))
    assert code == FAULTY
    assert "FAULT: diskcache 5.6.3: GHSA-2: it breaks" in told


def test_every_pin_of_the_lock_file_is_asked_about(capsys: pytest.CaptureFixture[str]) -> None:
    with database() as server:
        assert main(["--database", server.url.removesuffix("/v1")]) == CLEAN
        [request] = server.requests
    asked = {query["package"]["name"]: query["version"] for query in json.loads(request.body)["queries"]}
    assert asked == pins((ROOT / "requirements.lock").read_text("utf-8"))
    assert f"{len(asked)} pins audited" in capsys.readouterr().out


@pytest.mark.parametrize("reply", [Reply(b"<html>", 200), Reply(b"{}", 200), Reply(b"", 503), Reply(reset=True)])
def test_a_database_without_an_answer_is_no_clean_audit(reply: Reply) -> None:
    with Loopback(reply) as server:
        code, [line] = audit(server.url.removesuffix("/v1"), PINNED)
    assert code == UNREACHABLE
    assert line.startswith("NOT AUDITED")


def test_a_database_that_is_not_there_is_no_clean_audit() -> None:
    with Loopback() as server:
        pass
    assert audit(server.url.removesuffix("/v1"), PINNED)[0] == UNREACHABLE


def test_an_audit_that_cannot_be_made_ends_with_a_code_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    with Loopback() as server:
        pass
    assert main(["--database", server.url]) == 3
    assert capsys.readouterr().out.startswith(f"NOT AUDITED: the database of known faults at {server.url} cannot be")
    with pytest.raises(SystemExit, match="2"):
        main(["--nonsense"])
