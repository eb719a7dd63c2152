"""Measure: one client asked for many articles -> seconds, its own CPU and memory as one line of JSON.

It runs as a script, in the peers' own environment for langextract, and imports the client and the standard library
only. The same loop measures everybody; the model is in another process, so that its CPU is not counted.
"""

import argparse
import json
import resource
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from time import perf_counter, process_time


def main() -> None:
    """Warm a client up, measure it, and say what it took."""
    options = _options()
    works = [json.loads(line) for line in options.works.read_text("utf-8").splitlines()]
    module = import_module(f"by_{options.client}")
    client = module.Client(options.base_url)
    warm, measured = works[: options.warm], works[options.warm :]
    if warm:
        _ask(client, warm, min(options.in_flight, len(warm)))
    began, cpu = perf_counter(), process_time()
    answered = _ask(client, measured, options.in_flight)
    told = {
        "seconds": perf_counter() - began,
        "cpu": process_time() - cpu,
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


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--client", required=True)
    parser.add_argument("--base-url", required=True)
    parser.add_argument("--works", type=Path, required=True, help="JSONL: article, request and answer")
    parser.add_argument("--warm", type=int, default=0, help="of the articles, asked before anything is measured")
    parser.add_argument("--in-flight", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
