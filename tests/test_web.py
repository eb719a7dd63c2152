"""Reading, web pages: what is taken of a page, and when it says it was published."""

import json
import logging
import re
from datetime import date
from pathlib import Path

import pytest

from extractor.reading import Article
from tests.stories import CANARY, HEADLINE, PARAGRAPHS, page, paragraphs, read_page, refusal, written


def linked(data: object) -> str:
    return f'<script type="application/LD+json">{json.dumps(data)}</script>'


def test_a_page_becomes_its_headline_and_paragraphs(tmp_path: Path) -> None:
    assert read_page(tmp_path, page()).text == "\n\n".join([HEADLINE, *PARAGRAPHS])


def test_a_page_is_known_by_its_first_tag_under_any_name(tmp_path: Path) -> None:
    path = written(tmp_path / "story.txt", "\ufeff\n<!-- saved -->\n" + page())
    assert Article.read(path).text.startswith(HEADLINE)


def test_a_page_may_be_xhtml_with_a_declaration_of_its_own(tmp_path: Path) -> None:
    markup = "<?xml version='1.0' encoding='iso-8859-1'?>" + page(charset="").replace("He did", "José did")
    assert "José did not" in Article.read(written(tmp_path / "a.htm", markup.encode("cp1252"))).text


def test_a_page_leaves_out_scripts_styles_and_comments(tmp_path: Path) -> None:
    noise = f"<script>var a = '{CANARY}';</script><style>.{CANARY} {{}}</style><noscript>{CANARY}</noscript>"
    noise += f"<!-- {CANARY} -->"
    body = f"<article><h1>{HEADLINE}</h1>{noise}{paragraphs(*PARAGRAPHS)}{noise}</article>"
    assert CANARY not in read_page(tmp_path, page(body)).text


def test_a_page_decodes_entities_and_keeps_braces(tmp_path: Path) -> None:
    words = "The note said {{ 7*7 }} and {% x %} and &lt;script&gt;alert(1)&lt;/script&gt; and 5 &lt; 6 &amp; 7."
    text = read_page(tmp_path, page(f"<article>{paragraphs(words, *PARAGRAPHS)}</article>")).text
    assert "{{ 7*7 }} and {% x %} and <script>alert(1)</script> and 5 < 6 & 7." in text


def test_a_page_keeps_a_paragraph_that_stands_twice(tmp_path: Path) -> None:
    body = f"<article>{paragraphs(*PARAGRAPHS, PARAGRAPHS[1])}</article>"
    assert read_page(tmp_path, page(body)).text.count(PARAGRAPHS[1]) == 2


def test_a_page_gets_its_headline_from_outside_the_story(tmp_path: Path) -> None:
    body = f"<div class=top><h1>{HEADLINE}</h1></div><div class='entry-content'>{paragraphs(*PARAGRAPHS)}</div>"
    assert read_page(tmp_path, page(body)).text.split("\n\n")[:2] == [HEADLINE, PARAGRAPHS[0]]


def test_a_page_without_a_heading_gets_its_title(tmp_path: Path) -> None:
    head = "<meta property='og:title' content='Troops to Poland'>"
    body = f"<article>{paragraphs(*PARAGRAPHS)}</article>"
    assert read_page(tmp_path, page(body, head)).text.startswith("Troops to Poland\n\nThe United States")


def test_a_page_laid_out_by_a_table_keeps_its_paragraphs_apart(tmp_path: Path) -> None:
    body = f"<table><tr><td><ul><li>Menu</li></ul></td><td>{paragraphs(*PARAGRAPHS)}</td></tr></table>"
    assert read_page(tmp_path, page(body)).text.split("\n\n")[-4:] == list(PARAGRAPHS)


def test_a_page_keeps_a_table_of_figures(tmp_path: Path) -> None:
    table = "<table><tr><th>Country</th><th>Troops</th></tr><tr><td>Poland</td><td>1,700</td></tr></table>"
    body = f"<article>{paragraphs(*PARAGRAPHS[:2])}{table}{paragraphs(*PARAGRAPHS[2:])}</article>"
    assert re.search(r"Poland\W+1,700", read_page(tmp_path, page(body)).text)


def test_a_page_loses_the_mark_of_a_footnote_that_would_lengthen_a_number(tmp_path: Path) -> None:
    words = "There are 3,000<sup><a href=1>2</a></sup> troops in Poland now."
    body = f"<article>{paragraphs(words, *PARAGRAPHS)}</article>"
    assert "There are 3,000 troops in Poland now." in read_page(tmp_path, page(body)).text


@pytest.mark.parametrize(
    "hidden", ["<span hidden>{}</span>", "<i hidden=until-found>{}</i>", "<template>{}</template>"]
)
def test_a_page_leaves_out_what_a_browser_shows_nobody(tmp_path: Path, hidden: str) -> None:
    words = f"There are 3,000{hidden.format(' ' + CANARY)} troops in Poland now."
    body = f"<article>{paragraphs(words, *PARAGRAPHS)}</article>"
    assert "There are 3,000 troops in Poland now." in read_page(tmp_path, page(body)).text


@pytest.mark.parametrize("hidden", ["<article hidden>", "<article><h1></h1><div hidden>", "<body hidden><article>"])
def test_a_page_keeps_an_article_that_only_a_script_shows(tmp_path: Path, hidden: str) -> None:
    assert PARAGRAPHS[-1] in read_page(tmp_path, page(f"{hidden}{paragraphs(*PARAGRAPHS)}")).text


@pytest.mark.parametrize("charset", ["iso-8859-1", "windows-1252", "latin1", "WINDOWS-1252"])
def test_a_page_is_decoded_by_the_charset_that_it_declares(tmp_path: Path, charset: str) -> None:
    markup = page(charset=f"<meta http-equiv=Content-Type content='text/html; charset={charset}'>")
    assert Article.read(written(tmp_path / "a.html", markup.encode("cp1252"))).text.count("“These are") == 1


def test_a_page_in_utf_16_is_decoded_by_its_mark(tmp_path: Path) -> None:
    assert Article.read(written(tmp_path / "a.txt", page().encode("utf-16"))).text.startswith(HEADLINE)


@pytest.mark.parametrize("charset", ["rot13", "no-such", "utf-7", "zip"])
def test_a_page_in_an_unknown_charset_is_refused(tmp_path: Path, charset: str) -> None:
    error = refusal(written(tmp_path / "a.html", page(charset=f"<meta charset={charset}>")))
    assert (error.kind, charset in str(error)) == ("not_text", True)


def test_a_page_that_is_not_in_the_charset_it_declares_is_refused(tmp_path: Path) -> None:
    assert refusal(written(tmp_path / "a.html", page().encode("cp1252"))).kind == "not_text"


@pytest.mark.parametrize(
    "markup", ["", "words", "<html></html>", "<p></p>", "<!DOCTYPE html><html><body><script>x</script>"]
)
def test_a_page_without_an_article_is_refused(tmp_path: Path, markup: str) -> None:
    assert refusal(written(tmp_path / "a.html", markup)).kind == "empty_document"


def test_a_page_writes_nothing_of_itself_to_a_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        read_page(tmp_path, page(f"<article>{paragraphs(*(f'{CANARY} {words}' for words in PARAGRAPHS))}</article>"))
    assert CANARY not in caplog.text


@pytest.mark.parametrize(
    "head",
    [
        "<meta property='article:published_time' content='2022-02-02T21:05:00Z'>",
        "<meta itemprop='datePublished' content='2022-02-02'>",
        linked({"@type": "NewsArticle", "datePublished": "2022-02-02T00:10+01:00"}),
        linked([{"@graph": [{"@type": ["WebPage"], "datePublished": "2022-02-02"}]}]),
        linked({"@type": "WebSite", "mainEntity": {"@type": "BlogPosting", "datePublished": "2022-02-02"}}),
        "<meta property='article:modified_time' content='2022-02-09'><meta name='datePublished' content='2022-02-02'>",
    ],
)
def test_the_day_of_publication_is_taken_from_the_head(tmp_path: Path, head: str) -> None:
    assert read_page(tmp_path, page(head=head)).published == date(2022, 2, 2)


@pytest.mark.parametrize(
    "times",
    [
        "<article><time datetime='2022-02-02T10:00'>Wed</time>{}</article><time datetime='2021-01-01'>old</time>",
        "<article><time class=updated datetime='2022-02-09'>x</time><time datetime='2022-02-02'>y</time>{}</article>",
        "<time datetime='2021-01-01'>x</time><div><time itemprop=datePublished datetime='2022-02-02'>y</time>{}</div>",
        "<div><time datetime='2022-02-02'>Wed</time>{}<time datetime='2022-02-02T09:00'>9 am</time></div>",
    ],
)
def test_the_day_of_publication_is_taken_from_the_article_s_time(tmp_path: Path, times: str) -> None:
    body = times.format(f"<h1>{HEADLINE}</h1>{paragraphs(*PARAGRAPHS)}")
    assert read_page(tmp_path, page(body)).published == date(2022, 2, 2)


@pytest.mark.parametrize(
    "head",
    [
        "",
        "<meta property='article:modified_time' content='2022-02-09'>",
        "<meta property='article:published_time' content='2 February 2022'>",
        "<meta property='article:published_time' content='2022-02-31'>",
        linked({"@type": "NewsArticle", "datePublished": "2022-02-02"}).replace("}", ""),
        linked({"@type": "Person", "datePublished": "2022-02-02"}),
        linked({"itemListElement": [{"@type": "NewsArticle", "datePublished": "2022-02-02"}]}),
        '<script type="application/ld+json">' + "[" * 100_000 + "</script>",
    ],
)
def test_the_day_of_publication_is_not_guessed(tmp_path: Path, head: str) -> None:
    """Neither from changes, other articles, the words of the text nor the footer."""
    body = f"<div><h1>{HEADLINE}</h1>{paragraphs('On March 3, 2014, it began.', *PARAGRAPHS)}</div>"
    assert read_page(tmp_path, page(body, head)).published is None


def test_the_day_of_publication_is_none_where_several_times_differ(tmp_path: Path) -> None:
    body = f"<time datetime='2021-01-01'>x</time>{paragraphs(*PARAGRAPHS)}<time datetime='2022-02-02'>y</time>"
    assert read_page(tmp_path, page(body)).published is None


def test_the_day_of_publication_gives_way_to_the_date_that_is_given(tmp_path: Path) -> None:
    path = written(tmp_path / "a.html", page(head="<meta property='article:published_time' content='2022-02-02'>"))
    assert Article.read(path, "2022-03-03").published == date(2022, 3, 3)
