"""Made-up stories as texts and pages, and what the readers make of them."""

import io
from collections.abc import Sequence
from pathlib import Path

import pytest

from extractor.errors import ArticleError
from extractor.reading import Article, Unread, read_articles

TEXT = "About 3,000 troops will go to Poland.\n\n“They leave today,” Kirby said."
HEADLINE = "Pentagon sends 3,000 more troops"
PARAGRAPHS = (
    "The United States will send about 3,000 more troops to Poland in the coming days, the Pentagon said Wednesday.",
    "“These are not permanent moves,” press secretary John Kirby told reporters at a briefing.",
    "He did not say more.",
    "Some 1,700 of the soldiers will leave Fort Bragg, North Carolina, this week, officials said.",
)
CANARY = "canary-zeppelin"
"""Words of articles that no message may repeat."""


def page(body: str = "", head: str = "", charset: str = '<meta charset="utf-8">') -> str:
    """Write a news page around `body`, or around the four paragraphs."""
    article = body or f"<article><h1>{HEADLINE}</h1>{paragraphs(*PARAGRAPHS)}</article>"
    comment = (
        "<div class='comments' id='comments'><p>User77: a reader's comment on all of this, at some length.</p></div>"
    )
    return (
        f"<!DOCTYPE html>\n<html><head>{charset}<title>{HEADLINE} - Example News</title>{head}</head><body>"
        "<nav><ul><li><a href='/w'>World</a></li><li><a href='/p'>Politics</a></li></ul></nav>"
        f"{article}{comment}"
        "<footer><p>Copyright 2019 Example News. All rights reserved.</p></footer></body></html>"
    )


def paragraphs(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refusal(path: str | Path) -> ArticleError:
    with pytest.raises(ArticleError) as caught:
        Article.read(path)
    return caught.value


def read_page(folder: Path, markup: str) -> Article:
    return Article.read(written(folder / "story.html", markup))


def items(paths: Sequence[str | Path], stdin: bytes | None = None) -> list[Article | Unread]:
    return list(read_articles(paths, stdin=None if stdin is None else io.BytesIO(stdin)))


def ids(found: Sequence[Article | Unread]) -> list[str]:
    return [item.id for item in found]


def kinds(found: Sequence[Article | Unread]) -> list[str]:
    return [item.failure.kind if isinstance(item, Unread) else "read" for item in found]
