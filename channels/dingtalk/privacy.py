"""Keep DingTalk's secrets out of the logs of the libraries below us: robots' addresses are keys, and so is our own."""

import logging
import re
from typing import Final

_SECRET: Final = re.compile(r"\b(access_token|session|sign|ticket)=[^&\s\"']+")
_PATH: Final = re.compile(r"(/channels/dingtalk/robot/)[^/?\s\"]+")
LIBRARIES: Final = ("httpx", "websockets.client")


class HideSecrets(logging.Filter):
    """Replaces secrets in the addresses of a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record pass, without the secrets."""
        record.msg, record.args = _SECRET.sub(r"\1=***", record.getMessage()), ()
        return True


class HidePath(logging.Filter):
    """Replaces the secret part of our own address; uvicorn formats the arguments itself."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record pass, without the secret."""
        if isinstance(record.args, tuple):
            record.args = tuple(_hidden(value) for value in record.args)
        return True


_FILTER = HideSecrets()
_PATH_FILTER = HidePath()


def protect_logs() -> None:
    """Safe to call again: a filter is added once. Frames with people's words, logged at DEBUG, stay out too."""
    for name in LIBRARIES:
        logging.getLogger(name).addFilter(_FILTER)
    logging.getLogger("uvicorn.access").addFilter(_PATH_FILTER)
    logging.getLogger("websockets.client").setLevel(logging.INFO)
    logging.getLogger("dingtalk").setLevel(logging.CRITICAL)


def _hidden(value: object) -> object:
    return _PATH.sub(r"\1***", value) if isinstance(value, str) else value
