"""The attacks upon the file of a closed check-in: tokens, keys, columns, groups, order and what was left behind."""

import hashlib
import hmac
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.attack.ordering import SURE, agreement
from tests.attack.seen import Success

Row = dict[str, Any]
_KEYS = re.compile(rb"[0-9a-f]{32,128}")
_LONGEST, _SHORTEST = 40_000, 32


@dataclass(frozen=True, slots=True)
class Known:
    """What was known of an occurrence before it closed; the last two are what an attacker wants to find out again."""

    occurrence: str
    k: int
    named: bool
    """Whether the organisation of an answer may be known."""
    tokens: tuple[str, ...]
    members: tuple[str, ...]
    """In the order in which they answered."""
    markers: tuple[str, ...]
    """Words that each of them, in the same order, wrote and kept to themselves."""


def link(files: Sequence[Path], known: Known) -> list[Success]:
    """Everything by which an answer in these files (the database, its log) leads to its author."""
    with closing(sqlite3.connect(f"file:{files[0]}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        tables = {
            name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')]
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        }
    raw = b"".join(file.read_bytes() for file in files if file.exists())
    rows = [row for row in tables["response"] if row["occurrence"] == known.occurrence]
    attacks = (_tokens, _keys, _columns, _groups, _remnants)
    return [success for attack in attacks for success in attack(raw, tables, rows, known)] + list(
        _order(raw, tables, rows, known)
    )


def _found(attack: str, evidence: str) -> Success:
    return Success(attack, "response", evidence)


def _tokens(raw: bytes, _: dict[str, list[Row]], rows: list[Row], known: Known) -> Iterator[Success]:
    """Whoever wrote tokens down while it was open looks for them."""
    if kept := {row["token"] for row in rows} & set(known.tokens):
        yield _found("tokens", f"{len(kept)} of {len(rows)} rows have the token that they had while it was open")
    if left := [token for token in known.tokens if token.encode() in raw]:
        yield _found("tokens", f"{len(left)} tokens from before the close are in the file still")
    if wrong := [row["token"] for row in rows if len(set(row["token"])) < 4 or len(row["token"]) < _SHORTEST]:
        yield _found("tokens", f"{len(wrong)} tokens are too short to be random")
    if len(rows) > 1 and abs(rank := agreement([_ranks([row["token"] for row in rows], known, rows)])) > SURE:
        yield _found("tokens", f"they are in the order in which people answered: {rank:+.1f}")


def _keys(raw: bytes, tables: dict[str, list[Row]], rows: list[Row], known: Known) -> Iterator[Success]:
    """Whatever in the file looks like a key is tried as one, on every member and on every other name they go by."""
    tokens = {row["token"] for row in rows}
    names = {*known.members, *(str(value) for row in tables["identity"] for value in row.values())}
    names |= {f"{known.occurrence}{between}{member}" for between in ("", ":", "\0") for member in known.members}
    for text in {*_KEYS.findall(raw), known.occurrence.encode(), b""}:
        keys = {text} | ({bytes.fromhex(text.decode())} if len(text) % 2 == 0 else set())
        for key in keys:
            if any(hmac.new(key, name.encode(), hashlib.sha256).hexdigest() in tokens for name in names):
                yield _found("keys", "a key that makes the tokens from members lies in the file")
                return
    if any(hashlib.sha256(name.encode()).hexdigest() in tokens for name in names):
        yield _found("keys", "tokens are plain hashes of members")


def _columns(_: bytes, tables: dict[str, list[Row]], rows: list[Row], known: Known) -> Iterator[Success]:
    """A column that holds a member, a moment, a sequence, or something that another table holds of a member."""
    theirs = {
        str(value)
        for table in ("member", "identity", "participation", "delivery", "inbox", "belonging", "draft")
        for row in tables.get(table, [])
        for value in row.values()
        if len(str(value)) >= _SHORTEST and str(value) != known.occurrence
    }
    for row in rows:
        for column, value in row.items():
            text = str(value)
            if any(member in text for member in known.members):
                yield _found("columns", f"{column} names a member")
            elif column not in {"occurrence", "answers", "groups"} and text in theirs:
                yield _found("columns", f"{column} is found in another table as well")
            elif isinstance(value, int | float) or _moment(text):
                yield _found("columns", f"{column} is a number or a moment")


def _moment(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _groups(_: bytes, __: dict[str, list[Row]], rows: list[Row], known: Known) -> Iterator[Success]:
    """Groups that only few of the rows name."""
    counts = Counter(group for row in rows for group in row["groups"].split())
    if counts and not known.named:
        yield _found("groups", f"anonymous answers keep {len(counts)} groups")
    if few := sorted(group for group, n in counts.items() if n < known.k):
        yield _found("groups", f"{len(few)} groups are kept of fewer than {known.k} answers, such as {few[0]}")


def narrow(file: Path, known: Known) -> list[Success]:
    """Rows that keep the same groups as too few others: who knows where people stand looks for them there."""
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        rows = connection.execute("SELECT groups FROM response WHERE occurrence = ?", (known.occurrence,)).fetchall()
    patterns = Counter(" ".join(sorted(groups.split())) for (groups,) in rows)
    return [
        _found("narrow", f"{n} rows, of {known.k} needed, keep just these groups: {pattern or 'none'}")
        for pattern, n in sorted(patterns.items())
        if n < known.k
    ]


def _remnants(raw: bytes, _: dict[str, list[Row]], __: list[Row], known: Known) -> Iterator[Success]:
    """Words that were not shared stand in the file once, in their row; another copy would be older than the close."""
    if twice := [marker for marker in known.markers if raw.count(marker.encode()) > 1]:
        yield _found("remnants", f"{len(twice)} of {len(known.markers)} answers lie in the file more than once")


def _order(raw: bytes, tables: dict[str, list[Row]], rows: list[Row], known: Known) -> Iterator[Success]:
    """Rows as a query gives them, and as bytes lie on disk, against every order in which people stand elsewhere."""
    places = {marker: place for place, marker in enumerate(known.markers)}
    written = sorted(known.markers, key=lambda marker: raw.find(marker.encode()))
    queried = [marker for row in rows for marker in known.markers if marker in row["answers"]]
    people = {"answering": known.members}
    for table in ("member", "participation", "delivery", "identity"):
        column = "id" if table == "member" else "member"
        ids = [row.get(column) for row in tables.get(table, [])]
        people[f"the rows of {table}"] = tuple(dict.fromkeys(each for each in ids if each in known.members))
    for how, order in (("on disk", written), ("in a query", queried)):
        answered = [known.members[places[marker]] for marker in order]
        for what, standing in people.items():
            if set(standing) == set(known.members):
                score = agreement([[standing.index(member) for member in answered]])
                if abs(score) > SURE:
                    yield _found(
                        "order", f"answers {how} follow {what}: {score:+.1f} standard deviations from chance"
                    )


def _ranks(tokens: Sequence[str], known: Known, rows: list[Row]) -> list[int]:
    """Places of the tokens in the order in which people answered."""
    came = [next(n for n, marker in enumerate(known.markers) if marker in row["answers"]) for row in rows]
    return [sorted(tokens).index(token) for _, token in sorted(zip(came, tokens, strict=True))]


def files_of(database: Path) -> list[Path]:
    """The database and what SQLite writes beside it."""
    return [database, database.with_name(database.name + "-wal"), database.with_name(database.name + "-journal")]
