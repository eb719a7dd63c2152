"""Checks what Python runs by itself when it starts: `.pth` files and the like, each as its distribution brought it."""

import site
import sys
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = {
    "_editable_impl_grounded_news_extractor.pth": "the path of this checkout, and nothing else",
    "a1_coverage.pth": "coverage: it measures the processes that tests start",
    "distutils-precedence.pth": "setuptools, as `python -m venv` brings it",
}
"""File that may act at start-up to the reason why it is there."""
CUSTOM = ("sitecustomize", "usercustomize")
"""Modules that Python imports at start-up if they are there."""


def problems(folder: Path, root: Path = ROOT) -> Iterator[str]:
    """Say what acts at start-up in a folder of packages and should not."""
    recorded = _recorded(folder)
    for path in sorted(folder.glob("*.pth")):
        if path.name not in ALLOWED:
            yield f"{path.name} is not on the list of start-up files: it may run code whenever Python starts"
        elif path.name.startswith("_editable_impl_"):
            yield from _strange_lines(path, root)
        elif recorded.get(path.name) != _digest(path):
            yield f"{path.name} is not as its distribution brought it"
    for path in sorted(path for name in CUSTOM for path in folder.glob(f"{name}*")):
        yield f"{path.name} runs whenever Python starts"


def _strange_lines(path: Path, root: Path) -> Iterator[str]:
    for line in path.read_text("utf-8").splitlines():
        if line.strip() and (line.startswith("import") or Path(line).resolve() != root.resolve()):
            yield f"{path.name} has a line that is not the path of this checkout"


def _recorded(folder: Path) -> dict[str, str]:
    """Start-up file to the hash that a distribution's own record gives it."""
    files = [file for one in distributions(path=[str(folder)]) for file in one.files or () if file.suffix == ".pth"]
    return {file.name: file.hash.value for file in files if file.hash and file.hash.mode == "sha256"}


def _digest(path: Path) -> str:
    return urlsafe_b64encode(sha256(path.read_bytes()).digest()).rstrip(b"=").decode()


def folders() -> list[Path]:
    """The folders whose start-up files this Python has read."""
    users = [site.getusersitepackages()] if site.ENABLE_USER_SITE else []
    return [Path(folder) for folder in dict.fromkeys([*site.getsitepackages(), *users])]


if __name__ == "__main__":
    found = [problem for folder in folders() for problem in problems(folder)]
    print("\n".join(found) or "start-up: nothing acts but the files on the list, as their distributions brought them")
    sys.exit(bool(found))
