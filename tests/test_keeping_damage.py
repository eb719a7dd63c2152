"""Keeping: what is damaged or planted is worked out anew, with a warning."""

import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from extractor import Article, extract
from tests.keepsakes import ARTICLE, TEXT, Desk, anew, sealed
from tests.scripted import Json

DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut short": lambda content: content[:-9],
    "a letter changed": lambda content: content.replace(b"Ana Silva", b"Ana Salva", 1),
    "zeros": lambda content: bytes(len(content)),
    "no JSON, sealed": lambda _: sealed(b"{}\n{"),
    "too deep, sealed": lambda _: sealed(b"[" * 100_000),
    "no head, sealed": lambda content: sealed(content.split(b"\n", 2)[2]),
    "a pickle": lambda _: pickle.dumps(_Planted()),
    "a pickle, sealed": lambda _: sealed(pickle.dumps(_Planted())),
}


class _Planted:
    """Ends the process when it is unpickled."""

    def __reduce__(self) -> tuple[Callable[[], object], tuple[()]]:
        return os.abort, ()


@pytest.mark.parametrize("damage", DAMAGE)
def test_what_is_damaged_is_worked_out_anew_with_a_warning_and_replaced(
    damage: str, marked: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    (path,) = marked.kept()
    path.write_bytes(DAMAGE[damage](path.read_bytes()))
    wanted = anew(ARTICLE, marked.settings())
    assert extract(ARTICLE, marked.settings()).model_dump_json() == wanted
    assert [record.getMessage().partition(":")[0] for record in caplog.records] == [
        f"what was kept as {path.name[:12]} is worked out anew"
    ]
    caplog.clear()
    assert extract(ARTICLE, marked.settings()).model_dump_json() == wanted
    assert caplog.records == []


def _move(_: Json, values: Json) -> None:
    values["quotes"][0]["span"]["start"] += 1


def _invent(_: Json, values: Json) -> None:
    values["deployments"][0]["origin"] = "Atlantis"


def _misquote(_: Json, values: Json) -> None:
    values["deployments"][0]["evidence"]["force"][0]["text"] = "Spawn"


def _withdraw(_: Json, values: Json) -> None:
    values["deployments"][0]["evidence"]["force"] = []


def _fail(_: Json, values: Json) -> None:
    values["error"] = {"kind": "network", "message": "no", "retryable": True}


def _add_a_field(_: Json, values: Json) -> None:
    values["deployments"][0]["colour"] = "red"


def _rest_on_nothing(about: Json, _: Json) -> None:
    about["rests"] = {}


def _rest_on_a_path(about: Json, _: Json) -> None:
    about["rests"]["quotes"][0][1] = "../../etc/passwd"


def _be_of_another(_: Json, values: Json) -> None:
    values["lineage"]["article_sha256"] = "0" * 64


def _be_an_odd_thing(about: Json, _: Json) -> None:
    about["rests"] = [1]


PLANTED = (
    _move, _invent, _misquote, _withdraw, _fail, _add_a_field, _rest_on_nothing, _rest_on_a_path, _be_of_another,
    _be_an_odd_thing,
)  # fmt: skip


@pytest.mark.parametrize("plant", PLANTED)
def test_what_is_planted_and_does_not_fit_the_article_is_worked_out_anew(
    plant: Callable[[Json, Json], None], marked: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    marked.change(plant)
    assert extract(ARTICLE, marked.settings()).model_dump_json() == anew(ARTICLE, marked.settings())
    assert len(caplog.records) == 1
    assert not any(word in caplog.text for word in ("Silva", "Spain", "Spawn", "Atlantis"))


def test_what_is_kept_of_another_article_is_not_taken_for_this_one(
    marked: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    other = Article(text=TEXT, id="b")
    marked.record(article=other)
    (mine,) = marked.kept()
    extract(other, marked.settings())
    (theirs,) = set(marked.kept()) - {mine}
    theirs.write_bytes(mine.read_bytes())
    assert extract(other, marked.settings()).article is other
    assert "it is of another article" in caplog.text
    assert marked.is_taken()


def _link(path: Path) -> None:
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir, _link])
def test_what_is_no_file_costs_nothing_but_the_work(make: Callable[[Path], object], marked: Desk) -> None:
    (path,) = marked.kept()
    path.unlink()
    make(path)
    assert not marked.is_taken()
