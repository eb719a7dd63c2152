"""Single flight: of threads and processes that miss one answer, one pays, and a dead holder holds up nobody."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from extractor import Article, CompletionError, Prompt, Settings, extract_many
from extractor.caching import Cache
from extractor.flow import Allowance, Message
from extractor.leasing import PATIENCE, Turns
from tests.caches import change_row
from tests.loopback import Loopback, Reply, Request, Script, failed, said
from tests.scripted import nothing
from tests.scripted import said as answered

TEXT = "“We will go,” Ana Silva said."
PROMPT = Prompt("quotes", "a", (Message("user", "Who?"),), {}, "m", 1)
LEASE = f"lease {PROMPT.digest}"
PROGRAM = """
import sys
from pathlib import Path
from extractor import Article, Settings, extract
url, folder, text = sys.argv[1:]
settings = Settings(
    base_url=url, cache_dir=Path(folder) / "cache", recordings=Path(folder) / "none", records=("quotes",), ask="all"
)
print(extract(Article(text=text), settings).lineage.tasks["quotes"].origin)
"""


def none(request: Request) -> Reply:
    """Say `none` to whatever is asked, after a while."""
    time.sleep(0.3)
    schema = request.json["response_format"]["json_schema"]["schema"]
    return said(answered(nothing(Prompt("quotes", "a", (), schema, "m", 1))).text)


def started(server: Loopback, folder: Path) -> "subprocess.Popen[str]":
    command = [sys.executable, "-c", PROGRAM, server.url, str(folder), TEXT]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def settings(server: Loopback, folder: Path, **more: object) -> Settings:
    about = {"base_url": server.url, "cache_dir": folder / "cache", "recordings": folder / "none", **more}
    return Settings.model_validate({"records": ("quotes",), "ask": "all", **about})


def same(times: int) -> list[Article]:
    return [Article(text=TEXT, id=f"a{number}") for number in range(times)]


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    store = Cache(tmp_path / "cache")
    yield store
    store.close()


def hurried(seconds: float) -> Prompt:
    return replace(PROMPT, allowance=Allowance(deadline=time.monotonic() + seconds))


def test_eight_threads_that_miss_one_answer_pay_once(tmp_path: Path) -> None:
    with Loopback(none) as server:
        found = list(extract_many(same(8), settings(server, tmp_path)))
        assert len(server.requests) == 1
    origins = [one.lineage.tasks["quotes"].origin for one in found]
    assert (origins.count("live"), origins.count("cached")) == (1, 7)


def test_eight_processes_that_miss_one_answer_pay_once(tmp_path: Path) -> None:
    """Fault 57."""
    with Loopback(none) as server:
        processes = [started(server, tmp_path) for _ in range(8)]
        origins = [process.communicate(timeout=60)[0].strip() for process in processes]
        assert len(server.requests) == 1
    assert sorted(origins) == ["cached"] * 7 + ["live"]


def test_a_process_that_was_killed_is_taken_over(tmp_path: Path) -> None:
    """Fault 57."""
    with Loopback(Reply(hang=True), none) as server:
        process = started(server, tmp_path)
        while not server.requests:
            time.sleep(0.02)
        process.kill()
        process.communicate()
        [found] = extract_many(same(1), settings(server, tmp_path))
        assert (found.status, len(server.requests)) == ("ok", 2)


def test_a_process_of_this_machine_that_is_gone_is_not_waited_for(cache: Cache) -> None:
    """Were its lease to get stale first, the deadline would be over."""
    with Turns(cache, 60).turn(PROMPT):
        lease = json.loads(cache.note(LEASE) or "")
    gone = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
    cache.swap(LEASE, None, json.dumps({**lease, "pid": int(gone.stdout)}))
    with Turns(cache, 60).turn(hurried(PATIENCE / 2)):
        assert json.loads(cache.note(LEASE) or "")["pid"] == lease["pid"]


def test_a_failed_request_leaves_the_turn_to_the_next(tmp_path: Path) -> None:
    replies: list[Script] = [failed(500), none]
    with Loopback(*replies) as server:
        found = list(extract_many(same(3), settings(server, tmp_path, max_attempts=1)))
        assert len(server.requests) == 2
    assert sorted(one.status for one in found) == ["failed", "ok", "ok"]


def test_nothing_is_left_of_a_lease_that_was_given_back(cache: Cache) -> None:
    with Turns(cache, 60).turn(PROMPT):
        assert cache.note(LEASE) is not None
    assert cache.note(LEASE) is None


def test_a_lease_that_lives_is_waited_for_beyond_its_age(cache: Cache) -> None:
    """Two machines on one folder: neither can see the other's processes, and the clock of none is asked."""
    ours, theirs = (Turns(cache, 60, patience=0.2, place=place) for place in ("here", "there"))
    held, order = Event(), list[str]()

    def hold() -> None:
        with theirs.turn(PROMPT):
            held.set()
            time.sleep(1.0)
            order.append("theirs")

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold)
        assert held.wait(10)
        with ours.turn(PROMPT):
            order.append("ours")
        holding.result()
    assert order == ["theirs", "ours"]


@pytest.mark.parametrize(
    "lease",
    [
        json.dumps({"place": "there", "pid": 1, "by": "x", "beat": 3}),
        "no lease",
        "[]",
        json.dumps({"place": "here", "pid": "1"}),
        json.dumps({"place": "here", "pid": 0}),
    ],
)
def test_a_lease_that_does_not_change_any_more_is_taken_over(cache: Cache, lease: str) -> None:
    cache.swap(LEASE, None, lease)
    with Turns(cache, 60, patience=0.1, place="here").turn(hurried(10)):
        assert cache.note(LEASE) != lease
    assert cache.note(LEASE) is None


def test_a_lease_of_a_process_number_that_cannot_be_is_taken_over_at_once(cache: Cache) -> None:
    cache.swap(LEASE, None, json.dumps({"place": "here", "pid": 2**70}))
    with Turns(cache, 60, place="here").turn(hurried(PATIENCE / 2)):
        assert cache.note(LEASE) is not None


def test_whoever_waits_for_another_process_does_so_no_longer_than_its_deadline(cache: Cache) -> None:
    cache.swap(LEASE, None, json.dumps({"place": "there", "pid": 1}))
    with pytest.raises(CompletionError, match="answered elsewhere") as caught, Turns(cache, 60).turn(hurried(0.1)):
        pass
    assert (caught.value.kind, caught.value.retryable, caught.value.attempts) == ("deadline", True, ())


@pytest.mark.parametrize("across", [True, False])
def test_whoever_waits_for_another_thread_does_so_no_longer_than_its_deadline(cache: Cache, *, across: bool) -> None:
    turns = Turns(cache if across else None, 60)
    with turns.turn(PROMPT), ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(turns.turn(hurried(0.1)).__enter__)
        error = waiting.exception()
    assert isinstance(error, CompletionError)
    assert error.kind == "deadline"


def test_a_prompt_without_a_deadline_waits_as_long_as_an_article_may_take(cache: Cache) -> None:
    cache.swap(LEASE, None, json.dumps({"place": "there", "pid": 1}))
    with pytest.raises(CompletionError, match="answered elsewhere"), Turns(cache, 0.1).turn(PROMPT):
        pass


def test_closing_wakes_whoever_waits_for_another_process(cache: Cache) -> None:
    cache.swap(LEASE, None, json.dumps({"place": "there", "pid": 1}))
    turns = Turns(cache, 60)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(turns.turn(PROMPT).__enter__)
        turns.close()
        error = waiting.exception()
    assert isinstance(error, CompletionError)
    assert (error.kind, error.retryable) == ("stopped", True)


def test_a_cache_that_cannot_be_used_is_no_reason_not_to_ask(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with Turns(Cache(tmp_path / "file" / "cache"), 60).turn(PROMPT):
        asked = True
    assert asked


def test_requests_that_differ_do_not_wait_for_each_other(cache: Cache) -> None:
    turns = Turns(cache, 60)
    with turns.turn(PROMPT), turns.turn(replace(PROMPT, seed=1, allowance=Allowance(deadline=0.0))):
        both = True
    assert both


def test_a_note_that_is_no_text_counts_as_none(cache: Cache) -> None:
    cache.swap(LEASE, None, "x")
    change_row(cache, "value = ?", 7)
    assert not cache.swap(LEASE, "x", "y")
    assert cache.note(LEASE) is None
    assert cache.swap(LEASE, None, "z")
