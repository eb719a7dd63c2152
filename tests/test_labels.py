"""Gold files: what they may hold, and that every problem of every file is told at once."""

import json
import pickle
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from evals.labels import GoldError, parse_gold, read_gold
from tests.newsroom import BASES, BASES_LABELS, Json, changed, gold_of, labels, refused


def stored(folder: Path, name: str, given: Json) -> Path:
    """Write a gold file."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(given), encoding="utf-8")
    return file


def with_path(text: str, path: str) -> Json:
    """Label an article that stands in a file of its own; `text` is what was labelled."""
    digest = sha256(text.encode()).hexdigest()
    return {"article": {"id": "a", "path": path, "sha256": digest}, "quotes": []}


def test_a_kind_that_is_absent_is_not_labelled() -> None:
    given = labels(BASES_LABELS)
    del given["quotes"]
    assert list(gold_of(given).records) == ["deployments"]


def test_a_kind_with_an_empty_list_is_labelled_as_none() -> None:
    assert gold_of(labels(BASES_LABELS) | {"quotes": []}).records["quotes"] == ()


@pytest.mark.parametrize(
    ("written", "expected"), [("2022-02-02", date(2022, 2, 2)), ("2017.01.16", date(2017, 1, 16)), (None, None)]
)
def test_the_day_of_publication_is_written_in_two_ways(written: str | None, expected: date | None) -> None:
    given = labels(BASES_LABELS)
    given["article"]["published"] = written
    assert gold_of(given).article.published == expected


def test_a_record_without_an_id_is_named_by_its_place_in_the_list() -> None:
    given = labels(BASES_LABELS)
    del given["quotes"][1]["id"]
    assert [record.id for record in gold_of(given).records["quotes"]] == ["q1", "q2", "q3", "q4"]


def test_a_note_on_a_record_and_any_key_on_the_file_are_ignored() -> None:
    given = changed("quotes", 0, note="hard to tell") | {"source": "us", "licence": "ours", "quote": 3}
    assert "note" not in gold_of(given).records["quotes"][0].values


def test_an_optional_record_says_so() -> None:
    assert gold_of(changed("quotes", 0, optional=True)).records["quotes"][0].optional


def test_all_problems_of_a_file_are_told_together_with_record_and_field() -> None:
    given = labels(BASES_LABELS)
    given["article"]["published"] = "yesterday"
    given["quotes"][0] |= {"addressee": "the press", "kind": "whispered"}
    given["quotes"][1]["span"] = [5, 9999]
    given["deployments"][1]["part_of"] = "d9"
    assert refused(given) == [
        "bases.json: article.published: is no day, as 2022-02-02 or 2022.02.02",
        "bases.json: deployments d2: part_of: is not the id of another record",
        "bases.json: quotes q1: addressee: is no field of the codebook",
        "bases.json: quotes q1: kind: Input should be 'direct' or 'partial'",
        f"bases.json: quotes q2: span: [5, 9999] is not a stretch of a text of {len(BASES)} characters",
    ]


def test_a_quote_without_its_place_is_refused() -> None:
    given = labels(BASES_LABELS)
    del given["quotes"][0]["span"]
    assert refused(given) == ["bases.json: quotes q1: span: is missing; records of this kind are found by it"]


def test_two_records_of_one_id_are_refused() -> None:
    (told,) = refused(changed("quotes", 1, id="q1"))
    assert told == "bases.json: quotes number 2: id: is no string, or the id of two records"


@pytest.mark.parametrize("records", [{}, "none", 3])
def test_records_that_are_no_list_are_refused(records: object) -> None:
    assert refused(labels(BASES_LABELS) | {"quotes": records}) == ["bases.json: quotes: is no list of records"]


def test_a_record_that_is_no_object_is_refused() -> None:
    assert refused(labels(BASES_LABELS) | {"quotes": ["We"]}) == ["bases.json: quotes number 1: is no object"]


@pytest.mark.parametrize(
    ("article", "said"),
    [
        ({"id": "a"}, "either `text` or `path`"),
        ({"id": "a", "text": "x", "path": "x.txt"}, "either `text` or `path`"),
        ({"id": "a", "text": 3}, "either `text` or `path`"),
        ({"id": "a", "text": "x", "sha256": "0" * 64}, "its sha256 differs"),
        ({"id": "a", "text": "x", "sha256": []}, "its sha256 differs"),
        ({"id": "a", "text": "\ud800"}, "half a surrogate pair"),
        ({"id": "a", "path": "nowhere/at-all.txt"}, "there is no file at `path`"),
        ({"text": "x"}, "article.id: is missing"),
        ({"id": "", "text": "x"}, "article.id: is missing"),
        ({"id": "a", "text": "x", "published": 20220202}, "article.published: is no day"),
    ],
)
def test_an_article_that_cannot_be_used_is_refused(article: Json, said: str) -> None:
    with pytest.raises(GoldError, match=said):
        parse_gold(json.dumps({"article": article, "quotes": []}).encode(), "a.json", Path())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"{", "is no JSON in UTF-8: "),
        (b"\xff\xfe", "is no JSON in UTF-8"),
        (b"[" * 100_000, "is no JSON in UTF-8"),
        (b'{"article": {"id": "a", "id": "b"}}', "an object has the same key twice"),
        (b"[]", "holds no object `article`"),
        (b'{"article": "a"}', "holds no object `article`"),
        (b'{"article": {"id": "a", "text": "x"}, "quote": []}', "labels none of deployments, quotes"),
    ],
)
def test_a_file_that_is_no_gold_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(GoldError, match=said):
        parse_gold(content, "a.json", Path())


def test_an_article_may_stand_beside_its_gold_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Ä\r\nb".encode())
    (gold,) = read_gold(stored(tmp_path, "a.json", with_path("Ä\r\nb", "a.txt")))
    assert gold.article.text == "Ä\r\nb"


def test_an_article_may_stand_in_a_folder_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_bytes(b"words")
    (gold,) = read_gold(stored(tmp_path, "evals/gold/a.json", with_path("words", "seeds/a.txt")))
    assert gold.article.text == "words"


def test_an_article_that_has_changed_since_it_was_labelled_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"other words")
    with pytest.raises(GoldError, match="its sha256 differs"):
        read_gold(stored(tmp_path, "a.json", with_path("words", "a.txt")))


def test_an_article_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Ä".encode("latin-1"))
    with pytest.raises(GoldError, match="cannot be read as UTF-8"):
        read_gold(stored(tmp_path, "a.json", with_path("Ä", "a.txt")))


def test_a_folder_is_read_throughout_by_name(tmp_path: Path) -> None:
    stored(tmp_path, "b/one.json", {"article": {"id": "one", "text": "x"}, "quotes": []})
    stored(tmp_path, "a/two.json", {"article": {"id": "two", "text": "x"}, "quotes": []})
    golds = read_gold(tmp_path)
    assert [(gold.file, gold.article.id) for gold in golds] == [
        (str(Path("a", "two.json")), "two"),
        (str(Path("b", "one.json")), "one"),
    ]


def test_the_problems_of_all_files_are_told_together(tmp_path: Path) -> None:
    stored(tmp_path, "a.json", {"article": {"id": "a", "text": "x"}})
    stored(tmp_path, "b.json", {"article": {"id": "b"}, "quotes": []})
    with pytest.raises(GoldError) as caught:
        read_gold(tmp_path)
    assert [problem.file for problem in caught.value.problems] == ["a.json", "b.json"]


def test_one_article_in_two_files_is_refused(tmp_path: Path) -> None:
    for name in ("a.json", "b.json"):
        stored(tmp_path, name, {"article": {"id": "a", "text": "x"}, "quotes": []})
    with pytest.raises(GoldError, match=r"b\.json: article\.id: a\.json labels an article of the same id"):
        read_gold(tmp_path)


def test_a_folder_without_gold_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="there is no gold file"):
        read_gold(tmp_path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GoldError, match="cannot be read: No such file"):
        read_gold(tmp_path / "none.json")


def test_no_words_of_the_article_reach_a_message() -> None:
    told = refused(changed("quotes", 0, text="We stood ready,", cue=["ready"], said_on={"text": "x", "date": "ready"}))
    assert len(told) == 3
    assert not any("ready" in one for one in told)


def test_the_error_keeps_its_problems_through_pickle() -> None:
    with pytest.raises(GoldError) as caught:
        gold_of(labels(BASES_LABELS) | {"quotes": 3})
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301  our own bytes
    assert (again.problems, str(again)) == (caught.value.problems, str(caught.value))


def test_the_digest_names_the_content_of_the_gold_file() -> None:
    content = json.dumps(BASES_LABELS).encode()
    assert parse_gold(content, "a.json", Path()).digest == sha256(content).hexdigest()
