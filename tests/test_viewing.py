"""What people are given: terminal tables and the closing line."""

import io
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from unicodedata import east_asian_width

import pytest

from extractor import viewing
from schemas import Extraction
from tests import samples


class Terminal(io.StringIO):
    """An output that says it is a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


def tables(*extractions: Extraction, width: int | None = None) -> str:
    out = io.StringIO()
    viewing.print_tables(extractions, out, width)
    return out.getvalue()


def columns_of(line: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in line)


def wordy() -> Extraction:
    """Every field filled with long words, wide ones among them."""
    long = "Donaudampfschifffahrtsgesellschaftskapitän 東部軍管区司令部東部軍管区司令部"
    whole = samples.sample()
    record = whole.deployments[0].model_copy(
        update=dict.fromkeys(("force", "origin", "ordered_by", "source"), long)
        | {"units": (long, long), "equipment": (long,), "destination": (long,), "part_of": "d1"}
    )
    quote = whole.quotes[0].model_copy(
        update=dict.fromkeys(("speaker", "speaker_title", "cue", "venue", "reported_by"), long)
    )
    return whole.model_copy(update={"deployments": (record, *whole.deployments), "quotes": (quote, *whole.quotes)})


@pytest.mark.parametrize("make", [samples.sample, samples.failed, samples.partial, samples.hostile, wordy])
def test_tables_fit_one_hundred_columns_where_the_output_is_no_terminal(make: Callable[[], Extraction]) -> None:
    assert max(map(columns_of, tables(make()).splitlines())) <= viewing.PLAIN_WIDTH


@pytest.mark.parametrize("width", [40, 60, 80, 140, 220])
def test_tables_fit_the_width_that_is_asked_for(width: int) -> None:
    assert max(map(columns_of, tables(wordy(), width=width).splitlines())) <= width


def test_each_article_has_a_heading_with_its_date_and_outcome() -> None:
    shown = tables(samples.sample(), samples.partial(), samples.failed(), width=200)
    assert "zenda  2024-05-08  ok\n" in shown
    assert "half  2024-05-08  partial in deployments: truncated: the answer ran into its limit\n" in shown
    assert "silent  no date  failed: network: no connection; check the address\n" in shown


def test_a_deployment_reads_as_one_row_where_there_is_room() -> None:
    row = next(line for line in tables(samples.sample(), width=200).splitlines() if line.startswith("d2 "))
    assert row.split() == [
        "d2",
        "Ruritania",
        "600",
        "3rd",
        "Lancers;",
        "forty",
        "tanks",
        "Hentzau",
        "under",
        "way",
        "d1",
    ]


def test_a_quote_reads_as_one_row_where_there_is_room() -> None:
    row = next(line for line in tables(samples.sample(), width=240).splitlines() if line.startswith("q1 "))
    wanted = (
        "q1 Anna Zenda Defence Minister direct We move 600 men and forty tanks of the 3rd Lancers from Hentzau, said "
    )
    assert " ".join(row.split()) == wanted + "Wednesday, 2024-05-08 1"


def test_columns_that_are_empty_in_every_row_are_left_out() -> None:
    shown = tables(samples.sample())
    assert "via" not in shown
    assert "venue" not in shown
    assert "speaker" in shown


def test_long_quotes_are_shortened_and_the_cut_shows() -> None:
    whole = samples.sample()
    quote = whole.quotes[0].model_copy(update={"text": "word " * 200})
    shown = tables(whole.model_copy(update={"quotes": (quote,)}), width=200)
    assert shown.count("word") < 40
    assert "word…" in shown


def test_values_of_deployments_are_never_cut_however_narrow_the_table() -> None:
    assert "…" not in tables(wordy().model_copy(update={"quotes": ()}), width=40)


def test_refusals_are_counted_by_reason_the_commonest_first() -> None:
    assert "refused 3: not_in_article 2, not_in_cited_sentences 1\n" in tables(samples.sample())


def test_usage_gives_tokens_a_record_cost_model_origin_and_time() -> None:
    shown = tables(samples.sample())
    assert "2 requests, 800 tokens in, 96 out, 24.0 output tokens a record, $0.0012\n" in shown
    assert "made-up-1b, replayed, answered 2024-05-09T10:00:00Z\n" in shown


def test_an_unknown_price_is_said_to_be_unknown() -> None:
    assert "price unknown" in tables(samples.partial())


def test_an_answer_that_is_unusable_is_not_shown_as_no_records() -> None:
    shown = tables(samples.partial())
    assert "deployments: no usable answer (truncated)\n" in shown
    assert "no deployments" not in shown


def test_a_kind_that_was_not_asked_for_is_said_to_be() -> None:
    assert "quotes: not asked for\n" in tables(samples.hostile())


def test_control_and_direction_characters_are_spelt_out_on_a_terminal() -> None:
    shown = tables(samples.hostile(), width=300)
    assert not set(shown) & set("\x1b\x07\x9b\u202e\u200b")
    assert "<U+202E>cod" in shown
    assert "@SUM(A1)<U+001B>]0;title<U+0007>" in shown
    assert "Po<U+200B>land" in shown


def test_markup_of_the_table_library_in_data_is_not_interpreted() -> None:
    assert "[bold]Utopia[/bold]" in tables(samples.hostile(), width=300)


def test_a_failed_article_is_red_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    out = Terminal()
    viewing.print_tables([samples.failed()], out, 100)
    assert out.getvalue().startswith("\x1b[1;31msilent")


def test_no_color_leaves_a_terminal_without_colours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("NO_COLOR", "1")
    out = Terminal()
    viewing.print_tables([samples.failed()], out, 100)
    assert out.getvalue().startswith("\x1b[1msilent")


def test_an_output_that_is_no_terminal_gets_plain_text() -> None:
    assert "\x1b" not in tables(samples.sample())


def test_extractions_are_printed_as_they_come() -> None:
    out, seen = io.StringIO(), list[str]()

    def coming() -> Iterator[Extraction]:
        for extraction in (samples.sample(), samples.failed()):
            seen.append(out.getvalue())
            yield extraction

    viewing.print_tables(coming(), out)
    assert "zenda" in seen[1]


def test_totals_add_up_over_articles() -> None:
    totals = viewing.totals_of([samples.sample(), samples.partial(), samples.failed()])
    assert (totals.ok, totals.partial, totals.failed, totals.articles) == (1, 1, 1, 3)
    assert (totals.found, totals.rejections) == ({"deployments": 2, "quotes": 4}, 3)
    assert (totals.requests, totals.tokens_in, totals.tokens_out) == (4, 1600, 192)


def test_the_closing_lines_say_what_was_found_and_what_it_took() -> None:
    out = io.StringIO()
    viewing.print_totals(viewing.totals_of([samples.sample(), samples.partial(), samples.failed()]), out)
    assert out.getvalue() == (
        "3 articles (1 ok, 1 partial, 1 failed): 4 quotes, 2 deployments, 3 refused\n"
        "4 requests, 1,600 tokens in, 192 out, 32.0 output tokens a record, $0.0012 and 2 articles of unknown price\n"
    )


def test_the_closing_lines_of_nothing_divide_by_nothing() -> None:
    out = io.StringIO()
    viewing.print_totals(viewing.Totals(), out)
    assert out.getvalue() == "0 articles (none): 0 quotes, 0 deployments, 0 refused\nno requests\n"


def test_writing_lines_does_not_import_the_table_library() -> None:
    program = (
        "import io, sys\nfrom extractor.viewing import print_totals, totals_of, write_jsonl\n"
        "from tests.samples import sample\nwrite_jsonl(sample(), io.StringIO())\n"
        "print_totals(totals_of([sample()]), io.StringIO())\nprint('rich' in sys.modules)"
    )
    root = Path(__file__).parent.parent
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout == "False\n"
