"""What replay costs: a stored exchange in microseconds, and whole commands as multiples of a bare Python.

python -m evals.benchmarks.replay [--exchanges N] [--rounds N] [COMMAND ...]

Exchanges are generated, of 12 KB of prompt and 3 KB of answer. `read, check` is `find`, `parse` makes the answer's text
an object, `name` is the digest of the prompt, which a live answer needs too. Files and pages are in memory, as they are
after a first run. Multiples hold on other machines, microseconds do not. Each COMMAND is one quoted command line;
without any, `extractor --help` and the replay of the seeds are run, if `extractor` stands beside this Python.
"""

import argparse
import json
import os
import resource
import shlex
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from extractor.caching import Cache
from extractor.flow import Attempt, Completion, Message, Prompt
from extractor.parsing import read_answer
from extractor.recording import Recordings, Store

TARGET = 300.0
"""Microseconds in which one stored exchange is read, checked and parsed."""
TARGET_REPLAY = 25.0
"""Multiples of a bare Python for the replay of the four seeds."""
_WORDS = "The commander said: “More than 3,000 troops will arrive on Wednesday,” a café owner reported. "
_KIB = 1024


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; 1 if a command failed, else 0, whatever the figures are."""
    options = _options(arguments)
    with TemporaryDirectory() as folder:
        stores: tuple[Store, ...] = (Recordings(Path(folder, "recordings")), Cache(Path(folder, "cache")))
        for line in _exchange_report(stores, options.exchanges, options.rounds):
            _say(line)
    commands = options.commands or _own_commands()
    failed = 0
    for line, status in _command_report([shlex.split(command) for command in commands], options.rounds):
        _say(line)
        failed |= status != 0
    return int(failed)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.replay", description="Measure what replay costs.")
    parser.add_argument("commands", nargs="*", metavar="COMMAND", help="a quoted command line to run and measure")
    parser.add_argument("--exchanges", type=int, default=200, help="stored exchanges (default 200)")
    parser.add_argument("--rounds", type=int, default=5, help="times that all is measured (default 5)")
    return parser.parse_args(arguments)


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _exchange_report(stores: Sequence[Store], exchanges: int, rounds: int) -> Iterator[str]:
    """Yield a heading and a line a store: microseconds an exchange; p90 is of all that was measured."""
    prompt, answer = _prompt(0), _answer()
    size = sum(len(message.content.encode()) for message in prompt.messages) + len(json.dumps(prompt.schema))
    yield (
        f"one exchange (prompt {size / _KIB:.1f} KB, answer {len(answer.text.encode()) / _KIB:.1f} KB), "
        f"µs, median of {exchanges}, each the best of {rounds}:"
    )
    yield f"  {'store':12}{'read, check':>12}{'parse':>8}{'both':>8}{'p90':>8}{'name':>8}   target: {TARGET:.0f}"
    for store in stores:
        for number in range(exchanges):
            store.save(_prompt(number), answer)
        times = [[_time_one(store, number) for number in range(exchanges)] for _ in range(rounds)]
        # The best of an exchange's rounds is its own cost; the rest is what else the machine did.
        best = [min(same, key=lambda time: time[2]) for same in zip(*times, strict=True)]
        find, parse, both, name = (median(column) for column in zip(*best, strict=True))
        slow = quantiles([time[2] for run in times for time in run], n=10)[-1]
        verdict = "met" if both <= TARGET else "MISSED"
        label = type(store).__name__.lower()
        yield f"  {label:12}{find:12.0f}{parse:8.0f}{both:8.0f}{slow:8.0f}{name:8.0f}   {verdict}"


def _time_one(store: Store, number: int) -> tuple[float, float, float, float]:
    """Microseconds to find and check an answer, to parse it, of both, and before them to digest the prompt."""
    prompt = _prompt(number)
    start = perf_counter()
    _ = prompt.digest
    named = perf_counter()
    completion = store.find(prompt)
    found = perf_counter()
    if completion is None or read_answer(completion).outcome != "ok":
        raise RuntimeError("a stored exchange did not come back")
    end = perf_counter()
    return (found - named) * 1e6, (end - found) * 1e6, (end - named) * 1e6, (named - start) * 1e6


def _prompt(number: int) -> Prompt:
    schema = {
        "type": "object",
        "properties": {f"field_{index}": {"type": ["string", "null"], "description": _WORDS} for index in range(10)},
        "required": [f"field_{index}" for index in range(10)],
        "additionalProperties": False,
    }
    messages = (Message("system", _filled(3 * _KIB)), Message("user", f"[{number}] {_filled(7 * _KIB)}"))
    return Prompt("quotes", f"article {number}", messages, schema, "benchmark-model", 4096)


def _answer() -> Completion:
    speakers = {f"S{index}": {"name": f"Speaker {index}", "title": "défense minister"} for index in range(10)}
    quotes = [{"quote": index, "speaker": f"S{index % 10}", "kind": "direct", "cue": "said"} for index in range(37)]
    text = json.dumps({"speakers": speakers, "quotes": quotes}, ensure_ascii=False)
    attempts = (Attempt("rate_limited", 429), Attempt("ok", 200))
    return Completion(
        text=text,
        model="benchmark-model",
        finish="stop",
        refusal=None,
        tokens_in=3000,
        tokens_out=900,
        seconds=12.5,
        cost_usd=None,
        answered_at="2026-11-22T10:00:00Z",
        attempts=attempts,
    )


def _filled(size: int) -> str:
    """Words of `size` bytes or a little less."""
    return (_WORDS * (size // len(_WORDS.encode()) + 1)).encode()[:size].decode(errors="ignore")


def _own_commands() -> list[str]:
    script = Path(sys.executable).with_name("extractor")
    if not script.exists():
        return []
    return [shlex.join([str(script), *rest]) for rest in (["--help"], ["extract", "seeds", "--mode", "replay"])]


def _command_report(commands: Sequence[Sequence[str]], rounds: int) -> Iterator[tuple[str, int]]:
    """Yield a heading and a line a command, each with the status that the command ended with."""
    if not commands:
        return
    bare = [sys.executable, "-c", "pass"]
    for command in commands:
        _cpu(command)
    runs = [[_cpu(command) for command in (bare, *commands)] for _ in range(rounds)]
    unit = median(run[0][0] for run in runs)
    yield f"whole-process CPU, median of {rounds}; python -c pass = 1 = {unit * 1e3:.0f} ms:", 0
    for column, command in enumerate(commands, start=1):
        status = max(run[column][1] for run in runs)
        multiple = median(run[column][0] for run in runs) / unit
        shown = " ".join([Path(command[0]).name, *command[1:]])
        failure = f"   exit {status}" if status else ""
        target = f" (target {TARGET_REPLAY:.0f})" if {"extract", "replay"} <= set(command) else ""
        yield f"  {multiple:6.1f}  {shown}{target}{failure}", status


def _cpu(command: Sequence[str]) -> tuple[float, int]:
    """User and system seconds of a command with all that it starts, and the status that it ended with."""
    # Where Python may not keep what it compiled, every start compiles this program anew: 7 multiples.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = _children()
    status = subprocess.run(  # noqa: S603
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        check=False,
    ).returncode
    return _children() - before, abs(status)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    sys.exit(main())
