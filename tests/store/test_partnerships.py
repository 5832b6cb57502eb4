"""Partnerships, organisations and spaces as they are kept."""

from collections.abc import Awaitable, Callable

import pytest
from sqlmodel import Session

from bot.chat.names import Address, Lane
from bot.domain.partnership import Sector
from bot.errors import InvalidInput, NotFound
from bot.store import partnerships
from bot.store.database import Database
from tests.store.scene import MONDAY, Scene

GENERAL = Address("slack", "T1", "C-general")
SHARED = Address("slack", "T1", "C-shared")
ELSEWHERE = Address("slack", "T2", "C-general")


async def test_a_partnership_and_its_organisations_come_back(database: Database, scene: Scene) -> None:
    board = await database.write(
        lambda session: partnerships.add_organisation(
            session, scene.partnership.id, "Ávila", Sector.BUSINESS, "a@b.c"
        )
    )
    assert await database.read(lambda session: partnerships.get(session, scene.partnership.id)) == scene.partnership
    assert await database.read(partnerships.count) == 1
    assert [*(await database.read(partnerships.names)).values()] == ["Warm Homes"]
    of = await database.read(lambda session: partnerships.organisations(session, scene.partnership.id))
    assert set(of) == {scene.organisation, board}
    assert await database.read(lambda session: partnerships.organisation(session, board.id)) == board


async def test_an_organisation_has_its_name_to_itself(database: Database, scene: Scene) -> None:
    def again(partnership: str) -> Awaitable[object]:
        return database.write(
            lambda session: partnerships.add_organisation(session, partnership, "City Trust", Sector.NHS, "")
        )

    with pytest.raises(InvalidInput) as refused:
        await again(scene.partnership.id)
    assert refused.value.errors == {"organisation": "There is an organisation of this name already."}
    other = await database.write(lambda session: partnerships.start(session, "Cold Homes", "UTC"))
    await again(other.id)


async def test_a_space_is_one_however_often_it_is_met(database: Database, scene: Scene) -> None:
    first = await database.write(lambda session: partnerships.met(session, GENERAL, "general"))
    again = await database.write(lambda session: partnerships.met(session, GENERAL, "renamed"))
    other = await database.write(lambda session: partnerships.met(session, ELSEWHERE, "general"))
    assert (again.id, again.title, again.partnership) == (first.id, "renamed", None)
    assert other.id != first.id
    await database.write(lambda session: partnerships.link(session, first.id, scene.partnership.id))
    linked = await database.read(lambda session: partnerships.space(session, first.id))
    assert linked.partnership == scene.partnership.id
    assert await database.read(lambda session: partnerships.spaces(session, scene.partnership.id)) == [linked]


async def test_a_space_that_was_left_is_met_again_with_its_link(database: Database, scene: Scene) -> None:
    linked = [await _linked(database, scene, address) for address in (GENERAL, SHARED, ELSEWHERE)]
    await database.write(lambda session: partnerships.leave_space(session, GENERAL, MONDAY))
    assert await _spaces(database, scene) == {linked[1], linked[2]}
    await database.write(lambda session: partnerships.leave_lane(session, Lane("slack", "T1"), MONDAY))
    assert await _spaces(database, scene) == {linked[2]}
    await database.write(lambda session: partnerships.met(session, GENERAL, "general"))
    assert await _spaces(database, scene) == {linked[0], linked[2]}


async def test_a_space_moves_with_its_link(database: Database, scene: Scene) -> None:
    linked = await _linked(database, scene, GENERAL)
    await database.write(lambda session: partnerships.move(session, GENERAL, SHARED))
    moved = await database.read(lambda session: partnerships.space_at(session, SHARED))
    assert moved is not None
    assert (moved.id, moved.address, moved.partnership) == (linked, SHARED, scene.partnership.id)
    assert await database.read(lambda session: partnerships.space_at(session, GENERAL)) is None


async def test_a_moved_space_takes_the_place_of_one_met_anew(database: Database, scene: Scene) -> None:
    linked = await _linked(database, scene, GENERAL)
    await database.write(lambda session: partnerships.met(session, SHARED, "general"))
    await database.write(lambda session: partnerships.move(session, GENERAL, SHARED))
    moved = await database.read(lambda session: partnerships.space_at(session, SHARED))
    assert moved is not None
    assert (moved.id, moved.partnership) == (linked, scene.partnership.id)
    assert await database.read(lambda session: partnerships.space_at(session, GENERAL)) is None


async def test_a_space_of_another_partnership_stays_where_it_is(database: Database, scene: Scene) -> None:
    linked = [await _linked(database, scene, address) for address in (GENERAL, SHARED)]
    await database.write(lambda session: partnerships.move(session, GENERAL, SHARED))
    await database.write(lambda session: partnerships.move(session, SHARED, SHARED))
    assert await _spaces(database, scene) == set(linked)


async def test_a_space_that_nobody_knows_is_left_and_moved_in_peace(database: Database) -> None:
    await database.write(lambda session: partnerships.leave_space(session, GENERAL, MONDAY))
    await database.write(lambda session: partnerships.move(session, GENERAL, SHARED))
    assert await database.read(lambda session: partnerships.space_at(session, SHARED)) is None


@pytest.mark.parametrize("look", [partnerships.get, partnerships.space, partnerships.organisation])
async def test_what_is_not_there_is_said_not_to_be(
    database: Database, look: Callable[[Session, str], object]
) -> None:
    with pytest.raises(NotFound, match="no longer"):
        await database.read(lambda session: look(session, "nothing"))


async def _linked(database: Database, scene: Scene, address: Address) -> str:
    space = await database.write(lambda session: partnerships.met(session, address, "general"))
    await database.write(lambda session: partnerships.link(session, space.id, scene.partnership.id))
    return space.id


async def _spaces(database: Database, scene: Scene) -> set[str]:
    spaces = await database.read(lambda session: partnerships.spaces(session, scene.partnership.id))
    return {space.id for space in spaces}
