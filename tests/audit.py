"""Audits the lock file: asks the public database of known faults (OSV) about every pin, and judges what it knows.

Exit code 0: nothing but what is accepted below; 1: a fault; 2: wrong use; 3: the database cannot be reached or read, so
that nothing is known. Make ends with 2 of its own for any of these, and says `Error 3`.
"""

import argparse
import json
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.lock import ROOT, pins

DATABASE = "https://api.osv.dev"
ACCEPTED = {
    "CVE-2025-69872": (
        "diskcache unpickles what a row calls a pickle, and there is no fixed release: here a row is text or it is "
        "refused (extractor/caching.py, shown by tests/test_caching_damage.py)"
    ),
}
"""Known fault to the reason why it is none here."""
SECONDS = 20.0
CLEAN, FAULTY, UNREACHABLE = 0, 1, 3


def asked(database: str, path: str, question: object = None) -> Any:
    """Ask the database; `OSError` or `ValueError` where it gives no answer."""
    data = None if question is None else json.dumps(question).encode()
    request = urllib.request.Request(f"{database}{path}", data, {"content-type": "application/json"})  # noqa: S310
    with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - the address is ours
        return json.load(answer)


def faults(database: str, pinned: Mapping[str, str]) -> Iterator[tuple[str, set[str], str]]:
    """Give each known fault: the pin that has it, all its names, and what it is."""
    package = [{"package": {"name": name, "ecosystem": "PyPI"}, "version": pinned[name]} for name in pinned]
    results = asked(database, "/v1/querybatch", {"queries": package})["results"]
    for name, result in zip(pinned, results, strict=True):
        for known in result.get("vulns") or ():
            about = asked(database, f"/v1/vulns/{known['id']}")
            yield f"{name} {pinned[name]}", {known["id"], *about.get("aliases", ())}, str(about.get("summary", ""))


def audit(database: str, pinned: Mapping[str, str]) -> tuple[int, list[str]]:
    """Judge the pins: an exit code, and lines for people."""
    lines: list[str] = []
    faulty = False
    try:
        for pin, names, summary in faults(database, pinned):
            reason = next((ACCEPTED[name] for name in names if name in ACCEPTED), None)
            faulty = faulty or reason is None
            lines.append(f"{'accepted' if reason else 'FAULT'}: {pin}: {', '.join(sorted(names))}: {reason or summary}")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, urllib.error.URLError) as error:
        told = f"NOT AUDITED: the database of known faults at {database} cannot be reached or read"
        why = str(getattr(error, "reason", "")) or type(error).__name__
        return UNREACHABLE, [*lines, f"{told} ({why}); run `make audit` where it can"]
    lines.append(f"{len(pinned)} pins audited, {sum(line.startswith('FAULT') for line in lines)} with a fault")
    return (FAULTY if faulty else CLEAN), lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Audit a lock file and return the exit code."""
    parser = argparse.ArgumentParser(description="Ask a database of known faults about every pin of a lock file.")
    parser.add_argument("--database", default=DATABASE, metavar="URL", help="of an OSV server")
    parser.add_argument("--lock", type=Path, default=ROOT / "requirements.lock", metavar="FILE")
    options = parser.parse_args(arguments)
    code, lines = audit(options.database, pins(options.lock.read_text("utf-8")))
    print("\n".join(lines))
    return code


if __name__ == "__main__":
    sys.exit(main())
