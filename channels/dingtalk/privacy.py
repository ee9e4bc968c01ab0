"""Keep DingTalk's secrets out of the logs of the libraries below us: robots' addresses are keys."""

import logging
import re
from typing import Final

_SECRET: Final = re.compile(r"\b(access_token|session|sign|ticket)=[^&\s\"']+")
LIBRARIES: Final = ("httpx", "websockets.client")


class HideSecrets(logging.Filter):
    """Replaces secrets in the addresses of a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record pass, without the secrets."""
        record.msg, record.args = _SECRET.sub(r"\1=***", record.getMessage()), ()
        return True


_FILTER = HideSecrets()


def protect_logs() -> None:
    """Safe to call again: a filter is added once. Frames with people's words, logged at DEBUG, stay out too."""
    for name in LIBRARIES:
        logging.getLogger(name).addFilter(_FILTER)
    logging.getLogger("websockets.client").setLevel(logging.INFO)
    logging.getLogger("dingtalk").setLevel(logging.CRITICAL)
