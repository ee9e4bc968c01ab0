"""Keep WeCom's secrets out of httpx's own log, which writes whole addresses at INFO."""

import logging
import re

_SECRET = re.compile(r"\b(access_token|corpsecret|key)=[^&\s\"]+")


class HideSecrets(logging.Filter):
    """Replaces secrets in the addresses of a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Always lets the record pass, without the secrets."""
        record.msg = _SECRET.sub(r"\1=***", record.getMessage())
        record.args = ()
        return True


_FILTER = HideSecrets()


def protect_logs() -> None:
    """Safe to call again: a filter is added once."""
    logging.getLogger("httpx").addFilter(_FILTER)
