"""The command line: `run`, `compare`, `show`, `gate`, `accept`, `check`, `find`.

Exit code 0: all done, or the gate is passed; 1: some articles failed, or the gate is not passed; 2: wrong use.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from evals.running import GOLD, Run, read_golds, read_run, run_golds, write_run
from extractor import Extraction, Settings, UsageError
from extractor.errors import ExtractorError
from extractor.private import write_private
from extractor.wording import counted, inert_json, on_one_line, visible

if TYPE_CHECKING:
    from evals.labelled import Gold

DONE, FAILED, WRONG_USE, INTERRUPTED = 0, 1, 2, 130
REPORT_FILE = "report.html"
_BASELINE = Path(__file__).resolve().parent / "baselines" / "seeds.json"
"""The accepted figures of the seeds."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = build_parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        code = command(options)
        sys.stdout.flush()
    except UsageError as error:
        _complain(str(error))
        return WRONG_USE
    except ExtractorError as error:
        _complain(str(error))
        return FAILED
    except BrokenPipeError:
        # The reader has gone; what it asked for is done. The interpreter must not flush into the closed pipe.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        _complain("interrupted")
        return INTERRUPTED
    return code


def build_parser() -> argparse.ArgumentParser:
    """Build the parser of all commands."""
    parser = argparse.ArgumentParser(
        prog="evals", description="Measure extraction against gold, and keep it from getting worse."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for add in (_add_run, _add_compare, _add_show, _add_gate, _add_accept, _add_check, _add_find):
        add(commands)
    return parser


def _command(
    commands: Any, name: str, command: Callable[[argparse.Namespace], int], told: str
) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=told[0].lower() + told[1:], description=f"{told}.")
    parser.set_defaults(command=command)
    return parser


def _add_run(commands: Any) -> None:
    parser = _command(commands, "run", _run, "Extract labelled articles and score what comes")
    _add_what(parser)
    parser.add_argument("--records", help="record kinds, comma-separated (default: all that are labelled)")
    parser.add_argument("--mode", help="auto: recordings, cache, then live; live; record; replay: never live")
    parser.add_argument("--base-url", metavar="URL", help="OpenAI-compatible server")
    parser.add_argument(
        "--concurrency", type=int, default=4, metavar="N", help="articles under way at once (default: 4)"
    )
    parser.add_argument(
        "-o", "--output", type=Path, default=Path("out/evals"), metavar="FOLDER", help="default: out/evals"
    )
    parser.add_argument(
        "--format", choices=("table", "markdown", "json"), default="table", help="what is printed (default: table)"
    )


def _add_what(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--gold", type=Path, action="append", metavar="DIR", help="folder of gold, again for more (default: the seeds')"
    )
    parser.add_argument("--recordings", type=Path, metavar="FOLDER", help="folder of recordings (default: the seeds')")
    parser.add_argument("--model", help="model to ask, or whose recordings to replay; rules: none")
    parser.add_argument("--ask", help="what the model is asked about: guesses (default), unsure or all")


def _add_compare(commands: Any) -> None:
    parser = _command(commands, "compare", _compare, "Compare two runs, record by record")
    parser.add_argument("a", type=Path, metavar="A", help="folder that `run` wrote, or its run.json")
    parser.add_argument("b", type=Path, metavar="B", help="likewise; differences are B minus A")
    parser.add_argument("--brief", action="store_true", help="figures only, not the single records")
    parser.add_argument("--format", choices=("table", "json"), default="table", help="what is printed (default: table)")


def _add_show(commands: Any) -> None:
    parser = _command(commands, "show", _show, "Show what is wrong with one article, next to its gold")
    parser.add_argument("run", type=Path, metavar="RUN", help="folder that `run` wrote, or its run.json")
    parser.add_argument("article", metavar="ARTICLE", help="id of the article, or how it begins")


def _add_gate(commands: Any) -> None:
    parser = _command(commands, "gate", _gate, "Replay the gold and fail if a figure fell below the accepted one")
    _add_what(parser)
    _add_baseline(parser)
    parser.add_argument(
        "--against", metavar="REV", help="judge by the baseline as it was there (default: the main branch)"
    )


def _add_baseline(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--baseline", type=Path, default=_BASELINE, metavar="FILE", help="accepted figures (default: the seeds')"
    )


def _add_accept(commands: Any) -> None:
    parser = _command(commands, "accept", _accept, "Make a run's figures the accepted ones")
    parser.add_argument(
        "run", type=Path, nargs="?", metavar="RUN", help="folder that `run` wrote (default: replay the gold now)"
    )
    _add_what(parser)
    _add_baseline(parser)
    parser.add_argument("--lower", metavar="REASON", help="accept lower figures, and keep the reason")


def _add_check(commands: Any) -> None:
    parser = _command(commands, "check", _check, "Check gold files, and list everything that is wrong with them")
    parser.add_argument(
        "gold", type=Path, nargs="*", metavar="GOLD", help="gold files or folders (default: the seeds' gold)"
    )


def _add_find(commands: Any) -> None:
    parser = _command(commands, "find", _find, "Find the places of words in an article, as gold files have them")
    parser.add_argument("article", type=Path, metavar="ARTICLE", help="text file")
    parser.add_argument("words", nargs="+", metavar="WORDS", help="words as they stand there, quoted")


def _run(options: argparse.Namespace) -> int:
    from evals.overlay import render_report  # noqa: PLC0415  only this needs it

    kinds = tuple(kind.strip() for kind in options.records.split(",")) if options.records else None
    given = {name: getattr(options, name) for name in ("model", "ask", "base_url", "mode", "recordings")}
    settings = Settings.from_environment(**given, records=kinds)
    if options.concurrency < 1:
        raise UsageError("--concurrency must be at least 1")
    run = run_golds(_golds(options), settings, concurrency=options.concurrency, watch=_Progress())
    written = write_run(run, options.output)
    report = _write_page(render_report(run), options.output / REPORT_FILE)
    _print_run(run, options.format, written, report)
    return FAILED if run.scores.failed else DONE


def _write_page(page: str, path: Path) -> Path:
    try:
        write_private(path, page)
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None
    return path


def _print_run(run: Run, form: str, written: Path, page: Path) -> None:
    from evals.reporting import markdown, report  # noqa: PLC0415  likewise

    if form == "json":
        sys.stdout.write(written.read_text("utf-8"))
    elif form == "markdown":
        sys.stdout.write(markdown(run))
    else:
        sys.stdout.write(f"{report(run)}\nRun:    {written}\nReport: {page} (open it in a browser)\n")


def _golds(options: argparse.Namespace) -> "list[Gold]":
    return read_golds(options.gold or [GOLD])


def _compare(options: argparse.Namespace) -> int:
    from evals.contrasting import contrast, contrast_report  # noqa: PLC0415

    one, other = read_run(options.a), read_run(options.b)
    if options.format == "json":
        print(inert_json(contrast(one, other).model_dump_json(indent=1)))
    else:
        sys.stdout.write(contrast_report(one, other, brief=options.brief))
    return DONE


def _show(options: argparse.Namespace) -> int:
    from evals.showing import show  # noqa: PLC0415

    sys.stdout.write(show(read_run(options.run), options.article))
    return DONE


def _replaying(options: argparse.Namespace) -> Settings:
    """Give settings that no environment changes: what is accepted and judged is the same everywhere."""
    chosen = {"model": options.model, "recordings": options.recordings, "ask": options.ask}
    return Settings.from_environment({}, mode="replay", **chosen)


def _gate(options: argparse.Namespace) -> int:
    from evals.gating import Grounds, judge  # noqa: PLC0415
    from evals.reporting import wrapped  # noqa: PLC0415

    grounds = Grounds(options.gold or [GOLD], options.baseline, _replaying(options), options.against)
    judgement = judge(grounds)
    lines = [line for note in judgement.notes for line in wrapped(note, "")]
    problems = counted(len(judgement.problems), "reason")
    lines.append("PASSED: no figure is below the accepted one" if judgement.passed else f"NOT PASSED, for {problems}:")
    lines += [line for problem in judgement.problems for line in wrapped(problem, "- ", "")]
    print("\n".join(lines))
    return DONE if judgement.passed else FAILED


def _accept(options: argparse.Namespace) -> int:
    from evals.baseline import baseline_of, read_baseline, side_by_side, write_baseline  # noqa: PLC0415

    run = read_run(options.run) if options.run else run_golds(_golds(options), _replaying(options))
    old = read_baseline(options.baseline) if options.baseline.exists() else None
    new = baseline_of(run, old, options.lower)
    write_baseline(new, options.baseline)
    sys.stdout.write(
        f"{side_by_side(old, new)}\n{options.baseline} is written; commit it by itself, with this table.\n"
    )
    return DONE


def _check(options: argparse.Namespace) -> int:
    golds = read_golds(options.gold or [GOLD])
    for gold in golds:
        told = ", ".join(counted(len(records), kind.removesuffix("s")) for kind, records in gold.records.items())
        print(on_one_line(f"{gold.file}: {told}"))
    print(f"{counted(len(golds), 'gold file')}, nothing wrong")
    return DONE


def _find(options: argparse.Namespace) -> int:
    """Print each place of the words on a line of its own, as `[start, end]`."""
    try:
        text = options.article.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"cannot read {options.article} as UTF-8 text: {error}") from None
    missing = 0
    for words in options.words:
        starts = _places(words, text)
        for start in starts:
            print(f"[{start}, {start + len(words)}]  {visible(' '.join(words.split()))[:80]}")
        if not starts:
            missing += 1
            _complain(f"not in the article: {visible(words)[:80]}")
    return FAILED if missing else DONE


def _places(words: str, text: str) -> list[int]:
    return [place for place in range(len(text)) if words and text.startswith(words, place)]


class _Progress:
    """Says on standard error which article failed, and on a terminal how many are done."""

    def __init__(self) -> None:
        self._done = 0

    def __call__(self, extraction: Extraction) -> None:
        self._done += 1
        if extraction.error:
            _complain(f"{on_one_line(extraction.article.id)}: {on_one_line(extraction.error.message)}")
        elif sys.stderr.isatty():
            print(f"{self._done} done: {on_one_line(extraction.article.id)}", file=sys.stderr, flush=True)


def _complain(message: str) -> None:
    print("\n".join(visible(line) for line in f"evals: {message}".splitlines()), file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
