"""What nobody foresaw goes wrong by itself: one delivery, schedule or partnership holds up no other."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import Session

from bot.chat.message import Message
from bot.chat.names import Address, Receipt
from bot.domain import nudging
from bot.domain.card import Card
from bot.domain.delivery import LEASE, MOST_ATTEMPTS
from bot.domain.occurrence import Occurrence
from bot.domain.prompt import Prompt
from bot.errors import StoreUnavailable, Unavailable, Uncertain
from bot.store import deliveries, occurrences, rests
from bot.texts import asking
from tests.replied import words
from tests.stubs.chat import ChatPlatform
from tests.world import ADA, LENA, MO, World, at, member_id

OPENS = "2026-05-05 08:30Z"
BROKEN = "Broken"


@pytest.fixture
def unsayable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is asked under this title cannot be put together, for a reason that nobody foresaw."""
    real = asking.card

    def card(name: str, prompt: Prompt, occurrence: Occurrence, face: Card, mark: str) -> Message:
        if prompt.title == BROKEN:
            raise KeyError("what Mo wrote")
        return real(name, prompt, occurrence, face, mark)

    monkeypatch.setattr(asking, "card", card)


@pytest.mark.usefixtures("unsayable")
async def test_what_cannot_be_put_together_holds_up_nothing_else(
    both_worlds: World, logged: list[dict[str, object]]
) -> None:
    world = both_worlds
    await world.schedule()
    await world.schedule(title=BROKEN, open="168")
    world.now = at(OPENS)
    await world.bot().open_due()
    await world.bot().deliver()
    assert [len(world.chat.to(who)) for who in (ADA, LENA, MO)] == [1, 1, 1]
    lines = [line for line in logged if line["event"] == "delivery.not_composed"]
    assert len(lines) == 3
    assert {line["fault"] for line in lines} == {"KeyError"}
    assert str(lines[0]["where"]).startswith("tests.usecases.test_unforeseen:")
    assert "wrote" not in str(logged)


@pytest.mark.usefixtures("unsayable")
async def test_what_cannot_be_put_together_is_tried_ever_later_and_then_given_up(world: World) -> None:
    await world.schedule(title=BROKEN, open="168")
    world.now = at(OPENS)
    await world.bot().open_due()
    tries = 0
    while any(row["progress"] in {"pending", "sending"} for row in (await world.dump())["delivery"]):
        await world.bot().deliver()
        world.now += timedelta(hours=1)
        tries += 1
    assert tries == MOST_ATTEMPTS
    assert {row["progress"] for row in (await world.dump())["delivery"]} == {"failed"}
    assert not world.chat.posts


async def test_what_was_not_begun_is_handed_back_when_the_rest_goes_wrong(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One goes ahead; that it was posted cannot be written down, which is no reason for the others to wait."""
    await world.schedule()
    world.now = at(OPENS)
    await world.bot().open_due()
    real, failing = world.database.write, [True]

    async def write(work: object) -> object:
        if failing and world.chat.posts:
            failing.clear()
            raise StoreUnavailable("the database refused: disk I/O error")
        return await real(work)  # type: ignore[arg-type]  # handed through as it came

    monkeypatch.setattr(type(world.database), "write", lambda _, work: write(work))
    with pytest.raises(StoreUnavailable):
        await world.bot().deliver()
    await world.bot().deliver()
    assert len(world.chat.posts) == 3, "the lease of the first one still holds"
    await world.pass_by(LEASE)
    assert [len(world.chat.to(who)) for who in (ADA, LENA, MO)] == [1, 1, 1]


async def test_what_may_have_been_posted_is_not_said_to_have_failed(world: World) -> None:
    await world.schedule(open="168")
    world.chat.fail("post", Uncertain("timed out"), after=True)
    await world.tick(OPENS)
    world.chat.fail("find", *[Unavailable("down")] * MOST_ATTEMPTS)
    for _ in range(MOST_ATTEMPTS):
        await world.pass_by(timedelta(hours=1))
    rows = (await world.dump())["delivery"]
    assert sorted(row["progress"] for row in rows if row["purpose"] == "ask") == ["sent", "sent", "unknown"]
    assert "may not have reached everybody" in words(world.chat.to(ADA)[-1].message)


async def test_nobody_is_told_of_doubt_about_what_another_runner_has_settled(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.schedule(open="168")
    world.chat.fail("post", Uncertain("timed out"), after=True)
    await world.tick(OPENS)
    real, hangs = world.chat.find, [True]

    async def slow(to: Address, mark: str) -> Receipt | None:
        if not hangs:
            return await real(to, mark)
        hangs.clear()
        world.now += LEASE
        await world.bot().deliver()
        raise Uncertain("cannot look")

    monkeypatch.setattr(ChatPlatform, "find", lambda _, to, mark: slow(to, mark))
    world.now += LEASE
    await world.bot().deliver()
    rows = (await world.dump())["delivery"]
    assert {(row["purpose"], row["progress"]) for row in rows} == {("ask", "sent")}


async def _spoil(world: World, where: str) -> None:
    """Change the database behind Weft's back."""
    await world.database.write(lambda session: session.connection().execute(text(f"UPDATE {where}")))


async def test_a_schedule_that_cannot_be_read_keeps_no_other_from_opening(
    both_worlds: World, logged: list[dict[str, object]]
) -> None:
    world = both_worlds
    broken = await world.schedule(title=BROKEN)
    await world.schedule()
    await _spoil(world, f"schedule SET zone = 'Nowhere/Atall' WHERE id = '{broken}'")
    await world.tick(OPENS)
    assert [len(world.chat.to(who)) for who in (ADA, LENA, MO)] == [1, 1, 1]
    assert {line["schedule"] for line in logged if line["event"] == "schedule.not_opened"} == {broken}
    await _spoil(world, f"schedule SET zone = 'Europe/London' WHERE id = '{broken}'")
    await world.tick()
    assert [len(world.chat.to(who)) for who in (ADA, LENA, MO)] == [2, 2, 2], "it is tried again"


async def test_a_schedule_that_goes_wrong_half_way_leaves_nothing_behind(
    both_worlds: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = both_worlds
    broken = await world.schedule(title=BROKEN)
    await world.schedule()
    world.now = at(OPENS)
    real, goes_wrong = deliveries.plan, [True]

    def plan(session: Session, *, about: str, **more: Any) -> int:  # noqa: ANN401  handed through as it came
        planned = real(session, about=about, **more)
        if goes_wrong and occurrences.get(session, about).schedule == broken:
            raise IntegrityError("", {}, ValueError("surprise"))
        return planned

    monkeypatch.setattr(deliveries, "plan", plan)
    await world.bot().open_due()
    rows = await world.dump()
    assert len(rows["occurrence"]) == 1
    assert len(rows["delivery"]) == 3
    goes_wrong.clear()
    await world.bot().open_due()
    assert len((await world.dump())["delivery"]) == 6


async def test_what_is_wrong_with_the_database_is_no_fault_of_a_schedule(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await world.schedule()
    world.now = at(OPENS)

    def plan(session: Session, **_: object) -> int:
        del session
        raise OperationalError("", {}, ValueError("disk full"))

    monkeypatch.setattr(deliveries, "plan", plan)
    with pytest.raises(StoreUnavailable):
        await world.bot().open_due()


async def test_an_early_opening_that_goes_wrong_keeps_no_other_from_opening(both_worlds: World) -> None:
    world = both_worlds
    broken = await world.schedule(title=BROKEN)
    await world.schedule()
    await _spoil(world, f"schedule SET zone = 'Nowhere/Atall' WHERE id = '{broken}'")
    await world.tick("2026-05-04 20:00Z")
    assert len((await world.dump())["occurrence"]) == 1


async def test_one_check_in_whose_reminder_goes_wrong_keeps_no_other_from_being_reminded(
    both_worlds: World, monkeypatch: pytest.MonkeyPatch, logged: list[dict[str, object]]
) -> None:
    world = both_worlds
    broken = await world.schedule(title=BROKEN)
    await world.schedule()
    await world.tick(OPENS)
    real, goes_wrong = nudging.reminders, [True]

    def reminders(occurrence: Occurrence, *more: Any) -> Any:  # noqa: ANN401  handed through as it came
        if goes_wrong and occurrence.schedule == broken:
            raise KeyError("what Mo wrote")
        return real(occurrence, *more)

    monkeypatch.setattr(nudging, "reminders", reminders)
    world.now = at("2026-05-06 08:30Z")
    await world.bot().remind_due()
    first = await _planned(world, "reminder")
    assert first
    assert [line["fault"] for line in logged if line["event"] == "occurrence.not_reminded"] == ["KeyError"]
    goes_wrong.clear()
    await world.bot().remind_due()
    assert await _planned(world, "reminder") == 2 * first, "it is tried again"


async def test_one_reader_whose_digest_goes_wrong_keeps_no_other_from_theirs(
    both_worlds: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = both_worlds
    lena = await member_id(world, LENA)
    real, goes_wrong = rests.paused_until, [True]

    def paused_until(session: Session, member: str, now: datetime) -> datetime | None:
        if goes_wrong and member == lena:
            raise KeyError("surprise")
        return real(session, member, now)

    monkeypatch.setattr(rests, "paused_until", paused_until)
    world.now = at("2026-05-04 08:00Z")
    await world.bot().digest_due()
    assert await _planned(world, "digest") == 1
    goes_wrong.clear()
    await world.bot().digest_due()
    assert await _planned(world, "digest") == 2


async def _planned(world: World, purpose: str) -> int:
    return sum(row["purpose"] == purpose for row in (await world.dump())["delivery"])
