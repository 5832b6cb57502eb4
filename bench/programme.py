"""A programme to be measured: a new database of either kind, people in many workspaces, and a check-in to come."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import text
from sqlmodel import Session

from bot.chat.names import Identity
from bot.domain.partnership import Sector
from bot.domain.prompt import Kind, ScaleQuestion
from bot.domain.schedule import Audience, Rhythm, Schedule, Status, Visibility, Whom
from bot.store import members, partnerships, prompts, schedules
from bot.store.engine import engine


@contextmanager
def sqlite() -> Iterator[str]:
    """A new file."""
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder, 'weft.db')}"


@contextmanager
def postgresql() -> Iterator[str]:
    """A new database of a server of its own, which flushes to disk what it commits."""
    from tests import databases  # noqa: PLC0415  slow, and only who measures PostgreSQL has need of it

    with databases.postgresql() as server, server.empty() as url:
        with engine(url, connections=1, busy_seconds=5).connect() as made:
            plain = made.execution_options(isolation_level="AUTOCOMMIT")
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                plain.execute(text(f"ALTER SYSTEM SET {setting} = on"))
            plain.execute(text("SELECT pg_reload_conf()"))
        yield url


def people(session: Session, sizes: Sequence[int]) -> tuple[str, str]:
    """A partnership with so many people in each of several workspaces; its id, and that of a prompt."""
    now = datetime.now(UTC)
    partnership = partnerships.start(session, "Programme", "UTC").id
    organisation = partnerships.add_organisation(session, partnership, "One", Sector.NHS, "x@example.org").id
    for workspace, size in enumerate(sizes):
        for number in range(size):
            members.join(
                session,
                Identity("slack", f"T{workspace}", f"U{workspace:02d}{number:06d}"),
                partnership=partnership,
                organisation=organisation,
                name=f"Member {workspace} {number}",
                roles=(),
                zone="UTC",
                now=now,
            )
    question = ScaleQuestion("q1", "How are we doing?")
    prompt = prompts.write(session, partnership, kind=Kind.PULSE, title="Pulse", theme="", questions=(question,))
    return partnership, prompt.id


def due(session: Session, partnership: str, prompt: str, after: timedelta) -> float:
    """A check-in that is due after a while, to everybody; when, on the clock on the wall."""
    now = datetime.now(UTC)
    slot = (now + after).replace(microsecond=0)
    schedule = Schedule(
        id=uuid4().hex,
        partnership=partnership,
        prompt=prompt,
        rhythm=Rhythm("FREQ=YEARLY", slot.replace(tzinfo=None), "UTC"),
        audience=Audience(Whom.EVERYBODY),
        open_for=timedelta(days=7),
        remind_before=None,
        visibility=Visibility.ANONYMOUS,
        status=Status.ACTIVE,
    )
    schedules.save(session, schedule, now)
    return slot.timestamp()
