"""The command line: `extract`, `view`, `schema`, `recordings`, `demo`.

Exit code 0: all done; 1: some articles failed, the others are written, or the output could not be; 2: wrong use or
settings; 130 and 143: stopped by Ctrl-C and SIGTERM.
"""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper
from pathlib import Path

from extractor.errors import ArticleError, ExtractorError, UsageError
from extractor.extracting import extract_command
from extractor.options import SCHEMAS, SEEDS, Command, build_parser, settings_of
from extractor.progress import Tally, tell, watched
from extractor.reading import read_articles
from extractor.running import extract_many
from extractor.settings import Settings
from extractor.viewing import print_tables, print_totals, read_jsonl
from extractor.wording import on_one_line
from extractor.writing import replaced, write

DONE, SOME_FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    options = build_parser(COMMANDS).parse_args(given, argparse.Namespace(given=given))
    run: Command = options.run
    _prepare_streams()
    try:
        code = run(options)
        if sys.stdout:
            sys.stdout.flush()
    except (UsageError, ArticleError) as error:
        tell(on_one_line(str(error)))
        return WRONG_USE
    except ExtractorError as error:
        tell(on_one_line(str(error)))
        return SOME_FAILED
    except BrokenPipeError:
        # The reader has gone; what it asked for is done.
        _drop_output()
        return DONE
    except OSError as error:
        tell(f"the output cannot be written: {error.strerror}")
        _drop_output()
        return SOME_FAILED
    except KeyboardInterrupt:
        tell("interrupted")
        return INTERRUPTED
    return code


def _prepare_streams() -> None:
    """Records are UTF-8 wherever they go, no character stops the run, and a closed standard error takes anything."""
    if sys.stderr is None:  # pyright: ignore[reportUnnecessaryComparison] - as `2>&-` leaves it
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - it is open to the end
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def _drop_output() -> None:
    """Keep the interpreter from flushing into a pipe or file that takes nothing."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _view(options: argparse.Namespace) -> int:
    from extractor.page import render_page  # noqa: PLC0415 - only this needs it

    page = render_page(list(read_jsonl(options.records)), options.records.stem)
    target: Path = options.output or options.records.with_suffix(".html")
    with replaced(target) as out:
        out.write(page)
    print(on_one_line(str(target)))
    return DONE


def _schema(options: argparse.Namespace) -> int:
    print(json.dumps(SCHEMAS[options.kind].model_json_schema(mode="serialization"), indent=2, ensure_ascii=False))
    return DONE


def _check(options: argparse.Namespace) -> int:
    from extractor.checking import check_recordings  # noqa: PLC0415 - only this needs it

    settings = settings_of(options, mode="replay")
    findings = check_recordings(read_articles(options.paths, None, sys.stdin.buffer), settings)
    for finding in findings.lines():
        print(on_one_line(finding))
    return DONE if findings.clean else SOME_FAILED


def _demo(options: argparse.Namespace) -> int:
    from extractor.page import render_page  # noqa: PLC0415 - only this needs it

    articles = read_articles([str(SEEDS)])
    tally = Tally(articles.expected)
    found = list(watched(extract_many(articles, Settings.from_environment({}, mode="replay")), tally))
    print_tables(found, sys.stdout)
    print_totals(tally.totals, sys.stdout)
    records, report = options.out / "records.jsonl", options.out / "report.html"
    with replaced(records) as out:
        write("jsonl", found, out)
    with replaced(report) as out:
        out.write(render_page(found, "The four seed articles"))
    print(f"\nRecords: {records}\nReport:  {report} (open it in a browser)\n\n{_OWN_ARTICLE}")
    return SOME_FAILED if tally.unwell else DONE


_OWN_ARTICLE = """An article of your own, by code alone, by a cloud model or by a local server:
  .venv/bin/extractor extract story.txt --published 2022-02-02 --model rules
  OPENAI_API_KEY=... .venv/bin/extractor extract story.txt --published 2022-02-02
  .venv/bin/extractor extract story.txt --base-url http://127.0.0.1:11434/v1 --model qwen2.5:7b"""


COMMANDS: dict[str, Command] = {
    "extract": extract_command,
    "view": _view,
    "schema": _schema,
    "check": _check,
    "demo": _demo,
}
