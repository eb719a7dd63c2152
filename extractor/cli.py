"""The command line: `extract`, `view`, `schema`, `recordings`, `demo`.

Exit code 0: all done; 1: some articles failed, the others are written; 2: wrong use or settings.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from io import TextIOWrapper
from pathlib import Path
from typing import Any, TextIO

from pydantic import BaseModel

from extractor.errors import ArticleError, ExtractorError, UsageError
from extractor.lineage import VERSION
from extractor.private import make_private_folder, open_private
from extractor.reading import read_articles
from extractor.running import extract_many
from extractor.settings import Settings
from extractor.viewing import print_tables, print_totals, read_jsonl, write_csv, write_json, write_jsonl
from extractor.wording import Totals, on_one_line, visible
from schemas import Deployment, Extraction, Quote

DONE, SOME_FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130
SEEDS = Path(__file__).resolve().parent.parent / "seeds"
FORMATS = ("table", "jsonl", "json", "csv", "csv-raw")
SCHEMAS: dict[str, type[BaseModel]] = {"deployment": Deployment, "quote": Quote, "extraction": Extraction}
SETTING_OPTIONS = (
    *("model", "base_url", "mode", "structured", "recordings", "cache_dir"),
    *("timeout", "deadline", "token_budget", "max_output_tokens"),
)
BAR = 24
"""Characters of the progress bar."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = build_parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = options.run
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


def build_parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="extractor",
        description="Read news articles; give deployments and quotes, each field tied to the words that say it.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {VERSION}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_extract(commands)
    _add_view(commands)
    _add_schema(commands)
    _add_recordings(commands)
    _add_demo(commands)
    return parser


def _add_command(commands: Any, name: str, run: Callable[[argparse.Namespace], int], does: str) -> Any:
    command = commands.add_parser(name, help=f"{does[0].lower()}{does[1:]}", description=f"{does}.")
    command.set_defaults(run=run)
    return command


def _add_extract(commands: Any) -> None:
    command = _add_command(commands, "extract", _extract, "Extract the records of articles")
    add = command.add_argument
    add("paths", nargs="+", metavar="PATH", help="text, HTML or JSONL file, folder, or - for standard input")
    add("--records", help="record kinds, comma-separated (default: deployments,quotes)")
    add("--published", metavar="DATE", help="date of publication, YYYY-MM-DD; wins over what the articles say")
    add("--format", choices=FORMATS, help="default: table on a terminal, jsonl in a pipe or file")
    add("-o", "--output", type=Path, metavar="FILE", help="write there instead of standard output")
    add("--concurrency", type=int, default=8, metavar="N", help="articles under way at once (default: 8)")
    _add_settings(command)


def _add_settings(command: argparse.ArgumentParser) -> None:
    add = command.add_argument_group("settings (each also by environment, see the README)").add_argument
    add("--mode", help="auto: recordings, cache, then live; live; record: live into --recordings; replay: never live")
    add("--model", help="model to ask")
    add("--base-url", metavar="URL", help="OpenAI-compatible server, such as Ollama, vLLM or llama.cpp")
    add("--structured", help="json_schema, json_object or tools: how the server is told the answer's form")
    add("--recordings", metavar="FOLDER", help="folder of recordings to read, or to write with --mode record")
    add("--cache-dir", metavar="FOLDER", help="folder of the everyday cache")
    add("--timeout", metavar="SECONDS", help="longest wait of one request for the server's next bytes")
    add("--deadline", metavar="SECONDS", help="longest time of one article in all")
    add("--token-budget", metavar="N", help="most tokens that one article may take")
    add("--max-output-tokens", metavar="N", help="most tokens of one answer")


def _add_view(commands: Any) -> None:
    command = _add_command(commands, "view", _view, "Make one self-contained HTML page of extractions")
    command.add_argument("records", type=Path, metavar="RECORDS.jsonl", help="file that `extract` wrote")
    command.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="default: the name of the records with .html"
    )


def _add_schema(commands: Any) -> None:
    command = _add_command(commands, "schema", _schema, "Print the JSON Schema of a record kind or of an output line")
    command.add_argument("kind", nargs="?", choices=sorted(SCHEMAS), default="extraction", help="default: extraction")


def _add_recordings(commands: Any) -> None:
    command = commands.add_parser("recordings", help="look after recordings", description="Look after recordings.")
    actions = command.add_subparsers(required=True, metavar="ACTION")
    add = _add_command(actions, "check", _check, "List missing, unused and stale recordings").add_argument
    add("paths", nargs="*", default=[str(SEEDS)], metavar="PATH", help="articles that they are of (default: the seeds)")
    add("--recordings", metavar="FOLDER", help="folder of recordings")
    add("--model", help="model that was asked")


def _add_demo(commands: Any) -> None:
    command = _add_command(commands, "demo", _demo, "Replay the four seeds and write records and a report")
    command.add_argument("--out", type=Path, default=Path("out"), metavar="FOLDER", help="default: out")


def _settings(options: argparse.Namespace, **more: Any) -> Settings:
    given: dict[str, Any] = {name: getattr(options, name, None) for name in SETTING_OPTIONS}
    return Settings.from_environment(None, **{**given, **more})


def _extract(options: argparse.Namespace) -> int:
    kinds = tuple(kind.strip() for kind in options.records.split(",")) if options.records else None
    settings = _settings(options, records=kinds)
    if options.concurrency < 1:
        raise UsageError("--concurrency must be at least 1")
    articles = read_articles(options.paths, options.published, sys.stdin.buffer)
    form = options.format or ("table" if options.output is None and sys.stdout.isatty() else "jsonl")
    totals = Totals()
    outcomes = extract_many(articles, settings, concurrency=options.concurrency)
    _refuse_overwriting(options.output, options.paths)
    with _destination(options.output) as out:
        _write(form, _watched(outcomes, totals, articles.expected), out)
    _report_skipped(articles.skipped)
    return SOME_FAILED if totals.partial or totals.failed else DONE


def _refuse_overwriting(output: Path | None, paths: Sequence[str]) -> None:
    if output and output.exists() and any(os.path.exists(path) and output.samefile(path) for path in paths):  # noqa: PTH110 - `-` and odd names
        raise UsageError(f"--output {output} is one of the articles; it would be overwritten")


@contextmanager
def _destination(path: Path | None) -> Generator[TextIO]:
    if path is None:
        yield sys.stdout
        return
    try:
        make_private_folder(path.parent)
        file = open(path, "w", encoding="utf-8", newline="", opener=open_private)  # noqa: SIM115 - closed below
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None
    with file:
        yield file


def _write(form: str, extractions: Iterable[Extraction], out: TextIO) -> None:
    if form == "jsonl":
        for extraction in extractions:
            write_jsonl(extraction, out)
            out.flush()
        return
    writers: dict[str, Callable[[Iterable[Extraction], TextIO], None]] = {
        "table": print_tables,
        "json": write_json,
        "csv": write_csv,
        "csv-raw": partial(write_csv, guarded=False),
    }
    writers[form](extractions, out)


def _watched(extractions: Iterable[Extraction], totals: Totals, expected: int | None) -> Iterator[Extraction]:
    """Pass extractions on, count them, say what failed, and show how far it is on a terminal."""
    for extraction in extractions:
        totals.add(extraction)
        _show_progress("")
        if extraction.error:
            message = f"extractor: {on_one_line(extraction.article.id)}: {on_one_line(extraction.error.message)}"
            print(message, file=sys.stderr)
        yield extraction
        _show_progress(_bar(totals, expected) if expected != 1 else "")
    _show_progress("")


def _show_progress(line: str) -> None:
    """Put `line` in place of the last one, where it is a terminal."""
    if sys.stderr.isatty():
        print(f"\r\x1b[2K{line}", end="", file=sys.stderr, flush=True)


def _bar(totals: Totals, expected: int | None) -> str:
    done, failed = totals.articles, totals.partial + totals.failed
    if not expected:
        return f"{done} articles, {failed} not complete"
    filled = BAR * done // expected
    return f"[{'#' * filled}{'.' * (BAR - filled)}] {done} of {expected} articles, {failed} not complete"


def _report_skipped(count: int) -> None:
    if count:
        print(f"extractor: {count} files in folders were skipped (hidden, README, or of another kind)", file=sys.stderr)


def _view(options: argparse.Namespace) -> int:
    from extractor.page import render_page  # noqa: PLC0415 - only this needs it

    page = render_page(list(read_jsonl(options.records)), options.records.stem)
    target: Path = options.output or options.records.with_suffix(".html")
    with _destination(target) as out:
        out.write(page)
    print(on_one_line(str(target)))
    return DONE


def _schema(options: argparse.Namespace) -> int:
    print(json.dumps(SCHEMAS[options.kind].model_json_schema(mode="serialization"), indent=2, ensure_ascii=False))
    return DONE


def _check(options: argparse.Namespace) -> int:
    from extractor.checking import check_recordings  # noqa: PLC0415 - only this needs it

    settings = _settings(options, mode="replay")
    findings = check_recordings(read_articles(options.paths, None, sys.stdin.buffer), settings)
    for finding in findings.lines():
        print(on_one_line(finding))
    return DONE if findings.clean else SOME_FAILED


def _demo(options: argparse.Namespace) -> int:
    from extractor.page import render_page  # noqa: PLC0415 - only this needs it

    totals = Totals()
    articles = read_articles([str(SEEDS)], None, sys.stdin.buffer)
    outcomes = extract_many(articles, Settings.from_environment({}, mode="replay"))
    found = list(_watched(outcomes, totals, articles.expected))
    print_tables(found, sys.stdout)
    print_totals(totals, sys.stdout)
    records, report = options.out / "records.jsonl", options.out / "report.html"
    with _destination(records) as out:
        _write("jsonl", found, out)
    with _destination(report) as out:
        out.write(render_page(found, "The four seed articles"))
    print(f"\nRecords: {records}\nReport:  {report} (open it in a browser)\n\n{_OWN_ARTICLE}")
    return SOME_FAILED if totals.partial or totals.failed else DONE


_OWN_ARTICLE = """An article of your own, by a cloud model or by a local server:
  OPENAI_API_KEY=... .venv/bin/extractor extract story.txt --published 2022-02-02
  .venv/bin/extractor extract story.txt --base-url http://127.0.0.1:11434/v1 --model qwen2.5:7b"""
