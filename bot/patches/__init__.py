"""Two changes to Rasa 3.6.21 that alter what it costs and nothing that it does; see bot/README.md for the figures."""

from importlib.metadata import version

from patches import event_types, response_schema

PINNED = "3.6.21"


class UnknownRasa(Exception):
    """Another Rasa than the patches were written for."""


def apply_all(installed: "str | None" = None) -> None:
    """Patch the Rasa of this process. Raises UnknownRasa, and changes nothing, if it is not the pinned version."""
    found = installed or version("rasa")
    if found != PINNED:
        raise UnknownRasa(
            f"bot/patches are written for Rasa {PINNED}, found {found}: review them, or run with --stock"
        )
    response_schema.apply()
    event_types.apply()
