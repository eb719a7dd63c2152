"""A made-up article with records that rest on it, for tests of what is shown and written."""

from datetime import date

from schemas import (
    ArticleText,
    Day,
    Deployment,
    Evidence,
    Extraction,
    Failure,
    Lineage,
    Period,
    Personnel,
    Quote,
    Rejection,
    Span,
    TaskRun,
    Usage,
)

PUBLISHED = date(2024, 5, 8)
TEXT = (
    "Ruritania will send about 1,200 soldiers to Strelsau by Friday, Defence Minister Anna Zenda told the Herald.\n\n"
    "“We move 600 men and forty tanks of the 3rd Lancers from Hentzau,” Zenda said on Wednesday. "
    "“They go home in June.”\n"
)
HOSTILE = (
    "<script>alert(1)</script> {{ 7*7 }} {% raise %} </textarea><!-- \"a\" 'b' & \u202egnp\u202c \x1b[31mred\x00 "
    "Po\u200bland moves 300 men\r\n"
)


def span(text: str, words: str, nth: int = 1) -> Span:
    """Find the `nth` place of `words` in `text`."""
    start = -1
    for _ in range(nth):
        start = text.index(words, start + 1)
    return Span(start=start, end=start + len(words), text=words)


def spans(text: str, **fields: str) -> Evidence:
    """Give evidence in which each field rests on the first place of its words."""
    return {field: (span(text, words),) for field, words in fields.items()}


def run(outcome: str = "ok") -> TaskRun:
    """Give a task that was answered from a recording, or not if `outcome` says so."""
    answered = outcome == "ok"
    return TaskRun.model_validate(
        {
            "outcome": outcome,
            "prompt": "p1",
            "answer_schema": "s1",
            "requests": ("0a" * 32,),
            "origin": "replayed" if answered else None,
            "model_asked": "made-up",
            "model_answered": "made-up-1b" if answered else None,
            "answered_at": "2024-05-09T10:00:00Z" if answered else None,
            "attempts": 1,
        }
    )


def lineage(article: ArticleText, **outcomes: str) -> Lineage:
    """Give the lineage of `article` with an outcome for each task."""
    return Lineage(
        article_sha256=article.sha256,
        extractor="0.0",
        codebook="v1",
        model_asked="made-up",
        tasks={task: run(outcome) for task, outcome in outcomes.items()},
    )


def usage(requests: int = 2, cost: float | None = 0.0012) -> Usage:
    """Give a usage of 400 tokens in and 48 out for each request."""
    return Usage(
        requests=requests, tokens_in=400 * requests, tokens_out=48 * requests, cost_usd=cost, seconds=1.5 * requests
    )


def deployments() -> tuple[Deployment, ...]:
    """Give the two deployments of `TEXT`: a whole and its share, whose evidence stands within a quote."""
    whole = Deployment(
        id="d1",
        force="Ruritania",
        personnel=Personnel(low=1200, high=1200, approximate=True, text="about 1,200"),
        destination=("Strelsau",),
        status="planned",
        timing=Period(text="by Friday", start=None, end=date(2024, 5, 10), basis="published 2024-05-08"),
        source="Anna Zenda",
        evidence=spans(
            TEXT,
            force="Ruritania",
            personnel="about 1,200 soldiers",
            destination="Strelsau",
            status="will send",
            timing="by Friday",
            source="Anna Zenda",
        ),
    )
    share = Deployment(
        id="d2",
        force="Ruritania",
        units=("3rd Lancers",),
        personnel=Personnel(low=600, high=600, approximate=False, text="600"),
        equipment=("forty tanks",),
        origin="Hentzau",
        status="under_way",
        part_of="d1",
        evidence=spans(
            TEXT, force="Ruritania", units="3rd Lancers", personnel="600 men", equipment="forty tanks", origin="Hentzau"
        ),
    )
    return whole, share


def quotes() -> tuple[Quote, ...]:
    """Give the two quotes of `TEXT`, one speech turn."""
    first = span(TEXT, "We move 600 men and forty tanks of the 3rd Lancers from Hentzau,")
    second = span(TEXT, "They go home in June.")
    return (
        Quote(
            id="q1",
            text=first.text,
            span=first,
            kind="direct",
            speaker="Anna Zenda",
            speaker_title="Defence Minister",
            cue="said",
            said_on=Day(text="Wednesday", date=PUBLISHED, basis="published 2024-05-08"),
            group=1,
            evidence={
                "text": (first,),
                "speaker": (span(TEXT, "Anna Zenda"), span(TEXT, "Zenda", 2)),
                **spans(TEXT, speaker_title="Defence Minister", cue="said", said_on="Wednesday"),
            },
        ),
        Quote(
            id="q2",
            text=second.text,
            span=second,
            kind="direct",
            speaker="Anna Zenda",
            group=1,
            evidence={"text": (second,), "speaker": (span(TEXT, "Anna Zenda"),)},
        ),
    )


def rejections() -> tuple[Rejection, ...]:
    """Give three refused items, two for one reason."""
    gone = Rejection(
        task="deployments",
        item="deployment 3",
        field="origin",
        value="Zembla",
        reason="not_in_article",
        message="the words do not stand in the article",
        round=1,
    )
    seen = gone.model_copy(
        update={"item": "quote 3", "reason": "not_in_cited_sentences", "span": span(TEXT, "the Herald")}
    )
    return gone, gone.model_copy(update={"item": "deployment 4", "round": 2}), seen


def sample() -> Extraction:
    """Give an article with two deployments, two quotes and three rejections."""
    article = ArticleText(id="zenda", published=PUBLISHED, text=TEXT)
    return Extraction(
        article=article,
        deployments=deployments(),
        quotes=quotes(),
        rejections=rejections(),
        lineage=lineage(article, deployments="ok", quotes="ok"),
        usage=usage(),
    )


def failed() -> Extraction:
    """Give an article of which no task was answered."""
    article = ArticleText(id="silent", text="Nothing moves.")
    error = Failure(kind="network", message="no connection; check the address", retryable=True, attempts=4)
    return Extraction(
        article=article,
        lineage=lineage(article, deployments="failed", quotes="failed"),
        usage=usage(0, None),
        error=error,
    )


def partial() -> Extraction:
    """Give an article of which the quotes were found, and the deployments cut short."""
    error = Failure(
        kind="truncated", message="the answer ran into its limit", retryable=True, task="deployments", attempts=2
    )
    whole = sample()
    return whole.model_copy(
        update={
            "article": whole.article.model_copy(update={"id": "half"}),
            "deployments": (),
            "rejections": (),
            "lineage": lineage(whole.article, deployments="truncated", quotes="ok"),
            "usage": usage(2, None),
            "error": error,
        }
    )


def hostile() -> Extraction:
    """Give an article, a record and a rejection that all try to be markup, templates, formulas or control codes."""
    article = ArticleText(id='../"><script>alert(2)</script>\u202ecod', text=HOSTILE)
    record = Deployment(
        id='d1"><i>',
        force="[bold]Utopia[/bold]",
        units=('=cmd|"/c calc"!A0',),
        personnel=Personnel(low=300, high=300, approximate=False, text="300"),
        destination=("Po\u200bland",),
        ordered_by="@SUM(A1)\x1b]0;title\x07",
        status="planned",
        evidence=spans(HOSTILE, force="<script>alert(1)", personnel="300 men", destination="Po\u200bland"),
    )
    refused = Rejection(
        task="quotes",
        item="quote 1",
        field="speaker",
        value="</td></table><img src=x onerror=alert(3)>\x9b31m",
        reason="not_in_article",
        message="no",
        round=1,
    )
    return Extraction(
        article=article,
        deployments=(record,),
        rejections=(refused,),
        lineage=lineage(article, deployments="ok"),
        usage=usage(1, 0.0),
    )
