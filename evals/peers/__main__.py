"""python -m evals.peers: `ask` the peers about labelled articles, and put what came of it in one `table` with our runs.

Exit code 0: done; 1: a peer could not be run; 2: wrong use.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from evals.labelled import Gold
from evals.peers.answers import ANSWERS, read_answers
from evals.peers.showing import markdown
from evals.peers.tabling import Column, Table, column_of_run, columns_of_answers, merged, tabulate
from evals.running import GOLD, Run, read_golds, read_run, run_golds
from extractor import Settings, UsageError
from extractor.settings import RULES, RecordKind
from extractor.wording import visible

DONE, FAILED, WRONG_USE = 0, 1, 2
PEERS = ("instructor", "langextract")
KINDS: tuple[RecordKind, ...] = ("deployments", "quotes")

_REPLAYS: dict[str, str | None] = {"rules": RULES, "this project": None}
"""Our own columns of the seeds, to the model that is named."""
_ROOT = Path(__file__).resolve().parents[2]
_SCRIPT = Path(__file__).with_name("asking") / "ask.py"
_PYTHON = _ROOT / ".venv-peers" / "bin" / "python"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except UsageError as error:
        print(f"evals.peers: {visible(str(error))}", file=sys.stderr)
        return WRONG_USE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m evals.peers", description="Compare with langextract and instructor."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    table = commands.add_parser("table", help="score runs and peers' answers side by side")
    table.set_defaults(command=_table)
    table.add_argument("--run", action="append", metavar="NAME=FOLDER", help="a run of `evals run`; again for more")
    table.add_argument("--answers", type=Path, action="append", metavar="FOLDER", help="default: those on the seeds")
    table.add_argument("--peer", action="append", choices=PEERS, help="this peer only; again for more")
    table.add_argument("-o", "--output", type=Path, action="append", metavar="FILE", help="write it, too: *.md, *.json")
    ask = commands.add_parser("ask", help="ask the peers; what they have answered is not asked again")
    ask.set_defaults(command=_ask)
    ask.add_argument("--peer", action="append", choices=PEERS, help="default: both")
    ask.add_argument("--records", action="append", choices=KINDS, help="default: both")
    ask.add_argument("--base-url", required=True, help="of an OpenAI-compatible endpoint, ending in /v1")
    ask.add_argument("--model", required=True)
    ask.add_argument(
        "--python", type=Path, default=_PYTHON, help="of the peers' environment (default: of `make peers-environment`)"
    )
    ask.add_argument("-o", "--output", type=Path, required=True, metavar="FOLDER", help="folder of answers")
    for one in (table, ask):
        one.add_argument(
            "--gold", type=Path, action="append", metavar="DIR", help="default: the seeds'; again for more"
        )
    return parser


def _table(options: argparse.Namespace) -> int:
    golds = read_golds(options.gold or [GOLD])
    given = [answer for folder in options.answers or [ANSWERS] for answer in read_answers(folder)]
    chosen = [one for one in given if not options.peer or one.peer.split()[0] in options.peer]
    table = tabulate(golds, merged([*_own(options, golds), *columns_of_answers(chosen, golds)]))
    outputs: list[Path] = options.output or []
    for path in outputs:
        _write(path, table)
    sys.stdout.write(markdown(table))
    return DONE


def _own(options: argparse.Namespace, golds: Sequence[Gold]) -> list[Column]:
    """Read our runs; without any, the seeds are replayed."""
    if not options.run:
        if options.gold:
            raise UsageError("give a run over this gold: --run NAME=FOLDER, made by `evals run --gold ... -o FOLDER`")
        return [column_of_run(name, _replay(golds, kind, model)) for name, model in _REPLAYS.items() for kind in KINDS]
    pairs = [named.partition("=") for named in options.run]
    if any(not (name and folder) for name, _, folder in pairs):
        raise UsageError("--run takes NAME=FOLDER")
    return [column_of_run(name, read_run(Path(folder))) for name, _, folder in pairs]


def _replay(golds: Sequence[Gold], kind: RecordKind, model: str | None) -> Run:
    """Replay one kind by itself, so that what it took is known."""
    settings = Settings.from_environment({}, mode="replay", model=model)
    return run_golds(golds, settings.model_copy(update={"records": (kind,)}))


def _write(path: Path, table: Table) -> None:
    told = f"{table.model_dump_json(indent=1)}\n" if path.suffix == ".json" else markdown(table)
    try:
        path.write_text(told, "utf-8", newline="\n")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None


def _ask(options: argparse.Namespace) -> int:
    """Run the peers' own script in their own environment, one kind and one peer after the other."""
    if not options.python.exists():
        raise UsageError(f"there is no {options.python}: `make peers-environment` makes it")
    golds = read_golds(options.gold or [GOLD])
    failed = 0
    for peer in options.peer or PEERS:
        for kind in options.records or KINDS:
            labelled = [gold for gold in golds if kind in gold.records]
            if labelled:
                failed |= _run_script(options, peer, kind, _write_articles(labelled, options.output, kind))
    return FAILED if failed else DONE


def _run_script(options: argparse.Namespace, peer: str, kind: str, articles: Path) -> int:
    command = [str(options.python), str(_SCRIPT), "--peer", peer, "--kind", kind, "--articles", str(articles)]
    wanted = ["--endpoint", options.base_url, "--model", options.model, "-o", str(options.output)]
    return subprocess.run([*command, *wanted], check=False).returncode  # noqa: S603  the user's own Python


def _write_articles(golds: Sequence[Gold], folder: Path, kind: str) -> Path:
    """Write what the script reads, the shortest article first, so that a first table is there soon."""
    path = folder / f"articles-{kind}.jsonl"
    articles = sorted((gold.article for gold in golds), key=lambda article: (len(article.text), article.id))
    lines = [json.dumps({"id": one.id, "text": one.text}, ensure_ascii=False) for one in articles]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", "utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {path}: {error.strerror}") from None
    return path


if __name__ == "__main__":
    sys.exit(main())
