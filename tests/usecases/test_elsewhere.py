"""Posting where somebody can be reached, and not at all when it is no longer due."""

from sqlalchemy import text
from sqlmodel import Session

from bot.chat.names import Address, Identity
from bot.domain.delivery import LEASE
from bot.errors import Disconnected, Throttled, Unavailable
from bot.store.database import Database
from bot.texts.verbs import Verb
from tests.replied import words
from tests.stubs.chat import ChatPlatform
from tests.world import ADA, LENA, MO, SPACE, World, at, fenland, member_id

OPENS = "2026-05-05 08:30Z"


async def also_known_as(world: World, member: str, identity: Identity) -> None:
    """Give a member one more account."""
    row = {
        "platform": identity.platform,
        "tenant": identity.tenant,
        "user": identity.user,
        "partnership": world.partnership,
        "member": member,
    }

    def work(session: Session) -> None:
        names, marks = ", ".join(f'"{name}"' for name in row), ", ".join(f":{name}" for name in row)
        session.connection().execute(text(f"INSERT INTO identity ({names}) VALUES ({marks})"), row)

    await world.database.write(work)


async def progress(world: World) -> dict[str, str]:
    """How far each delivery has come, by recipient."""
    return {row["recipient"]: row["progress"] for row in (await world.dump())["delivery"]}


async def test_who_cannot_be_reached_by_one_account_is_by_the_next(world: World) -> None:
    mo = await member_id(world, MO)
    await also_known_as(world, mo, Identity("chat", "T2", "mo-2"))
    await also_known_as(world, mo, Identity("mail", "M", "mo-3"))
    await also_known_as(world, mo, Identity("web", "W", "mo-4"))
    await world.schedule()
    world.chat.blocked |= {"mo", "mo-2"}
    web = ChatPlatform("web")
    for _ in range(3):
        await world.tick(OPENS, web)
    assert [post.receipt.address.place for post in web.posts] == ["with mo-4"]
    assert not world.chat.at(SPACE.place)
    assert set((await progress(world)).values()) == {"sent"}


async def test_accounts_side_by_side_in_one_workspace_are_not_gone_round_for_ever(world: World) -> None:
    mo = await member_id(world, MO)
    for user in ("mo-2", "mo-3"):
        await also_known_as(world, mo, Identity("chat", "T1", user))
        await also_known_as(world, mo, Identity("chat", "T2", user))
    await world.schedule()
    world.chat.blocked |= {"mo", "mo-2", "mo-3"}
    for _ in range(6):
        await world.tick(OPENS)
    assert len(world.chat.at(SPACE.place)) == 1


async def test_several_who_cannot_be_reached_are_asked_in_the_space_once(world: World) -> None:
    await world.schedule()
    await world.schedule(title="Another")
    world.chat.blocked |= {"mo", "ada"}
    await world.tick(OPENS)
    titles = [words(post.message).splitlines()[0] for post in world.chat.at(SPACE.place)]
    assert sorted(titles) == ["Another", "Listening"]
    assert len(world.chat.to(LENA)) == 2
    await world.tick("2026-05-06 08:30Z")
    assert len(world.chat.at(SPACE.place)) == 2, "a reminder is private or does not come"
    assert len(world.chat.to(LENA)) == 4


async def test_without_a_space_nobody_else_suffers(world: World) -> None:
    world.chat.gone.add(SPACE.place)
    await world.schedule()
    world.chat.blocked.add("mo")
    await world.tick(OPENS)
    mo = await member_id(world, MO)
    assert (await progress(world))[f"member:{mo}"] == "failed"
    assert len(world.chat.to(LENA)) == 1


async def test_a_space_that_is_gone_is_remembered_and_its_people_are_asked_in_private(world: World) -> None:
    (space,) = [row["id"] for row in (await world.dump())["space"]]
    await world.schedule(audience=f"space:{space}")
    world.chat.gone.add(SPACE.place)
    await world.tick(OPENS)
    assert [len(world.chat.to(who)) for who in (ADA, LENA, MO)] == [1, 1, 1]
    assert (await world.dump())["space"][0]["left_at"] is not None
    await world.tick("2026-05-12 08:30Z")
    posts = [call for call in world.chat.calls if call == ("post", SPACE.place)]
    assert len(posts) == 1, "next time it is not even tried"


async def test_who_is_not_in_the_space_and_cannot_be_written_to_has_the_check_in_there_all_the_same(
    world: World,
) -> None:
    (space,) = [row["id"] for row in (await world.dump())["space"]]
    await world.schedule(audience=f"space:{space}")
    world.chat.rosters[SPACE.place] = [ADA, LENA]
    world.chat.blocked.add("mo")
    for _ in range(2):
        await world.tick(OPENS)
    assert len(world.chat.posts) == 1
    assert len(world.chat.at(SPACE.place)) == 1
    mo = await member_id(world, MO)
    assert await progress(world) == {f"space:{space}": "sent", f"member:{mo}": "failed"}


async def test_what_has_closed_meanwhile_is_not_posted(world: World) -> None:
    await world.schedule()
    world.now = at(OPENS)
    await world.bot().open_due()
    await world.tick("2026-05-07 08:30Z")
    assert not world.chat.posts
    assert set((await progress(world)).values()) == {"failed"}


async def test_a_reminder_of_what_was_closed_early_is_not_posted(world: World) -> None:
    await world.schedule()
    await world.tick(OPENS)
    occurrence = (await world.dump())["occurrence"][0]["id"]
    world.now = at("2026-05-06 08:30Z")
    await world.bot().remind_due()
    await world.submit(ADA, Verb.CLOSE, {}, occurrence)
    await world.bot().deliver()
    assert len(world.chat.posts) == 3


async def test_whoever_left_meanwhile_gets_nothing(world: World) -> None:
    await world.schedule()
    world.now = at(OPENS)
    await world.bot().open_due()
    await world.submit(MO, Verb.LEAVE, {}, world.partnership)
    await world.bot().deliver()
    assert not world.chat.to(MO)
    assert len(world.chat.to(LENA)) == 1


async def test_a_late_report_of_a_runner_whose_lease_has_ended_does_not_count(database_url: str) -> None:
    """One process hangs in a call for longer than its lease; another one takes over."""
    with Database(database_url) as database, Database(database_url) as other:
        world = await fenland(database)
        await world.schedule(audience="role:convener")
        rival = World(other, chat=world.chat)
        world.now = rival.now = at(OPENS)
        await world.bot().open_due()

        class Hanging(ChatPlatform):
            """Its answer comes when all is over."""

            async def post(self, to: Address, message: object) -> object:  # type: ignore[override]  # handed through
                await world.chat.post(to, message)  # type: ignore[arg-type]  # handed through
                rival.now = world.now + LEASE
                await rival.bot().deliver()
                raise Unavailable("so it seemed")

        slow = World(database, chat=Hanging(), now=world.now)
        await slow.bot().deliver()
        assert len(world.chat.to(ADA)) == 1
        assert set((await progress(world)).values()) == {"sent"}
        rows = (await world.dump())["delivery"]
        assert [row["claim"] for row in rows] == [None]


async def test_a_platform_that_always_fails_does_not_stop_the_others(world: World) -> None:
    await world.submit(
        ADA, Verb.INVITE, {"name": "Wil", "organisation": world.organisations["Fen Trust"]}, world.partnership
    )
    await world.schedule()
    for error in (Unavailable("down"), Disconnected("revoked"), Throttled(60), RuntimeError("surprise")):
        world.chat.fail("post", *[error] * 3)
    web = ChatPlatform("web")
    await world.tick(OPENS, web)
    assert len(web.posts) == 1


async def test_a_platform_that_is_no_longer_connected_is_passed_by(world: World) -> None:
    await world.schedule()
    world.now = at(OPENS)
    await world.bot().open_due()
    world.chat.name = "web"
    await world.bot().deliver()
    assert not world.chat.posts
    assert set((await progress(world)).values()) == {"pending"}
