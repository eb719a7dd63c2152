"""Plugins: none, in the place of the module that pydantic loads to look for its own.

That one first imports what reads the records of installed packages, and with it mail, sockets and archives: 3 % of the
replay of the seeds, just to learn that `PYDANTIC_DISABLE_PLUGINS` is set.
"""


def get_plugins() -> tuple[()]:
    """No plugins."""
    return ()
