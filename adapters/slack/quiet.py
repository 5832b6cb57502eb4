"""A voice for Slack's libraries that says what went wrong without what was in it."""

import logging

import structlog

_log = structlog.get_logger(__name__)


def quiet_logger() -> logging.Logger:
    """A logger for slack_bolt and slack_sdk.

    Theirs write payloads, response URLs and socket tickets into their messages, so only the kind of failure is kept.
    """
    logger = logging.getLogger("weft.slack")
    logger.setLevel(logging.ERROR)
    if _retell not in logger.filters:
        logger.addFilter(_retell)
    return logger


def _retell(record: logging.LogRecord) -> bool:
    kind = record.exc_info[0] if record.exc_info else None
    _log.error("slack.library_complained", where=record.funcName, kind=kind.__name__ if kind else None)
    return False
