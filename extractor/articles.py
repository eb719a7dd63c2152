"""Reading, one article: what text, date and id may be, and what stands in a file of text, HTML or JSON."""

import json
import re
from datetime import date, datetime
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import cast

from extractor.decoding import decode, is_page
from extractor.errors import ArticleError
from extractor.sources import LINES_SUFFIXES, PAGE_SUFFIXES, content, date_beside, shown, stem
from schemas import ArticleText

MAX_CHARACTERS = 2_000_000
"""Longest text of one article."""
MIN_VISIBLE = 2
"""Visible characters without which a text is empty."""
MAX_ID = 300
"""Longest id, in characters; an id never becomes a path."""

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}(?:[T ].+)?")


class Article(ArticleText):
    """An article to extract from: its text, kept exactly as given, its day of publication and its id.

    `published` is a date or an ISO date or time; `id` is the first 16 hexadecimal digits of the text's SHA-256 unless
    given. Raises `ArticleError` of kind `not_text`, `empty_document`, `too_large`, `bad_date` or `bad_id`.
    """

    def __init__(self, *, text: str, published: date | str | None = None, id: str | None = None) -> None:  # noqa: A002
        """Check the three; see the class."""
        _check_text(text)
        name = sha256(text.encode()).hexdigest()[:16] if id is None else _checked_id(id)
        super().__init__(id=name, published=day_of(published), text=text)

    @classmethod
    def read(cls, path: str | Path, published: date | str | None = None) -> "Article":
        """Read one regular file of text, HTML or JSON; `published`, or a manifest beside it, wins over the file.

        The id is the file's stem, or the one that the JSON gives. Raises `ArticleError` with the path in its message.
        """
        try:
            return article_from_bytes(content(path), Path(path).name, published or date_beside(path))
        except ArticleError as error:
            raise ArticleError(f"{shown(path)}: {error}", error.kind) from None


def article_from_bytes(data: bytes, name: str, published: date | str | None) -> Article:
    """Read the content of a file called `name`; its suffix decides where the content does not."""
    suffix = Path(name).suffix.lower()
    if suffix in LINES_SUFFIXES:
        raise ArticleError("it holds an article a line: use `read_articles` or the command line", "not_text")
    page = suffix in PAGE_SUFFIXES or is_page(data)
    text = decode(data, page=page)
    if suffix == ".json":
        return article_from_json(text, stem(name), published)
    if not page:
        return Article(text=text, published=published, id=stem(name))
    from extractor.web import read_page  # noqa: PLC0415 - pages are rare

    found = read_page(text)
    if not found.text:
        raise ArticleError("no article was found in the page", "empty_document")
    return Article(text=found.text, published=found.published if published is None else published, id=stem(name))


def article_from_json(text: str, name: str, published: date | str | None) -> Article:
    """Read `{"text", "id"?, "published"?}`, also as the `article` of a gold file or an extraction."""
    record = _record(text)
    if "text" not in record:
        raise ArticleError("it has no `text`, and no `article` with a `text`", "not_text")
    said = cast("str | None", record.get("published"))
    article = Article(
        text=cast("str", record["text"]),
        published=said if published is None else published,
        id=name if record.get("id") is None else _checked_id(record["id"]),
    )
    if record.get("sha256", article.sha256) != article.sha256:
        raise ArticleError("its text is not the one that its `sha256` stands for", "changed_text")
    return article


def stated_id(data: bytes, name: str) -> str:
    """Give the id that JSON of an article states, though the article cannot be used; `name` where it states none."""
    try:
        stated = _record(decode(data, page=False)).get("id")
        return name if stated is None else _checked_id(stated)
    except ArticleError:
        return name


def _record(text: str) -> dict[str, object]:
    """Parse the JSON object that holds the text: the outer one, or its `article`."""
    try:
        outer: object = json.loads(text)
    except json.JSONDecodeError as error:
        reason = f"it is no valid JSON: {error.msg} at character {error.pos + 1:,}"
        raise ArticleError(reason, "bad_json") from None
    except (ValueError, RecursionError):
        raise ArticleError("it is JSON that is nested too deeply or holds too long a number", "bad_json") from None
    if not isinstance(outer, dict):
        raise ArticleError("it is no JSON object; several articles go one a line into a .jsonl file", "bad_json")
    record = cast("dict[str, object]", outer)
    inner = record.get("article", record)
    return cast("dict[str, object]", inner) if isinstance(inner, dict) else record


def _check_text(text: object) -> None:
    if not isinstance(text, str):
        raise ArticleError(f"the text must be a string, not {type(text).__name__}", "not_text")
    if len(text) > MAX_CHARACTERS:
        raise ArticleError(
            f"the text has {len(text):,} characters, more than {MAX_CHARACTERS:,}: split it", "too_large"
        )
    if (surrogate := _SURROGATE.search(text)) is not None:
        place = f"U+{ord(surrogate[0]):04X} at offset {surrogate.start():,}"
        raise ArticleError(f"the text holds a lone surrogate, half a character ({place}): mend its source", "not_text")
    if sum(1 for _ in islice(filter(_is_visible, text), MIN_VISIBLE)) < MIN_VISIBLE:
        raise ArticleError("the text is empty: it has fewer than two visible characters", "empty_document")


def _is_visible(character: str) -> bool:
    return character.isprintable() and not character.isspace()


def _checked_id(name: object) -> str:
    """Give the id as text; a number is taken as it is written."""
    text = str(name) if isinstance(name, str | int) and not isinstance(name, bool) else ""
    if not 0 < len(text) <= MAX_ID or _SURROGATE.search(text):
        raise ArticleError(f"the id must be text of 1 to {MAX_ID} whole characters, or a number", "bad_id")
    return text


def day_of(published: object) -> date | None:
    """Give the day of a date, or of an ISO date or time as text; raises `ArticleError` of kind `bad_date`."""
    if published is None or (isinstance(published, date) and not isinstance(published, datetime)):
        return published
    if isinstance(published, datetime):
        return published.date()
    try:
        if isinstance(published, str) and _DATE.fullmatch(published):
            return datetime.fromisoformat(published).date()
    except ValueError:
        pass
    raise ArticleError(
        f"published: {str(published)[:40]!a} is no date; write it as YYYY-MM-DD, for instance 2022-02-02", "bad_date"
    )
