"""Large runs: flat memory, a bounded number of connections and files, and one article's time."""

import gc
import subprocess
import sys
import time
import weakref
from collections.abc import Iterator
from pathlib import Path
from threading import Lock

from extractor import Article, Settings, extract_many
from extractor.flow import Completion, Prompt
from extractor.running import MOST_AT_ONCE
from tests.loopback import Loopback, Reply, Request, said
from tests.scripted import Scripted, nothing
from tests.scripted import said as answered

TEXT = "Spain will send 500 soldiers. “We will go,” Ana Silva said."

QUOTES = Settings(records=("quotes",), ask="all")


def stories(count: int) -> Iterator[Article]:
    return (Article(text=f"{TEXT} Story {number}.", id=f"a{number}") for number in range(count))


def none(request: Request) -> Reply:
    schema = request.json["response_format"]["json_schema"]
    return said(answered(nothing(Prompt(schema["name"], "a", (), schema["schema"], "m", 1))).text)


def settings(server: Loopback, folder: Path, **more: object) -> Settings:
    about = {"base_url": server.url, "cache_dir": folder / "cache", "recordings": folder / "none", "ask": "all"}
    return Settings.model_validate({**about, **more})


class Forgetful:
    """A model that says `none` and keeps nothing."""

    def complete(self, prompt: Prompt) -> Completion:
        return answered(nothing(prompt))


def test_a_run_holds_no_more_than_what_is_under_way() -> None:
    """Of 600 articles, those that are done are forgotten."""
    alive: weakref.WeakSet[Article] = weakref.WeakSet()
    most = 0

    def watched() -> Iterator[Article]:
        for article in stories(600):
            alive.add(article)
            yield article

    for done, _ in enumerate(extract_many(watched(), Settings(ask="all"), completer=Forgetful(), concurrency=4)):
        if done % 100 == 0:
            gc.collect()
        most = max(most, len(alive))
    assert most < 150


def test_never_are_more_articles_under_way_than_there_may_be_connections() -> None:
    """Fault 78."""
    lock, under_way, most = Lock(), 0, 0

    def script(prompt: Prompt) -> dict[str, object]:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.05)
        with lock:
            under_way -= 1
        return nothing(prompt)

    found = extract_many(
        stories(600), Settings(records=("quotes",), ask="all"), completer=Scripted(script), concurrency=2_000
    )
    assert sum(one.status == "ok" for one in found) == 600
    assert most <= MOST_AT_ONCE


PROGRAM = """
import resource, sys
from extractor import Article, Settings, extract_many
url, folder, threads = sys.argv[1:]
resource.setrlimit(resource.RLIMIT_NOFILE, (40, 40))
settings = Settings(base_url=url, cache_dir=folder + "/cache", recordings=folder + "/none", ask="all", max_attempts=2)
articles = [Article(text=f"Spain will send 500 soldiers. Story {number}.", id=f"a{number}") for number in range(60)]
for found in extract_many(articles, settings, concurrency=int(threads)):
    print(found.status, found.error.kind if found.error else "", found.error.message if found.error else "", sep="|")
"""


def test_a_process_that_may_open_few_files_says_so_and_loses_no_article(tmp_path: Path) -> None:
    """Fault 78; what the message advises is what helps."""

    def slow(request: Request) -> Reply:
        time.sleep(0.2)
        return none(request)

    with Loopback(slow) as server:
        command = [sys.executable, "-c", PROGRAM, server.url, str(tmp_path)]
        many = subprocess.run([*command, "40"], capture_output=True, text=True, timeout=300, check=False)
        few = subprocess.run([*command, "4"], capture_output=True, text=True, timeout=300, check=False)
    lines = [line.split("|") for line in many.stdout.splitlines()]
    assert (len(lines), many.returncode) == (60, 0)
    assert "exhausted" in {line[1] for line in lines} <= {"", "exhausted", "paused"}
    assert all("use less concurrency" in line[2] for line in lines if line[1] == "exhausted")
    assert few.stdout.splitlines() == ["ok||"] * 60


def test_two_keys_and_two_addresses_of_one_model_share_its_answers(tmp_path: Path) -> None:
    """Fault 65."""
    with Loopback(none) as server, Loopback(none) as alias:
        list(extract_many(stories(2), settings(server, tmp_path, api_key="sk-old")))
        found = list(extract_many(stories(2), settings(alias, tmp_path, api_key="sk-new")))
        assert (len(server.requests), len(alias.requests)) == (4, 0)
    assert {run.origin for one in found for run in one.lineage.tasks.values()} == {"cached"}


def test_a_server_that_hangs_costs_an_article_its_deadline_and_no_more(tmp_path: Path) -> None:
    """Fault 4: both tasks and all retries are within one deadline."""
    with Loopback(Reply(hang=True)) as server:
        chosen = settings(server, tmp_path, deadline=3.0, timeout=1.0)
        list(extract_many(stories(1), chosen.model_copy(update={"deadline": 0.1})))  # imports and opens
        before = time.monotonic()
        [found] = extract_many(stories(1), chosen)
        assert time.monotonic() - before <= 3.0 * 1.1 + 0.5
    assert found.status == "failed"


def test_answers_without_end_that_fit_no_schema_cost_two_requests_a_task(tmp_path: Path) -> None:
    """Fault 26."""
    with Loopback(said('{"wrong": [1, 2, 3]}')) as server:
        [found] = extract_many(stories(1), settings(server, tmp_path))
        assert len(server.requests) == 4
    assert found.usage.requests == 4
    assert found.rejections


def test_no_key_of_a_stored_answer_depends_on_the_time() -> None:
    """Fault 59."""
    model = Scripted()
    for _ in range(2):
        list(extract_many(stories(1), Settings(ask="all"), completer=model))
        time.sleep(1.1)
    assert len(model.prompts) == 2 * len({prompt.digest for prompt in model.prompts})
