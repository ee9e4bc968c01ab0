"""Keep the bot's token out of the logs of the libraries below us: it stands in every address we call."""

import logging
import re
from typing import Final

TOKEN: Final = re.compile(r"(?:bot)?\d{3,20}:[A-Za-z0-9_-]{8,}")
LIBRARIES: Final = ("httpx", "httpcore.http11", "httpcore.connection", "httpcore.proxy", "telegram.Bot",
                    "telegram.request.HTTPXRequest", "telegram.request.BaseRequest")  # fmt: skip


class HideToken(logging.Filter):
    """Writes a record out and takes the token from it, an exception's text included."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record pass, without the token."""
        record.msg, record.args = TOKEN.sub("***", record.getMessage()), ()
        record.exc_info, record.exc_text = None, None
        return True


_FILTER = HideToken()


def protect_logs() -> None:
    """Safe to call again: a filter is added once. Words of people, which the library logs at DEBUG, stay out too."""
    for name in LIBRARIES:
        logging.getLogger(name).addFilter(_FILTER)
    for name in ("telegram", "telegram.Bot", "httpcore"):
        logging.getLogger(name).setLevel(logging.INFO)
