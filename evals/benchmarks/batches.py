"""What a batch costs, ours beside that of others, as ratios within one run.

python -m evals.benchmarks.batches [--articles 500] [--in-flight 64] [--delay 2] [--only SECTION] [-o FOLDER]

Sections: `flight` (many articles at once against a model that takes its time), `calls` (CPU of one call), `replay`
(stored articles a second), `growth` (from 100 to 10,000 articles). The model is a process of its own on loopback, and
so is each client. Start-up is in `evals.benchmarks.replay`.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from math import ceil
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from evals.benchmarks.clients import (
    CALL,
    CLIENTS,
    INSTRUCTOR,
    LANGEXTRACT,
    OURS,
    ROOT,
    WARM,
    Client,
    Load,
    Measured,
    measure,
    present,
    write_works,
)
from evals.benchmarks.drawing import drawn
from evals.benchmarks.growth import MARKS, Mark, numbers
from evals.benchmarks.server import Model, running

TARGET_FLIGHT = 1.3
"""Multiples of the ideal that a batch may take."""
TARGET_REPLAY = 500.0
"""Stored articles a second of CPU."""
SECTIONS = ("flight", "calls", "replay", "growth")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures and write them; 1 if a client could not be run, else 0, whatever the figures are."""
    options = _options(arguments)
    options.output.mkdir(parents=True, exist_ok=True)
    sections: dict[str, Callable[[argparse.Namespace], Iterator[str]]]
    sections = {"flight": _flight, "calls": _calls, "replay": _replay, "growth": _growth}
    lines = [f"load of the machine, {os.cpu_count()} CPUs, at the start: {os.getloadavg()[0]:.1f}"]
    print(lines[0], flush=True)
    for name in options.only or SECTIONS:
        for line in sections[name](options):
            print(line, flush=True)
            lines.append(line)
    (options.output / "batches.txt").write_text("\n".join(lines) + "\n", "utf-8")
    return int(any(" FAILED: " in line for line in lines))


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m evals.benchmarks.batches", description="Measure what a batch costs."
    )
    add = parser.add_argument
    add("--articles", type=int, default=500, help="under way against the model (default 500)")
    add("--in-flight", type=int, default=64, help="of them at once (default 64)")
    add("--delay", type=float, default=2.0, help="seconds that the model takes for an answer (default 2)")
    add("--calls", type=int, default=100, help="calls one after the other, for their CPU (default 100)")
    add("--rounds", type=int, default=5, help="times that CPU is measured (default 5)")
    add("--stored", type=int, default=1000, help="stored articles to replay (default 1000)")
    add("--marks", type=numbers, default=MARKS, help="articles at which growth is told (default 100 to 10000)")
    add("--client", action="append", choices=[client.name for client in CLIENTS], help="this one only; again for more")
    add("--only", action="append", choices=SECTIONS, help="this section only; again for more")
    add("-o", "--output", type=Path, default=Path("out", "benchmarks"), metavar="FOLDER", help="default out/benchmarks")
    return parser.parse_args(arguments)


def _chosen(options: argparse.Namespace) -> Sequence[Client]:
    return [one for one in present(CLIENTS) if not options.client or one.name in options.client]


@contextmanager
def _loopback(articles: int) -> Generator[tuple[Model, Path]]:
    """A model, and articles with their requests: those to warm up with in front."""
    with TemporaryDirectory() as folder:
        works, answers = Path(folder, "works.jsonl"), Path(folder, "answers.json")
        write_works(articles, works, answers)
        with running(answers) as model:
            yield model, works


def _flight(options: argparse.Namespace) -> Iterator[str]:
    """Yield a line a client: seconds of all articles as multiples of what they take if only the model takes time."""
    ideal = ceil(options.articles / options.in_flight) * options.delay
    told = f"{options.articles} articles, {options.in_flight} in flight, {options.delay:g} s an answer"
    yield f"\n{told}: ideal {ideal:g} s"
    yield f"  {'client':32}{'x ideal':>8}{'seconds':>9}{'CPU ms each':>13}{'peak MB':>9}{'lost':>6}{'requests':>10}"
    with _loopback(options.articles + WARM) as (model, works):
        for client in _chosen(options):
            load = Load(works, options.delay, options.in_flight)
            yield _line(client, model, load, ideal)
        yield from _absent()
        yield from _profiles(_chosen(options), model, Load(works, options.delay, options.in_flight, profiled=True))


def _line(client: Client, model: Model, load: Load, ideal: float) -> str:
    try:
        one = measure(client, model, load)
    except RuntimeError as error:
        return f"  {client.title:32} FAILED: {error}"
    verdict = ("met" if one.seconds <= TARGET_FLIGHT * ideal else "MISSED") if client is OURS else ""
    return (
        f"  {client.title:32}{one.seconds / ideal:8.2f}{one.seconds:9.1f}{one.cpu_each:13.1f}{one.rss_mb:9.0f}"
        f"{one.asked - one.answered:6}{one.requests:10}   {verdict}"
    ).rstrip()


def _absent() -> Iterator[str]:
    if not LANGEXTRACT.python.exists():
        yield "  langextract is left out: `make peers-environment` makes its environment"


def _profiles(clients: Iterable[Client], model: Model, load: Load) -> Iterator[str]:
    """Yield a line a client, or two: where its CPU goes, in a run of its own that is no measurement."""
    yield "  where the CPU goes, by package, and by stage of ours with all that it calls:"
    for client in clients:
        try:
            one = measure(client, model, load)
        except RuntimeError as error:
            yield f"  {client.title:35}FAILED: {error}"
            continue
        yield f"  {client.title:35}{_shown(one.packages)}"
        if client is OURS:
            yield f"  {'':35}{_shown(one.stages)}"


def _calls(options: argparse.Namespace) -> Iterator[str]:
    """Yield a line a client: CPU of one call, the rounds of all clients in turn; then where that of each goes."""
    told = f"{options.calls} in a row, no delay, median of {options.rounds} rounds"
    yield f"\nCPU of a call, {told}; instructor = 1 in each round"
    yield f"  {'client':32}{'x instructor':>13}{'least to most':>15}{'CPU ms':>8}{'KB sent':>9}"
    try:
        rounds = _rounds(options)
    except RuntimeError as error:
        yield f"  FAILED: {error}"
        return
    for client, measured in rounds.items():
        cost, sent = median(one.cpu_each for one in measured), measured[0].bytes / measured[0].requests / 1024
        yield f"  {client.title:32}{_compared(client, rounds)}{cost:8.2f}{sent:9.1f}{_verdict(client, rounds)}"
    yield from _absent()
    with _loopback(options.calls + WARM) as (model, works):
        yield from _profiles(rounds, model, Load(works, 0.0, 1, profiled=True))


def _multiples(client: Client, rounds: Mapping[Client, Sequence[Measured]]) -> list[float]:
    """What a client takes, as multiples of what instructor takes in the same round: a machine's speed drifts."""
    units = rounds.get(INSTRUCTOR, ())
    return [one.cpu_each / unit.cpu_each for one, unit in zip(rounds[client], units, strict=False)]


def _compared(client: Client, rounds: Mapping[Client, Sequence[Measured]]) -> str:
    found = _multiples(client, rounds)
    return f"{median(found):13.2f}{min(found):8.2f} - {max(found):.2f}" if found else f"{'-':>13}{'':15}"


def _verdict(client: Client, rounds: Mapping[Client, Sequence[Measured]]) -> str:
    found = _multiples(client, rounds) if client is CALL else []
    return ("   met" if median(found) <= 1 else "   MISSED") if found else ""


def _rounds(options: argparse.Namespace) -> dict[Client, list[Measured]]:
    rounds: dict[Client, list[Measured]] = {client: [] for client in _chosen(options)}
    with _loopback(options.calls + WARM) as (model, works):
        for number in range(options.rounds):
            # There and back: nobody is always the first of a round.
            for client in list(rounds)[:: -1 if number % 2 else 1]:
                rounds[client].append(measure(client, model, Load(works, 0.0, 1)))
    return rounds


def _replay(options: argparse.Namespace) -> Iterator[str]:
    """Yield how many stored articles a second one core replays, and where the time goes."""
    with TemporaryDirectory() as folder:
        rest = ["--articles", str(options.stored), "--rounds", str(options.rounds), "--profile"]
        told = next(_run("stored", str(Path(folder, "recordings")), *rest))
    count = told["articles"]
    yield f"\nreplay of {count} stored articles of the seeds' size, both kinds, one core, by CPU"
    first = count / told["after"]
    met = "met" if first >= TARGET_REPLAY else "MISSED"
    yield f"  the first replay after they were asked live, once: {_rate(first)} (target {TARGET_REPLAY:.0f})   {met}"
    for name, does in (("kept", "every later replay"), ("anew", "worked out anew (--no-keep)")):
        yield f"  {does}: {_rate(count / told[name]['cpu'])}"
        yield f"    by stage: {_shown(told[name]['stages'])}"
        yield f"    by function alone: {_shown(told[name]['functions'])}"
    yield f"  the first replay of recordings from elsewhere, which keeps: {_rate(count / told['elsewhere'])}"
    yield f"  kept of an article: {told['kilobytes']} KB"


def _rate(rate: float) -> str:
    return f"{rate:.0f} articles a second, {1e3 / rate:.2f} ms each"


def _shown(shares: Mapping[str, float]) -> str:
    return ", ".join(f"{name} {100 * share:.1f} %" for name, share in shares.items())


def _growth(options: argparse.Namespace) -> Iterator[str]:
    """Yield a line a mark, and the plots."""
    yield f"\ngrowth, short articles, a model in the process, records written, {options.marks[-1]:,} in one run"
    yield f"  {'articles':>9}{'seconds':>9}{'CPU s':>8}{'CPU ms each':>13}{'peak MB':>9}{'x first MB':>12}"
    marks: list[Mark] = []
    for told in _run("growth", "--marks", ",".join(map(str, options.marks))):
        marks.append(one := Mark(**told))
        each, grown = 1e3 * one.cpu / one.articles, one.rss_mb / marks[0].rss_mb
        yield f"  {one.articles:9}{one.seconds:9.1f}{one.cpu:8.1f}{each:13.2f}{one.rss_mb:9.1f}{grown:12.2f}"
    for title, chosen in (("seconds", "seconds"), ("CPU seconds", "cpu"), ("peak MB", "rss_mb")):
        yield ""
        yield from drawn(title, [(mark.articles, getattr(mark, chosen)) for mark in marks])


def _run(name: str, *rest: str) -> Iterator[dict[str, Any]]:
    """Run another benchmark in a process of its own, and yield what it prints."""
    command = [sys.executable, "-m", f"evals.benchmarks.{name}", *rest]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None  # noqa: S101
        yield from (json.loads(line) for line in process.stdout)


if __name__ == "__main__":
    sys.exit(main())
