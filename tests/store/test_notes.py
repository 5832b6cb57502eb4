"""The adapters' notebook: pages are kept, replaced, torn out, and fade."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bot.store.database import Database
from bot.store.notes import Notes


@dataclass(slots=True)
class Clock:
    """A clock that only a test moves."""

    now: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def notes(database: Database, clock: Clock) -> Notes:
    return Notes(database, clock)


async def test_a_page_holds_its_last_words(notes: Notes) -> None:
    assert await notes.read("teams:t:a") is None
    await notes.write("teams:t:a", "first")
    await notes.write("teams:t:b", "other")
    await notes.write("teams:t:a", "last")
    assert (await notes.read("teams:t:a"), await notes.read("teams:t:b")) == ("last", "other")


async def test_a_page_that_was_torn_out_is_gone(notes: Notes) -> None:
    await notes.write("teams:t:a", "words")
    await notes.tear_out("teams:t:a")
    await notes.tear_out("teams:t:a")
    assert await notes.read("teams:t:a") is None


async def test_a_page_fades_unless_it_is_written_anew(notes: Notes, clock: Clock) -> None:
    for page in ("fades", "kept", "renewed"):
        await notes.write(page, page, keep=None if page == "kept" else timedelta(days=8))
    clock.now += timedelta(days=5)
    await notes.write("renewed", "renewed", keep=timedelta(days=8))
    clock.now += timedelta(days=3)
    await notes.write("another", "another", keep=timedelta(days=8))
    assert [await notes.read(page) for page in ("fades", "kept", "renewed")] == [None, "kept", "renewed"]
