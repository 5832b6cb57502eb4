"""A convener brings in the people of a channel; each says for themselves, and nobody is asked again who said no."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat.events import Left
from bot.chat.form import Option, PickMany, PickOne, Values
from bot.chat.names import Person
from bot.domain.invitation import KEPT
from bot.store import members, vanishing
from bot.texts.verbs import Verb
from tests.replied import asked, buttons, rejected, words
from tests.usecases.test_noticing import people_page
from tests.world import ADA, CARD, LENA, MO, SPACE, ZOE, World, member_id, somebody

GUEST = replace(somebody("Gia"), guest=True)
OUTSIDER = somebody("Otto", tenant="T2")


@pytest.fixture
def world(world: World) -> World:
    world.chat.rosters[SPACE.place] = [ADA, LENA, MO, ZOE, GUEST, OUTSIDER]
    return world


async def space_id(world: World) -> str:
    return str(next(row["id"] for row in (await world.dump())["space"]))


async def looked(world: World) -> PickMany:
    """The list of whom a convener may ask."""
    form = asked(await world.press(ADA, Verb.BRING, world.partnership))
    form = asked(await world.submit(ADA, form.action, {"space": await space_id(world)}))
    return next(field for field in form.fields if isinstance(field, PickMany))


async def ask(world: World, *people: Person) -> str:
    """Ask these people, or everybody."""
    listed = await looked(world)
    values = {option.label.partition(" (")[0]: option.value for option in listed.options}
    chosen: Values = {"whom": "chosen" if people else "all", "people": tuple(values[who.name] for who in people)}
    return words(await world.submit(ADA, Verb.ASK_IN, chosen, await space_id(world)))


async def join_by_invitation(world: World, who: Person, organisation: str = "Ely Council") -> str:
    post = world.chat.to(who)[-1]
    form = asked(await world.press(who, buttons(post.message)["Join"].action, on=post.receipt))
    values = {"name": who.name, "organisation": world.organisations[organisation]}
    return words(await world.submit(who, form.action, values, on=post.receipt))


async def test_the_convener_sees_who_is_there_and_who_is_a_guest_or_from_outside(world: World) -> None:
    listed = await looked(world)
    assert [option.label for option in listed.options] == ["Gia (guest)", "Otto (from outside)", "Zoe"]
    form = asked(await world.submit(ADA, Verb.BRING, {"space": await space_id(world)}, world.partnership))
    assert "6 people are in #fenland. 3 are members. 3 can be asked." in form.intro
    whom = next(field for field in form.fields if isinstance(field, PickOne))
    assert whom.initial == "chosen", "nobody is asked by an oversight"


async def test_those_who_are_chosen_are_asked_in_private_with_what_holds_for_them(world: World) -> None:
    assert "1 person gets a private message" in await ask(world, ZOE)
    await world.tick()
    (post,) = world.chat.to(ZOE)
    said = words(post.message)
    assert "A convener of Fenland asks you to take part." in said
    assert "Lawful basis" in said
    assert not world.chat.to(GUEST)
    assert "zoe" not in {row["user"] for row in (await world.dump())["identity"]}, "nobody has become a member"


async def test_whoever_says_yes_confirms_their_organisation_and_is_a_member(world: World) -> None:
    await ask(world)
    await world.tick()
    for who in (ZOE, GUEST, OUTSIDER):
        assert "Welcome to Fenland" in await join_by_invitation(world, who)
    rows = await world.dump()
    zoe = next(row for row in rows["member"] if row["name"] == "Zoe")
    assert zoe["organisation"] == world.organisations["Ely Council"]
    assert zoe["id"] in {row["member"] for row in rows["opt_in"]}
    page = await people_page(world)
    assert "Said yes\n3" in page
    assert "6 people are in #fenland. 6 are members." in words(
        await world.submit(ADA, Verb.BRING, {"space": await space_id(world)}, world.partnership)
    )


async def test_whoever_says_no_is_not_asked_again_and_may_still_join(world: World) -> None:
    await ask(world)
    await world.tick()
    post = world.chat.to(ZOE)[-1]
    reply = await world.press(ZOE, buttons(post.message)["No, thank you"].action, on=post.receipt)
    assert "not asked again" in words(reply)
    assert "Said no, and are not asked again\n1" in await people_page(world)
    world.now += KEPT + timedelta(days=1)
    world.chat.rosters[SPACE.place].append(somebody("Nia"))
    await ask(world)
    labels = {option.label for option in (await looked_or_none(world))}
    assert "Zoe" not in labels
    await world.tick()
    assert len(world.chat.to(ZOE)) == 1
    assert "Welcome" in await join_by_invitation(world, ZOE)


async def test_whoever_says_nothing_for_long_is_forgotten_and_may_be_asked_once_more(world: World) -> None:
    await ask(world)
    await world.tick()
    await world.press(ZOE, Verb.DECLINE, world.partnership)
    world.now += KEPT + timedelta(days=1)
    await world.bot().retain_due()
    assert [option.label for option in (await looked(world)).options] == ["Gia (guest)", "Otto (from outside)"]
    await ask(world, GUEST)
    await world.tick()
    assert len(world.chat.to(GUEST)) == 2


async def looked_or_none(world: World) -> tuple[Option, ...]:
    reply = await world.submit(ADA, Verb.BRING, {"space": await space_id(world)}, world.partnership)
    return () if "nobody new to ask" in words(reply) else (await looked(world)).options


async def test_nobody_is_asked_twice(world: World) -> None:
    await ask(world)
    reply = words(await world.submit(ADA, Verb.ASK_IN, {"whom": "all"}, await space_id(world)))
    assert "3 were asked" in reply
    assert "nobody new to ask" in reply
    await world.tick()
    await world.tick()
    assert [len(world.chat.to(who)) for who in (ZOE, GUEST, OUTSIDER)] == [1, 1, 1]


async def test_whoever_joined_meanwhile_is_not_asked(world: World) -> None:
    await ask(world)
    await world.join(ZOE)
    await world.tick()
    assert not world.chat.to(ZOE)
    assert "Said yes\n1" in await people_page(world)


async def test_whom_the_bot_may_not_write_to_is_told_to_join_in_the_channel(world: World) -> None:
    world.chat.blocked.add("otto")
    form = asked(await world.submit(ADA, Verb.BRING, {"space": await space_id(world)}, world.partnership))
    assert "Weft cannot write to 1 in private: they can press Join in the channel." in form.intro
    await ask(world)
    world.chat.blocked.add("zoe")
    await world.tick()
    assert "Could not be written to: they can press Join in the channel\n1" in await people_page(world)


async def test_whoever_took_their_leave_is_not_asked(world: World) -> None:
    await world.submit(MO, Verb.LEAVE, {}, world.partnership)
    form = asked(await world.submit(ADA, Verb.BRING, {"space": await space_id(world)}, world.partnership))
    assert "1 has left the partnership" in form.intro


async def test_an_invitation_is_for_who_was_asked_and_nobody_else(world: World) -> None:
    await ask(world, ZOE)
    elsewhere = replace(CARD, address=replace(CARD.address, place="with gia"))
    assert "People join in a channel" in words(await world.press(GUEST, Verb.JOIN, world.partnership, elsewhere))
    assert "nothing to say no to" in words(await world.press(GUEST, Verb.DECLINE, world.partnership))
    assert "a member already" in words(await world.press(MO, Verb.DECLINE, world.partnership))


async def test_who_was_asked_is_on_record_as_a_number(world: World) -> None:
    await ask(world, ZOE)
    await ask(world)
    changes = words(await world.press(ADA, Verb.CHANGES, world.partnership))
    assert "1 person was asked to take part" in changes
    assert "2 people were asked to take part" in changes
    assert "Zoe" not in changes


async def test_what_cannot_be_said_of_a_form_is_told(world: World) -> None:
    space = await space_id(world)
    assert "one of the channels" in rejected(await world.submit(ADA, Verb.BRING, {}, world.partnership))["space"]
    assert "Choose whom" in rejected(await world.submit(ADA, Verb.ASK_IN, {"whom": "chosen"}, space))["people"]
    assert "people" in rejected(await world.submit(ADA, Verb.ASK_IN, {"whom": "chosen", "people": ("x",)}, space))
    world.chat.rosters.clear()
    told = rejected(await world.submit(ADA, Verb.BRING, {"space": space}, world.partnership))
    assert "did not say who is in this channel" in told["space"]
    assert "did not say" in words(await world.submit(ADA, Verb.ASK_IN, {"whom": "all"}, space))


async def test_without_a_channel_there_is_nobody_to_bring_in(world: World) -> None:
    await world.bot().receive(Left(SPACE.lane, SPACE))
    assert "in no channel of this partnership" in words(await world.press(ADA, Verb.BRING, world.partnership))


async def test_several_hundred_people_are_listed_and_all_can_be_asked(world: World) -> None:
    world.chat.rosters[SPACE.place] = [ADA, *(somebody(f"Person {number:03}") for number in range(400))]
    form = asked(await world.submit(ADA, Verb.BRING, {"space": await space_id(world)}, world.partnership))
    assert "first 250 names" in form.intro
    assert sum(len(field.options) for field in form.fields if isinstance(field, PickMany)) == 250
    reply = words(await world.submit(ADA, Verb.ASK_IN, {"whom": "all"}, await space_id(world)))
    assert "400 people get a private message" in reply


async def test_erasing_somebody_takes_their_invitation_along(world: World) -> None:
    await ask(world, ZOE)
    await world.tick()
    await join_by_invitation(world, ZOE)
    zoe = await member_id(world, ZOE)
    await world.database.write(lambda session: vanishing.erase_person(session, [members.get(session, zoe)]))
    assert not (await world.dump())["invitation"]
