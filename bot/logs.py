"""Logs: one line an event, as text or JSON, never an answer, a token, an address or a link.

Events below `info` are facts to be counted: they reach whoever listens and are never written, since when somebody
answered is nobody's business.
"""

import contextlib
import logging
import sys
from collections.abc import Iterator, MutableMapping
from contextvars import ContextVar
from typing import Any

import structlog
from structlog.typing import Processor

_OTHERS = (
    "slack_bolt",
    "slack_sdk",
    "aiohttp",
    "apscheduler",
    "procrastinate",
    "uvicorn",
    "httpx",
    "alembic",
    "sqlalchemy",
    "opentelemetry",
)
"""Libraries' own loggers: what they say below a warning may quote what people sent."""
_KEYS = frozenset({"text", "values", "token", "link", "url", "address", "place", "user", "message", "answers"})
REQUEST: ContextVar[str | None] = ContextVar("request", default=None)
"""The id of the request that is being answered. structlog's own context would take ten times as long to set."""


def configure(log_format: str, *listeners: Processor) -> None:
    """Send every event to standard error in this format, `text` or `json`; listeners hear of it first."""
    last = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            *listeners,
            _only_what_is_written,
            structlog.contextvars.merge_contextvars,
            _whose,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            withhold,
            last,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG if listeners else logging.INFO),
        logger_factory=_Written,
    )
    logging.basicConfig(level=logging.WARNING, handlers=[_OneOfOurs()], force=True)
    for name in _OTHERS:
        logging.getLogger(name).setLevel(logging.WARNING)


class _Written(structlog.PrintLogger):
    """Writes to standard error. What cannot be written is lost: a full disk must not end whoever had work to do."""

    def __init__(self, *_: object) -> None:
        super().__init__(sys.stderr)

    def msg(self, message: str) -> None:
        """Write a line, if that can be done."""
        with contextlib.suppress(OSError):
            super().msg(message)

    log = debug = info = warn = warning = msg
    fatal = failure = err = error = critical = exception = msg


class _OneOfOurs(logging.Handler):
    """Lets a library say that it failed and with what kind of error; its text and its traceback may quote people."""

    def emit(self, record: logging.LogRecord) -> None:
        """Make it an event like any other."""
        kind = record.exc_info[0] if record.exc_info else None
        fault = {"fault": kind.__name__} if kind else {}
        structlog.get_logger().log(record.levelno, "library.complained", library=record.name, **fault)


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """While this lasts only warnings and worse are logged."""
    before = structlog.get_config()["wrapper_class"]
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    try:
        yield
    finally:
        structlog.configure(wrapper_class=before)


def _whose(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if (request := REQUEST.get()) is not None:
        event.setdefault("request", request)
    return event


def _only_what_is_written(_: object, level: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    if level == "debug":
        raise structlog.DropEvent
    return event


def withhold(_: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Drop every value whose key says that it should never have been logged."""
    for key in _KEYS & event.keys():
        event[key] = "withheld"
    return event
