"""Measure: one client asked for many articles -> seconds, its own CPU and memory as one line of JSON.

It runs as a script, in the peers' own environment for langextract, and imports the client and the standard library
only. The same loop measures everybody; the model is in another process, so that its CPU is not counted.
"""

import argparse
import gc
import json
import resource
import signal
import sys
import sysconfig
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from threading import Thread, main_thread
from time import clock_gettime, perf_counter, process_time, pthread_getcpuclockid
from types import FrameType

EVERY = 0.001
"""Seconds between two looks at the stack; of the clock's, since a timer of CPU is four times as coarse."""
_PACKAGES = Path(sysconfig.get_paths()["purelib"])
_STANDARD = Path(sysconfig.get_paths()["stdlib"])
_CLIENTS = Path(__file__).resolve().parent
SWITCH = 5e-5
"""Seconds until a thread that works makes way for the one that looks."""
_BACKENDS = "_backends"
"""Module of httpcore2 whose functions a thread is in while it waits for the wire."""
_PASSAGES = frozenset({"pipeline", "running", "tasks"})
"""Modules of ours that only call the stages."""
_COMPLETERS = frozenset({"keeping", "opening", "recording", "caching", "leasing", "budgeting", "completing"})
"""Modules of ours that wrap one another: the innermost is the stage."""
_WAITING = frozenset({"wait", "_wait_for_tstate_lock", "recv_into", "readinto", "select", "poll", "_worker", "sleep"})
"""Functions in which a thread has done what it did and only waits."""


def main() -> None:
    """Warm a client up, measure it, and say what it took."""
    options = _options()
    works = [json.loads(line) for line in options.works.read_text("utf-8").splitlines()]
    module = import_module(f"by_{options.client}")
    client = module.Client(options.base_url)
    warm, measured = works[: options.warm], works[options.warm :]
    if warm:
        _ask(client, warm, min(options.in_flight, len(warm)))
    packages, stages = Counter(), Counter()
    began, cpu = perf_counter(), process_time()
    if options.profile:
        answered = _looked_at(lambda: _ask(client, measured, options.in_flight), packages, stages)
    else:
        answered = _ask(client, measured, options.in_flight)
    told = {
        "seconds": perf_counter() - began,
        "cpu": process_time() - cpu,
        "packages": _shares(packages),
        "stages": _shares(stages),
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


def _shares(looks: Counter) -> dict:
    return {name: count / looks.total() for name, count in looks.most_common(8)}


def _looked_at(ask: Callable[[], int], packages: Counter, stages: Counter) -> int:
    """Ask in a thread, and count each millisecond in which package, and in which stage of ours, the work is.

    The signal must reach this thread, which only waits: caught by another, it would be heard when the work is done. So
    the thread that asks blocks it, and with it all that it starts.
    """
    answered, spent, under_way = [], {}, []

    def work() -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        answered.append(ask())

    def look(_: int, __: FrameType | None) -> None:
        if under_way:  # one that takes longer than the time between two is interrupted by the next
            return
        under_way.append(True)
        sys.setswitchinterval(1.0)  # or it would make way itself, again and again
        at = _working(spent)
        if at is not None:
            packages[_package(at)] += 1
            if (stage := _stage(at)) is not None:
                stages[stage] += 1
        sys.setswitchinterval(SWITCH)
        under_way.clear()

    before, switch = signal.signal(signal.SIGALRM, look), sys.getswitchinterval()
    sys.setswitchinterval(SWITCH)
    signal.setitimer(signal.ITIMER_REAL, EVERY, EVERY)
    try:
        worker = Thread(target=work)
        worker.start()
        worker.join()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        sys.setswitchinterval(switch)
    return answered[0]


def _working(spent: dict) -> FrameType | None:
    """Where the thread is that has worked most since the last look, by its own clock, and does not wait."""
    most, place = 0.0, None
    gc.disable()  # a collection in the midst of it that meets a `threading.local` waits for a lock that it holds itself
    try:
        frames = sys._current_frames()  # noqa: SLF001 - documented, and the only way
    finally:
        gc.enable()
    for thread, frame in frames.items():
        if thread == main_thread().ident:
            continue
        try:
            clock = clock_gettime(pthread_getcpuclockid(thread))
        except OSError:
            continue
        worked = clock - spent.get(thread, 0.0)
        spent[thread] = clock
        if worked > most and not _waits(frame):
            most, place = worked, frame
    return place


def _waits(frame: FrameType) -> bool:
    code = frame.f_code
    return code.co_name in _WAITING or (code.co_name == "read" and _BACKENDS in code.co_filename)


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


def _stage(frame: FrameType | None) -> str | None:
    """The outermost module of ours that is more than a passage, or the innermost completer; None without ours."""
    stage = None
    while frame is not None:
        path = Path(frame.f_code.co_filename)
        if (
            path.parent.name == "extractor"
            and path.stem not in _PASSAGES
            and not (path.stem in _COMPLETERS and stage in _COMPLETERS)
        ):
            stage = path.stem
        frame = frame.f_back
    return stage


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
