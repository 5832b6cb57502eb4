"""What was granted to installations: sealed with the newest key, opened by any, renewed by one, and ended."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text
from sqlmodel import Session, select
from structlog.testing import capture_logs

from bot.chat.names import Lane
from bot.errors import SettingsInvalid
from bot.store import grants, holds, tables
from bot.store.database import Database
from bot.store.grants import Sealed, SealedGrants
from bot.store.sealing import Keys, new_key

NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
OLD, NEW = new_key(), new_key()
SECRET = '{"token": "xoxb-hush"}'


def over(database: Database, *keys: str, at: datetime = NOW, platform: str = "slack") -> SealedGrants:
    return SealedGrants(database, platform, Keys(keys or (OLD,)), lambda: at)


async def sealed(database: Database) -> list[str]:
    def work(session: Session) -> list[str]:
        return list(session.exec(select(tables.Grant.sealed).order_by(tables.Grant.tenant)).all())

    return await database.read(work)


async def test_what_is_kept_is_had_again_and_cannot_be_read_in_the_database(database: Database) -> None:
    await over(database, at=NOW + timedelta(hours=1)).keep("T1", SECRET)
    await over(database).keep("T2", SECRET)
    await over(database, platform="teams").keep("T1", SECRET)
    found = await over(database).all()
    assert [(each.tenant, each.text) for each in found] == [("T2", SECRET), ("T1", SECRET)], "the first one first"
    assert found[0].since == NOW
    assert await over(database).of("T2") == found[0]
    assert await over(database).of("T3") is None
    assert await over(database, NEW).of("T2") is None, "no key of these opens it"
    assert "hush" not in str(await sealed(database)) + repr(found)


async def test_what_is_granted_again_takes_the_place_of_what_was(database: Database) -> None:
    kept = over(database)
    await kept.keep("T1", SECRET)
    await over(database, at=NOW + timedelta(hours=1)).keep("T1", "anew")
    [found] = await kept.all()
    assert (found.text, found.since) == ("anew", NOW + timedelta(hours=1))
    await kept.renew("T1", "renewed")
    [found] = await kept.all()
    assert (found.text, found.since) == ("renewed", NOW + timedelta(hours=1))
    await kept.renew("T2", "nobody's")
    assert len(await kept.all()) == 1


async def test_what_waited_for_an_installation_goes_on_once_it_is_made_again(database: Database) -> None:
    lost, asked, other = Lane("slack", "T1"), Lane("slack", "T2"), Lane("teams", "T1")

    def work(session: Session) -> None:
        for lane in (lost, other):
            for _ in range(12):
                holds.lose(session, lane, NOW)
        holds.hold(session, asked, NOW + timedelta(minutes=1))

    await database.write(work)
    await over(database, at=NOW + timedelta(seconds=5)).keep("T1", SECRET)
    assert await _held(database) == {asked, other}
    assert lost in {each.lane for each in await database.read(holds.lost)}, "it is found when it lets us in"


async def _held(database: Database) -> set[Lane]:
    return set(await database.read(lambda session: holds.waiting(session, NOW + timedelta(seconds=5))))


async def test_one_at_a_time_renews_it(database: Database) -> None:
    kept, span = over(database), timedelta(seconds=30)
    assert not await kept.hold("T1", span)
    await kept.keep("T1", SECRET)
    assert [await kept.hold("T1", span), await kept.hold("T1", span)] == [True, False]
    assert await over(database, at=NOW + span).hold("T1", span)
    await kept.renew("T1", "renewed")
    assert await kept.hold("T1", span)


async def test_it_ends_unless_it_was_granted_anew_since(database: Database) -> None:
    kept = over(database)
    await kept.keep("T1", SECRET)
    assert not await kept.end("T1", NOW - timedelta(seconds=1))
    assert len(await kept.all()) == 1
    assert await kept.end("T1", NOW + timedelta(seconds=1))
    assert await kept.end("T1", NOW + timedelta(seconds=1)), "what is not there has ended"
    assert await kept.all() == []


async def test_the_newest_key_seals_and_every_key_opens(database: Database) -> None:
    await over(database, OLD).keep("T1", SECRET)
    both = over(database, NEW, OLD)
    assert [each.text for each in await both.all()] == [SECRET]
    await both.keep("T2", SECRET)
    keys = Keys((NEW, OLD))
    assert await database.read(partial(grants.look, keys=keys)) == Sealed(newest=1, older=1)
    assert await database.write(partial(grants.rotate, keys=keys)) == Sealed(newest=1, older=1)
    assert await database.read(partial(grants.look, keys=Keys((NEW,)))) == Sealed(newest=2)
    assert [each.text for each in await over(database, NEW).all()] == [SECRET, SECRET]


async def test_what_no_key_opens_is_left_out_left_alone_and_counted(database: Database) -> None:
    await over(database, OLD).keep("T1", SECRET)
    await over(database, NEW).keep("T2", SECRET)
    before = await sealed(database)
    with capture_logs() as logged:
        assert [each.tenant for each in await over(database, NEW).all()] == ["T2"]
    assert [(line["event"], line["count"]) for line in logged] == [("grants.not_readable", 1)]
    assert "T1" not in str(logged)
    assert await database.write(partial(grants.rotate, keys=Keys((NEW,)))) == Sealed(newest=1, unreadable=1)
    assert await sealed(database) == before
    assert Sealed(1, 2, 3).total == 6


async def test_what_was_put_in_another_one_s_place_is_not_opened(database: Database) -> None:
    kept = over(database)
    await kept.keep("T1", SECRET)
    await kept.keep("T2", "theirs")
    await database.write(
        lambda session: session.connection().execute(
            text("UPDATE grant_given SET sealed = (SELECT sealed FROM grant_given WHERE tenant = 'T2')")
        )
    )
    assert [each.tenant for each in await kept.all()] == ["T2"]
    await database.write(lambda session: session.connection().execute(text("UPDATE grant_given SET sealed = 'x'")))
    assert await kept.all() == []
    assert not Keys((OLD,)).is_newest("x")


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        ((), "WEFT_TOKEN_KEYS is missing"),
        ((OLD, "hush"), "key 2 of 2 is no key"),
        (("ä" * 44,), "key 1 of 1 is no key"),
    ],
)
def test_keys_that_are_none_are_named_by_their_place(keys: tuple[str, ...], why: str) -> None:
    with pytest.raises(SettingsInvalid, match=why) as refused:
        Keys(keys)
    assert "hush" not in str(refused.value)
