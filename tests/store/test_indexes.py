"""What every tick asks is answered from an index, however many rows have been settled before."""

from collections.abc import Callable
from itertools import chain

import pytest
from sqlalchemy import Connection, event
from sqlmodel import Session

from bot.chat.names import Lane
from bot.store import claims, history, occurrences, programmes, schedules
from bot.store.database import Database
from tests.databases import Sqlite
from tests.store.scene import MONDAY


@pytest.mark.parametrize(
    ("ask", "index"),
    [
        (lambda session: schedules.due(session, MONDAY), "ix_schedule_next_due_at"),
        (lambda session: occurrences.to_close(session, MONDAY), "occurrence_open"),
        (lambda session: occurrences.to_remind(session, MONDAY), "occurrence_open"),
        (lambda session: occurrences.to_end(session, MONDAY), "occurrence_late"),
        (occurrences.unsettled, "occurrence_unsettled"),
        (lambda session: list(claims.lanes(session, MONDAY)), "delivery_waiting"),
        (lambda session: claims.claim(session, Lane("slack", "T1"), 10, MONDAY), "delivery_waiting"),
        (lambda session: occurrences.running(session, "partnership"), "occurrence_running"),
        (lambda session: schedules.running(session, "partnership"), "occurrence_running"),
        (lambda session: programmes.to_end(session, MONDAY), "programme_going_on"),
        (lambda session: occurrences.of_programme(session, "programme"), "ix_occurrence_programme"),
        (lambda session: history.pulses(session, "partnership"), "release_of_schedule"),
        (lambda session: history.releases(session, "schedule"), "release_of_schedule"),
    ],
)
async def test_a_tick_and_a_look_back_read_no_whole_table(
    sqlite: Sqlite, ask: Callable[[Session], object], index: str
) -> None:
    def plan(session: Session) -> str:
        asked: list[tuple[str, tuple[object, ...]]] = []

        def note(_: Connection, __: object, statement: str, values: tuple[object, ...], *___: object) -> None:
            asked.append((statement, values))

        connection = session.connection()
        event.listen(connection, "before_cursor_execute", note)
        ask(session)
        event.remove(connection, "before_cursor_execute", note)
        cursor = connection.connection.cursor()
        steps = [cursor.execute(f"EXPLAIN QUERY PLAN {said}", values).fetchall() for said, values in asked]
        return " ".join(step[3] for step in chain.from_iterable(steps))

    with sqlite.fresh() as url, Database(url) as database:
        assert index in await database.read_answers(plan)
