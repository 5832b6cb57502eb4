"""Writes that wait together: one flush for all, and each one's failure its own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from threading import Event
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text
from sqlmodel import Session

from bot.domain.partnership import Partnership
from bot.errors import NotFound, StoreUnavailable
from bot.store import partnerships, tables
from bot.store.database import Database
from bot.store.upsert import keep_first


async def test_a_write_can_be_read_once_it_returns(database: Database) -> None:
    made = await database.write(lambda session: partnerships.start(session, "Warm Homes", "Europe/London"))
    assert await database.read(lambda session: partnerships.get(session, made.id)) == made


async def test_a_read_changes_nothing(database: Database) -> None:
    with pytest.raises(StoreUnavailable):
        await database.read(lambda session: partnerships.start(session, "Warm Homes", "Europe/London"))
    await database.read_answers(lambda session: partnerships.start(session, "Warm Homes", "Europe/London"))
    assert await database.read(partnerships.count) == 0


async def test_writes_that_wait_together_share_one_commit(database: Database) -> None:
    with _counted() as commits:
        results = await _together(database, [_named(f"P{number}") for number in range(32)])
    assert len(commits) == 1 + 1
    assert [result.name for result in results] == [f"P{number}" for number in range(32)]
    assert await database.read(partnerships.count) == 32


async def test_more_than_fit_into_one_commit_are_all_written(database: Database) -> None:
    with _counted() as commits:
        await _together(database, [_named(f"P{number}") for number in range(100)])
    assert len(commits) == 1 + 2
    assert await database.read(partnerships.count) == 100


async def test_a_work_that_fails_undoes_only_itself(database: Database) -> None:
    def fails(session: Session) -> None:
        partnerships.start(session, "Half", "UTC")
        raise NotFound("not there")

    with _counted() as commits:
        before, failed, after = await _together(database, [_named("Before"), fails, _named("After")])
    assert len(commits) == 1 + 1
    assert isinstance(failed, NotFound)
    assert str(failed) == "not there"
    assert await _names(database) == {before.name, after.name}


async def test_a_statement_that_is_refused_undoes_only_its_work(database: Database) -> None:
    def refused(session: Session) -> None:
        partnerships.start(session, "Half", "UTC")
        session.connection().execute(text("INSERT INTO member (id) VALUES ('m')"))

    _, failed, _ = await _together(database, [_named("Before"), refused, _named("After")])
    assert isinstance(failed, StoreUnavailable)
    assert await _names(database) == {"Before", "After"}


async def test_a_flush_that_is_refused_undoes_only_its_work(database: Database) -> None:
    def refused(session: Session) -> None:
        partnerships.start(session, "Half", "UTC")
        session.add(tables.RoleGiven(member="nobody", role="lead"))

    _, failed, _ = await _together(database, [_named("Before"), refused, _named("After")])
    assert isinstance(failed, StoreUnavailable)
    assert await _names(database) == {"Before", "After"}


async def test_what_a_refusal_says_quotes_no_value(database: Database) -> None:
    def twice(session: Session) -> None:
        row = tables.Correspondent(user="private words", name="n")
        session.add(row)
        session.flush()
        session.expunge(row)
        session.add(tables.Correspondent(user="private words", name="n"))

    with pytest.raises(StoreUnavailable) as refused:
        await database.write(twice)
    assert "private" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


async def test_whoever_is_cancelled_harms_nobody(database: Database) -> None:
    async with _held(database) as let_go:
        waiting = [asyncio.ensure_future(database.write(_named(f"P{number}"))) for number in range(3)]
        await asyncio.sleep(0)
        waiting[1].cancel()
        let_go.set()
        first, cancelled, last = await asyncio.gather(*waiting, return_exceptions=True)
    assert isinstance(cancelled, asyncio.CancelledError)
    assert not isinstance(first, BaseException)
    assert not isinstance(last, BaseException)
    assert {first.name, last.name} <= await _names(database)


async def test_a_work_sees_nothing_that_another_one_has_loaded(database: Database) -> None:
    loaded: list[tables.Correspondent | None] = []

    def loads(session: Session) -> None:
        session.add(tables.Correspondent(user="u", name="Old"))
        session.flush()
        loaded.append(session.get(tables.Correspondent, "u"))

    def renames(session: Session) -> None:
        session.connection().execute(text("UPDATE correspondent SET name = 'New'"))

    def reads(session: Session) -> str:
        return session.get_one(tables.Correspondent, "u").name

    assert (await _together(database, [loads, renames, reads]))[2] == "New"


async def test_an_upsert_comes_after_what_the_session_holds_back(database: Database) -> None:
    def work(session: Session) -> int:
        session.add(tables.Partnership(id="p", name="Warm Homes", zone="UTC"))
        rows = [{"id": "o", "partnership": "p", "name": "City Trust", "sector": "nhs", "contact": ""}]
        return keep_first(session, tables.Organisation, rows * 2, ("id",))

    assert await database.write(work) == 1


def _named(name: str) -> Callable[[Session], Partnership]:
    return lambda session: partnerships.start(session, name, "UTC")


async def _names(database: Database) -> set[str]:
    return set(await database.read(lambda session: session.scalars(text("SELECT name FROM partnership")).all()))


async def _together(database: Database, works: Sequence[Callable[[Session], Any]]) -> list[Any]:
    """Let these works wait for the database at the same time; the result or error of each."""
    async with _held(database) as let_go:
        waiting = [asyncio.ensure_future(database.write(work)) for work in works]
        await asyncio.sleep(0)
        let_go.set()
        return await asyncio.gather(*waiting, return_exceptions=True)


@asynccontextmanager
async def _held(database: Database) -> AsyncIterator[Event]:
    """Keep the writer busy with a commit of its own until the event is set."""
    loop, begun, let_go = asyncio.get_running_loop(), asyncio.Event(), Event()

    def hold(_: Session) -> None:
        loop.call_soon_threadsafe(begun.set)
        let_go.wait(5)

    holding = asyncio.ensure_future(database.write(hold))
    await begun.wait()
    yield let_go
    await holding


@contextmanager
def _counted() -> Iterator[list[Connection]]:
    """The commits that are made meanwhile."""
    commits: list[Connection] = []
    count = commits.append
    event.listen(Engine, "commit", count)
    try:
        yield commits
    finally:
        event.remove(Engine, "commit", count)
