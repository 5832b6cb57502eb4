"""Members with their roles, identities and digest times as they are kept."""

from collections.abc import Awaitable
from dataclasses import replace

import pytest

from bot.chat.names import Identity
from bot.domain.partnership import DigestTime, Member, Role
from bot.domain.permission import Deed
from bot.errors import NotAllowed, NotFound
from bot.store import digests, members, partnerships
from bot.store.database import Database
from tests.store.scene import BEFORE, LATER, WEEK, Scene, identity, join, taken


async def test_a_member_is_found_by_identity_and_partnership(database: Database, scene: Scene) -> None:
    assert await _known(database, scene, identity("Ada")) == scene.convener
    assert scene.convener.roles == {Role.MEMBER, Role.CONVENER}
    assert scene.member.roles == {Role.MEMBER}
    assert scene.member.digest == DigestTime(0, 9, "Europe/London")
    assert await _known(database, scene, Identity("slack", "T2", "U-Ada")) is None
    assert await _known(database, scene, Identity("web", "T1", "U-Ada")) is None


async def test_one_identity_is_another_member_in_another_partnership(database: Database, scene: Scene) -> None:
    other = await database.write(lambda session: partnerships.start(session, "Cold Homes", "UTC"))
    twin = await database.write(lambda session: join(session, other, scene.organisation, "Bo", Role.LEAD))
    everywhere = await database.read(lambda session: members.of(session, identity("Bo")))
    assert sorted(everywhere, key=lambda each: each.id) == sorted((scene.member, twin), key=lambda each: each.id)
    assert await _known(database, scene, identity("Bo")) == scene.member


async def test_whoever_left_is_gone_until_they_come_back_as_who_they_were(database: Database, scene: Scene) -> None:
    await database.write(lambda session: members.leave(session, scene.convener.id, BEFORE))
    assert await _known(database, scene, identity("Ada")) is None
    assert await database.read(lambda session: members.of(session, identity("Ada"))) == []
    assert await _present(database, scene) == [scene.member]
    gone = await database.read(lambda session: members.get(session, scene.convener.id))
    assert gone.left_at == BEFORE
    back = await database.write(lambda session: join(session, scene.partnership, scene.organisation, "Ada B."))
    assert back == replace(scene.convener, name="Ada B.", roles=frozenset({Role.MEMBER}))
    assert await _present(database, scene) == [back, scene.member]


async def test_roles_are_replaced_and_readers_get_digests(database: Database, scene: Scene) -> None:
    assert await _digests_until_later(database) == {scene.convener.id}
    await database.write(lambda session: members.give_roles(session, scene.member.id, [Role.LEAD], LATER))
    await database.write(lambda session: members.give_roles(session, scene.convener.id, [], LATER))
    assert await _roles(database, scene.member) == {Role.MEMBER, Role.LEAD}
    assert await _roles(database, scene.convener) == {Role.MEMBER}
    had = await database.write(lambda session: taken(digests.due(session, LATER + WEEK)))
    assert {due.member for due in had} == {scene.member.id}


async def test_a_digest_time_is_kept(database: Database, scene: Scene) -> None:
    time = DigestTime(4, 16, "Pacific/Auckland")
    await database.write(lambda session: members.time_digest(session, scene.convener.id, time, BEFORE))
    assert (await database.read(lambda session: members.get(session, scene.convener.id))).digest == time


async def test_identities_are_told_by_member(database: Database, scene: Scene) -> None:
    both = [scene.convener.id, scene.member.id]
    assert await database.read(lambda session: members.identities(session, both)) == {
        scene.convener.id: [identity("Ada")],
        scene.member.id: [identity("Bo")],
    }
    assert await database.read(lambda session: members.identities(session, [])) == {}


async def test_only_who_may_is_let_act(database: Database, scene: Scene) -> None:
    def acting(name: str, deed: Deed) -> Awaitable[object]:
        return database.read(lambda session: members.acting(session, identity(name), scene.partnership.id, deed))

    assert await acting("Ada", Deed.SCHEDULE) == scene.convener
    with pytest.raises(NotAllowed):
        await acting("Bo", Deed.SCHEDULE)
    with pytest.raises(NotFound):
        await acting("Cy", Deed.ANSWER)


async def test_a_member_who_is_not_there_is_said_not_to_be(database: Database) -> None:
    with pytest.raises(NotFound, match="no longer"):
        await database.read(lambda session: members.get(session, "nobody"))


async def _known(database: Database, scene: Scene, who: Identity) -> Member | None:
    return await database.read(lambda session: members.in_partnership(session, who, scene.partnership.id))


async def _present(database: Database, scene: Scene) -> list[Member]:
    return list(await database.read(lambda session: members.present(session, scene.partnership.id)))


async def _roles(database: Database, member: Member) -> frozenset[Role]:
    return (await database.read(lambda session: members.get(session, member.id))).roles


async def _digests_until_later(database: Database) -> set[str]:
    return {due.member for due in await database.write(lambda session: taken(digests.due(session, LATER)))}
