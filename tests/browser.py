"""A real browser without a window: what a page comes to in it, and what it asked the network for."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
QUIET = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update", "--disable-default-apps"),
    *("--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1", "--virtual-time-budget=3000"),
    *("--enable-logging=stderr", "--dump-dom"),
)


@dataclass(frozen=True)
class Seen:
    """A page after its scripts, timers and loads are done."""

    dom: str
    console: tuple[str, ...]
    """What the page or its policy complained of."""


def find_browser() -> str | None:
    """The path of a browser of the Chromium family, None where there is none."""
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def look_at(page: str, folder: Path) -> Seen:
    """Open a page from disk, as whoever is sent one does, in a browser that knows nothing of its user."""
    path = folder / "page.html"
    path.write_text(page, "utf-8")
    command = [str(find_browser()), *QUIET, f"--user-data-dir={folder / 'profile'}", path.as_uri()]
    home = {"HOME": str(folder), "PATH": os.environ["PATH"], "TMPDIR": str(folder)}
    done = subprocess.run(command, env=home, capture_output=True, text=True, timeout=120, check=True)
    return Seen(done.stdout, tuple(line for line in done.stderr.splitlines() if ":CONSOLE" in line))
