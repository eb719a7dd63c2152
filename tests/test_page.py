"""What the HTML report shows, and what it lets act."""

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from html.parser import HTMLParser

import pytest

from extractor.page import render_page
from extractor.wording import visible
from schemas import Extraction
from tests import samples

VOID = {"meta", "input", "br"}


class Page(HTMLParser):
    """What a browser would make of a page, as far as these tests ask."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.blocks: dict[str, str] = {"style": "", "script": ""}
        self.texts: list[str] = []
        self.marked: list[tuple[set[str], str]] = []
        self.ids: list[str] = []
        self.seen = ""
        self._open: list[tuple[str, dict[str, str]]] = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element."""
        values = {name: value or "" for name, value in attrs}
        self.tags.append((tag, values))
        if "id" in values:
            self.ids.append(values["id"])
        if tag not in VOID:
            self._open.append((tag, values))
        if values.get("class") == "text":
            self.texts.append("")

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost element; any other would be a fault."""
        assert self._open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        """Keep text by what it stands in."""
        tag, values = self._open[-1] if self._open else ("", {})
        if tag in self.blocks:
            self.blocks[tag] += data
            return
        self.seen += data
        if any(values.get("class") == "text" for _, values in self._open):
            self.texts[-1] += data
        if "data-keys" in values:
            self.marked.append((set(values["data-keys"].split(" ")), data))

    def values(self, name: str) -> list[str]:
        """Give every value of an attribute."""
        return [values[name] for _, values in self.tags if name in values]

    def evidence(self, key: str) -> str:
        """Give the words that are marked for a field."""
        return "|".join(words for keys, words in self.marked if key in keys)

    def key(self, record: str, label: str) -> str:
        """Give the key of a record's field by its name on the page."""
        found = [
            v["data-key"] for _, v in self.tags if v.get("data-label") == label and v["data-key"].startswith(record)
        ]
        return found[0]


def page(*extractions: Extraction, title: str = "Report") -> Page:
    return Page(render_page(extractions, title))


@pytest.mark.parametrize("make", [samples.sample, samples.failed, samples.partial])
def test_the_article_stands_in_full_and_unchanged(make: Callable[[], Extraction]) -> None:
    assert page(make()).texts == [make().article.text]


def test_hidden_characters_of_an_article_are_spelt_out_and_the_rest_is_unchanged() -> None:
    shown = page(samples.hostile()).texts[0]
    assert shown == visible(samples.HOSTILE)
    assert "<U+202E>gnp<U+202C>" in shown


def test_a_look_alike_letter_of_an_article_is_spelt_out_where_it_stands() -> None:
    article = samples.sample().article.model_copy(update={"text": "The 1st Gu\u0430rds move."})
    shown = page(samples.failed().model_copy(update={"article": article}))
    assert shown.texts == ["The 1st Gu<U+0430>rds move."]


def test_every_field_s_evidence_is_marked_in_the_text() -> None:
    shown = page(samples.sample())
    assert shown.evidence(shown.key("a1-d1-", "People")) == "about 1,200 soldiers"
    assert shown.evidence(shown.key("a1-d2-", "Units")) == "3rd Lancers"
    assert shown.evidence(shown.key("a1-q1-", "Speaker")) == "Anna Zenda|Zenda"


def test_overlapping_evidence_is_marked_for_each_field_that_it_speaks_for() -> None:
    shown = page(samples.sample())
    words = shown.key("a1-q1-", "Words")
    assert shown.evidence(words).replace("|", "") == samples.quotes()[0].text
    assert [keys for keys, text in shown.marked if text == "600 men"] == [{shown.key("a1-d2-", "People"), words}]


def test_one_stretch_can_speak_for_several_records() -> None:
    shown = page(samples.sample())
    keys = next(keys for keys, text in shown.marked if text == "Anna Zenda")
    assert {key.rsplit("-", 1)[0] for key in keys} == {"a1-d1", "a1-q1", "a1-q2"}


def test_a_quote_without_evidence_for_its_words_is_marked_by_its_span() -> None:
    whole = samples.sample()
    quote = whole.quotes[1].model_copy(update={"evidence": {}})
    shown = page(whole.model_copy(update={"quotes": (quote,), "deployments": ()}))
    assert shown.evidence(shown.key("a1-q1-", "Words")) == "They go home in June."


def test_offsets_beyond_the_text_mark_nothing_and_leave_it_whole() -> None:
    whole = samples.sample()
    short = whole.article.model_copy(update={"text": "Ruritania"})
    assert page(whole.model_copy(update={"article": short})).texts == ["Ruritania"]


def test_evidence_for_something_that_is_no_field_is_shown_too() -> None:
    whole = samples.sample()
    record = whole.deployments[1].model_copy(update={"evidence": samples.spans(samples.TEXT, weather="in June")})
    shown = page(whole.model_copy(update={"deployments": (record,), "quotes": ()}))
    assert shown.evidence(shown.key("a1-d1-", "Weather")) == "in June"


def test_ids_are_unique_and_every_link_within_the_page_arrives() -> None:
    shown = page(samples.sample(), samples.partial(), samples.failed(), samples.hostile(), samples.sample())
    assert len(shown.ids) == len(set(shown.ids))
    assert {link.removeprefix("#") for link in shown.values("href")} <= set(shown.ids)


def test_a_share_links_to_the_whole() -> None:
    assert "#a1-d1" in page(samples.sample()).values("href")


def test_cards_give_the_words_and_what_code_made_of_them() -> None:
    seen = page(samples.sample()).seen
    assert "about 1,200 = ~1,200" in seen
    assert "by Friday = until 2024-05-10 (published 2024-05-08)" in seen


def test_refusals_are_listed_with_reasons_and_marked_where_they_have_a_place() -> None:
    shown = page(samples.sample())
    assert "Refused: 3 not_in_article 2, not_in_cited_sentences 1" in shown.seen
    assert "Zembla" in shown.seen
    assert shown.evidence("a1-x3") == "the Herald"


def test_a_long_refused_value_is_shortened() -> None:
    whole = samples.sample()
    refused = whole.rejections[0].model_copy(update={"value": "z" * 100_000})
    assert page(whole.model_copy(update={"rejections": (refused,)})).seen.count("z" * 10) < 100


def test_lineage_and_usage_end_each_article() -> None:
    seen = page(samples.sample()).seen
    for fact in (samples.sample().article.sha256, "made-up-1b", "replayed", "2024-05-09T10:00:00Z", "$0.0012"):
        assert fact in seen


def test_a_failed_article_says_what_failed_and_that_trying_again_may_help() -> None:
    seen = page(samples.failed()).seen
    assert "failed: network: no connection; check the address Trying again may help." in seen
    assert "quotes: no usable answer (failed)" in seen


def test_totals_stand_on_top() -> None:
    seen = page(samples.sample(), samples.failed()).seen
    assert seen.index("articles: 1 ok, 1 failed") < seen.index("Ruritania")


def test_a_report_of_nothing_is_a_page() -> None:
    assert "No article." in page().seen


def test_the_policy_lets_only_the_page_s_own_style_and_script_act() -> None:
    shown = page(samples.hostile())
    policy = next(
        values["content"] for _, values in shown.tags if values.get("http-equiv") == "Content-Security-Policy"
    )
    digests = {name: b64encode(sha256(block.encode()).digest()).decode() for name, block in shown.blocks.items()}
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digests['style']}'; script-src 'sha256-{digests['script']}'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_the_policy_comes_before_all_that_could_act() -> None:
    tags = [tag for tag, _ in page(samples.sample()).tags]
    assert tags[:4] == ["html", "head", "meta", "meta"]


def test_the_page_loads_nothing() -> None:
    source = render_page([samples.sample()], "Report")
    assert not re.findall(r"https?:|url\(|@import|\bsrc=|<link|<iframe|import\(|fetch\(", source)


def test_hostile_text_adds_no_element_and_no_attribute() -> None:
    plain, shown = page(samples.sample()), page(samples.hostile(), title='</title><script>alert(4)</script>"')
    assert {tag for tag, _ in shown.tags} <= {tag for tag, _ in plain.tags}
    assert [tag for tag, _ in shown.tags if tag in {"script", "style", "img", "i"}] == ["style", "script"]
    assert not [name for _, values in shown.tags for name in values if name.startswith("on") or name == "style"]


def test_hostile_text_is_visible_as_it_is() -> None:
    seen = page(samples.hostile(), title='</title><script>alert(4)</script>"').seen
    for text in (
        "{{ 7*7 }} {% raise %}",
        "<img src=x onerror=alert(3)><U+009B>31m",
        '../"><script>alert(2)',
        "alert(4)",
    ):
        assert text in seen


def test_no_hidden_character_is_left_anywhere_on_the_page() -> None:
    source = render_page([samples.hostile()], "a\u202eb\x1b")
    assert visible(source.replace("\r\n", "\n")) == source.replace("\r\n", "\n")
