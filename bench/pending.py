"""A million deliveries wait on one lane, nearly all of one partnership: what the next turn takes, and in what memory.

Run `python -m bench.pending [DATABASE_URL]`; the database must be new and empty. Without one it is a SQLite file.
"""

import json
import resource
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import text
from sqlmodel import Session

from bot.chat.names import Lane
from bot.domain.partnership import Sector
from bot.store import claims, partnerships
from bot.store.engine import engine, writing
from bot.store.migrate import migrate

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
LANE = Lane("slack", "T1")
LARGE, SMALL, EACH = 1_000_000, 39, 250
_TURNS = 200
_FILL = text("""
    WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < :many)
    INSERT INTO delivery
        (id, partnership, purpose, about, recipient, platform, tenant, progress, attempts, not_before, face)
    SELECT :partnership || '-' || n, :partnership, 'ask', 'o', 'member:' || :partnership || n, 'slack', 'T1',
        'pending', 0, :at, ''
    FROM numbers
""").bindparams(at=NOW)


def main(url: str) -> None:
    """Fill it and take turns, each in a transaction of its own."""
    migrate(url)
    made = writing(engine(url))
    with Session(made) as session, session.begin():
        for many in (LARGE, *[EACH] * SMALL):
            partnership = partnerships.start(session, f"P{many}", "Europe/London")
            partnerships.add_organisation(session, partnership.id, "A", Sector.NHS, "dpo@a.example")
            session.flush()
            session.execute(_FILL, {"partnership": partnership.id, "many": many, "at": NOW})
    with made.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    looked, turns, served, last = [], [], set(), ""
    for _ in range(_TURNS):
        begun = time.perf_counter()
        with Session(made) as session:
            assert claims.lanes(session, NOW) == [LANE]
        looked.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        with Session(made) as session, session.begin():
            taken = claims.claim(session, LANE, 20, NOW, last)
        turns.append(time.perf_counter() - begun)
        last = taken[-1].partnership
        served |= {each.partnership for each in taken[:20]} if len(turns) <= 2 else set()
    figures = {
        "first look for lanes ms": looked[0],
        "look for lanes ms": statistics.median(looked),
        "first turn ms": turns[0],
        "turn of 20 ms": statistics.median(turns),
        "slowest turn ms": max(turns),
    }
    print(json.dumps({
        "database": made.dialect.name,
        **{name: round(value * 1_000, 2) for name, value in figures.items()},
        "partnerships served by two turns": len(served),
        "memory grown KiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before,
    }))  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) > 1:
        main(sys.argv[1])
    else:
        with TemporaryDirectory() as folder:
            main(f"sqlite:///{Path(folder)}/weft.db")
