"""The web inbox's memory: people, letters, marks; and vendor events that were taken in."""

from datetime import timedelta

import pytest

from bot.chat.mailbox import Holder, Letter, Mailbox
from bot.chat.message import Action, Button, Buttons, Chart, Divider, Facts, Message, Series, Table, Text
from bot.chat.seen import Standing
from bot.errors import StoreUnavailable
from bot.store import inbox
from bot.store.database import Database
from bot.store.inbox import Inbox
from tests.store.scene import HOUR, MONDAY

EVERYTHING = Message(
    "Monday's check-in",
    (
        Text("Listening", "heading"),
        Text("Line one\nline two — 日本語 🎉", "quote"),
        Facts((("Open until", "Wednesday"),)),
        Table("By week", ("Week", "Agree"), (("1", "60 %"), ("2", "75 %"))),
        Chart("Trend", "line", ("1", "2"), (Series("Agree", (60.0, 75.5)),), "Agreement rose."),
        Divider(),
        Buttons((Button("Answer", Action("check_in.answer", "o"), "primary", opens_form=True),)),
    ),
    mark="m-1",
)
SHORT = Message("Closed", (Text("This check-in has closed."),))


@pytest.fixture
def mailbox(database: Database) -> Mailbox:
    return Inbox(database)


@pytest.fixture
async def user(database: Database) -> str:
    enrolled, _ = await database.write(lambda session: inbox.enrol(session, "Bo Ng"))
    return enrolled


async def test_a_person_is_known_and_revoked(mailbox: Mailbox, user: str) -> None:
    assert await mailbox.holder(user) == Holder("Bo Ng", 1)
    await mailbox.revoke(user)
    await mailbox.revoke(user)
    assert await mailbox.holder(user) == Holder("Bo Ng", 3)
    assert await mailbox.holder("nobody") is None
    await mailbox.revoke("nobody")


async def test_whoever_is_enrolled_again_keeps_name_and_generation(database: Database, mailbox: Mailbox) -> None:
    assert await database.write(lambda session: inbox.enrol(session, "Cy", "cy")) == ("cy", 1)
    await mailbox.revoke("cy")
    assert await database.write(lambda session: inbox.enrol(session, "Di", "cy")) == ("cy", 2)
    assert await mailbox.holder("cy") == Holder("Cy", 2)


async def test_a_letter_with_everything_comes_back(mailbox: Mailbox, user: str) -> None:
    letter = Letter("l", user, EVERYTHING, MONDAY)
    assert await mailbox.put(letter)
    assert await mailbox.letter(user, "l") == letter
    assert await mailbox.find(user, "m-1") == "l"
    assert not await mailbox.put(Letter("other", "nobody", SHORT, MONDAY))


async def test_letters_are_their_readers_own(mailbox: Mailbox, user: str, database: Database) -> None:
    other, _ = await database.write(lambda session: inbox.enrol(session, "Cy"))
    await mailbox.put(Letter("l", user, EVERYTHING, MONDAY))
    assert await mailbox.letter(other, "l") is None
    assert await mailbox.letters(other, 10) == []
    assert await mailbox.find(other, "m-1") is None
    assert not await mailbox.replace(other, "l", SHORT)
    assert await mailbox.put(Letter("k", other, EVERYTHING, MONDAY))


async def test_a_replaced_letter_keeps_its_place_and_mark(mailbox: Mailbox, user: str) -> None:
    await mailbox.put(Letter("l", user, EVERYTHING, MONDAY))
    assert await mailbox.replace(user, "l", SHORT)
    assert await mailbox.letter(user, "l") == Letter("l", user, SHORT, MONDAY)
    assert await mailbox.find(user, "m-1") == "l"
    assert not await mailbox.replace(user, "nothing", SHORT)


async def test_the_newest_letters_come_first(mailbox: Mailbox, user: str) -> None:
    for hours in (1, 0, 2):
        await mailbox.put(Letter(f"l{hours}", user, SHORT, MONDAY + hours * HOUR))
    assert [letter.id for letter in await mailbox.letters(user, 2)] == ["l2", "l1"]
    assert [letter.id for letter in await mailbox.letters(user, 2, 1)] == ["l1", "l0"]
    assert await mailbox.letters(user, 2, 3) == []


async def test_a_mark_stands_on_one_letter_of_a_person(mailbox: Mailbox, user: str) -> None:
    await mailbox.put(Letter("l", user, EVERYTHING, MONDAY))
    with pytest.raises(StoreUnavailable):
        await mailbox.put(Letter("k", user, EVERYTHING, MONDAY))
    assert await mailbox.put(Letter("k", user, SHORT, MONDAY))
    assert await mailbox.put(Letter("j", user, SHORT, MONDAY))


def events(database: Database, **later: float) -> inbox.Events:
    """As they are seen so long after one and the same moment."""
    now = MONDAY + timedelta(**later)
    return inbox.Events(database, lambda: now)


async def test_an_event_that_is_done_is_known_for_a_day(database: Database) -> None:
    assert await events(database).begin("Ev1") is Standing.NEW
    await events(database).done("Ev1")
    await events(database).forget("Ev1")
    for hours in (0, 11):
        assert await events(database, hours=hours).begin("Ev1") is Standing.DONE
    assert await events(database).begin("Ev2") is Standing.NEW
    assert await events(database, hours=25).begin("Ev1") is Standing.NEW


async def test_an_event_that_was_begun_and_never_done_is_new_again_within_a_minute(database: Database) -> None:
    then, soon, later = (events(database, seconds=seconds) for seconds in (0, 30, 60))
    assert await then.begin("Ev1") is Standing.NEW
    # Whoever began it was killed.
    assert await soon.begin("Ev1") is Standing.UNDER_WAY
    assert await later.begin("Ev1") is Standing.NEW
    assert await later.begin("Ev1") is Standing.UNDER_WAY
    await later.forget("Ev1")
    assert await later.begin("Ev1") is Standing.NEW
    await later.done("Ev1")
    assert await later.begin("Ev1") is Standing.DONE
