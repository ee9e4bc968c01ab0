"""Keep link tokens and people's words out of the logs of the libraries below us.

A token stands in every path of this channel, and uvicorn's access log writes paths. sse-starlette writes each
event it sends, words included, at DEBUG.
"""

import logging
import re

_TOKEN = re.compile(r"(/i/|/channels/web/(?!assets/))[^/?\s\"]+")


class HideTokens(logging.Filter):
    """Replaces the token in a record's arguments."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record pass, without the token."""
        if isinstance(record.args, tuple):
            record.args = tuple(_hidden(value) for value in record.args)
        record.msg = _hidden(record.msg)
        return True


_FILTER = HideTokens()


def protect_logs() -> None:
    """Safe to call again: a filter is added once."""
    logging.getLogger("uvicorn.access").addFilter(_FILTER)
    logging.getLogger("sse_starlette.sse").setLevel(logging.INFO)


def _hidden(value: object) -> object:
    return _TOKEN.sub(r"\1***", value) if isinstance(value, str) else value
