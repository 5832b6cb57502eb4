"""Deliveries: what is to be posted, and what became of it.

A runner holds a delivery by its claim (see `claims`) until the lease ends. What it then reports only counts while the
claim is still its own.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Row, bindparam, distinct, func, update
from sqlmodel import Session, col, delete, select

from bot.chat.names import Address, Lane, Receipt
from bot.domain.delivery import TROUBLES, Delivery, Progress, Purpose, Recipient
from bot.store import tables
from bot.store.lookup import core, many, one
from bot.store.upsert import keep_first

_DELIVERY = core(tables.Delivery).c
_SENT = (
    update(core(tables.Delivery))
    .where(_DELIVERY.id == bindparam("delivery"), _DELIVERY.claim == bindparam("held"))
    .values(
        claim=None,
        lease_until=None,
        progress=Progress.SENT.value,
        posted_platform=bindparam("platform_"),
        posted_tenant=bindparam("tenant_"),
        posted_place=bindparam("place_"),
        post=bindparam("post_"),
        face=bindparam("shown"),
    )
)
_SHOW = update(core(tables.Delivery)).where(_DELIVERY.id == bindparam("delivery")).values(face=bindparam("shown"))


def plan(
    session: Session,
    *,
    partnership: str,
    purpose: Purpose,
    about: str,
    recipients: Iterable[tuple[Recipient, Lane]],
    not_before: datetime,
) -> int:
    """Line up one delivery a recipient, on the lane by which they are reached; known ones stay as they are.

    Returns:
        How many are new.
    """
    rows = [
        {
            "id": uuid4().hex,
            "partnership": partnership,
            "purpose": purpose.value,
            "about": about,
            "recipient": str(recipient),
            "member": recipient.member,
            "space": recipient.space,
            "platform": lane.platform,
            "tenant": lane.tenant,
            "progress": Progress.PENDING.value,
            "attempts": 0,
            "not_before": not_before,
            "face": "",
        }
        for recipient, lane in recipients
    ]
    return keep_first(session, tables.Delivery, rows, ("purpose", "about", "recipient"))


def drop(session: Session, purpose: Purpose, about: str, recipient: Recipient) -> None:
    """Let go of one, whatever became of it: another may be planned in its place."""
    session.exec(
        delete(tables.Delivery).where(
            col(tables.Delivery.purpose) == purpose.value,
            col(tables.Delivery.about) == about,
            col(tables.Delivery.recipient) == str(recipient),
        )
    )


def reminded(session: Session, about: str) -> frozenset[str]:
    """The members who were sent a reminder of this occurrence."""
    return frozenset(
        one.recipient.member for one in posted(session, Purpose.REMINDER, about) if one.recipient.member is not None
    )


def put_off(session: Session, about: str, member: str, now: datetime) -> bool:
    """Whether somebody has put this off to a later moment."""
    row = one(
        session, tables.Delivery, purpose=Purpose.SNOOZED.value, about=about, recipient=str(Recipient(member=member))
    )
    return row is not None and row.not_before > now


def sent(session: Session, delivery: Delivery, receipt: Receipt, face: str) -> None:
    """It is posted, and the post shows this face."""
    values = {
        "delivery": delivery.id,
        "held": delivery.claim,
        "platform_": receipt.address.platform,
        "tenant_": receipt.address.tenant,
        "place_": receipt.address.place,
        "post_": receipt.post,
        "shown": face,
    }
    session.connection().execute(_SENT, values)


def ended(session: Session, delivery: Delivery, progress: Progress) -> bool:
    """It will not be posted any more, or it is unknown whether it was; False where it is another runner's by now."""
    return _report(session, delivery, progress=progress.value)


def reroute(session: Session, delivery: Delivery, lane: Lane) -> None:
    """It was certainly not posted; try again on another lane."""
    _report(session, delivery, progress=Progress.PENDING.value, platform=lane.platform, tenant=lane.tenant)


def redirect(session: Session, member: str, lane: Lane) -> None:
    """What waits for a member and was certainly not posted waits on this lane from now on."""
    session.exec(
        update(tables.Delivery)
        .where(col(tables.Delivery.member) == member, col(tables.Delivery.progress) == Progress.PENDING.value)
        .values(platform=lane.platform, tenant=lane.tenant)
    )


def pending(session: Session, member: str) -> Sequence[Delivery]:
    """What waits for a member, in the order in which it is to be posted, and is in no runner's hands."""
    rows = select(tables.Delivery).where(
        tables.Delivery.member == member,
        tables.Delivery.progress == Progress.PENDING.value,
        col(tables.Delivery.claim).is_(None),
    )
    return [read(row) for row in session.exec(rows.order_by(col(tables.Delivery.not_before), tables.Delivery.id))]


def postpone(session: Session, delivery: str, not_before: datetime) -> None:
    """Somebody's clock is another one: it comes at this moment instead, unless a runner has taken it meanwhile."""
    session.exec(
        update(tables.Delivery)
        .where(
            col(tables.Delivery.id) == delivery,
            col(tables.Delivery.progress) == Progress.PENDING.value,
            col(tables.Delivery.claim).is_(None),
        )
        .values(not_before=not_before)
    )


def put_back(session: Session, delivery: Delivery, not_before: datetime | None = None) -> None:
    """It was not tried; it waits as it did before it was claimed, or until this moment."""
    later = {} if not_before is None else {"not_before": not_before}
    _report(session, delivery, progress=delivery.progress.value, attempts=delivery.attempts - 1, **later)


def again(session: Session, delivery: Delivery, not_before: datetime) -> None:
    """It was tried and not posted; try again from this moment on.

    What may have been posted by an earlier runner still may have been: its mark is looked for again.
    """
    _report(session, delivery, progress=delivery.progress.value, not_before=not_before)


def held(session: Session, delivery: Delivery, until: datetime) -> bool:
    """Whether this runner still holds it and will until then."""
    row = one(session, tables.Delivery, id=delivery.id)
    return row is not None and row.claim == delivery.claim and row.lease_until is not None and row.lease_until > until


def show(session: Session, faces: Mapping[str, str]) -> None:
    """The posts show these faces now, by delivery."""
    if faces:
        rows = [{"delivery": delivery, "shown": face} for delivery, face in faces.items()]
        session.connection().execute(_SHOW, rows)


def move(session: Session, old: Address, new: Address) -> None:
    """What was posted at an address is now found at another one."""
    session.exec(
        update(tables.Delivery)
        .where(
            col(tables.Delivery.posted_platform) == old.platform,
            col(tables.Delivery.posted_tenant) == old.tenant,
            col(tables.Delivery.posted_place) == old.place,
        )
        .values(posted_platform=new.platform, posted_tenant=new.tenant, posted_place=new.place)
    )


def posted(session: Session, purpose: Purpose, about: str) -> Sequence[Delivery]:
    """Those about this that were posted."""
    rows = many(session, tables.Delivery, purpose=purpose.value, about=about, progress=Progress.SENT.value)
    return [read(row) for row in rows]


def private(session: Session, about: str, member: str, receipt: Receipt) -> Delivery | None:
    """The member's own check-in card, if this is the post of it."""
    recipient = str(Recipient(member=member))
    row = one(session, tables.Delivery, purpose=Purpose.ASK.value, about=about, recipient=recipient)
    if row is None or (row.posted_place, row.post) != (receipt.address.place, receipt.post):
        return None
    return read(row)


def waiting(session: Session, purpose: Purpose, about: str) -> bool:
    """Whether some about this are still to be posted."""
    rows = select(tables.Delivery.id).where(
        tables.Delivery.purpose == purpose.value,
        tables.Delivery.about == about,
        tables.WAITING,
    )
    return session.exec(rows.limit(1)).first() is not None


def doubtful(session: Session, abouts: Collection[str]) -> Mapping[str, int]:
    """Of how many recipients it is unknown whether they got what is about these, where there are any."""
    rows = session.exec(
        select(tables.Delivery.about, func.count(distinct(col(tables.Delivery.recipient))))
        .where(
            col(tables.Delivery.about).in_(abouts),
            tables.Delivery.progress == Progress.UNKNOWN.value,
            col(tables.Delivery.purpose).not_in(sorted(TROUBLES)),
        )
        .group_by(col(tables.Delivery.about))
    )
    return dict(rows.all())


def _report(session: Session, delivery: Delivery, **values: object) -> bool:
    """Whether it was still this runner's to report on."""
    theirs = (
        update(tables.Delivery)
        .where(col(tables.Delivery.id) == delivery.id, col(tables.Delivery.claim) == delivery.claim)
        .values(claim=None, lease_until=None, **values)
    )
    return session.exec(theirs).rowcount == 1


def read(row: tables.Delivery | Row[Any]) -> Delivery:
    """A row as what it means."""
    receipt = None
    if row.posted_platform and row.posted_place and row.post:
        receipt = Receipt(Address(row.posted_platform, row.posted_tenant or "", row.posted_place), row.post)
    # An invitation is of somebody who is no member, and its own recipient.
    invited = row.about if row.purpose == Purpose.INVITATION.value else None
    return Delivery(
        id=row.id,
        partnership=row.partnership,
        purpose=Purpose(row.purpose),
        about=row.about,
        recipient=Recipient(member=row.member, space=row.space, invited=invited),
        lane=Lane(row.platform, row.tenant),
        progress=Progress(row.progress),
        attempts=row.attempts,
        receipt=receipt,
        claim=row.claim,
        face=row.face,
    )
