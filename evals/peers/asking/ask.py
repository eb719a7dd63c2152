"""Ask: articles -> one JSON file for each article with what a peer made of it; what is there is never asked again.

It runs in the peers' own environment, and imports the peer and the standard library only.
"""

import argparse
import json
import os
import time
from datetime import UTC, datetime
from hashlib import sha256
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

from relay import Endpoint, Relay

PEERS = ("instructor", "langextract")
KINDS = ("quotes", "deployments")
ENOUGH = 4096
"""Output tokens that no answer is let go beyond."""


def main() -> None:
    """Ask one peer for one kind of record, article after article."""
    options = _options()
    endpoint = Endpoint(options.endpoint, os.environ.get("OPENAI_API_KEY", "any"), options.timeout, options.hold)
    folder = options.output / options.peer / options.kind
    folder.mkdir(parents=True, exist_ok=True)
    articles = [json.loads(line) for line in options.articles.read_text("utf-8").splitlines()]
    wanted = [article for article in articles if not _path(folder, article).exists()]
    if not wanted:
        return
    with Relay(endpoint) as relay:
        peer = import_module(f"by_{options.peer}").Peer(options.kind, relay.url, options.model)
        for number, article in enumerate(wanted, 1):
            budget = max(options.max_tokens, min(ENOUGH, len(article["text"]) // 3))
            told = {**_about(options, article), **_ask(peer, article["text"], budget), "exchanges": relay.take()}
            _write(_path(folder, article), told)
            took = sum(one["seconds"] for one in told["exchanges"])
            end = told["error"]["type"] if told["error"] else f"{len(told['records'])} records"
            print(f"{number}/{len(wanted)} {options.peer} {options.kind}: {end}, {took:.0f} s", flush=True)


def _path(folder: Path, article: dict[str, str]) -> Path:
    return folder / f"{article['id']}.json"


def _ask(peer: object, text: str, budget: int) -> dict[str, object]:
    """Give what came of one article: its records, or why it is lost."""
    began = time.monotonic()
    records, error = [], None
    try:
        records = peer.extract(text, budget)
    except Exception as caught:  # noqa: BLE001  whatever a peer raises loses its user the article
        error = {"type": type(caught).__name__, "message": (str(caught).splitlines() or [""])[0][:200]}
    return {
        "max_tokens": budget,
        "answered_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - began, 2),
        "records": records,
        "error": error,
    }


def _about(options: argparse.Namespace, article: dict[str, str]) -> dict[str, object]:
    return {
        "peer": f"{options.peer} {version(options.peer)}",
        "kind": options.kind,
        "article": article["id"],
        "article_sha256": sha256(article["text"].encode()).hexdigest(),
        "model_asked": options.model,
    }


def _write(path: Path, told: dict[str, object]) -> None:
    """Write a file that is there in whole or not at all."""
    partial = path.with_suffix(".tmp")
    partial.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    partial.replace(path)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--peer", choices=PEERS, required=True)
    parser.add_argument("--kind", choices=KINDS, required=True)
    parser.add_argument("--articles", type=Path, required=True, help="JSONL with id and text")
    parser.add_argument("--endpoint", required=True, help="base URL, ending in /v1")
    parser.add_argument("--model", required=True)
    parser.add_argument("--max-tokens", type=int, default=1500, help="for one request; long articles get more")
    parser.add_argument("--timeout", type=float, default=1800, help="seconds for one request")
    parser.add_argument("--hold", type=Path, help="while this file exists no request is started")
    parser.add_argument("-o", "--output", type=Path, required=True, help="folder of answers")
    return parser.parse_args()


if __name__ == "__main__":
    main()
