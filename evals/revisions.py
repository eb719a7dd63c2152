"""Revisions: what git knows of a file or a folder: where it is, what it was, and what the main branch is."""

import io
import os
import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from extractor.errors import UsageError

MAIN = ("origin/main", "main")
"""Names under which the main branch may be known, the published one first."""
_HOOKS = frozenset({"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY"})
"""What git sets in its hooks, and what would lead our own calls to another repository."""


@dataclass(frozen=True)
class Repository:
    """A work tree of git."""

    root: Path

    @classmethod
    def around(cls, path: Path) -> "Repository | None":
        """Find the repository that holds `path`, which itself need not exist; None where there is none, or no git."""
        folder = next((place for place in (path.resolve(), *path.resolve().parents) if place.is_dir()), path)
        found = _git(folder, "rev-parse", "--show-toplevel")
        return None if found is None else cls(Path(found.decode().strip()))

    def commit(self, revision: str) -> str | None:
        """Name the commit that `revision` stands for; None if there is none here."""
        found = _git(self.root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        return None if found is None else found.decode().strip()

    def holds(self, path: Path) -> bool:
        """Whether git keeps `path`."""
        return _git(self.root, "ls-files", "--error-unmatch", "--", str(path.resolve())) is not None

    def modified(self, *paths: str) -> bool:
        """Whether tracked files differ from the commit, those under `paths` if any are given."""
        return bool(_git(self.root, "status", "--porcelain", "--untracked-files=no", "--", *paths))

    def landed(self, main: str) -> bool:
        """Whether the commit that is checked out is part of a branch."""
        return _git(self.root, "merge-base", "--is-ancestor", "HEAD", main) is not None

    def main(self) -> str | None:
        """Name the main branch, the published one if there is one."""
        return next((name for name in MAIN if self.commit(name)), None)

    def contains(self, revision: str) -> bool:
        """Whether what is checked out builds on `revision`."""
        return _git(self.root, "merge-base", "--is-ancestor", revision, "HEAD") is not None

    def file(self, revision: str, path: Path) -> bytes | None:
        """Read a file as it was at `revision`; None if it was not there."""
        inside = self._inside(path)
        return None if inside is None else _git(self.root, "show", f"{revision}:{inside}")

    def files(self, revision: str, folder: Path) -> Mapping[str, bytes]:
        """Read every file under a folder as it was at `revision`, by its path within the folder."""
        inside = self._inside(folder)
        packed = None if inside is None else _git(self.root, "archive", "--format=tar", f"{revision}:{inside}")
        if packed is None:
            return {}
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            members = [(member.name, archive.extractfile(member)) for member in archive if member.isfile()]
            return {name: stream.read() for name, stream in members if stream is not None}

    def before_last_change(self, path: Path) -> str | None:
        """Name the commit before the last one that changed a file; None if git's history here does not reach it."""
        inside = self._inside(path)
        found = (
            _git(self.root, "log", "--first-parent", "-n", "1", "--format=%H", "HEAD", "--", inside) if inside else None
        )
        return self.commit(f"{found.decode().strip()}^") if found else None

    def _inside(self, path: Path) -> str | None:
        try:
            inside = path.resolve().relative_to(self.root.resolve()).as_posix()
        except ValueError:
            return None
        return "" if inside == "." else inside


def code_revision(code: Path) -> tuple[str | None, bool]:
    """Name the commit that the program's own code is of, and say whether the code has been changed since."""
    repository = Repository.around(code)
    if repository is None or not repository.holds(code):
        return None, False
    rooms = [str(code.resolve().parent.parent / name) for name in ("extractor", "evals", "prompts", "schemas")]
    return repository.commit("HEAD"), repository.modified(*rooms)


def require_commit(repository: Repository, revision: str) -> str:
    """Name the commit of a revision that was asked for; raises `UsageError` if it is not here."""
    found = repository.commit(revision)
    if found is None:
        raise UsageError(f"there is no revision {revision} in {repository.root}: fetch it, or name another one")
    return found


def _git(folder: Path, *arguments: str) -> bytes | None:
    """Run git; None if it says no, or if it is not installed."""
    passed_on = {name: value for name, value in os.environ.items() if name not in _HOOKS}
    command = ("git", "-C", str(folder), *arguments)
    try:
        done = subprocess.run(command, capture_output=True, check=False, env=passed_on)  # noqa: S603  fixed words
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None
