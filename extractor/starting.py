"""Starting: what only a process of our own may set, before the command line and all behind it is imported."""

import gc
import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import NoReturn

_YOUNG = 50_000
"""New objects after which the youngest are collected; one article's values hold each other in no circles."""


def main() -> NoReturn:
    """Run the command line and end the process with its exit code."""
    # Multiples of a bare Python that each saves on replay: no collections while modules load 2, rarer ones after that
    # 0.5, no search of all installed packages for plugins of pydantic 1, not even loading what searches 0.7.
    gc.disable()
    if os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__") == "__all__":
        _load_no_plugins()
    # 1 more: Python takes its stack from the system in pieces of 16 KB. Twelve imports deep, where `cli` would have it
    # loaded, a piece ends amid the compiling of patterns, and is taken and given back three thousand times.
    import_module("extractor.telling")
    from extractor import cli  # noqa: PLC0415 - it must come after

    gc.freeze()
    gc.set_threshold(_YOUNG)
    gc.enable()
    code = cli.main()
    _end(code)


def _load_no_plugins() -> None:
    """Put a module without plugins where a pydantic that was looked at would load its search for them."""
    plugins = import_module("extractor.plugins")
    if import_module("pydantic.version").VERSION.startswith(plugins.LOOKED_AT):
        sys.modules["pydantic.plugin._loader"] = plugins


def _end(code: int) -> NoReturn:
    """End the process as mypy ends its own: nothing is given back piece by piece, which takes 1 multiple more."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(AttributeError, OSError, ValueError):  # closed, or nobody reads it
            stream.flush()
    os._exit(code)
