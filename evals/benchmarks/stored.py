"""Stored: how many articles a second one core replays, and where its time goes.

python -m evals.benchmarks.stored FOLDER [--articles 1000] [--rounds 3] [--profile]

The articles are asked first, once, in mode `record`: of a loopback model that gives the answers that code proposes.
Then they are replayed, each way in a process of its own that collects garbage as the command line does: `after` is the
first replay there is, `kept` every later one, and `anew` (`--no-keep`) works everything out again. `elsewhere` is the
first replay of recordings that came from elsewhere, as by git: nothing was kept of them, and it works out and keeps.

The rounds are measured in CPU seconds, since what else the machine does stretches the clock's. `--profile` looks at the
stack each few milliseconds of CPU, in one more round: a profiler that counts calls would make small functions look
dear.
"""

import argparse
import gc
import json
import signal
import sys
from collections import Counter
from collections.abc import Generator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from io import StringIO
from multiprocessing import get_context
from operator import itemgetter
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from types import FrameType

from evals.benchmarks.server import name_of, running
from evals.benchmarks.stories import MODEL, Proposals, stories
from extractor import Settings, extract_many
from extractor.pipeline import extract_article
from extractor.viewing import write_jsonl

EVERY = 0.002
"""Seconds of CPU between two looks."""
_OWN = ("/extractor/", "/schemas/")


@dataclass(frozen=True)
class Way:
    """What replaying took, one way."""

    complete: int
    cpu: float
    """Seconds of the median round."""
    stages: dict[str, float]
    """Module that the pipeline called to its share, of all looks."""
    functions: dict[str, float]
    """Own function to its share by itself, what it calls outside of the project included."""
    below: dict[str, float]
    """Own function to its share with all that it calls."""


@dataclass(frozen=True)
class Replayed:
    """What replaying took, each way."""

    articles: int
    after: float
    """CPU seconds of the first replay after they were asked."""
    elsewhere: float
    """CPU seconds of the first replay of recordings from elsewhere, which worked everything out and kept it."""
    kilobytes: float
    """Kept of an article."""
    kept: Way
    anew: Way


def settings_for(folder: Path, cache: Path | None = None) -> Settings:
    """Replay from a folder, and no second question about what a proposal got wrong; nothing kept without a cache."""
    about = {"keep": False} if cache is None else {"cache_dir": cache}
    return Settings.model_validate({"mode": "replay", "model": MODEL, "recordings": folder, "repair": False, **about})


def ask(folder: Path, cache: Path, count: int) -> None:
    """Ask a loopback model about all articles, and record what it answers; what is recorded is not asked again."""
    with TemporaryDirectory() as place:
        answers = Path(place, "answers.json")
        answers.write_text(json.dumps(_answers(count), ensure_ascii=False), "utf-8")
        with running(answers) as model:
            asking = {"mode": "record", "base_url": model.url(0)}
            settings = settings_for(folder, cache).model_copy(update=asking)
            if any(one.status != "ok" for one in extract_many(stories(count), settings)):
                raise RuntimeError("an article was not answered in full")


def _answers(count: int) -> dict[str, str]:
    """What code proposes for all that the articles ask, by what the loopback model knows a request by."""
    told: dict[str, str] = {}
    for article in stories(count):
        model = Proposals(article)
        extract_article(article, model, settings_for(Path("none")))
        told |= {name_of(prompt.messages[-1].content): answer.text for prompt, answer in model.prompts}
    return told


def replay(settings: Settings, count: int) -> tuple[int, float]:
    """Replay all articles: how many are complete, and CPU seconds with the records as JSON Lines."""
    articles = list(stories(count))
    began, complete = process_time(), 0
    for extraction in extract_many(articles, settings):
        write_jsonl(extraction, StringIO())
        complete += extraction.status == "ok"
    return complete, process_time() - began


@contextmanager
def looking(stages: Counter[str], functions: Counter[str], below: Counter[str]) -> Generator[None]:
    """Count where the main thread is, each few milliseconds of CPU."""

    def look(_: int, frame: FrameType | None) -> None:
        path = list(_own(frame))
        functions[path[0] if path else "the benchmark"] += 1
        called = [place for place in path if not place.startswith(("pipeline.", "running.", "tasks."))]
        stages[called[-1].partition(".")[0] if called else "the rest"] += 1
        below.update(set(called))

    before = signal.signal(signal.SIGPROF, look)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _own(frame: FrameType | None) -> Generator[str]:
    """Yield the project's own functions of a stack as `module.function`, the innermost first."""
    while frame is not None:
        code = frame.f_code
        if any(room in code.co_filename for room in _OWN):
            yield f"{Path(code.co_filename).stem}.{code.co_name}"
        frame = frame.f_back


def shares(counts: Counter[str], looks: int, most: int = 12) -> dict[str, float]:
    """The shares of the commonest."""
    return {name: round(count / looks, 3) for name, count in counts.most_common(most)}


def run(folder: Path, count: int, rounds: int, *, profiled: bool) -> Replayed:
    """Ask, and measure all ways."""
    with TemporaryDirectory() as cache, TemporaryDirectory() as other:
        ask(folder, Path(cache), count)
        anew, kept = settings_for(folder), settings_for(folder, Path(cache))
        after = alone(kept, count, 1, profiled=False).cpu
        size = sum(path.stat().st_size for path in Path(cache).rglob("*") if path.is_file())
        elsewhere = alone(settings_for(folder, Path(other)), count, 1, profiled=False).cpu
        ways = [alone(settings, count, rounds, profiled=profiled) for settings in (kept, anew)]
    return Replayed(count, after, elsewhere, round(size / 1024 / count, 1), *ways)


def alone(settings: Settings, count: int, rounds: int, *, profiled: bool) -> Way:
    """Measure in a process of its own: what another way leaves in memory makes each collection dearer."""
    with ProcessPoolExecutor(1, get_context("spawn"), _collect_rarely) as pool:
        return pool.submit(measured, settings, count, rounds, profiled=profiled).result()


def _collect_rarely() -> None:
    """Do as `extractor.starting` does."""
    gc.freeze()
    gc.set_threshold(20_000)


def measured(settings: Settings, count: int, rounds: int, *, profiled: bool) -> Way:
    """Measure the rounds, and look at one more."""
    replay(settings_for(Path("none")).model_copy(update={"model": "rules"}), 1)  # what is imported is no article's cost
    done = sorted((replay(settings, count) for _ in range(rounds)), key=itemgetter(1))
    stages, functions, below = Counter[str](), Counter[str](), Counter[str]()
    if profiled:
        with looking(stages, functions, below):
            replay(settings, count)
    complete, cpu = done[len(done) // 2]
    looks = stages.total()
    return Way(complete, cpu, shares(stages, looks), shares(functions, looks), shares(below, looks, 40))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print one line of JSON."""
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.stored", description="Measure replay.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--profile", action="store_true")
    options = parser.parse_args(arguments)
    print(json.dumps(asdict(run(options.folder, options.articles, options.rounds, profiled=options.profile))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
