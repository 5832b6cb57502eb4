"""Codes that wait, and the identities that a member has and is written to by."""

from datetime import datetime, timedelta

from sqlmodel import Session

from bot.chat.names import Identity, Lane
from bot.domain.delivery import Delivery, Purpose, Recipient
from bot.domain.partnership import Member
from bot.store import claims, deliveries, members, pairings
from bot.store.database import Database
from tests.store.scene import BEFORE, Scene, identity, join

LIFE = timedelta(minutes=15)
ADA, BO = identity("Ada"), identity("Bo")
ADA_WEB, ADA_TEAMS = Identity("web", "web", "a1"), Identity("teams", "T9", "aad-a")


async def test_a_code_works_until_its_time_is_over_and_ends_once(database: Database) -> None:
    await offer(database, ADA, "digest")
    assert await issuer(database, "digest", BEFORE + LIFE - timedelta(seconds=1)) == ADA
    assert await issuer(database, "digest", BEFORE + LIFE) is None
    assert await issuer(database, "other") is None
    assert [await end(database, "digest") for _ in range(2)] == [True, False]
    assert await issuer(database, "digest") is None


async def test_a_new_code_ends_the_earlier_one_of_the_same_identity_alone(database: Database) -> None:
    namesakes = [Identity("web", "T1", ADA.user), Identity("slack", "T2", ADA.user)]
    for who, digest in zip((ADA, BO, *namesakes), "abcd", strict=True):
        await offer(database, who, digest)
    await offer(database, ADA, "new")
    assert [await issuer(database, digest) for digest in ("a", "b", "c", "d", "new")] == [None, BO, *namesakes, ADA]


async def test_what_has_run_out_leaves_with_the_next_code(database: Database) -> None:
    await offer(database, ADA, "early")
    await offer(database, BO, "late", BEFORE + LIFE - timedelta(seconds=1))
    await offer(database, ADA_WEB, "next", BEFORE + LIFE)
    assert [await end(database, digest) for digest in ("early", "late", "next")] == [False, True, True]


async def test_codes_of_an_identity_are_withdrawn(database: Database) -> None:
    await offer(database, ADA, "a")
    await offer(database, BO, "b")
    await database.write(lambda session: pairings.withdraw(session, ADA))
    assert [await issuer(database, digest) for digest in ("a", "b")] == [None, BO]


async def test_a_further_identity_is_the_member_and_the_last_to_be_written_to(
    database: Database, scene: Scene
) -> None:
    await link(database, scene, ADA_TEAMS, ADA_WEB)
    assert [await of(database, who) for who in (ADA, ADA_WEB, ADA_TEAMS)] == [[scene.convener]] * 3
    assert await identities(database, scene) == [ADA, ADA_TEAMS, ADA_WEB]
    assert await of(database, BO) == [scene.member]


async def test_the_preferred_identity_comes_first_and_the_others_keep_their_order(
    database: Database, scene: Scene
) -> None:
    await link(database, scene, ADA_TEAMS, ADA_WEB)
    for who, order in (
        (ADA_WEB, [ADA_WEB, ADA, ADA_TEAMS]),
        (ADA_WEB, [ADA_WEB, ADA, ADA_TEAMS]),
        (ADA, [ADA, ADA_WEB, ADA_TEAMS]),
        (BO, [ADA, ADA_WEB, ADA_TEAMS]),
    ):
        await prefer(database, scene, who)
        assert await identities(database, scene) == order


async def test_of_two_accounts_in_one_workspace_the_preferred_one_is_reached(
    database: Database, scene: Scene
) -> None:
    second = Identity(ADA.platform, ADA.tenant, "A-second")
    await link(database, scene, second)
    assert await reached(database, scene, ADA.lane) == ADA, "who came first, whatever the names"
    await prefer(database, scene, second)
    assert await reached(database, scene, ADA.lane) == second


async def test_an_identity_is_taken_from_a_member_unless_it_is_the_last(database: Database, scene: Scene) -> None:
    await link(database, scene, ADA_WEB)
    assert [await unlink(database, scene, who) for who in (BO, ADA, ADA, ADA_WEB)] == [False, True, False, False]
    assert await identities(database, scene) == [ADA_WEB]
    assert await of(database, ADA) == []


async def test_the_identity_of_somebody_who_left_becomes_the_present_member_s(
    database: Database, scene: Scene
) -> None:
    await database.write(lambda session: members.leave(session, scene.member.id, BEFORE))
    await link(database, scene, BO)
    assert await of(database, BO) == [scene.convener]
    gone = await database.read(lambda session: members.get(session, scene.member.id))
    assert gone.left_at == BEFORE
    back = await database.write(lambda session: join(session, scene.partnership, scene.organisation, "Bo"))
    assert back.id == scene.convener.id, "by this identity they are one member, and nobody else"


async def test_what_waits_goes_with_its_reader_and_what_is_being_posted_stays(
    database: Database, scene: Scene
) -> None:
    await plan(database, scene.convener, "first")
    (held,) = await claim(database, ADA.lane)
    await plan(database, scene.convener, "second")
    await plan(database, scene.member, "second")
    await database.write(lambda session: deliveries.redirect(session, scene.convener.id, ADA_WEB.lane))
    (moved,) = await claim(database, ADA_WEB.lane)
    assert (moved.about, moved.recipient.member) == ("second", scene.convener.id)
    (stayed,) = await claim(database, ADA.lane)
    assert stayed.recipient.member == scene.member.id
    assert await database.read(lambda session: deliveries.held(session, held, BEFORE))


async def offer(database: Database, who: Identity, digest: str, now: datetime = BEFORE) -> None:
    await database.write(lambda session: pairings.offer(session, who, digest, now=now, until=now + LIFE))


async def issuer(database: Database, digest: str, now: datetime = BEFORE) -> Identity | None:
    return await database.read(lambda session: pairings.issuer(session, digest, now))


async def end(database: Database, digest: str) -> bool:
    return await database.write(lambda session: pairings.end(session, digest))


async def link(database: Database, scene: Scene, *more: Identity) -> None:
    """Give the convener further identities."""

    def work(session: Session) -> None:
        for who in more:
            pairings.link(session, who, scene.convener.id, scene.partnership.id)

    await database.write(work)


async def prefer(database: Database, scene: Scene, who: Identity) -> None:
    await database.write(lambda session: pairings.prefer(session, who, scene.convener.id))


async def unlink(database: Database, scene: Scene, who: Identity) -> bool:
    return await database.write(lambda session: pairings.unlink(session, who, scene.convener.id))


async def of(database: Database, who: Identity) -> list[Member]:
    return list(await database.read(lambda session: members.of(session, who)))


async def plan(database: Database, member: Member, about: str) -> None:
    """Line something up for a member, in the workspace of all."""
    await database.write(
        lambda session: deliveries.plan(
            session,
            partnership=member.partnership,
            purpose=Purpose.DIGEST,
            about=about,
            recipients=[(Recipient(member=member.id), ADA.lane)],
            not_before=BEFORE,
        )
    )


async def claim(database: Database, lane: Lane) -> list[Delivery]:
    return list(await database.write(lambda session: claims.claim(session, lane, 9, BEFORE)))


async def identities(database: Database, scene: Scene) -> list[Identity]:
    return (await database.read(lambda session: members.identities(session, [scene.convener.id])))[scene.convener.id]


async def reached(database: Database, scene: Scene, lane: Lane) -> Identity | None:
    return await database.read(lambda session: members.reached(session, scene.convener.id, lane))
