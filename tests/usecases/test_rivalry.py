"""Two processes at the same moment: what was acknowledged is in the release, and it is made once."""

import asyncio
import time

from sqlmodel import Session

from bot.chat.events import Reply, Submitted
from bot.chat.message import Action
from bot.store.database import Database
from bot.texts.verbs import Verb
from bot.usecases import answering, closing
from tests.replied import occurrence_of, words
from tests.world import ADA, MO, World, fenland

SAID = {"q3": "Less hurry.", "share": "named"}


async def test_an_answer_that_is_being_kept_while_it_closes_is_in_the_release(database_url: str) -> None:
    with Database(database_url) as database, Database(database_url) as other:
        world = await fenland(database)
        await world.schedule(visibility="attributed")
        await world.tick("2026-05-05 08:30Z")
        occurrence = occurrence_of(world.asked_of(MO).message)
        rival = World(other, chat=world.chat, now=world.now)

        def answer_slowly(session: Session) -> Reply:
            reply = answering.answer(session, world.now, Submitted(MO, Action(Verb.ANSWER, occurrence), SAID))
            time.sleep(0.3)
            return reply

        answering_ = asyncio.create_task(database.write(answer_slowly))
        await asyncio.sleep(0.1)
        closed = await rival.submit(ADA, Verb.CLOSE, {}, occurrence)
        assert "is closed" in words(closed)
        assert "is saved" in words(await answering_)
        await world.tick()
        (release,) = (await world.dump())["release"]
        assert "Less hurry." in release["content"]


async def test_an_answer_that_comes_while_it_is_being_closed_is_told_so(database_url: str) -> None:
    with Database(database_url) as database, Database(database_url) as other:
        world = await fenland(database)
        await world.schedule(visibility="attributed")
        await world.tick("2026-05-05 08:30Z")
        occurrence = occurrence_of(world.asked_of(MO).message)
        rival = World(other, chat=world.chat, now=world.now)

        def close_slowly(session: Session) -> Reply:
            reply = closing.close_now(session, world.now, Submitted(ADA, Action(Verb.CLOSE, occurrence), {}))
            session.flush()
            time.sleep(0.3)
            return reply

        closing_ = asyncio.create_task(database.write(close_slowly))
        await asyncio.sleep(0.1)
        late = await rival.submit(MO, Verb.ANSWER, SAID, occurrence)
        assert "is closed" in words(await closing_)
        assert "has closed" in words(late)
        assert "Less hurry." in words(late)
        assert (await world.dump())["response"] == []


async def test_two_who_close_it_at_once_make_one_release(database_url: str) -> None:
    with Database(database_url) as database, Database(database_url) as other:
        world = await fenland(database)
        await world.schedule()
        await world.tick("2026-05-05 08:30Z")
        occurrence = occurrence_of(world.asked_of(MO).message)
        rival = World(other, chat=world.chat, now=world.now)
        replies = await asyncio.gather(
            *(each.submit(ADA, Verb.CLOSE, {}, occurrence) for each in (world, rival, world, rival))
        )
        told = sorted(words(reply).split(".")[0] for reply in replies)
        assert told == ["This check-in has closed already"] * 3 + ["“Listening” is closed"]
        assert "has closed" in words(await world.answer(MO, occurrence))
