"""What could not be posted, or may not have been, is told to the convener once, where they still can be reached."""

from datetime import timedelta

from bot.chat.names import Identity
from bot.domain.delivery import LEASE
from bot.errors import Disconnected, Uncertain
from bot.texts.verbs import Verb
from tests.replied import shown, words
from tests.stubs.chat import ChatPlatform
from tests.usecases.test_elsewhere import also_known_as
from tests.world import ADA, LENA, MO, World, member_id

OPENS = "2026-05-05 08:30Z"
NOT_KNOWN = "It is not known whether"


def told(chat: ChatPlatform, about: str) -> list[str]:
    """Where it is told of."""
    return [post.receipt.address.place for post in chat.posts if about in words(post.message)]


async def doubtful(world: World) -> None:
    """It becomes unknown whether somebody was asked."""
    await world.schedule(open="168")
    world.chat.fail("post", Uncertain("timed out"), after=True)
    await world.tick(OPENS)
    world.chat.fail("find", Uncertain("cannot look"))
    await world.pass_by(LEASE)


async def test_a_convener_hears_once_that_it_is_not_known_who_was_asked(both_worlds: World) -> None:
    world = both_worlds
    await doubtful(world)
    assert told(world.chat, NOT_KNOWN) == []
    for _ in range(3):
        await world.pass_by(timedelta(minutes=11))
    (place,) = told(world.chat, NOT_KNOWN)
    assert place == "with ada"
    said = words(world.chat.to(ADA)[-1].message)
    assert "“Listening” may not have reached everybody" in said
    assert "1 person" in said
    assert [len(world.chat.to(who)) for who in (LENA, MO)] == [1, 1]


async def test_it_stands_on_the_convener_s_page_while_it_is_open(world: World) -> None:
    await doubtful(world)
    assert NOT_KNOWN in words(shown(await world.press(ADA, Verb.TEND, world.partnership)))
    await world.pass_by(timedelta(days=8))
    assert NOT_KNOWN not in words(shown(await world.press(ADA, Verb.TEND, world.partnership)))


async def test_of_a_digest_it_is_told_as_well(world: World) -> None:
    await world.tick("2026-05-04 08:00Z")
    lined_up = [row["id"] for row in (await world.dump())["delivery"] if row["purpose"] == "digest"]
    assert lined_up
    await world.database.write(
        lambda session: session.connection().exec_driver_sql(
            "UPDATE delivery SET progress = 'sending', claim = 'gone', lease_until = not_before "
            "WHERE purpose = 'digest'"
        )
    )
    world.chat.fail("find", *[Uncertain("cannot look")] * len(lined_up))
    await world.bot().deliver()
    await world.pass_by(timedelta(minutes=11))
    assert "A digest may not have reached everybody" in [post.message.summary for post in world.chat.posts]


async def test_a_convener_hears_once_of_a_workspace_that_is_lost_where_they_still_can_be_reached(
    world: World,
) -> None:
    await also_known_as(world, await member_id(world, ADA), Identity("web", "W", "ada-w"))
    await world.schedule(open="168")
    web = ChatPlatform("web")
    world.chat.fail("post", *[Disconnected("revoked")] * 12)
    await world.tick(OPENS, web)
    assert not web.posts
    for _ in range(6):
        await world.pass_by(timedelta(minutes=1))
        await world.bot(web).deliver()
    assert not web.posts, "what is over in a quarter of an hour is nobody's concern"
    for _ in range(6):
        world.now += timedelta(minutes=30)
        await world.bot(web).deliver()
    (post,) = web.posts
    assert "Weft cannot write to some people of Fenland" in post.message.summary
    assert "no longer lets it in" in words(post.message)


async def test_nobody_hears_of_a_loss_that_was_soon_mended(world: World) -> None:
    await also_known_as(world, await member_id(world, ADA), Identity("web", "W", "ada-w"))
    await world.schedule(open="168")
    web = ChatPlatform("web")
    world.chat.fail("post", Disconnected("revoked"))
    await world.tick(OPENS, web)
    for _ in range(4):
        world.now += timedelta(minutes=10)
        await world.bot(web).deliver()
    assert not web.posts
    rows = (await world.dump())["delivery"]
    assert {row["progress"] for row in rows if row["purpose"] == "lost"} == {"dropped"}


async def test_a_workspace_that_is_lost_stands_on_the_convener_s_page_until_it_is_found(world: World) -> None:
    await world.schedule(open="168")
    world.chat.fail("post", *[Disconnected("revoked")] * 3)
    await world.tick(OPENS)
    page = words(shown(await world.press(ADA, Verb.TEND, world.partnership)))
    assert "no longer lets it in. Since Tuesday 5 May, 09:30 (London time)" in page
    for _ in range(5):
        await world.pass_by(timedelta(minutes=5))
    assert [len(world.chat.to(who)) for who in (ADA, LENA, MO)] == [1, 1, 1]
    page = words(shown(await world.press(ADA, Verb.TEND, world.partnership)))
    assert "no longer lets it in" not in page
