"""Making one member of two: nothing of either is lost, in no table, and a table that is added cannot be forgotten."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Column, Table, literal, select, update
from sqlmodel import Session

from bot.chat.names import Address, Lane, Receipt
from bot.domain.delivery import Purpose, Recipient
from bot.domain.disclosure.release import Release
from bot.domain.occurrence import Part
from bot.domain.response import token
from bot.store import claims, codec, deliveries, members, merging, occurrences, tables
from bot.store.database import Database
from bot.store.lookup import core
from tests.store.scene import LATER, MONDAY, opened, release_of, set_up
from tests.store.test_vanishing import every_row, two

_RESPONSE, _REASON = core(tables.Response), core(tables.Reason)


@dataclass(frozen=True, slots=True)
class Held:
    """What refers to either of two members, by table, without who of them it is."""

    rows: Mapping[str, Counter[tuple[str, ...]]]
    """What stands in all columns but those that are made anew."""
    once: Mapping[str, set[tuple[str, ...]]]
    """What stands in the rest of a key of which a member is a part."""


def held(session: Session, both: Collection[str]) -> Held:
    rows: dict[str, Counter[tuple[str, ...]]] = {}
    once: dict[str, set[tuple[str, ...]]] = {}
    for table, column in merging.referring():
        # A token is made anew, and so is the order in which accounts are tried.
        names = [each.name for each in table.columns if each.name not in {column.name, "token", "rank", "recipient"}]
        rows[table.name] = Counter(_told(session, table, column, names, both))
        for others in merging.keys_with(table, column):
            once[table.name] = set(_told(session, table, column, others, both))
    return Held(rows, once)


def _told(
    session: Session, table: Table, column: Column[Any], names: Sequence[str], both: Collection[str]
) -> Sequence[tuple[str, ...]]:
    wanted: list[Any] = [table.c[name] for name in names] or [literal("once")]
    found = session.connection().execute(select(*wanted).where(column.in_(both))).all()
    return [tuple(map(repr, row)) for row in found]


def merged(session: Session) -> tuple[str, Held, Held, str]:
    """Two people who are in every table become one: who is no more, and what there was and is."""
    people = two(session)
    gone = people.leaver.id
    ids = session.connection().execute(select(core(tables.Clock).c.member)).scalars().all()
    (kept,) = [each for each in ids if each != gone]
    before = held(session, {kept, gone})
    merging.merge(session, members.get(session, kept), members.get(session, gone), LATER)
    return gone, before, held(session, {kept}), every_row(session)


async def test_nothing_of_either_is_lost_in_any_table(database: Database) -> None:
    gone, before, after, everything = await database.write(merged)
    assert gone not in everything, "nothing leads to a member who is no more"
    for table, had in before.rows.items():
        assert had, f"{table}: there is something to lose"
        if table in merging.RULES:
            assert after.once[table] == before.once[table], table
        else:
            assert not had - after.rows[table], table
    assert after.rows.keys() == before.rows.keys()
    assert (before.rows["pseudonym"] - after.rows["pseudonym"]) == (
        after.rows["former_pseudonym"] - before.rows["former_pseudonym"]
    ), "the audit knows both of their pseudonyms"


def test_every_table_that_can_hold_a_member_only_once_has_a_rule() -> None:
    once = {table.name for table, column in merging.referring() if merging.keys_with(table, column)}
    assert once == merging.RULES.keys()


async def test_answers_of_both_to_an_open_check_in_are_one_person_s(database: Database) -> None:
    def work(session: Session) -> list[Any]:
        scene = set_up(session)
        occurrence = opened(session, scene)
        key = occurrences.key(session, occurrence.id)
        assert key is not None
        for member, answers, sharing in (
            (scene.convener, '{"q1":4,"q3":"Kept words"}', "named"),
            (scene.member, '{"q1":1,"q2":[0]}', "no"),
        ):
            row = {"occurrence": occurrence.id, "token": token(key, member.id), "answers": answers}
            session.connection().execute(_RESPONSE.insert().values(**row, sharing=sharing, groups="", late=""))
            occurrences.take_part(session, occurrence.id, member.id, Part.ANSWERED)
        merging.merge(session, scene.convener, scene.member, MONDAY)
        (left,) = session.connection().execute(select(_RESPONSE)).all()
        assert left.token == token(key, scene.convener.id)
        assert occurrences.answered(session, occurrence.id) == 1, "one person counts once"
        return [codec.load_answers(left.answers), left.sharing]

    assert await database.write(work) == [{"q1": 4, "q2": (0,), "q3": "Kept words"}, "no"]


async def test_who_answered_with_the_other_account_has_answered(database: Database) -> None:
    def work(session: Session) -> list[Any]:
        scene = set_up(session)
        occurrence = opened(session, scene)
        key = occurrences.key(session, occurrence.id)
        assert key is not None
        theirs = {"occurrence": occurrence.id, "token": token(key, scene.member.id), "groups": ""}
        session.connection().execute(_RESPONSE.insert().values(**theirs, answers='{"q1":2}', sharing="no", late=""))
        own = {"occurrence": occurrence.id, "token": token(key, scene.convener.id), "groups": ""}
        session.connection().execute(_REASON.insert().values(**own, reason="3"))
        occurrences.take_part(session, occurrence.id, scene.member.id, Part.ANSWERED)
        occurrences.take_part(session, occurrence.id, scene.convener.id, Part.SKIPPED)
        merging.merge(session, scene.convener, scene.member, MONDAY)
        (left,) = session.connection().execute(select(_RESPONSE)).all()
        assert not session.connection().execute(select(_REASON)).all(), "who has answered has not skipped"
        return [
            left.token == token(key, scene.convener.id),
            occurrences.part(session, occurrence.id, scene.convener.id),
        ]

    assert await database.write(work) == [True, Part.ANSWERED]


async def test_words_that_were_released_with_their_name_stay_theirs_to_take_back(database: Database) -> None:
    def work(session: Session) -> str:
        scene = set_up(session)
        occurrence = opened(session, scene)
        content = codec.dump(release_of(occurrence), Release).replace('"member"', f'"{scene.member.id}"')
        session.add(
            tables.Release(
                occurrence=occurrence.id,
                partnership=scene.partnership.id,
                schedule=scene.schedule.id,
                closed_at=MONDAY,
                content=content,
                whole="",
            )
        )
        merging.merge(session, scene.convener, scene.member, MONDAY)
        kept = session.connection().execute(select(core(tables.Release).c.content)).scalar_one()
        return str(kept.count(scene.convener.id))

    assert await database.write(work) != "0"


async def test_whatever_either_did_not_want_is_not_sent(database: Database) -> None:
    def work(session: Session) -> tuple[Any, ...]:
        scene = set_up(session)
        member = core(tables.Member)
        session.connection().execute(
            update(member).where(member.c.id == scene.member.id).values(reminds=False, paused_until=LATER)
        )
        merging.merge(session, scene.convener, scene.member, MONDAY)
        row = session.get_one(tables.Member, scene.convener.id)
        return row.reminds, row.paused_until, row.ignored

    assert await database.write(work) == (False, LATER, 0)


@pytest.mark.parametrize("posted_to", ["kept", "gone", "neither"])
async def test_of_two_messages_about_the_same_that_which_was_posted_stays(database: Database, posted_to: str) -> None:
    def work(session: Session) -> list[tuple[str, str]]:
        scene = set_up(session)
        lane = Lane("slack", "T1")
        for member in (scene.convener, scene.member):
            deliveries.plan(
                session,
                partnership=scene.partnership.id,
                purpose=Purpose.ASK,
                about="occurrence",
                recipients=[(Recipient(member=member.id), lane)],
                not_before=MONDAY,
            )
            if posted_to == ("kept" if member is scene.convener else "gone"):
                (one,) = claims.claim(session, lane, 1, MONDAY)
                session.flush()
                address = Address("slack", "T1", f"with {member.name}")
                deliveries.sent(session, one, Receipt(address, "post"), "face")
        merging.merge(session, scene.convener, scene.member, MONDAY)
        rows = session.connection().execute(select(core(tables.Delivery))).all()
        assert {row.recipient for row in rows} == {f"member:{scene.convener.id}"}
        return [(row.progress, row.posted_place or "") for row in rows]

    wanted = {"kept": ("sent", "with Ada"), "gone": ("sent", "with Bo"), "neither": ("pending", "")}
    assert await database.write(work) == [wanted[posted_to]]
