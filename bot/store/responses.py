"""Responses: the second ledger, reached only with the occurrence's key or when it closes."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, exists, insert, union_all
from sqlmodel import Session, col, delete, select

from bot.domain.group import Groups
from bot.domain.occurrence import Occurrence, Part, State
from bot.domain.response import Response, Sharing, lasting
from bot.store import codec, occurrences, tables
from bot.store.lookup import core, one
from bot.store.upsert import keep_last

_LATE = "late"


def put(session: Session, response: Response) -> None:
    """Keep a response in place of an earlier one under the same token."""
    row = {
        "occurrence": response.occurrence,
        "token": response.token,
        "answers": codec.dump_answers(response.answers),
        "sharing": response.sharing.value,
        "member": response.member,
        "groups": _joined(response.groups),
        "late": _LATE if response.late else "",
    }
    keep_last(session, tables.Response, row, ("occurrence", "token"))


def withdraw(session: Session, occurrence: str, token: str) -> bool:
    """Delete the response under this token; whether there was one."""
    if (row := session.get(tables.Response, (occurrence, token))) is None:
        return False
    session.delete(row)
    return True


def get(session: Session, occurrence: str, token: str) -> Response | None:
    """The response under this token."""
    row = one(session, tables.Response, occurrence=occurrence, token=token)
    return None if row is None else read(row)


def of_member(session: Session, occurrence: str, member: str) -> Response | None:
    """An attributed response by its member."""
    rows = select(tables.Response).where(tables.Response.occurrence == occurrence, tables.Response.member == member)
    row = session.exec(rows).first()
    return None if row is None else read(row)


def withdraw_late(session: Session, occurrence: str) -> None:
    """Delete the late responses that bear no name: nothing is ever made of them."""
    session.exec(
        delete(tables.Response).where(
            col(tables.Response.occurrence) == occurrence,
            col(tables.Response.late) == _LATE,
            col(tables.Response.member).is_(None),
        )
    )


def answered_by(session: Session, member: str, most: int) -> Sequence[Occurrence]:
    """The latest occurrences whose response of this member can still be told to be theirs."""
    # Not by way of all that they ever took part in, of which hardly anything can still be told.
    answered = exists().where(
        col(tables.Participation.occurrence) == tables.Occurrence.id,
        col(tables.Participation.member) == member,
        col(tables.Participation.part) == Part.ANSWERED.value,
    )
    partnership = select(tables.Member.partnership).where(tables.Member.id == member).scalar_subquery()
    theirs = union_all(
        select(tables.Occurrence.id).where(
            tables.Occurrence.partnership == partnership, tables.Occurrence.state == State.OPEN.value, answered
        ),
        select(tables.Occurrence.id).where(tables.Occurrence.partnership == partnership, tables.LATE, answered),
        select(tables.Response.occurrence).where(tables.Response.member == member),
    )
    rows = (
        select(tables.Occurrence)
        .where(col(tables.Occurrence.id).in_(theirs))
        .order_by(col(tables.Occurrence.due_at).desc(), tables.Occurrence.id)
        .limit(most)
    )
    return [occurrences.read(row) for row in session.exec(rows)]


def to(session: Session, occurrence: str) -> Sequence[Response]:
    """Every response to an occurrence, in no order that tells who came first."""
    rows = select(tables.Response).where(tables.Response.occurrence == occurrence)
    return [read(row) for row in session.exec(rows.order_by(tables.Response.token))]


def unlink(session: Session, occurrence: Occurrence) -> None:
    """Let nothing lead from an answer that bears no name to its author any more."""
    given = [each.groups for each in to(session, occurrence.id) if each.member is None]
    kept = lasting(given, occurrence.visibility, occurrence.thresholds.scores)
    scatter(session, occurrence.id, kept.__getitem__)


def scatter(session: Session, occurrence: str, keep: Callable[[Groups], Groups]) -> None:
    """Write the responses that bear no name anew, under tokens of chance and in the order of these.

    Args:
        session: one transaction.
        occurrence: the one whose responses nothing is to lead back to any more.
        keep: what may stay of the groups in which an author stood.
    """
    ours = (col(tables.Response.occurrence) == occurrence, col(tables.Response.member).is_(None))
    rows = session.exec(select(tables.Response.answers, tables.Response.sharing, tables.Response.groups).where(*ours))
    anew = [
        {
            "occurrence": occurrence,
            "token": uuid4().hex,
            "answers": answers,
            "sharing": sharing,
            "member": None,
            "groups": _joined(keep(frozenset(groups.split()))),
        }
        for answers, sharing, groups in rows
    ]
    session.exec(delete(tables.Response).where(*ours))
    if anew:
        anew.sort(key=lambda row: str(row["token"]))
        session.connection().execute(insert(core(tables.Response)), anew)


def _joined(groups: Groups) -> str:
    return " ".join(sorted(groups))


def read(row: tables.Response | Row[Any]) -> Response:
    """The response that a row holds."""
    return Response(
        occurrence=row.occurrence,
        token=row.token,
        answers=codec.load_answers(row.answers),
        sharing=Sharing(row.sharing),
        member=row.member,
        groups=frozenset(row.groups.split()),
        late=row.late == _LATE,
    )
