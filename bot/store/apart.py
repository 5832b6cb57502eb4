"""One after another in one transaction, each by itself: what goes wrong with one of them undoes that one alone."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

import structlog
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlmodel import Session

from bot.errors import StoreUnavailable, last_line

T_co = TypeVar("T_co", covariant=True)
_SHARED = (StoreUnavailable, OperationalError, InterfaceError, InternalError, sqlite3.OperationalError)
"""What is wrong with the database, or with the whole transaction."""
_log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Turn(Generic[T_co]):
    """One of several that are due. Nothing of it is read, nor does it count as done, before it is taken."""

    id: str
    take: Callable[[], T_co]


@contextmanager
def apart(session: Session, failed: str, **names: str) -> Iterator[None]:
    """Let what goes wrong in this block undo what the block did, and nothing else; it goes on behind it.

    Args:
        session: one transaction, which others share.
        failed: what the log is told then.
        names: the ids of what it was about.
    """
    try:
        with session.begin_nested():
            yield
    except _SHARED:
        raise
    except Exception as error:  # noqa: BLE001  whatever it is, others are due, too, and it is tried again
        # Without the message: it may quote what somebody wrote.
        _log.error(failed, fault=type(error).__name__, where=last_line(error), **names)
