"""The example partnership: five weeks of it, played through the real path."""

import asyncio
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from adapters.web.platform import WebPlatform
from bot.app import Bot
from bot.chat.events import Inbound, Opened, Pressed, Replace, Show, Submitted, Whisper
from bot.chat.form import Values
from bot.chat.mailbox import Letter
from bot.chat.message import Action, Button, Buttons, Message
from bot.chat.names import Identity, Person
from bot.domain.host import Host
from bot.errors import OperatorError
from bot.store import inbox, partnerships
from bot.store.database import Database
from bot.texts.verbs import Verb
from jobs.example.play import SimulatedClock, play, played_before
from tests.databases import Databases

WEDNESDAY = datetime(2026, 6, 17, 10, 30, tzinfo=UTC)
WEEKS = 5
ROLES = ("a convener", "a lead", "a member")


@dataclass(frozen=True, slots=True)
class Example:
    """What came of it."""

    database: Database
    bot: Bot
    clock: SimulatedClock
    users: Mapping[str, str]
    progress: Sequence[int]

    async def do(self, role: str, verb: Verb, subject: str = "", values: Values | None = None) -> Message:
        """What the person in this role sees after pressing a button, sending a form, or opening their home."""
        who, action = Person(Identity("web", "web", self.users[role]), role), Action(verb, subject)
        inbound: Inbound = Pressed(who, action) if values is None else Submitted(who, action, values)
        reply = await self.bot.receive(Opened(who) if verb is Verb.HOME else inbound)
        assert isinstance(reply, Replace | Whisper)
        return reply.message

    async def letters(self, role: str) -> Sequence[Letter]:
        return await inbox.Inbox(self.database).letters(self.users[role], 1_000)

    async def rows(self, query: str) -> list[tuple[object, ...]]:
        read = self.database.read_answers
        return await read(lambda session: [tuple(row) for row in session.connection().execute(text(query))])


def bot_over(database: Database, clock: SimulatedClock, starters: str = "anyone") -> Bot:
    web = WebPlatform(
        secret="s" * 32,
        base_url="http://127.0.0.1:8080",
        mailbox=inbox.Inbox(database),
        link_life=timedelta(days=14),
        clock=clock,
    )
    return Bot(database, [web], Host(frozenset({starters}), web.invitation), clock)


@pytest.fixture(scope="module")
def example(chosen: Databases) -> Iterator[Example]:
    progress: list[int] = []
    clock = SimulatedClock(WEDNESDAY)
    with chosen.fresh() as url, Database(url) as database:
        bot = bot_over(database, clock)
        users = asyncio.run(play(bot, database, clock, WEDNESDAY, progress.append, weeks=WEEKS))
        yield Example(database, bot, clock, users, progress)


def words(message: Message) -> str:
    return "\n".join(message.texts())


def buttons(message: Message) -> dict[str, Button]:
    return {each.label: each for block in message.blocks if isinstance(block, Buttons) for each in block.buttons}


async def test_everybody_takes_part(example: Example) -> None:
    assert await example.rows("SELECT sector, count(*) FROM organisation GROUP BY sector ORDER BY sector") == [
        ("local_authority", 4),
        ("nhs", 5),
        ("voluntary", 4),
    ]
    assert await example.rows("SELECT count(*), count(DISTINCT name) FROM member") == [(60, 60)]
    roles = await example.rows("SELECT role, count(*) FROM rolegiven GROUP BY role ORDER BY role")
    assert roles == [("convener", 1), ("lead", 12)]


async def test_each_slot_was_opened_once_and_everything_was_sent(example: Example) -> None:
    slots = await example.rows("SELECT schedule, slot FROM occurrence")
    assert len(slots) == len(set(slots)) == 8
    assert await example.rows("SELECT DISTINCT progress FROM delivery WHERE purpose <> 'reminder'") == [("sent",)]
    reminders = await example.rows("SELECT DISTINCT progress FROM delivery WHERE purpose = 'reminder' ORDER BY 1")
    assert reminders == [("dropped",), ("sent",)], "some answer before the hour at which they are to be reminded"
    states = Counter(state for (state,) in await example.rows("SELECT state FROM occurrence"))
    assert states == {"closed": 7, "open": 1}
    assert await example.rows("SELECT count(*) FROM release") == [(7,)]
    assert await example.rows("SELECT count(*) FROM occurrence WHERE key IS NOT NULL AND state <> 'open'") == [(0,)]


async def test_nobody_is_asked_more_than_twice_a_week(example: Example) -> None:
    asked = await example.rows("SELECT member, slot FROM participation JOIN occurrence ON occurrence.id = occurrence")
    weeks = Counter((member, datetime.fromisoformat(str(slot)).isocalendar()[:2]) for member, slot in asked)
    assert max(weeks.values()) <= 2


async def test_people_answer_as_people_do(example: Example) -> None:
    parts = Counter(str(part) for (part,) in await example.rows("SELECT part FROM participation"))
    assert parts.keys() == {"asked", "answered", "skipped"}
    assert 0.5 < parts["answered"] / parts.total() < 0.8
    assert await example.rows("SELECT count(*) FROM response") == [(parts["answered"],)]
    assert {sharing for (sharing,) in await example.rows("SELECT sharing FROM response")} == {
        "no",
        "unnamed",
        "named",
    }
    reminded = await example.rows("SELECT count(*) FROM delivery WHERE purpose = 'reminder'")
    assert reminded > [(0,)]


async def test_readers_get_digests_and_no_figure_stands_behind_fewer_than_five(example: Example) -> None:
    for role in ("a convener", "a lead"):
        digests = [each.message for each in await example.letters(role) if "the week to" in each.message.summary]
        assert len(digests) == WEEKS
        for digest in digests:
            assert all(int(n) >= 5 for n in re.findall(r"n = (\d+)", words(digest)))
        assert "What moved" in words(digests[0])
        assert re.search(r"points? \(95 % interval -?\d+ to -?\d+\)", words(digests[0]))
    assert not [each for each in await example.letters("a member") if "the week to" in each.message.summary]


async def test_the_week_up_to_now_is_lively(example: Example) -> None:
    home = await example.do("a lead", Verb.HOME)
    digest = words(await example.do("a lead", Verb.DIGEST, buttons(home)["Read the digest"].action.subject))
    for said in ("Seeing the system", "Joined up, or not", "Wearing two hats", "In their words"):
        assert said in digest
    assert "Next week\n" in digest


@pytest.mark.parametrize("role", ROLES)
async def test_the_evaluation_tells_everybody_how_far_it_has_come(example: Example, role: str) -> None:
    page = await example.do(role, Verb.HISTORY, buttons(await example.do(role, Verb.HOME))["History"].action.subject)
    seen = []
    while further := buttons(page).keys() & {"Next question", "Next check-in"}:
        page = await example.do(role, Verb.HISTORY, buttons(page)[further.pop()].action.subject)
        seen.append(words(page))
    assert len(seen) == 4
    assert "I have a strong network" in seen[2]
    assert re.search(r"At baseline 44 % agree and \d+ % strongly agree \(n = 43\)\. At endline it is 7\d % ", seen[2])
    for wave in ("baseline", "midpoint", "endline"):
        assert all(f"\n{wave}\n" in page for page in seen)
    running = "SELECT status FROM schedule WHERE programme IS NOT NULL"
    assert await example.rows(running) == [("stopped",)], "after its last wave it stops by itself"
    assert await example.rows("SELECT count(*) FROM programme WHERE key IS NULL") == [(0,)]


@pytest.mark.parametrize("role", ROLES)
async def test_a_check_in_is_left_open_for_whoever_looks(example: Example, role: str) -> None:
    home = await example.do(role, Verb.HOME)
    assert home.summary == "1 waiting for you"
    assert "Joined up, or not" in words((await example.letters(role))[0].message)
    (answered, closes), *others = await example.rows(
        "SELECT (SELECT count(*) FROM response WHERE occurrence = id), closes_at FROM occurrence WHERE state = 'open'"
    )
    assert not others
    assert int(str(answered)) >= 3
    assert datetime.fromisoformat(str(closes)).replace(tzinfo=UTC) - WEDNESDAY > timedelta(days=3)


async def test_a_newcomer_answers_closes_and_reads(example: Example) -> None:
    card = buttons((await example.letters("a member"))[0].message)
    tapped = await example.do("a member", Verb.TAP, card["5 · joined up"].action.subject)
    assert "is saved" in words(tapped)
    tend = await example.do(
        "a convener",
        Verb.TEND,
        buttons(await example.do("a convener", Verb.HOME))["Check-ins and people"].action.subject,
    )
    assert "A year from now" in words(tend), "at half time the questions were written anew"
    reply = await example.bot.receive(
        Pressed(Person(Identity("web", "web", example.users["a convener"]), ""), buttons(tend)["Edit"].action)
    )
    assert isinstance(reply, Show)


async def test_the_clock_ends_now_and_progress_goes_up_to_all_of_it(example: Example) -> None:
    assert example.clock() == WEDNESDAY
    assert example.progress == sorted(example.progress)
    assert (example.progress[0] < 10, example.progress[-1]) == (True, 100)


async def test_whoever_was_printed_is_found_again(example: Example) -> None:
    assert await played_before(example.database) == example.users


async def test_it_is_not_played_twice(example: Example) -> None:
    before = await example.rows("SELECT count(*) FROM letter")
    with pytest.raises(OperatorError, match="The example is here already"):
        await play(example.bot, example.database, example.clock, WEDNESDAY, print)
    assert await example.rows("SELECT count(*) FROM letter") == before


async def test_it_is_not_played_beside_others(database: Database) -> None:
    clock = SimulatedClock(WEDNESDAY)
    await database.write(lambda session: partnerships.start(session, "Fenland", "Europe/London"))
    with pytest.raises(OperatorError, match="no partnership yet"):
        await play(bot_over(database, clock), database, clock, WEDNESDAY, print)
    assert [*(await database.read(partnerships.names)).values()] == ["Fenland"]


async def test_it_needs_somebody_who_may_start(database: Database) -> None:
    clock = SimulatedClock(WEDNESDAY)
    with pytest.raises(OperatorError, match="WEFT_STARTERS=anyone"):
        await play(bot_over(database, clock, "nobody"), database, clock, WEDNESDAY, print)
    assert clock() == WEDNESDAY
