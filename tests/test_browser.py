"""Reports in a real browser: no word of an article acts, nothing is loaded, and the page's own script works."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from evals.overlay import render_report
from extractor.page import render_page
from schemas import ArticleText, Deployment, Extraction, Failure, Personnel, Quote, Rejection, Span
from tests import samples
from tests.browser import find_browser, look_at
from tests.evalroom import perfect, run_of
from tests.loopback import Loopback, Reply
from tests.newsroom import gold_of

RUN = "document.documentElement.dataset.ran=(document.documentElement.dataset.ran||'')+' NAME'"
"""Leaves a name in the dump of the page; within double quotes."""
ACTING = {
    "script": "<script>RUN</script>",
    "closing-script": "</script></style></title></textarea></noscript>--><script>RUN</script>",
    "image": '<img src="URL/image" onerror="RUN">',
    "broken-image": '<img src=x: onerror="RUN">',
    "svg": '<svg onload="RUN"></svg>',
    "svg-script": "<svg><script>RUN</script></svg>",
    "animation": '<svg><animate onbegin="RUN" attributeName="x" dur="1s"/></svg>',
    "details": '<details open ontoggle="RUN">x</details>',
    "focus": '<input autofocus onfocus="RUN">',
    "frame-srcdoc": "<iframe srcdoc=\"<script>with(parent){RUN}</script><img src='URL/srcdoc'>\"></iframe>",
    "frame-script": '<iframe src="javascript:with(parent){RUN}"></iframe>',
    "frame": '<iframe src="URL/frame"></iframe>',
    "object": '<object data="URL/object"></object><embed src="URL/embed">',
    "sheet": '<link rel="stylesheet" href="URL/link"><style>@import "URL/import"; b{background:url(URL/css)}</style>',
    "attribute-selector": '<style>html[lang^=e]{background-image:url("URL/exfiltrated")}</style>',
    "style": '<p style="background:url(URL/style);position:fixed">x</p>',
    "font": "<style>@font-face{font-family:f;src:url(URL/font)} *{font-family:f}</style>",
    "media": '<video src="URL/video" poster="URL/poster"></video><audio src="URL/audio" autoplay></audio>',
    "picture": '<picture><source srcset="URL/set"><img srcset="URL/set2 2x"></picture>',
    "loader": '<script src="URL/script"></script><script type="module">import("URL/module")</script>',
    "prefetch": '<link rel="prefetch" href="URL/prefetch"><link rel="preload" as="image" href="URL/preload">',
    "math": "<math><mtext><table><mglyph><style><!--</style><i title=\"--&gt;&lt;img src=x: onerror='RUN'&gt;\">",
    "svg-style": "<svg></p><style><a id=\"</style><img src=x: onerror='RUN'>\">",
    "noscript": "<noscript><p title=\"</noscript><img src=x: onerror='RUN'>\">",
    "quote": "\"><img src=x: onerror=\"RUN\"> ' onmouseover='RUN' x='",
    "base": '<base href="URL/base/">',
    "form": '<form id="f" action="URL/form"><input name="x"></form><script>document.forms[0].submit()</script>',
}
"""What an article may hold, by what would happen: `RUN` leaves its name, `URL` is asked for."""
WAITING = {
    "refresh": '<meta http-equiv="refresh" content="0;url=URL/refresh">',
    "link": '<a href="javascript:RUN" ping="URL/ping">x</a>',
    "template": "{{ 7*7 }} {% raw %} {# x #} ${7*7} {{constructor.constructor('RUN')()}}",
    "entity": "&lt;script&gt;RUN&lt;/script&gt; &#60;script&#62;RUN&#60;/script&#62;",
    "full-width": "\uff1cscript\uff1eRUN\uff1c/script\uff1e",
    "nul": "<scr\x00ipt>RUN</scr\x00ipt><img\x0csrc=x:\x0conerror=RUN>",
}
"""What needs a click, or a careless program, or would leave the page."""


def written(payloads: dict[str, str], url: str) -> str:
    return "\n".join(
        text.replace("RUN", RUN.replace("NAME", name)).replace("URL", url) for name, text in payloads.items()
    )


def span(text: str) -> tuple[Span, ...]:
    return (Span(start=0, end=len(text), text=text),)


def extraction_of(text: str) -> Extraction:
    """An extraction every text of which is hostile."""
    article = ArticleText(id=text[:300], text=text)
    record = Deployment(
        id=text, force=text, units=(text,), equipment=(text,), destination=(text,), origin=text, ordered_by=text,
        source=text, part_of=text, status="planned", personnel=Personnel(low=1, high=1, approximate=False, text=text),
        evidence={"force": span(text), text: span(text)},
    )  # fmt: skip
    quote = Quote(
        id=text, text=text, span=span(text)[0], kind="direct", speaker=text, speaker_title=text, cue=text, venue=text,
        reported_by=text, group=1, evidence={"text": span(text)},
    )  # fmt: skip
    refused = Rejection(
        task="quotes", item=text, field=text, value=text, reason=text, message=text, round=1, span=span(text)[0]
    )
    lineage = samples.lineage(article, deployments="ok").model_copy(update={"model_asked": text, "codebook": text})
    error = Failure(kind=text, message=text, retryable=True, task=text)
    return Extraction(
        article=article, deployments=(record,), quotes=(quote,), rejections=(refused,), lineage=lineage,
        usage=samples.usage(), error=error,
    )  # fmt: skip


def report_of(text: str) -> str:
    """The report of a run over an article, labels and answers that are hostile."""
    quote = {"id": "q1", "text": text, "span": [0, len(text)], "speaker": text, "cue": text, "venue": text}
    gold = gold_of({"article": {"id": text[:300], "text": text}, "quotes": [quote]})
    wrong = perfect(gold).quotes[0].model_copy(update={"speaker": f"{text}!", "id": text})
    run = run_of(
        [gold], {gold.article.id: {"quotes": (wrong,), "error": Failure(kind=text, message=text, retryable=True)}}
    )
    return render_report(run)


def page_of(text: str) -> str:
    """The page of that extraction, under a hostile title."""
    return render_page([extraction_of(text)], text)


def marked_page() -> str:
    return render_page([samples.sample()], "MARK")


def marked_report() -> str:
    return report_of("It is MARK so")


@pytest.fixture
def server() -> Iterator[Loopback]:
    """What a page that loads something would ask."""
    if find_browser() is None:
        pytest.skip("no browser of the Chromium family is on PATH")
    with Loopback(Reply(b"", headers={"content-type": "text/plain"})) as started:
        yield started


def asked(server: Loopback) -> set[str]:
    return {request.path for request in server.requests}


def ran(dom: str) -> set[str]:
    """The names that scripts of an article left."""
    found = re.search(r'<html[^>]*\bdata-ran="([^"]*)"', dom)
    return set(found[1].split()) if found else set()


def test_the_hostile_words_do_act_where_nothing_stops_them(server: Loopback, tmp_path: Path) -> None:
    """Or the tests below would show nothing."""
    scripts = {name: text for name, text in ACTING.items() if name not in {"form", "base"}}
    seen = look_at(f"<!doctype html><html lang='en'><body>{written(scripts, server.url)}</body></html>", tmp_path)
    assert {"script", "closing-script", "image", "svg", "frame-srcdoc", "details"} <= ran(seen.dom)
    assert {"/v1/image", "/v1/link", "/v1/style", "/v1/exfiltrated", "/v1/frame", "/v1/script"} <= asked(server)


@pytest.mark.parametrize("render", [page_of, report_of], ids=["page", "evals"])
def test_no_word_of_an_article_acts_or_loads_anything(
    render: Callable[[str], str], server: Loopback, tmp_path: Path
) -> None:
    seen = look_at(render(written(ACTING | WAITING, server.url)), tmp_path)
    assert (ran(seen.dom), server.connections, seen.console) == (set(), 0, ())
    assert '<html lang="en" class="js">' in seen.dom


@pytest.mark.parametrize(
    "render",
    [marked_page, marked_report],
    ids=["page", "evals"],
)
def test_the_policy_alone_stops_what_would_act(render: Callable[[], str], server: Loopback, tmp_path: Path) -> None:
    """Were the words ever let through unescaped, in the place of every variable that says MARK."""
    page = render()
    assert page.count("MARK") > 1
    body = page.index("<body>")
    seen = look_at(page[:body] + page[body:].replace("MARK", written(ACTING, server.url)), tmp_path)
    # A browser may connect for a frame before it asks the policy; it sends nothing then.
    assert (ran(seen.dom), asked(server)) == (set(), set())
    assert seen.console


def test_an_ordinary_page_works_under_its_policy(server: Loopback, tmp_path: Path) -> None:
    """Nothing of its own is refused: the script has made its mark, and nobody complained."""
    seen = look_at(render_page([samples.sample(), samples.partial()], "Report"), tmp_path)
    assert '<html lang="en" class="js">' in seen.dom
    assert (seen.console, server.connections) == ((), 0)
