"""The tables. Private to this folder: everybody else sees the domain's values.

Ids are random (UUID 4, as 32 hex digits), so that no sequence tells who came first. Instants are UTC. Wall-clock
slots are ISO texts, because they belong to no zone of their own.
"""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

# Later migrations reach a constraint by its name, which SQLite gives none by itself.
SQLModel.metadata.naming_convention = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}

# SQLite takes a partial index only for a query that says its condition in the same words.
OPEN = text("state = 'open'")
UNSETTLED = text("settled = false")
WAITING = text("progress IN ('pending', 'sending')")


class Partnership(SQLModel, table=True):
    """See `bot.domain.partnership.Partnership`."""

    id: str = Field(primary_key=True)
    name: str
    zone: str


class Organisation(SQLModel, table=True):
    """See `bot.domain.partnership.Organisation`."""

    __table_args__ = (UniqueConstraint("partnership", "name"),)

    id: str = Field(primary_key=True)
    partnership: str = Field(foreign_key="partnership.id")
    name: str
    sector: str
    contact: str


class Member(SQLModel, table=True):
    """See `bot.domain.partnership.Member`."""

    id: str = Field(primary_key=True)
    partnership: str = Field(foreign_key="partnership.id", index=True)
    organisation: str = Field(foreign_key="organisation.id", index=True)
    name: str
    digest_weekday: int
    digest_hour: int
    digest_zone: str
    next_digest_at: datetime | None = Field(index=True)
    """Set for those who read digests."""
    left_at: datetime | None = None


class RoleGiven(SQLModel, table=True):
    """A role beyond that of member, which everybody has."""

    member: str = Field(primary_key=True, foreign_key="member.id")
    role: str = Field(primary_key=True)


class Identity(SQLModel, table=True):
    """A person on one platform, as the member they are in one partnership."""

    platform: str = Field(primary_key=True)
    tenant: str = Field(primary_key=True)
    user: str = Field(primary_key=True)
    partnership: str = Field(primary_key=True, foreign_key="partnership.id")
    member: str = Field(foreign_key="member.id", index=True)
    rank: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    """A member's identities are tried in this order, the lowest first."""


class Space(SQLModel, table=True):
    """See `bot.domain.partnership.Space`."""

    __table_args__ = (UniqueConstraint("platform", "tenant", "place"),)

    id: str = Field(primary_key=True)
    platform: str
    tenant: str
    place: str
    title: str
    partnership: str | None = Field(foreign_key="partnership.id", index=True)
    left_at: datetime | None = None


class Prompt(SQLModel, table=True):
    """See `bot.domain.prompt.Prompt`; never updated."""

    id: str = Field(primary_key=True)
    partnership: str = Field(foreign_key="partnership.id", index=True)
    kind: str
    title: str
    theme: str
    questions: str
    """JSON, as `bot.store.codec` writes it."""


class Schedule(SQLModel, table=True):
    """See `bot.domain.schedule.Schedule`."""

    id: str = Field(primary_key=True)
    partnership: str = Field(foreign_key="partnership.id", index=True)
    prompt: str = Field(foreign_key="prompt.id")
    rule: str
    starts: str
    zone: str
    audience: str
    open_minutes: int
    remind_minutes: int | None
    visibility: str
    status: str
    next_slot: str | None
    next_due_at: datetime | None = Field(index=True)
    """The instant of `next_slot`; None unless active."""


class Occurrence(SQLModel, table=True):
    """See `bot.domain.occurrence.Occurrence`."""

    __table_args__ = (
        UniqueConstraint("schedule", "slot"),
        Index("occurrence_open", "closes_at", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("occurrence_unsettled", "partnership", sqlite_where=UNSETTLED, postgresql_where=UNSETTLED),
    )

    id: str = Field(primary_key=True)
    schedule: str = Field(foreign_key="schedule.id")
    partnership: str = Field(foreign_key="partnership.id")
    prompt: str = Field(foreign_key="prompt.id")
    audience: str
    slot: str
    zone: str
    due_at: datetime
    closes_at: datetime
    remind_at: datetime | None
    reminded: bool = False
    visibility: str
    threshold: int
    state: str
    settled: bool = False
    """Every card about it shows its last face."""
    key: str | None
    """Hex; what response tokens are made with; destroyed when it closes."""


class Participation(SQLModel, table=True):
    """The first ledger: who was asked and whether they answered. Never what."""

    occurrence: str = Field(primary_key=True, foreign_key="occurrence.id")
    member: str = Field(primary_key=True, foreign_key="member.id", index=True)
    part: str


class Response(SQLModel, table=True):
    """The second ledger: what was answered, under a token. `member` only where answers are attributed."""

    # SQLite's row numbers would tell who came first.
    __table_args__ = {"sqlite_with_rowid": False}

    occurrence: str = Field(primary_key=True, foreign_key="occurrence.id")
    token: str = Field(primary_key=True)
    answers: str
    sharing: str
    member: str | None = Field(foreign_key="member.id", index=True)
    organisation: str | None = Field(foreign_key="organisation.id")


class Release(SQLModel, table=True):
    """See `bot.domain.disclosure.Release`; written once."""

    occurrence: str = Field(primary_key=True, foreign_key="occurrence.id")
    partnership: str = Field(foreign_key="partnership.id")
    schedule: str = Field(foreign_key="schedule.id")
    closed_at: datetime
    content: str

    __table_args__ = (
        Index("release_of_partnership", "partnership", "closed_at"),
        Index("release_of_schedule", "schedule", "closed_at"),
    )


class Digest(SQLModel, table=True):
    """That a reader's digest for one moment was due; its words are put together from releases."""

    __table_args__ = (UniqueConstraint("member", "until"),)

    id: str = Field(primary_key=True)
    member: str = Field(foreign_key="member.id")
    until: datetime
    missed: bool = False


class Delivery(SQLModel, table=True):
    """See `bot.domain.delivery.Delivery`."""

    __table_args__ = (
        UniqueConstraint("purpose", "about", "recipient"),
        Index("delivery_due", "platform", "tenant", "not_before", sqlite_where=WAITING, postgresql_where=WAITING),
    )

    id: str = Field(primary_key=True)
    partnership: str = Field(foreign_key="partnership.id", index=True)
    purpose: str
    about: str = Field(index=True)
    recipient: str
    member: str | None = Field(foreign_key="member.id")
    space: str | None = Field(foreign_key="space.id")
    platform: str
    tenant: str
    progress: str
    attempts: int = 0
    not_before: datetime
    claim: str | None = None
    lease_until: datetime | None = None
    posted_platform: str | None = None
    posted_tenant: str | None = None
    posted_place: str | None = None
    post: str | None = None
    face: str = ""


class Draft(SQLModel, table=True):
    """What a convener has filled in and not saved yet."""

    id: str = Field(primary_key=True)
    member: str = Field(foreign_key="member.id", index=True)
    at: datetime
    content: str


class Seen(SQLModel, table=True):
    """Vendor events that were taken in, so that a retried one is known again."""

    key: str = Field(primary_key=True)
    at: datetime = Field(index=True)


class Note(SQLModel, table=True):
    """A page of an adapter's notebook, in the adapter's own words."""

    page: str = Field(primary_key=True)
    text: str
    fades_at: datetime | None = Field(index=True)


class Pairing(SQLModel, table=True):
    """A code by which somebody shows, on another platform, that they are the same person. Kept as its digest."""

    code: str = Field(primary_key=True)
    platform: str
    tenant: str
    user: str
    expires_at: datetime = Field(index=True)


class Correspondent(SQLModel, table=True):
    """A person of the web inbox; links and sessions carry the generation and end with it."""

    user: str = Field(primary_key=True)
    name: str
    generation: int = 1


class Letter(SQLModel, table=True):
    """A post in the web inbox."""

    __table_args__ = (
        Index("letter_of_user", "user", "posted_at"),
        UniqueConstraint("user", "mark"),
    )

    id: str = Field(primary_key=True)
    user: str = Field(foreign_key="correspondent.user")
    mark: str | None
    posted_at: datetime
    message: str
