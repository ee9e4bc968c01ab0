"""Rasa without telemetry, warnings and talk: its debug lines carry candidates' words and cost time."""

import logging
import os
import warnings


def quieten() -> None:
    """Silence Rasa; call before anything of it is imported.

    Rasa's own default is to log every message's text at debug level through structlog, which is on unless configured.
    """
    os.environ.update(RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="3", SQLALCHEMY_SILENCE_UBER_WARNING="1")
    warnings.showwarning = _unshown  # filters do not last: the libraries Rasa imports set their own
    from rasa.utils.common import configure_logging_and_warnings
    from rasa.utils.log_utils import configure_structlog

    configure_logging_and_warnings(logging.WARNING)
    configure_structlog(logging.WARNING)


def _unshown(*_: object, **__: object) -> None:
    """What becomes of a warning."""
