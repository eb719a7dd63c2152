"""The command line: `extract`, `view`, `schema`, `recordings`, `demo`.

Exit code 0: all done; 1: some articles failed, the others are written; 2: wrong use or settings.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from extractor.errors import ArticleError, ExtractorError, UsageError
from extractor.options import SCHEMAS, SEEDS, Command, build_parser, settings_of
from extractor.progress import watched
from extractor.reading import read_articles
from extractor.running import extract_many
from extractor.settings import Settings
from extractor.viewing import print_tables, print_totals, read_jsonl
from extractor.wording import Totals, visible
from extractor.writing import destination, write

DONE, SOME_FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = build_parser(COMMANDS).parse_args(arguments)
    run: Command = options.run
    _write_utf8(sys.stdout, sys.stderr)
    try:
        code = run(options)
        sys.stdout.flush()
    except (UsageError, ArticleError) as error:
        print(f"extractor: {visible(str(error))}", file=sys.stderr)
        return WRONG_USE
    except ExtractorError as error:
        print(f"extractor: {visible(str(error))}", file=sys.stderr)
        return SOME_FAILED
    except BrokenPipeError:
        # The reader has gone; what it asked for is done.
        _drop_output()
        return DONE
    except OSError as error:
        print(f"extractor: the output cannot be written: {error.strerror}", file=sys.stderr)
        _drop_output()
        return SOME_FAILED
    except KeyboardInterrupt:
        print("extractor: interrupted", file=sys.stderr)
        return INTERRUPTED
    return code


def _write_utf8(*streams: TextIO) -> None:
    """Records are UTF-8 wherever they go, and no character stops the run."""
    for stream in streams:
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _drop_output() -> None:
    """Keep the interpreter from flushing into a pipe or file that takes nothing."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _extract(options: argparse.Namespace) -> int:
    kinds = tuple(kind.strip() for kind in options.records.split(",")) if options.records else None
    settings = settings_of(options, records=kinds)
    if options.concurrency < 1:
        raise UsageError("--concurrency must be at least 1")
    articles = read_articles(options.paths, options.published, sys.stdin.buffer)
    form = options.format or ("table" if options.output is None and sys.stdout.isatty() else "jsonl")
    totals = Totals()
    outcomes = extract_many(articles, settings, concurrency=options.concurrency)
    _refuse_overwriting(options.output, options.paths)
    with destination(options.output) as out:
        write(form, watched(outcomes, totals, articles.expected), out)
    _report_skipped(articles.skipped)
    return SOME_FAILED if totals.partial or totals.failed else DONE


def _refuse_overwriting(output: Path | None, paths: Sequence[str]) -> None:
    if output and output.exists() and any(os.path.exists(path) and output.samefile(path) for path in paths):  # noqa: PTH110 - `-` and odd names
        raise UsageError(f"--output {output} is one of the articles; it would be overwritten")


def _report_skipped(count: int) -> None:
    if count:
        print(f"extractor: {count} files in folders were skipped (hidden, README, or of another kind)", file=sys.stderr)


def _view(options: argparse.Namespace) -> int:
    from extractor.page import render_page  # noqa: PLC0415 - only this needs it

    page = render_page(list(read_jsonl(options.records)), options.records.stem)
    target: Path = options.output or options.records.with_suffix(".html")
    with destination(target) as out:
        out.write(page)
    print(target)
    return DONE


def _schema(options: argparse.Namespace) -> int:
    print(json.dumps(SCHEMAS[options.kind].model_json_schema(mode="serialization"), indent=2, ensure_ascii=False))
    return DONE


def _check(options: argparse.Namespace) -> int:
    from extractor.checking import check_recordings  # noqa: PLC0415 - only this needs it

    settings = settings_of(options, mode="replay")
    findings = check_recordings(read_articles(options.paths, None, sys.stdin.buffer), settings)
    for finding in findings.lines():
        print(finding)
    return DONE if findings.clean else SOME_FAILED


def _demo(options: argparse.Namespace) -> int:
    from extractor.page import render_page  # noqa: PLC0415 - only this needs it

    totals = Totals()
    articles = read_articles([str(SEEDS)], None, sys.stdin.buffer)
    outcomes = extract_many(articles, Settings.from_environment({}, mode="replay"))
    found = list(watched(outcomes, totals, articles.expected))
    print_tables(found, sys.stdout)
    print_totals(totals, sys.stdout)
    records, report = options.out / "records.jsonl", options.out / "report.html"
    with destination(records) as out:
        write("jsonl", found, out)
    with destination(report) as out:
        out.write(render_page(found, "The four seed articles"))
    print(f"\nRecords: {records}\nReport:  {report} (open it in a browser)\n\n{_OWN_ARTICLE}")
    return SOME_FAILED if totals.partial or totals.failed else DONE


_OWN_ARTICLE = """An article of your own, by a cloud model or by a local server:
  OPENAI_API_KEY=... .venv/bin/extractor extract story.txt --published 2022-02-02
  .venv/bin/extractor extract story.txt --base-url http://127.0.0.1:11434/v1 --model qwen2.5:7b"""


COMMANDS: dict[str, Command] = {
    "extract": _extract,
    "view": _view,
    "schema": _schema,
    "check": _check,
    "demo": _demo,
}
