"""Rasa without telemetry, warnings and talk: its log lines carry candidates' words, and cost time."""

import logging
import os
import sys
import warnings
from typing import Any

_SHOWN = frozenset({"event", "level"})
"""What of a log line may be shown; Rasa puts the words of messages into the others, even at error level."""


def quieten() -> None:
    """Silence Rasa; call before anything of it is used.

    Unless configured, Rasa logs every message's text at debug level through structlog.
    """
    os.environ.update(
        RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="3", SQLALCHEMY_SILENCE_UBER_WARNING="1"
    )
    warnings.showwarning = _unshown  # filters do not last: the libraries Rasa imports set their own
    import structlog
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    configure_logging_and_warnings(logging.WARNING)
    configure_structlog(logging.WARNING)
    structlog.configure(processors=[_wordless, *structlog.get_config()["processors"]])


def _wordless(_: Any, __: str, line: "dict[str, Any]") -> "dict[str, Any]":
    """The line's name, and the kind of error if there was one: tracebacks may show the values of variables."""
    shown = {key: value for key, value in line.items() if key in _SHOWN}
    kind = sys.exc_info()[0]
    return shown if kind is None else {**shown, "error": kind.__name__}


def _unshown(*_: object, **__: object) -> None:
    """What becomes of a warning."""
