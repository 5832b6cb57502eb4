"""Programmes: begun with a key of their own, changed while nothing was asked, ended once."""

from datetime import timedelta

import pytest
from sqlmodel import Session

from bot.domain.programme import Programme
from bot.domain.response import Response, Sharing
from bot.errors import NotFound
from bot.store import occurrences, programmes, responses
from bot.store.database import Database
from tests.store.scene import LATER, Scene, opened

WAVES = ("baseline", "midpoint", "endline")


def begun(session: Session, scene: Scene) -> Programme:
    return programmes.make(session, scene.partnership.id, WAVES, LATER)


async def test_each_has_a_key_of_its_own_until_it_ends(database: Database, scene: Scene) -> None:
    one, other = await database.write(lambda session: (begun(session, scene), begun(session, scene)))
    assert await database.read(lambda session: programmes.get(session, one.id)) == one
    keys = await database.read_answers(lambda session: [programmes.key(session, each.id) for each in (one, other)])
    assert [len(key or b"") for key in keys] == [32, 32]
    assert keys[0] != keys[1]
    await database.write(lambda session: programmes.end(session, one.id))
    keys = await database.read_answers(lambda session: [programmes.key(session, each.id) for each in (one, other)])
    assert keys[0] is None
    assert keys[1] is not None
    due = await database.read_answers(lambda session: programmes.to_end(session, LATER))
    assert due == [other]
    assert await database.read_answers(lambda session: programmes.to_end(session, LATER - timedelta(seconds=1))) == []


async def test_it_can_be_changed(database: Database, scene: Scene) -> None:
    one = await database.write(lambda session: begun(session, scene))
    later = LATER + timedelta(days=1)
    await database.write(lambda session: programmes.change(session, one.id, ("before", "after"), later))
    changed = await database.read(lambda session: programmes.get(session, one.id))
    assert changed == Programme(one.id, scene.partnership.id, ("before", "after"), later)


async def test_one_that_is_not_there_is_told(database: Database) -> None:
    with pytest.raises(NotFound, match="This evaluation is no longer here"):
        await database.read(lambda session: programmes.get(session, "gone"))
    assert await database.read_answers(lambda session: programmes.key(session, "gone")) is None


async def test_scattered_answers_lead_nowhere_and_named_ones_stay(database: Database, scene: Scene) -> None:
    def answer(session: Session) -> str:
        occurrence = opened(session, scene).id
        groups = frozenset({"organisation:o", "sector:nhs"})
        for number in range(20):
            given = Response(occurrence, f"token {number}", {"q1": number % 5 + 1}, Sharing.NO, groups=groups)
            responses.put(session, given)
        named = Response(occurrence, "named", {"q1": 7}, Sharing.NAMED, member=scene.member.id, groups=groups)
        responses.put(session, named)
        return occurrence

    occurrence = await database.write(answer)
    before = await database.read_answers(lambda session: responses.to(session, occurrence))
    await database.write(
        lambda session: responses.scatter(session, occurrence, lambda groups: groups - {"organisation:o"})
    )
    after = await database.read_answers(lambda session: responses.to(session, occurrence))
    assert [each for each in after if each.member] == [each for each in before if each.member]
    scattered = [each for each in after if not each.member]
    assert len(scattered) == 20
    assert not {each.token for each in scattered} & {each.token for each in before}
    assert {each.groups for each in scattered} == {frozenset({"sector:nhs"})}
    assert sorted(str(each.answers) for each in scattered) == sorted(
        str(each.answers) for each in before if not each.member
    )
    assert await database.read_answers(lambda session: occurrences.key(session, occurrence)) is not None


async def test_nothing_to_scatter_is_nothing_to_do(database: Database, scene: Scene) -> None:
    occurrence = await database.write(lambda session: opened(session, scene).id)
    await database.write(lambda session: responses.scatter(session, occurrence, lambda groups: groups))
    assert await database.read_answers(lambda session: responses.to(session, occurrence)) == []
