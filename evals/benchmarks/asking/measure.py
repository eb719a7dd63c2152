"""Measure: one client asked for many articles -> seconds, its own CPU and memory as one line of JSON.

It runs as a script, in the peers' own environment for langextract, and imports the client and the standard library
only. The same loop measures everybody; the model is in another process, so that its CPU is not counted.
"""

import argparse
import json
import resource
import signal
import sys
import sysconfig
from collections import Counter
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from threading import get_ident
from time import perf_counter, process_time
from types import FrameType

EVERY = 0.001
"""Seconds of CPU between two looks at the stack."""
_PACKAGES = Path(sysconfig.get_paths()["purelib"])
_STANDARD = Path(sysconfig.get_paths()["stdlib"])
_CLIENTS = Path(__file__).resolve().parent
_WAITING = frozenset(
    {"wait", "_wait_for_tstate_lock", "recv_into", "recv", "readinto", "select", "poll", "_worker", "sleep"}
)
"""Functions in which a thread that is looked at only waits."""


def main() -> None:
    """Warm a client up, measure it, and say what it took."""
    options = _options()
    works = [json.loads(line) for line in options.works.read_text("utf-8").splitlines()]
    module = import_module(f"by_{options.client}")
    client = module.Client(options.base_url)
    warm, measured = works[: options.warm], works[options.warm :]
    if warm:
        _ask(client, warm, min(options.in_flight, len(warm)))
    looks: Counter[str] = Counter()
    began, cpu = perf_counter(), process_time()
    with _looking(looks if options.profile else None):
        answered = _ask(client, measured, options.in_flight)
    told = {
        "seconds": perf_counter() - began,
        "cpu": process_time() - cpu,
        "profile": {name: count / looks.total() for name, count in looks.most_common(8)},
        "asked": len(measured),
        "answered": answered,
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    print(json.dumps(told), flush=True)


def _ask(client: object, works: list, in_flight: int) -> int:
    """Ask for all, and count those that were answered; a client that has threads of its own brings `many`."""
    if hasattr(client, "many"):
        return client.many(works, in_flight)
    if in_flight == 1:
        return sum(client.one(work) for work in works)
    with ThreadPoolExecutor(in_flight) as pool:
        return sum(pool.map(client.one, works))


@contextmanager
def _looking(looks: Counter) -> Generator[None]:
    """Count which package each thread that works is in, each millisecond of CPU; nothing without a counter."""
    if looks is None:
        yield
        return

    def look(_: int, main: FrameType | None) -> None:
        for thread, frame in sys._current_frames().items():  # noqa: SLF001 - documented, and the only way
            at = main if thread == get_ident() else frame
            if at is not None and at.f_code.co_name not in _WAITING:
                looks[_package(at)] += 1

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _package(frame: FrameType | None) -> str:
    """The innermost package of a stack that is not the standard library's; of ours its module."""
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if path.is_relative_to(_PACKAGES):
            return path.relative_to(_PACKAGES).parts[0].removesuffix(".py")
        if path.is_absolute() and not path.is_relative_to(_STANDARD) and path.parent != _CLIENTS:
            return f"{path.parent.name}.{path.stem}"
        frame = frame.f_back
    return "the rest"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--client", required=True)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--works", type=Path, required=True, help="JSONL: article, request and answer")
    parser.add_argument("--warm", type=int, default=0, help="of the articles, asked before anything is measured")
    parser.add_argument("--in-flight", type=int, default=1)
    parser.add_argument("--profile", action="store_true", help="also say where its CPU goes, which makes it dearer")
    return parser.parse_args()


if __name__ == "__main__":
    main()
