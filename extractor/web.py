"""Reading, web pages: the main text of an HTML page, its headline first, and the day the page says it was published.

trafilatura finds the main text: on pages of fifteen layouts it was the only one of three libraries that lost no
paragraph and kept no comment, advertisement or cookie notice. It costs 0.2 s to import, so only a page imports it.
"""

import json
import logging
import re
from datetime import date
from typing import NamedTuple, Protocol, cast

_NO_CONTENT = (
    "ancestor::nav or ancestor::aside or ancestor::footer or ancestor::header[not(ancestor::article or ancestor::main)]"
)
_HEADLINES = ("//article//h1", f"//h1[not({_NO_CONTENT})]")
_TITLES = ("//meta[@property='og:title']/@content", "//head/title")
_LAYOUT_CELL = "//td[count(.//p) > 1]"
_NOTE_MARK = "//sup[.//a or starts-with(., '[')]"
"""The mark of a footnote; left in, it would lengthen the number that it follows."""
_UNSEEN = "//template | //*[@hidden][count(.//p) * 2 <= {paragraphs}][not(descendant-or-self::body)]"
"""What a browser shows nobody; with most of the paragraphs it is the article, which a script shows.

How many there are is counted once: `count(//p)` in a path is counted for each element anew.
"""
_LINKED_DATA = "//script[translate(@type, 'LDJSON', 'ldjson')='application/ld+json']/text()"
_MAIN_PARTS = ("@graph", "mainEntity", "mainEntityOfPage")
"""Where linked data speaks of the page itself; other keys lead to other articles."""
_DATED_TYPES = re.compile(r"Article|Posting|Report|WebPage")
_PUBLISHED_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "datePublished",
    "parsely-pub-date",
    "sailthru.date",
)
_PUBLISHED = " | ".join(
    f"//meta[@{key}='{name}']/@content" for name in _PUBLISHED_NAMES for key in ("property", "name", "itemprop")
)
_TIME = (
    f"time[not({_NO_CONTENT} or @itemprop='dateModified' or contains(@class, 'updat') or contains(@class, 'modif'))]"
)
_MARKED_TIMES = f"//{_TIME}[@itemprop='datePublished' or @pubdate]/@datetime"
_ARTICLE_TIMES = f"(//article)[1]//{_TIME}/@datetime"
_ALL_TIMES = f"//{_TIME}/@datetime"
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]*>")
_DAY = re.compile(r"\s*(\d{4}-\d{2}-\d{2})(?!\d)")


class _Tree(Protocol):
    """The part of lxml's tree that is used; lxml has no type hints."""

    def xpath(self, path: str, /) -> object: ...


class Page(NamedTuple):
    """What a web page says."""

    text: str
    """Headline and paragraphs with an empty line between; empty when the page has no article."""
    published: date | None
    """The day as the page writes it, in the page's own time zone."""


def read_page(markup: str) -> Page:
    """Take the article out of an HTML page; scripts, comments, menus and promotions are left out."""
    from trafilatura import extract, load_html  # noqa: PLC0415  pages are rare and the import is slow

    _keep_quiet()
    # A declaration would have the parser decode once more.
    tree: _Tree | None = load_html(_XML_DECLARATION.sub("", markup, count=1))
    if tree is None:
        return Page("", None)
    # A cell with several paragraphs is page layout, and would be flattened into one line.
    tables = not _strings(tree, _LAYOUT_CELL)
    unseen = _UNSEEN.format(paragraphs=len(_strings(tree, "//p")))
    main = extract(tree, include_comments=False, include_tables=tables, prune_xpath=[_NOTE_MARK, unseen]) or ""
    return Page(_with_headline(tree, main), _published(tree))


def _keep_quiet() -> None:
    """Leave it to the caller to report a page without text; a library's own log line would reach the terminal."""
    logging.getLogger("trafilatura").addHandler(logging.NullHandler())


def _strings(tree: _Tree, path: str) -> list[str]:
    """Find `path`, as text with single spaces."""
    found = cast("list[str | _Tree]", tree.xpath(path))
    texts = (item if isinstance(item, str) else cast("str", item.xpath("string()")) for item in found)
    return [" ".join(text.split()) for text in texts]


def _with_headline(tree: _Tree, main: str) -> str:
    paragraphs = [line.strip() for line in main.splitlines() if line.strip()]
    if not paragraphs:
        return ""
    headline = _headline(tree)
    return "\n\n".join([headline, *paragraphs] if headline and headline not in paragraphs else paragraphs)


def _headline(tree: _Tree) -> str:
    """Give the one main heading, in the article if it is there; else the title."""
    for path in _HEADLINES:
        if len(headings := _strings(tree, path)) == 1:
            return headings[0]
    return next((title for path in _TITLES for title in _strings(tree, path)), "")


def _published(tree: _Tree) -> date | None:
    """Find the day of publication where the page states it for machines; text, addresses and changes do not count."""
    stated = [
        *_strings(tree, _PUBLISHED),
        *_linked_days(tree),
        *_strings(tree, _MARKED_TIMES),
        *_strings(tree, _ARTICLE_TIMES),
    ]
    days = [day for day in map(_day, stated) if day]
    # Outside an article several days may belong to other articles.
    shown = {_day(words) for words in _strings(tree, _ALL_TIMES)}
    return days[0] if days else shown.pop() if len(shown) == 1 else None


def _linked_days(tree: _Tree) -> list[str]:
    """Every `datePublished` of the article or page in its linked data, in order."""
    days: list[str] = []
    waiting: list[object] = [_parsed(script) for script in reversed(_strings(tree, _LINKED_DATA))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(cast("list[object]", node)))
        if isinstance(node, dict):
            thing = cast("dict[str, object]", node)
            if _DATED_TYPES.search(str(thing.get("@type"))):
                days.append(str(thing.get("datePublished")))
            waiting.extend(thing.get(part) for part in reversed(_MAIN_PARTS))
    return days


def _parsed(script: str) -> object:
    try:
        return cast("object", json.loads(script))
    except (ValueError, RecursionError):
        return None


def _day(words: str) -> date | None:
    found = _DAY.match(words)
    try:
        return date.fromisoformat(found[1]) if found else None
    except ValueError:
        return None
