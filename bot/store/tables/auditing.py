"""Tables of the audit: its entries, to which the database only ever lets more be added, and who stands in them."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Audit(SQLModel, table=True):
    """See `bot.domain.audit.Entry`. Triggers refuse updates, deletions, gaps and forks."""

    partnership: str = Field(primary_key=True, foreign_key="partnership.id")
    number: int = Field(primary_key=True)
    at: datetime
    deed: str
    by: str
    changes: str
    previous: str
    hash: str


class Pseudonym(SQLModel, table=True):
    """By which code the audit names a member. Deleted with the member, and then the code leads to nobody."""

    member: str = Field(primary_key=True, foreign_key="member.id")
    code: str = Field(unique=True)


class FormerPseudonym(SQLModel, table=True):
    """By which further code the audit names a member: that of somebody who was found to be the same person."""

    __tablename__ = "former_pseudonym"

    code: str = Field(primary_key=True)
    member: str = Field(foreign_key="member.id", index=True)
