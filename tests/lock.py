"""Checks the lock file: every dependency pinned with hashes, no address, nothing missing, installed as locked."""

import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parent.parent
HASHES = re.compile(r"(?:\s+--hash=sha256:\w+)+\s*$")


def pins(text: str) -> dict[str, str]:
    """Map each name pinned for this machine to its version; `ValueError` for an entry that is no pin with hashes."""
    found: dict[str, str] = {}
    for entry in re.split(r"\n(?=\S)", text.replace("\\\n", " ").strip()):
        pin = Requirement(HASHES.sub("", entry))
        exact = [specifier for specifier in pin.specifier if specifier.operator == "=="]
        if not HASHES.search(entry) or len(exact) != 1:
            raise ValueError(f"no pin with hashes: {pin}")
        if pin.marker is None or pin.marker.evaluate():
            found[canonicalize_name(pin.name)] = exact[0].version
    return found


def declared() -> list[Requirement]:
    """Every requirement of the project, of its extras and of its build, but the project itself."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    project = settings["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    lines = [*project["dependencies"], *extras, *settings["build-system"]["requires"]]
    return [need for need in map(Requirement, lines) if need.name != project["name"]]


def problems(text: str) -> list[str]:
    """Say what is wrong with a lock file of this content."""
    if re.search(r"https?:|file:|--(?:extra-)?index-url|--find-links", text):
        return ["it names an address"]
    locked = pins(text)
    missing = [
        str(need) for need in declared() if not need.specifier.contains(locked.get(canonicalize_name(need.name), "0"))
    ]
    return [f"not locked as declared: {need}" for need in missing] + _uninstalled(locked)


def _uninstalled(locked: dict[str, str]) -> list[str]:
    wrong: list[str] = []
    for name, pinned in locked.items():
        try:
            found = version(name)
        except PackageNotFoundError:
            found = "nothing"
        if found != pinned:
            wrong.append(f"{name} {found} is installed, {pinned} is locked")
    return wrong


if __name__ == "__main__":
    found = problems((ROOT / "requirements.lock").read_text("utf-8"))
    print("\n".join(found) or "requirements.lock: every dependency pinned with hashes, installed as locked")
    sys.exit(bool(found))
