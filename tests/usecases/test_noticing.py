"""Who leaves a channel or a workspace is noticed: nothing of theirs goes, and nothing is sent to where nobody is."""

from bot.chat.events import Arrived, Departed, Joined
from bot.chat.names import Address, Person
from bot.texts.verbs import Verb
from tests.replied import asked, buttons, rejected, shown, words
from tests.stubs.chat import ChatPlatform
from tests.usecases.test_elsewhere import also_known_as
from tests.world import ADA, LENA, MO, SPACE, ZOE, World, at, member_id, somebody

SCHEDULED = "2026-05-05 08:30Z"
SECOND = Address("chat", "T1", "fens")
MO_ELSEWHERE = somebody("Mo", "other")


async def leaves(world: World, who: Person, *more: ChatPlatform, space: Address | None = SPACE) -> None:
    for roster in world.chat.rosters.values():
        if who in roster and space is not None and roster is world.chat.rosters.get(space.place):
            roster.remove(who)
    await world.bot(*more).receive(Departed(who.identity, space))


async def people_page(world: World) -> str:
    return words(await world.press(ADA, Verb.PEOPLE, world.partnership))


async def end(world: World, who: Person) -> str:
    """The member whose membership a convener may end."""
    page = shown(await world.press(ADA, Verb.PEOPLE, world.partnership))
    assert "End membership" in buttons(page)
    return await member_id(world, who)


async def test_whoever_leaves_the_last_channel_is_noticed_and_written_to_no_more(both_worlds: World) -> None:
    world = both_worlds
    world.chat.rosters[SPACE.place] = [ADA, LENA, MO]
    mo = await member_id(world, MO)
    await leaves(world, MO)
    page = await people_page(world)
    assert "Mo" in page
    assert "left the partnership's last channel in chat on 1 May" in page
    assert "Nothing is sent to them any more" in page
    await world.schedule()
    await world.tick(SCHEDULED)
    assert world.chat.to(LENA)
    assert not world.chat.to(MO)
    assert await member_id(world, MO) == mo, "nothing of theirs is gone"


async def test_whoever_is_in_another_channel_of_the_partnership_has_not_left(world: World) -> None:
    await _second_space(world)
    world.chat.rosters |= {SPACE.place: [ADA, LENA, MO], SECOND.place: [ADA, MO]}
    await leaves(world, MO)
    assert "nobody has left" in await people_page(world)
    await leaves(world, MO, space=SECOND)
    assert "last channel" in await people_page(world)


async def test_where_the_platform_cannot_tell_nobody_is_taken_to_have_left(world: World) -> None:
    await leaves(world, MO)
    assert "nobody has left" in await people_page(world)


async def test_an_account_that_has_ended_is_noticed_whatever_channels_say(world: World) -> None:
    world.chat.rosters[SPACE.place] = [ADA, LENA, MO]
    await leaves(world, MO, space=None)
    assert "Their account in chat ended on 1 May" in await people_page(world)


async def test_what_waits_for_them_goes_to_their_other_account(world: World) -> None:
    other = ChatPlatform("other")
    await also_known_as(world, await member_id(world, MO), MO_ELSEWHERE.identity)
    await world.schedule()
    await leaves(world, MO, other, space=None)
    await world.tick(SCHEDULED, other)
    assert not world.chat.to(MO)
    assert len(other.to(MO_ELSEWHERE)) == 1
    page = await people_page(world)
    assert "another account of theirs" in page
    assert "End membership" not in page
    assert "another account of yours" in words(await world.home(MO))


async def test_a_check_in_that_waits_already_is_sent_to_the_other_account(world: World) -> None:
    other = ChatPlatform("other")
    await also_known_as(world, await member_id(world, MO), MO_ELSEWHERE.identity)
    await world.schedule()
    world.now = at(SCHEDULED)
    await world.bot(other).open_due()
    await leaves(world, MO, other, space=None)
    await world.bot(other).deliver()
    assert not world.chat.to(MO)
    assert len(other.to(MO_ELSEWHERE)) == 1


async def test_whoever_comes_back_is_written_to_again(world: World) -> None:
    world.chat.rosters[SPACE.place] = [ADA, LENA, MO]
    await leaves(world, MO)
    await world.bot().receive(Arrived(MO.identity, SPACE))
    assert "last channel" in await people_page(world), "the roster says otherwise"
    world.chat.rosters[SPACE.place].append(MO)
    await world.bot().receive(Arrived(MO.identity, SPACE))
    assert "nobody has left" in await people_page(world)
    await world.bot().receive(Arrived(ZOE.identity, SPACE))
    await world.bot().receive(Departed(ZOE.identity, SPACE))


async def test_whoever_is_there_after_all_can_say_so(world: World) -> None:
    assert "Write to me here" not in buttons(await world.home(MO))
    await leaves(world, MO, space=None)
    home = await world.home(MO)
    assert "took you to have left" in words(home)
    assert "comes to this account" in words(await world.press(MO, buttons(home)["Write to me here"].action))
    assert "took you to have left" not in words(await world.home(MO))
    assert "nobody has left" in await people_page(world)


async def test_a_convener_may_end_the_membership_of_who_has_left(both_worlds: World) -> None:
    world = both_worlds
    await leaves(world, MO, space=None)
    mo = await end(world, MO)
    form = asked(await world.press(ADA, Verb.END, mo))
    assert "no member of Fenland any more" in words(await world.press(ADA, Verb.END, mo))
    assert "no longer a member" in words(await world.submit(ADA, form.action, {}))
    assert "nobody has left" in await people_page(world)
    changes = words(await world.press(ADA, Verb.CHANGES, world.partnership))
    assert "ended the membership of somebody who had left" in changes
    assert "Mo takes no further part" in changes


async def test_the_membership_of_who_is_there_is_not_ended(world: World) -> None:
    mo = await member_id(world, MO)
    for reply in (await world.press(ADA, Verb.END, mo), await world.submit(ADA, Verb.END, {}, mo)):
        assert "can be reached by now" in words(reply)
    await leaves(world, ADA, space=None)
    ada = await member_id(world, ADA)
    assert "only convener" in rejected(await world.submit(ADA, Verb.END, {}, ada))[""]


async def test_whoever_joins_again_is_there_again(world: World) -> None:
    await leaves(world, MO, space=None)
    await world.submit(MO, Verb.LEAVE, {}, world.partnership)
    await world.join(MO)
    assert "nobody has left" in await people_page(world)


async def test_more_than_a_page_of_people_who_have_left_can_be_turned_over(world: World) -> None:
    people = [somebody(f"Person {number:02}") for number in range(10)]
    await world.join(*people)
    for who in people:
        await leaves(world, who, space=None)
    page = shown(await world.press(ADA, Verb.PEOPLE, world.partnership))
    assert "Person 09" not in words(page)
    later = words(await world.press(ADA, buttons(page)["More who have left"].action))
    assert "Person 09" in later
    assert "Person 00" not in later


async def _second_space(world: World) -> None:
    await world.bot().receive(Joined(SECOND, "#fens"))
    space = next(row["id"] for row in (await world.dump())["space"] if row["place"] == SECOND.place)
    await world.submit(ADA, Verb.LINK, {"partnership": world.partnership}, space)


async def test_people_read_under_my_data_that_they_are_taken_to_have_left(world: World) -> None:
    assert "takes you to have left" not in words(await world.press(MO, Verb.MY_DATA))
    await leaves(world, MO, space=None)
    assert "Accounts that Weft takes you to have left\nchat, 1 May" in words(await world.press(MO, Verb.MY_DATA))
