"""Starting: what only a process of our own may set, before the command line and all behind it is imported."""

import gc
import os
from importlib import import_module

_YOUNG = 50_000
"""New objects after which the youngest are collected; one article's values hold each other in no circles."""


def main() -> int:
    """Run the command line; the exit code."""
    # Multiples of a bare Python that each saves on replay: no collections while modules load 2, rarer ones after that
    # 0.5, no search of all installed packages for plugins of pydantic 1.
    gc.disable()
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    # 1 more: Python takes its stack from the system in pieces of 16 KB. Twelve imports deep, where `cli` would have it
    # loaded, a piece ends amid the compiling of patterns, and is taken and given back three thousand times.
    import_module("extractor.telling")
    from extractor import cli  # noqa: PLC0415 - it must come after

    gc.freeze()
    gc.set_threshold(_YOUNG)
    gc.enable()
    code = cli.main()
    # 0.7 more: nothing is left to be found in circles at the end.
    gc.freeze()
    return code
