"""First post: `weft serve` is started over a million deliveries that wait, and Slack notes when the first comes."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from statistics import median

from sqlalchemy import text
from sqlmodel import Session, select

from bench import makespan, programme, weft
from bot.chat.names import Address, Identity
from bot.store import tables
from bot.store.engine import engine, writing

WAITING, ROUNDS = 1_000_000, 5
MOST = 2.0
"""Seconds from being ready to the first post."""
_FILL = text("""
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :many)
    INSERT INTO delivery
        (id, partnership, purpose, about, recipient, member, platform, tenant, progress, attempts, not_before, face)
    SELECT 'd' || n, :partnership, 'ask', :about, 'waiting:' || n, :member, 'slack', 'T0', 'pending', 0, :at, ''
    FROM numbers
""")


def measure() -> None:
    """Print seconds to the first post, over a file and over PostgreSQL."""
    for database in (programme.sqlite, programme.postgresql):
        _measure(database)


def _measure(database: Callable[[], AbstractContextManager[str]]) -> None:
    with ExitStack() as stack:
        url = stack.enter_context(database())
        about = weft.fill(
            url, 1, identity=lambda _: Identity("slack", "T0", "U0"), space=Address("slack", "T0", "C0")
        )
        _fill(url, about)
        found = [_once(url) for _ in range(ROUNDS)]
    from_ready, from_start = (sorted(each) for each in zip(*found, strict=True))
    kept = "within" if from_ready[-1] <= MOST else "NOT within"
    print(
        f"first of {WAITING} that wait, {database.__name__}: {median(from_ready):.2f} s after being ready "
        f"({from_ready[0]:.2f} to {from_ready[-1]:.2f}, {kept} {MOST:.0f} s), {median(from_start):.2f} s after the "
        f"process was begun ({from_start[0]:.2f} to {from_start[-1]:.2f}), {ROUNDS} starts"
    )


def _once(url: str) -> tuple[float, float]:
    """Seconds from the first 200 of `/readyz` to the first post, and from the start of the process."""
    with ExitStack() as stack:
        api, port = weft.free_port(), weft.free_port()
        stack.enter_context(weft.process("bench.slack", str(api)))
        weft.wait_for(api)
        begun = time.time()
        running = stack.enter_context(weft.serving(url, port, api, "xoxb-0"))
        weft.wait_for(port, healthy=True)
        ready = time.time()
        patience = ready + 60
        while not (first := makespan.report(api)["first"]):
            if time.time() > patience:
                raise RuntimeError("nothing was posted")
            time.sleep(0.01)
        # Killed, it would leave a lane that the next one has to notice first: that is another measurement.
        running.terminate()
        running.wait()
        return first - ready, first - begun


def _fill(url: str, about: str) -> None:
    made = writing(engine(url, connections=1, busy_seconds=60))
    with Session(made) as session, session.begin():
        member = session.exec(select(tables.Member)).one()
        occurrence = session.exec(select(tables.Occurrence).where(tables.Occurrence.id == about)).one()
        values = {"many": WAITING, "partnership": member.partnership, "about": about, "member": member.id}
        session.connection().execute(_FILL, {**values, "at": occurrence.due_at})
    with made.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    made.dispose()
