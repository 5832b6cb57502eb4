"""Tables of what is posted, and what adapters note."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.store.tables.naming import WAITING

_TURN = ("platform", "tenant", "partnership", "not_before", "id")
"""Down to the id: of a million that wait for nine o'clock, the first are found without sorting them."""


class Delivery(SQLModel, table=True):
    """See `bot.domain.delivery.Delivery`."""

    __table_args__ = (
        UniqueConstraint("purpose", "about", "recipient"),
        Index("delivery_waiting", *_TURN, sqlite_where=WAITING, postgresql_where=WAITING),
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


class Hold(SQLModel, table=True):
    """See `bot.store.holds`."""

    platform: str = Field(primary_key=True)
    tenant: str = Field(primary_key=True)
    until: datetime
    failures: int = 0
    lost_at: datetime | None = None


class Seen(SQLModel, table=True):
    """Vendor events that are done or under way, so that a retried one is known again."""

    key: str = Field(primary_key=True)
    at: datetime = Field(index=True)


class Note(SQLModel, table=True):
    """A page of an adapter's notebook, in the adapter's own words."""

    page: str = Field(primary_key=True)
    text: str
    fades_at: datetime | None = Field(index=True)


class Grant(SQLModel, table=True):
    """See `bot.chat.grants.Grant`. GRANT is a word of SQL's own, so the table has a longer name."""

    __tablename__ = "grant_given"

    platform: str = Field(primary_key=True)
    tenant: str = Field(primary_key=True)
    sealed: str
    """What was granted, as `bot.store.sealing` writes it."""
    since: datetime
    held_until: datetime | None = None
    """Until when somebody renews it."""


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
