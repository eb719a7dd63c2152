"""Plugins: none, in the place of the module by which pydantic looks for its own.

That one first loads what reads the records of all installed packages, and with it mail, sockets and archives: 3 % of a
replay of the seeds, just to learn that `PYDANTIC_DISABLE_PLUGINS` forbids them all.
"""

LOOKED_AT = "2.14."
"""How the version of pydantic begins whose module has nothing but this function for others."""


def get_plugins() -> tuple[()]:
    """No plugins."""
    return ()
