"""Growth: how seconds, CPU and memory grow with the number of articles, in one run that says so at each mark.

python -m evals.benchmarks.growth [--marks 100,300,1000,3000,10000] [--in-flight 8]

A model in this process answers at once, by the schema. Articles are short (a seed's first paragraphs), read from a
generator, and their records are written to a file, as a run over a folder does it. Each mark is one line of JSON.
"""

import argparse
import json
import resource
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time

from evals.benchmarks.fitting import fitting
from evals.benchmarks.stories import MODEL, answer, stories
from extractor import Completion, Prompt, Settings, extract_many
from extractor.viewing import write_jsonl

MARKS = (100, 300, 1_000, 3_000, 10_000)
LONGEST = 1_300
"""Characters of an article."""


@dataclass(frozen=True)
class Mark:
    """What a run had taken when so many articles were done."""

    articles: int
    seconds: float
    cpu: float
    rss_mb: float
    """The most memory so far."""


@dataclass(frozen=True)
class AtOnce:
    """A model that answers at once with what fits."""

    def complete(self, prompt: Prompt) -> Completion:
        """Answer."""
        return answer(json.dumps(fitting(prompt.schema)))


def grow(marks: Sequence[int], in_flight: int, output: Path) -> Iterator[Mark]:
    """Extract as many articles as the last mark says, and yield each mark as it is reached."""
    settings = Settings(model=MODEL, repair=False)
    began, cpu = perf_counter(), process_time()
    outcomes = extract_many(stories(marks[-1], LONGEST), settings, completer=AtOnce(), concurrency=in_flight)
    with output.open("w", encoding="utf-8") as out:
        for number, extraction in enumerate(outcomes, 1):
            write_jsonl(extraction, out)
            if number in marks:
                most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
                yield Mark(number, perf_counter() - began, process_time() - cpu, most)


def numbers(text: str) -> tuple[int, ...]:
    """Read marks: numbers with commas between, in order."""
    return tuple(sorted({int(one) for one in text.split(",")}))


def main() -> int:
    """Print the marks as they are reached."""
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks.growth", description="Measure how cost grows.")
    parser.add_argument("--marks", type=numbers, default=MARKS, help="numbers of articles, with commas between")
    parser.add_argument("--in-flight", type=int, default=8)
    options = parser.parse_args()
    with TemporaryDirectory() as folder:
        for mark in grow(options.marks, options.in_flight, Path(folder, "records.jsonl")):
            print(json.dumps(asdict(mark)), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
