"""The options of the command line: what `extractor` takes, and the settings that come of it."""

import argparse
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from extractor.lineage import VERSION
from extractor.settings import Settings
from extractor.wording import on_one_line
from schemas import KINDS, Extraction, noun_of

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
FORMATS = ("table", "jsonl", "json", "csv", "csv-raw")
SCHEMAS: dict[str, type[BaseModel]] = {
    **{noun_of(record): record for record in KINDS.values()},
    "extraction": Extraction,
}
SETTING_OPTIONS = (
    *("model", "base_url", "mode", "ask", "fallback", "structured", "recordings", "cache_dir", "keep"),
    *("timeout", "deadline", "token_budget", "max_output_tokens"),
    *("requests_per_minute", "tokens_per_minute", "max_cost", "max_tokens"),
)

_FIELDS = {"max_tokens": "max_tokens_total"}
"""Options that are called otherwise than the setting."""
LONGEST_COMMAND = 1000
"""Characters of a command that is repeated to the user."""

Command = Callable[[argparse.Namespace], int]
"""What a command does with its options; its value is the exit code."""


def build_parser(runs: Mapping[str, Command]) -> argparse.ArgumentParser:
    """The parser of all commands; `runs` says what each does."""
    kinds = " and ".join(", ".join(KINDS).rsplit(", ", 1))
    parser = argparse.ArgumentParser(
        prog="extractor",
        description=f"Read news articles; give {kinds}, each field tied to the words that say it.",
    )
    parser.add_argument("--version", action="version", version=f"%(prog)s {VERSION}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_extract(commands, runs)
    _add_view(commands, runs)
    _add_schema(commands, runs)
    _add_recordings(commands, runs)
    _add_demo(commands, runs)
    return parser


def _add_command(commands: Any, name: str, run: Command, does: str) -> Any:
    command = commands.add_parser(name, help=f"{does[0].lower()}{does[1:]}", description=f"{does}.")
    command.set_defaults(run=run)
    return command


def _add_extract(commands: Any, runs: Mapping[str, Command]) -> None:
    command = _add_command(commands, "extract", runs["extract"], "Extract the records of articles")
    add = command.add_argument
    command.set_defaults(refuse=command.error)
    add("paths", nargs="*", metavar="PATH", help="text, HTML or JSONL file, folder, or - for standard input")
    add("--records", help=f"record kinds, comma-separated (default: {','.join(KINDS)})")
    add("--published", metavar="DATE", help="date of publication, YYYY-MM-DD; wins over what the articles say")
    add("--format", choices=FORMATS, help="default: table on a terminal, jsonl in a pipe or file")
    add("-o", "--output", type=Path, metavar="FILE", help="write there instead of standard output")
    add("--concurrency", type=int, default=8, metavar="N", help="articles under way at once (default: 8)")
    _add_running(command)
    _add_settings(command)


def _add_running(command: argparse.ArgumentParser) -> None:
    add = command.add_argument_group("long runs").add_argument
    add("--dry-run", action="store_true", help="ask nothing; say how many requests, tokens and dollars it would take")
    add("--resume", action="store_true", help="go on with -o FILE: articles that have a line in it are not asked again")
    retry = "run only the articles that failed in FILE, and replace their lines there or write them to -o"
    add("--retry-failed", type=Path, metavar="FILE", help=retry)
    grace = "after Ctrl-C or SIGTERM, time for the articles under way to be finished (default: 30)"
    add("--requests-per-minute", metavar="N", help="most requests a minute, of all articles together")
    add("--tokens-per-minute", metavar="N", help="most tokens a minute, likewise")
    add("--max-cost", metavar="DOLLARS", help="send no request that might make the run cost more")
    add("--max-tokens", metavar="N", help="send no request that might make the run take more tokens")
    add("--grace", type=float, default=30.0, metavar="SECONDS", help=grace)


def _add_settings(command: argparse.ArgumentParser) -> None:
    add = command.add_argument_group("settings (each also by environment, see the README)").add_argument
    add("--mode", help="auto: recordings, cache, then live; live; record: live into --recordings; replay: never live")
    add("--model", help="model to ask; rules: none, code alone answers")
    add("--ask", help="guesses: ask what code can only guess (default); unsure: also what it finds likely; all")
    add("--fallback", help="none (default), or rules: code alone answers where the model does not")
    add("--base-url", metavar="URL", help="OpenAI-compatible server, such as Ollama, vLLM or llama.cpp")
    add("--structured", help="json_schema, json_object or tools: how the server is told the answer's form")
    add("--recordings", metavar="FOLDER", help="folder of recordings to read, or to write with --mode record")
    add("--cache-dir", metavar="FOLDER", help="folder of the everyday cache")
    keep = "keep extractions in the cache folder, and take them from there while nothing has changed (default)"
    add("--keep", action=argparse.BooleanOptionalAction, help=keep)
    add("--timeout", metavar="SECONDS", help="longest wait of one request for the server's next bytes")
    add("--deadline", metavar="SECONDS", help="longest time of one article in all")
    add("--token-budget", metavar="N", help="most tokens that one article may take")
    add("--max-output-tokens", metavar="N", help="most tokens of one answer")


def _add_view(commands: Any, runs: Mapping[str, Command]) -> None:
    command = _add_command(commands, "view", runs["view"], "Make one self-contained HTML page of extractions")
    command.add_argument("records", type=Path, metavar="RECORDS.jsonl", help="file that `extract` wrote")
    command.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="default: the name of the records with .html"
    )


def _add_schema(commands: Any, runs: Mapping[str, Command]) -> None:
    command = _add_command(
        commands, "schema", runs["schema"], "Print the JSON Schema of a record kind or of an output line"
    )
    command.add_argument("kind", nargs="?", choices=sorted(SCHEMAS), default="extraction", help="default: extraction")


def _add_recordings(commands: Any, runs: Mapping[str, Command]) -> None:
    command = commands.add_parser("recordings", help="look after recordings", description="Look after recordings.")
    actions = command.add_subparsers(required=True, metavar="ACTION")
    add = _add_command(actions, "check", runs["check"], "List missing, unused and stale recordings").add_argument
    add("paths", nargs="*", default=[str(SEEDS)], metavar="PATH", help="articles that they are of (default: the seeds)")
    add("--recordings", metavar="FOLDER", help="folder of recordings")
    add("--model", help="model that was asked")


def _add_demo(commands: Any, runs: Mapping[str, Command]) -> None:
    command = _add_command(commands, "demo", runs["demo"], "Replay the four seeds and write records and a report")
    command.add_argument("--out", type=Path, default=Path("out"), metavar="FOLDER", help="default: out")


def settings_of(options: argparse.Namespace, **more: Any) -> Settings:
    """The settings that the options name, over those of the environment."""
    given: dict[str, Any] = {_FIELDS.get(name, name): getattr(options, name, None) for name in SETTING_OPTIONS}
    return Settings.from_environment(None, **{**given, **more})


def _given(name: str, value: object) -> tuple[str, ...]:
    """The words of an option and its value."""
    if isinstance(value, bool):
        return (name if value else f"--no-{name.removeprefix('--')}",)
    return name, str(value)


def command_line(options: argparse.Namespace, *more: str, retry: Path | None = None) -> str:
    """The command that `options` came from with `more`, or one that tries the failed articles of `retry` again.

    One that is long, or that may hold a password, is not repeated.
    """
    import shlex  # noqa: PLC0415 - only a run that is not done names a command

    words = [*options.given, *more]
    if retry:
        named = [(f"--{name.replace('_', '-')}", getattr(options, name)) for name in ("records", *SETTING_OPTIONS)]
        words = ["extract", "--retry-failed", str(retry)]
        words += [word for name, value in named if value is not None for word in _given(name, value)]
    line = on_one_line(shlex.join(["extractor", *words]))
    if len(line) <= LONGEST_COMMAND and "@" not in (options.base_url or ""):
        return line
    if retry:
        return f"the same command with --retry-failed {on_one_line(str(retry))} in place of its paths and -o"
    return " ".join(["the same command", *(["with", *more] if more else [])])
