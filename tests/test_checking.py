"""Checking recordings: what is missing, stale, unused or damaged, each by name."""

from pathlib import Path

import pytest

from extractor import Article, Settings, UsageError
from extractor.checking import Findings, check_recordings
from extractor.pipeline import extract_article, usable
from extractor.reading import Unread, read_articles
from extractor.recording import Recordings, Stored
from schemas import Failure
from tests.scripted import Script, Scripted, by_task, drafted, in_turn, nothing, speaking

ARTICLE = Article(text="Spain will send 500 soldiers. “We will go,” Ana Silva said.", id="a")
OTHER = Article(text="Spain will send 600 soldiers.", id="b")


def record(folder: Path, *articles: Article, model: str = "m", script: Script = nothing) -> None:
    completer = Stored(Recordings(folder), Scripted(script), usable)
    for article in articles:
        extract_article(article, completer, Settings(model=model, ask="all"))


def checked(folder: Path, *articles: Article | Unread, model: str | None = None) -> Findings:
    return check_recordings(articles, Settings(mode="replay", recordings=folder, model=model, ask="all"))


def counts(findings: Findings) -> tuple[int, int, int, int]:
    return findings.used, len(findings.missing), len(findings.stale), len(findings.unused)


def test_a_folder_that_has_what_is_needed_and_no_more_is_clean(tmp_path: Path) -> None:
    record(tmp_path, ARTICLE, OTHER)
    findings = checked(tmp_path, ARTICLE, OTHER)
    assert (findings.clean, counts(findings)) == (True, (3, 0, 0, 0))
    assert list(findings.lines()) == ["3 used, 0 missing, 0 stale, 0 unused, 0 damaged"]


def test_a_repair_round_is_needed_too(tmp_path: Path) -> None:
    doubtful = speaking({"A": "Nobody Known"}, {"Q1": "A"})
    script = by_task(quotes=in_turn(doubtful, speaking({"A": "Silva"}, {"Q1": "A"})))
    record(tmp_path, ARTICLE, script=script)
    assert counts(checked(tmp_path, ARTICLE)) == (3, 0, 0, 0)


def test_a_repair_round_that_was_not_recorded_is_missing(tmp_path: Path) -> None:
    doubtful = {"deployments": {"M1": drafted(origin="Zembla")}}
    record(tmp_path, ARTICLE, script=by_task(deployments=in_turn(doubtful, "no JSON")))
    findings = checked(tmp_path, ARTICLE)
    assert counts(findings) == (2, 1, 0, 0)


def test_what_an_article_needs_and_the_folder_lacks_is_missing(tmp_path: Path) -> None:
    record(tmp_path, ARTICLE)
    findings = checked(tmp_path, ARTICLE, OTHER)
    assert (findings.clean, counts(findings)) == (False, (2, 1, 0, 0))
    assert findings.missing[0].startswith("deployments of b: no recording of task deployments for article 'b'")
    assert any(line.startswith("missing  deployments of b") for line in findings.lines())


def test_a_recording_of_another_text_of_the_article_is_stale(tmp_path: Path) -> None:
    record(tmp_path, ARTICLE)
    findings = checked(tmp_path, Article(text=ARTICLE.text.replace("500", "700"), id="a"))
    assert counts(findings) == (0, 2, 2, 0)
    assert {entry.task for entry in findings.stale} == {"deployments", "quotes"}
    assert any(line.startswith("stale    ") and "of a (m, 2026-" in line for line in findings.lines())


def test_a_recording_of_another_model_is_stale(tmp_path: Path) -> None:
    record(tmp_path, ARTICLE)
    record(tmp_path, ARTICLE, model="n")
    assert counts(checked(tmp_path, ARTICLE, model="m")) == (2, 0, 2, 0)


def test_a_recording_of_an_article_that_was_not_named_is_unused(tmp_path: Path) -> None:
    record(tmp_path, ARTICLE, OTHER)
    findings = checked(tmp_path, ARTICLE)
    assert counts(findings) == (2, 0, 0, 1)
    assert [entry.article for entry in findings.unused] == ["b"]
    assert not findings.clean


def test_a_damaged_recording_is_named_and_never_taken_for_missing_alone(tmp_path: Path) -> None:
    record(tmp_path, ARTICLE)
    broken = min(tmp_path.iterdir())
    broken.write_bytes(broken.read_bytes()[:-40])
    findings = checked(tmp_path, ARTICLE)
    assert (len(findings.damaged), findings.clean) == (1, False)
    assert broken.name in findings.damaged[0]


def test_an_article_that_cannot_be_read_is_a_finding(tmp_path: Path) -> None:
    record(tmp_path, ARTICLE)
    failure = Failure(kind="missing", message="c.txt: there is no such file", retryable=False)
    findings = checked(tmp_path, ARTICLE, Unread("c", "c.txt", failure))
    assert (findings.unread, findings.clean) == (("c.txt: there is no such file",), False)
    assert "unread   c.txt: there is no such file" in list(findings.lines())


def test_an_empty_folder_lacks_everything_once_a_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--model"):
        checked(tmp_path, ARTICLE)
    assert counts(checked(tmp_path, ARTICLE, model="m")) == (0, 2, 0, 0)


def test_checking_writes_nothing(tmp_path: Path) -> None:
    record(tmp_path, ARTICLE)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    checked(tmp_path, ARTICLE, OTHER)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_articles_of_a_folder_are_checked_one_by_one(tmp_path: Path) -> None:
    (tmp_path / "stories").mkdir()
    (tmp_path / "stories" / "a.txt").write_text(ARTICLE.text, "utf-8")
    record(tmp_path / "recordings", ARTICLE)
    findings = check_recordings(
        read_articles([tmp_path / "stories"]), Settings(mode="replay", recordings=tmp_path / "recordings", ask="all")
    )
    assert counts(findings) == (2, 0, 0, 0)
