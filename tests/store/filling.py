"""Fills every table with what it may hold of a person: each text with words by which it is known again.

It walks the tables' metadata. A table that is added is filled by itself, and whoever erases a person without it is
found out; one that holds nothing of a person has to be named here.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from sqlalchemy import Boolean, Column, Integer, Table, insert
from sqlmodel import Session
from sqlmodel.sql.sqltypes import UTCDateTime

from bot.chat.message import Message, Text
from bot.domain.disclosure.addenda import Addition
from bot.domain.disclosure.release import Release, Words
from bot.domain.occurrence import Occurrence, State
from bot.domain.response import token
from bot.domain.schedule import Schedule, Visibility
from bot.store import codec, members, occurrences, schedules, tables
from tests.store.scene import MONDAY, QUESTIONS, Scene, opened, release_of

HOLDS_NOBODY = {
    "partnership",
    "organisation",
    "reporting_group",
    "space",
    "prompt",
    "programme",
    "event",
    "schedule",
    "occurrence",
    "grant_given",
    # A workspace as a whole waits.
    "hold",
    # Its entries name people by pseudonyms.
    "audit",
}
"""What stands there is of the partnership as a whole."""
ROWS = 40
"""Of each person in each table, so that they lie on many pages of the file."""
_numbers = count()
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Filled:
    """A person, and every word and identifier by which they could be found."""

    needles: frozenset[str]


def fill(session: Session, scene: Scene, member: str, reader: str) -> Filled:
    """Put rows of a member into every table, and what they said into the letters of a reader of the web inbox."""
    person = _Person(session, scene, member, reader)
    for table in tables.Partnership.metadata.sorted_tables:
        if table.name not in HOLDS_NOBODY:
            for row in person.rows(table):
                session.connection().execute(insert(table).values(row))
    session.expire_all()
    return Filled(frozenset(person.needles))


class _Person:
    def __init__(self, session: Session, scene: Scene, member: str, reader: str) -> None:
        self.session, self.scene, self.member, self.reader = session, scene, member, reader
        self.name = f"Name {uuid4().hex}"
        self.user, self.place, self.mri = (f"{each}-{uuid4().hex}" for each in ("user", "a:place", "29:mri"))
        self.needles = {member, self.name, self.user, self.place, self.mri}
        self.group = uuid4().hex
        self.occurrence = self._open()
        row = tables.ReportingGroup(id=self.group, partnership=scene.partnership.id, margin="site", name=self.group)
        session.add(row)
        known = session.get_one(tables.Member, member)
        known.name = self.name
        (first,) = members.identities(session, [member])[member]
        session.delete(session.get_one(tables.Identity, (*first.lane, first.user, scene.partnership.id)))
        session.flush()

    def rows(self, table: Table) -> Iterator[Row]:  # noqa: C901  one case a table
        match table.name:
            case "member":
                return
            case "pseudonym":
                # What stays of them in the audit, and leads to nobody.
                yield {"member": self.member, "code": uuid4().hex}
            case "rolegiven":
                yield {"member": self.member, "role": "lead"}
            case "note":
                yield from self._notes()
            case "seen":
                yield {"key": f"teams:{self.user}:17", "at": MONDAY}
            case "release":
                yield from self._releases()
            case "letter":
                yield from self._letters()
            case "addendum":
                yield from self._addenda()
            case "reason":
                yield from self._reasons()
            case "response":
                yield from self._responses()
            case _:
                one = all(column.foreign_keys for column in table.primary_key)
                known = table.name in {"identity", "correspondent", "invitation"}
                for number in range(1 if one or known else ROWS):
                    yield {column.name: self._value(table, column, number) for column in table.columns}

    def _value(self, table: Table, column: Column[Any], number: int) -> object:
        if column.name in {"platform", "tenant"} and "user" in table.columns:
            return "web"
        if column.name == "user":
            return self.user
        if column.name == "posted_place":
            return self.place
        for key in column.foreign_keys:
            return self._referred()[key.column.table.name]
        match column.type:
            case Boolean():
                return False
            case Integer():
                return number
            case UTCDateTime():
                return MONDAY + timedelta(minutes=next(_numbers))
            case _:
                return self._words(f"{table.name} {column.name} {number}")

    def _referred(self) -> dict[str, str | None]:
        return {
            "member": self.member,
            "partnership": self.scene.partnership.id,
            "organisation": self.scene.organisation.id,
            "occurrence": self.occurrence.id,
            "reporting_group": self.group,
            "correspondent": self.user,
            "schedule": self.occurrence.schedule,
            "space": None,
        }

    def _notes(self) -> Iterator[Row]:
        about = {"mri": self.mri, "service_url": "https://smba.example/", "conversation": self.place}
        for page, text in (
            (f"teams:T:person:{self.user}", json.dumps(about)),
            (f"teams:T:reader:{self.place}", self.user),
            (f"teams:T:conversation:{self.place}", "https://smba.example/"),
        ):
            yield {"page": page, "text": text, "fades_at": None}

    def _releases(self) -> Iterator[Row]:
        for number in range(ROWS):
            release = self._released(f"released {number}")
            yield {
                "occurrence": release.occurrence,
                "partnership": release.partnership,
                "schedule": release.schedule,
                "closed_at": MONDAY,
                "content": codec.dump(release, Release),
                "whole": codec.dump_whole(release),
            }

    def _addenda(self) -> Iterator[Row]:
        for number in range(ROWS):
            release = self._released(f"added {number}")
            yield {
                "occurrence": release.occurrence,
                "kind": Addition.LATE.value,
                "partnership": release.partnership,
                "closed_at": MONDAY,
                "content": codec.dump(release, Release),
            }

    def _released(self, what: str) -> Release:
        """A release with words of theirs, which a reader has as a letter, too."""
        made = release_of(self._open())
        words = Words(QUESTIONS[2].text, self._words(what), self.name, self.member)
        quote = Message("The week", (Text("All of it"), Text(f"{words.text}\n— {self.name}", "quote")))
        self._letter(self.reader, quote)
        return replace(made, words=(*made.words, words))

    def _reasons(self) -> Iterator[Row]:
        """Why they skipped, where the key still leads to them: in an open check-in, and in one that bears names."""
        for schedule in (None, replace(self.scene.schedule, id=uuid4().hex, visibility=Visibility.ATTRIBUTED)):
            if schedule is not None:
                schedules.save(self.session, schedule, MONDAY)
            theirs = self._token(self._open(schedule))
            yield theirs | {"reason": "3", "groups": ""}

    def _letter(self, user: str, message: Message) -> None:
        row = tables.Letter(
            id=uuid4().hex, user=user, mark=None, posted_at=MONDAY, message=codec.dump(message, Message)
        )
        self.session.add(row)
        self.session.flush()

    def _letters(self) -> Iterator[Row]:
        for number in range(ROWS):
            message = Message("A letter", (Text(self._words(f"letter {number}")),), self._words("mark")[:100])
            yield {
                "id": self._words(f"letter id {number}"),
                "user": self.user,
                "mark": message.mark,
                "posted_at": MONDAY,
                "message": codec.dump(message, Message),
            }

    def _responses(self) -> Iterator[Row]:
        """Under their name, and in an open check-in without it, where the key still leads to them."""
        for number in range(ROWS):
            yield self._response(self._words(f"token {number}"), self.member, number)
            yield self._response("", None, ROWS + number) | self._token(self._open())
            # It takes late answers until it is over.
            late = self._open()
            row = self.session.get_one(tables.Occurrence, late.id)
            row.state, row.late_until = State.LATE.value, late.closes_at + timedelta(days=2)
            self.session.add(row)
            self.session.flush()
            yield self._response("", None, 2 * ROWS + number) | self._token(late) | {"late": "late"}

    def _response(self, token_: str, member: str | None, number: int) -> Row:
        return {
            "occurrence": self.occurrence.id,
            "token": token_,
            "answers": codec.dump_answers({"q3": self._words(f"answer {number}")}),
            "sharing": "no",
            "member": member,
            "groups": "",
            "late": "",
        }

    def _token(self, occurrence: Occurrence) -> Row:
        """What they said under their token in a check-in whose key is still there."""
        key = occurrences.key(self.session, occurrence.id)
        assert key is not None
        theirs = token(key, self.member)
        self.needles.add(theirs)
        return {"occurrence": occurrence.id, "token": theirs}

    def _open(self, schedule: Schedule | None = None) -> Occurrence:
        return opened(self.session, self.scene, weeks=next(_numbers), schedule=schedule)

    def _words(self, what: str) -> str:
        """Words of their own: short ones and long ones, so that some fill pages and some spill over."""
        words = f"{what} {uuid4().hex}"
        self.needles.add(words)
        return words + " and so on" * (next(_numbers) * 7 % 60)
