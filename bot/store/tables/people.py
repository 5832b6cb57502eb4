"""Tables of who takes part."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.store.tables.naming import IGNORING


class Partnership(SQLModel, table=True):
    """See `bot.domain.partnership.Partnership`."""

    id: str = Field(primary_key=True)
    name: str
    zone: str
    threshold: int = Field(default=5, sa_column_kwargs={"server_default": text("5")})
    words_threshold: int = Field(default=10, sa_column_kwargs={"server_default": text("10")})
    quiet_from: int = Field(default=18, sa_column_kwargs={"server_default": text("18")})
    quiet_until: int = Field(default=8, sa_column_kwargs={"server_default": text("8")})
    quiet_weekends: bool = Field(default=True, sa_column_kwargs={"server_default": text("true")})
    language: str = Field(default="en", sa_column_kwargs={"server_default": text("'en'")})


class Organisation(SQLModel, table=True):
    """See `bot.domain.partnership.Organisation`."""

    __table_args__ = (UniqueConstraint("partnership", "name"),)

    id: str = Field(primary_key=True)
    partnership: str = Field(foreign_key="partnership.id")
    name: str
    sector: str
    contact: str
    basis: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    """Its lawful basis; "" until a convener has said."""
    retention_days: int | None = None
    """How long what its people answered is kept; None until a convener has said."""


class ReportingGroup(SQLModel, table=True):
    """A cohort or site: see `bot.domain.group.Group`."""

    __tablename__ = "reporting_group"
    __table_args__ = (UniqueConstraint("partnership", "margin", "name"),)

    id: str = Field(primary_key=True)
    partnership: str = Field(foreign_key="partnership.id")
    margin: str
    name: str


class Member(SQLModel, table=True):
    """See `bot.domain.partnership.Member`."""

    __table_args__ = (Index("member_ignoring", "ignored", sqlite_where=IGNORING, postgresql_where=IGNORING),)

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
    paused_until: datetime | None = None
    """Until then nothing is sent to them."""
    ignored: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    """Check-ins in a row that they were reminded of in vain."""
    reminds: bool = Field(default=True, sa_column_kwargs={"server_default": text("true")})
    """Whether they want reminders."""
    language: str | None = None
    """The one that they said is theirs; None until they have."""


class Clock(SQLModel, table=True):
    """See `bot.domain.clock.Clock`."""

    member: str = Field(primary_key=True, foreign_key="member.id")
    zone: str
    quiet_begins: str | None = None
    quiet_ends: str | None = None


class RoleGiven(SQLModel, table=True):
    """A role beyond that of member, which everybody has."""

    member: str = Field(primary_key=True, foreign_key="member.id")
    role: str = Field(primary_key=True)


class Belonging(SQLModel, table=True):
    """That a member stands in a cohort or site, and whether they lead it."""

    reporting_group: str = Field(primary_key=True, foreign_key="reporting_group.id")
    member: str = Field(primary_key=True, foreign_key="member.id", index=True)
    leads: bool = False


class OptIn(SQLModel, table=True):
    """That somebody joined, and what they had been shown when they did."""

    __tablename__ = "opt_in"

    id: str = Field(primary_key=True)
    member: str = Field(foreign_key="member.id", index=True)
    at: datetime
    shown: str


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
