"""Who holds what about me: kept when somebody joins, and said to them whenever they ask."""

import pytest
from sqlmodel import Session

from bot.chat.events import Reject, Said
from bot.chat.names import Person
from bot.texts.verbs import Verb
from tests.replied import asked, buttons, rejected, shown, words
from tests.usecases.matrix import NEW
from tests.world import ADA, CARD, LENA, MO, ON_RECORD, SPACE, ZOE, World, member_id, somebody


async def shown_to(world: World, member: str) -> list[str]:
    """What is kept of what a member was shown when they joined."""
    return [str(row["shown"]) for row in (await world.dump())["opt_in"] if row["member"] == member]


async def my_data(world: World, who: Person = MO) -> str:
    return words(await world.press(who, Verb.MY_DATA))


async def test_who_joins_leaves_a_record_of_the_very_words_they_read(both_worlds: World) -> None:
    world = both_worlds
    form = asked(await world.press(ZOE, Verb.JOIN, world.partnership, on=CARD))
    assert "Fen Trust holds its people's answers for 2 years" in form.intro
    assert "cannot be changed or deleted any more" in form.intro
    values = {"name": "Zoe", "organisation": world.organisations["Fen Trust"]}
    assert "Welcome" in words(await world.submit(ZOE, form.action, values, on=CARD))
    assert await shown_to(world, await member_id(world, ZOE)) == [form.intro]
    assert form.intro in await my_data(world, ZOE)
    assert "1 May 2026" in await my_data(world, ZOE)


async def test_nobody_agrees_to_other_words_than_they_read(world: World) -> None:
    form = asked(await world.press(ZOE, Verb.JOIN, world.partnership, on=CARD))
    new = {"organisation": "Fen Trust", "sector": "nhs", "contact": "dpo@fen.example", **ON_RECORD}
    await world.submit(ADA, Verb.EDIT_ORGANISATION, new, world.organisations["Fen Trust"])
    before = await world.dump()
    values = {"name": "Zoe", "organisation": world.organisations["Fen Trust"]}
    reply = await world.submit(ZOE, form.action, values, on=CARD)
    assert "read it once more" in rejected(reply)[""]
    assert await world.dump() == before
    assert isinstance(reply, Reject)
    assert "dpo@fen.example" in reply.form.intro
    assert "Welcome" in words(await world.submit(ZOE, reply.form.action, values, on=CARD))


async def test_whoever_starts_a_partnership_has_joined_it(world: World) -> None:
    form = asked(await world.press(ZOE, Verb.START))
    assert "cannot be changed or deleted any more" in form.intro
    await world.submit(ZOE, Verb.START, NEW)
    assert form.intro in await my_data(world, ZOE)


async def test_who_was_invited_reads_what_holds_and_says_that_they_take_part(both_worlds: World) -> None:
    world = both_worlds
    await world.submit(
        ADA, Verb.INVITE, {"name": "Wil", "organisation": world.organisations["Ely Council"]}, world.partnership
    )
    wil = somebody((await world.dump())["correspondent"][0]["user"], "web", "web")
    page = await world.home(wil)
    assert "Ely Council holds its people's answers for 2 years" in words(page)
    assert "you have not said yet, on your home page, that you take part" in await my_data(world, wil)
    action = buttons(page)["I take part"].action
    for _ in range(2):
        assert "Thank you. You take part" in words(await world.press(wil, action))
    (kept,) = await shown_to(world, await member_id(world, wil))
    assert kept in words(page)
    assert "I take part" not in buttons(await world.home(wil))
    assert kept in await my_data(world, wil)


async def test_what_changed_meanwhile_is_read_once_more(world: World) -> None:
    mo = await member_id(world, MO)

    def forget(session: Session) -> None:
        session.connection().exec_driver_sql(f"DELETE FROM opt_in WHERE member = '{mo}'")

    await world.database.write(forget)
    action = buttons(await world.home(MO))["I take part"].action
    new = {"organisation": "Fen Trust", "sector": "nhs", "contact": "dpo@fen.example", **ON_RECORD}
    await world.submit(ADA, Verb.EDIT_ORGANISATION, new, world.organisations["Fen Trust"])
    for asked_for in (action, None):
        reply = await world.press(MO, asked_for or Verb.OPT_IN, world.partnership)
        assert "read it once more" in words(reply)
    assert await shown_to(world, mo) == []


@pytest.mark.parametrize("text", ["Who holds what about me?", "what do you hold about ME", " my data! "])
async def test_it_is_said_to_whoever_asks_in_a_chat(world: World, text: str) -> None:
    reply = words(await world.bot().receive(Said(MO, text, SPACE)))
    assert "Who holds what about you" in reply
    assert "Fen Trust" in reply
    assert reply == await my_data(world)


async def test_a_stranger_is_told_that_nothing_is_held(world: World) -> None:
    assert "Weft holds nothing about you" in await my_data(world, ZOE)
    assert "Weft holds nothing about you" in words(await world.bot().receive(Said(ZOE, "my data", SPACE)))


async def test_it_counts_what_was_asked_and_answered(both_worlds: World) -> None:
    world = both_worlds
    for title, visibility in (("Named", "attributed"), ("Quiet", "anonymous"), ("Ours", "organisation")):
        await world.schedule(title=title, visibility=visibility)
    await world.tick("2026-05-05 08:30Z")
    rows = await world.dump()
    titles = {row["id"]: row["title"] for row in rows["prompt"]}
    about = {titles[row["prompt"]]: row["id"] for row in rows["occurrence"]}
    for title in ("Named", "Quiet"):
        await world.answer(MO, about[title])
    await world.press(MO, Verb.SKIP, about["Ours"])
    page = await my_data(world)
    assert "asked in 3, answered 2, skipped 1" in page
    assert "Answers with your name\n1\n" in page
    assert "can still be told to be yours\nQuiet (until Thursday 7 May, 09:30 (London time))\n" in page
    assert "Named (until" not in page
    await world.tick("2026-05-07 08:30Z")
    page = await my_data(world)
    assert "Answers with your name\n1\n" in page
    assert "can still be told to be yours\nnone\n" in page
    assert "asked in 3, answered 0, skipped 0" in await my_data(world, LENA)


async def test_of_every_partnership_one_page_and_of_those_left_too(world: World) -> None:
    await world.submit(MO, Verb.START, NEW)
    first = shown(await world.press(MO, Verb.MY_DATA))
    second = shown(await world.press(MO, buttons(first)["Next partnership"].action))
    assert "Partnership\nAnother" in words(first)
    assert "Partnership\nFenland" in words(second)
    assert words(await world.press(MO, buttons(second)["Next partnership"].action)) == words(first)
    left = shown(await world.submit(MO, Verb.LEAVE, {}, world.partnership))
    assert "Left\n" not in words(first)
    page = shown(await world.press(MO, buttons(left)["My data"].action))
    second = shown(await world.press(MO, buttons(page)["Next partnership"].action))
    assert "Left\n1 May 2026" in words(second)
    for page_number in ("x", "-1", "99", "²"):
        assert "Who holds what about you" in words(await world.press(MO, Verb.MY_DATA, page_number))


async def test_my_data_is_on_the_home_page_of_whoever_is_a_member(world: World) -> None:
    assert buttons(await world.home(MO))["My data"].action.verb == Verb.MY_DATA
    assert "My data" not in buttons(await world.home(ZOE))
