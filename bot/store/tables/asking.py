"""Tables of what is asked, what is answered and what is shown of it."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.store.tables.naming import GOING_ON, LATE, OPEN, UNSETTLED
from bot.store.tables.walling import KEY_APART, WALLED


class Prompt(SQLModel, table=True):
    """See `bot.domain.prompt.Prompt`; never updated."""

    id: str = Field(primary_key=True)
    partnership: str = Field(foreign_key="partnership.id", index=True)
    kind: str
    title: str
    theme: str
    questions: str
    """JSON, as `bot.store.codec` writes it."""


class Programme(SQLModel, table=True):
    """See `bot.domain.programme.Programme`."""

    __table_args__ = (Index("programme_going_on", "ends_at", sqlite_where=GOING_ON, postgresql_where=GOING_ON),)
    __mapper_args__ = KEY_APART

    id: str = Field(primary_key=True)
    partnership: str = Field(foreign_key="partnership.id", index=True)
    waves: str
    """Their names, one a line, in order."""
    ends_at: datetime
    key: str | None = Field(sa_column_kwargs={"info": WALLED})
    """Hex; what the pseudonyms of its waves are made with; destroyed when it ends."""


class Event(SQLModel, table=True):
    """See `bot.domain.event.Event`."""

    id: str = Field(primary_key=True)
    partnership: str = Field(foreign_key="partnership.id", index=True)
    name: str
    day: str


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
    late_minutes: int = Field(default=0, sa_column_kwargs={"server_default": text("0")})
    """How long after closing late answers are taken; 0 for not at all."""
    visibility: str
    programme: str | None = Field(default=None, foreign_key="programme.id")
    working: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    """As `str(Working)` writes it; "" where slots stay on days that are no working days."""
    event: str | None = Field(default=None, foreign_key="event.id", index=True)
    own_clock: bool = Field(default=False, sa_column_kwargs={"server_default": text("false")})
    status: str
    next_slot: str | None
    next_due_at: datetime | None = Field(index=True)
    """The instant of `next_slot`; None unless active."""
    paused_until: datetime | None
    adjustments: str = Field(default="[]", sa_column_kwargs={"server_default": text("'[]'")})
    """JSON of the changes of single slots."""


class Occurrence(SQLModel, table=True):
    """See `bot.domain.occurrence.Occurrence`."""

    __table_args__ = (
        UniqueConstraint("schedule", "slot"),
        Index("occurrence_open", "closes_at", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("occurrence_late", "late_until", sqlite_where=LATE, postgresql_where=LATE),
        Index("occurrence_running", "partnership", "schedule", sqlite_where=OPEN, postgresql_where=OPEN),
        Index("occurrence_unsettled", "partnership", sqlite_where=UNSETTLED, postgresql_where=UNSETTLED),
    )
    __mapper_args__ = KEY_APART

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
    words_threshold: int = Field(default=10, sa_column_kwargs={"server_default": text("10")})
    programme: str | None = Field(default=None, foreign_key="programme.id", index=True)
    wave: str | None = None
    linked_until: datetime | None = None
    late_until: datetime | None = None
    state: str
    settled: bool = False
    """Every card about it shows its last face."""
    key: str | None = Field(sa_column_kwargs={"info": WALLED})
    """Hex; what response tokens are made with; destroyed when it takes no more answers, late ones included."""


class Participation(SQLModel, table=True):
    """The first ledger: who was asked and whether they answered. Never what."""

    occurrence: str = Field(primary_key=True, foreign_key="occurrence.id")
    member: str = Field(primary_key=True, foreign_key="member.id", index=True)
    part: str


class Response(SQLModel, table=True):
    """The second ledger: what was answered, under a token. `member` only where answers are attributed."""

    # SQLite's row numbers would tell who came first.
    __table_args__ = {"sqlite_with_rowid": False, "info": WALLED}

    occurrence: str = Field(primary_key=True, foreign_key="occurrence.id")
    token: str = Field(primary_key=True)
    answers: str
    sharing: str
    member: str | None = Field(foreign_key="member.id", index=True)
    groups: str = Field(sa_column_kwargs={"server_default": text("''")})
    """Keys of the reporting groups as they were at answering, a space between; once closed, what of them may stay."""
    late: str = Field(default="", sa_column_kwargs={"server_default": text("''")})
    """What it says of one that came after the release was made; nothing once late answers have ended, but by name."""


class Reason(SQLModel, table=True):
    """Why somebody skipped, under the token that an answer of theirs would have; gone when the occurrence closes."""

    __table_args__ = {"sqlite_with_rowid": False, "info": WALLED}

    occurrence: str = Field(primary_key=True, foreign_key="occurrence.id")
    token: str = Field(primary_key=True)
    reason: str
    groups: str


class Addendum(SQLModel, table=True):
    """What was released of an occurrence beside its release, of other people than those; written once."""

    __table_args__ = (Index("addendum_of_partnership", "partnership", "closed_at"),)

    occurrence: str = Field(primary_key=True, foreign_key="occurrence.id")
    kind: str = Field(primary_key=True)
    partnership: str = Field(foreign_key="partnership.id")
    closed_at: datetime
    content: str


class Declined(SQLModel, table=True):
    """That a schedule asks somebody no more, as they wish."""

    schedule: str = Field(primary_key=True, foreign_key="schedule.id")
    member: str = Field(primary_key=True, foreign_key="member.id", index=True)


class AnsweringHour(SQLModel, table=True):
    """That somebody has answered at this hour of the day before: neither which check-in, nor when, nor how often."""

    __tablename__ = "answering_hour"

    member: str = Field(primary_key=True, foreign_key="member.id")
    hour: int = Field(primary_key=True)


class Release(SQLModel, table=True):
    """See `bot.domain.disclosure.Release`; written once."""

    occurrence: str = Field(primary_key=True, foreign_key="occurrence.id")
    partnership: str = Field(foreign_key="partnership.id")
    schedule: str = Field(foreign_key="schedule.id")
    closed_at: datetime
    content: str
    whole: str = Field(sa_column_kwargs={"server_default": text("''")})
    """Of its content what is said of everybody who was asked, without words: all that looking back reads."""

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


class Draft(SQLModel, table=True):
    """What a convener has filled in and not saved yet."""

    id: str = Field(primary_key=True)
    member: str = Field(foreign_key="member.id", index=True)
    at: datetime
    content: str
