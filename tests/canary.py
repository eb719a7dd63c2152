"""A day's work with a canary key and canary articles, everything logged; `test_canaries` looks at what is left of it.

Run as `python -m tests.canary FOLDER BASE_URL KEY`: the server behind `BASE_URL/WAY` goes wrong in that way.
"""

import contextlib
import json
import logging
import os
import pickle
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

from evals.cli import main as evals
from extractor import Article, ExtractorError, Prompt, Settings, extract, extract_many
from extractor.cli import main
from extractor.flow import Completion

WAYS = (
    *("ok", "echo", "unauthorised", "broken", "reset", "page", "refusal", "truncated", "prose", "half", "filtered"),
    *("empty", "null", "redirect", "silent", "quota", "drip"),
)
"""How the server answers; `ok` and `echo` are good answers, the second in the article's own words."""
WORDS = "Zwergenkanarie"
"""Stands in every article, in every sentence."""
LIKE_A_KEY = "sk-proj-Kanarienvogel0123456789abcdef"
"""Stands in every article too: a secret of somebody else's."""
STORY = (
    f"Spain will send 500 {WORDS} soldiers to Latvia, said Ana {WORDS}. “We {WORDS} go,” Ana {WORDS} said. "
    f"The password is {LIKE_A_KEY} {WORDS}."
)
STORED = ("ok", "echo", "refusal", "half")
"""Ways that are gone with every mode: what they give is stored, or nearly."""
SLOW = ("silent", "drip")
LOUD = {"EXTRACTOR_ASK": "all", "EXTRACTOR_MAX_ATTEMPTS": "1", "OPENAI_LOG": "debug"}


class Broken:
    """A completer of one's own that breaks down over every article."""

    def complete(self, prompt: Prompt) -> Completion:
        """Break down, with everything it knows in the message."""
        raise RuntimeError(f"{os.environ['OPENAI_API_KEY']} {prompt.messages}")


def patience(way: str) -> str:
    """Seconds that an article may take."""
    return "0.5" if way in SLOW else "60"


def story(folder: Path, way: str) -> Path:
    """Write the article that is sent that way."""
    path = folder / "articles" / f"{way}.txt"
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"{STORY} Way {way}.", "utf-8")
    return path


def by_command(folder: Path, url: str) -> Iterator[int]:
    """Extract by the command line, each way with a new answer and in every form."""
    for way in WAYS:
        given = [str(story(folder, way)), "--base-url", f"{url}/{way}/v1", "--model", "m", "--deadline", patience(way)]
        kept = ["--cache-dir", str(folder / "cache"), "--recordings", str(folder / "recordings")]
        for mode in ("live", "record") if way in STORED else ("live",):
            out = folder / "out" / f"{way}-{mode}.jsonl"
            yield main(["extract", *given, *kept, "--mode", mode, "-o", str(out)])
        yield main(["extract", *given, *kept, "--mode", "replay", "--format", "table"])
        yield main(["view", str(folder / "out" / f"{way}-live.jsonl")])
    yield main(["recordings", "check", str(folder / "articles"), "--recordings", str(folder / "recordings")])


def by_function(folder: Path, url: str) -> Iterator[str]:
    """Extract by the function, and say all there is to say of each error and of the settings."""
    (folder / "pickles").mkdir()
    for way in WAYS:
        where = {"base_url": f"{url}/{way}/v1", "mode": "live", "cache_dir": folder / "cache"}
        settings = Settings.from_environment(None, deadline=patience(way), **where)
        yield f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
        yield repr(pickle.dumps(settings.model_dump(exclude={"api_key"})))
        article = Article(text=f"{STORY} Way {way}.", id=way)
        try:
            extract(article, settings)
        except ExtractorError as error:
            yield "".join(traceback.format_exception(error))
            yield f"{error!r} {error} {error.failure()!r} {error.failure().model_dump_json()}"
            yield repr(pickle.dumps((type(error).__name__, error.args, error.failure())))
            # This one holds the extraction, and so the article.
            (folder / "pickles" / way).write_bytes(pickle.dumps(error))
            logging.getLogger("test").exception("article %s", article.id)
    settings, article = Settings(model="m", ask="all"), Article(text=STORY, id="crash")
    crashed = list(extract_many([article], settings, completer=Broken()))
    yield repr([one.error for one in crashed])
    with contextlib.suppress(ExtractorError):
        Settings.from_environment(api_key=f"{os.environ['OPENAI_API_KEY']}\n")


def by_evals(folder: Path, url: str) -> Iterator[int]:
    """Measure the model on the articles as gold."""
    gold = folder / "gold"
    gold.mkdir()
    for way in STORED:
        text = f"{STORY} Way {way}."
        label: dict[str, object] = {"article": {"id": way, "text": text}, "deployments": []}
        (gold / f"{way}.json").write_text(json.dumps(label), "utf-8")
        out = folder / "evals" / way
        given = ["--base-url", f"{url}/{way}/v1", "--model", "m", "--mode", "record"]
        yield evals(["run", "--gold", str(gold), *given, "--recordings", str(folder / "measured"), "-o", str(out)])
        yield evals(["compare", str(out), str(out)])


def work(folder: Path, url: str) -> None:
    """Do everything, with every logger at its loudest."""
    form = "%(name)s %(levelname)s %(message)s"
    logging.basicConfig(level=logging.DEBUG, filename=folder / "log", format=form)
    os.environ.update(LOUD)
    codes = [*by_command(folder, url)]
    (folder / "said").write_text("\n".join(by_function(folder, url)), "utf-8")
    codes += by_evals(folder, url)
    print(json.dumps(codes))


if __name__ == "__main__":
    work(Path(sys.argv[1]), sys.argv[2])
