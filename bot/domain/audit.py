"""The audit: who changed what, as entries of which each holds the hash of the one before."""

import contextlib
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Value = str | int | bool | None
WITHHELD = "…"
"""In the place of words: that they changed is put on record, and never what they are."""
NEVER = datetime(1, 1, 1, tzinfo=UTC)
"""In the place of a moment that cannot be read."""
BEGINNING = ""
"""What stands in the place of a hash before the first entry."""
WEFT, OPERATOR, SOMEBODY = "weft", "operator", ""
"""Who did it, where it was no member: the clock, whoever runs Weft, and somebody who is not to be told."""

RETAINED, ERASED, RELEASES = "retention.run", "member.erased", "releases.printed"
EXPORTED, HANDED_OVER, APPLIED = "releases.exported", "member.exported", "file.applied"
BACKED_UP, RESTORED = "backup.made", "backup.restored"
CAME, WENT, MOVED = "space.came", "space.went", "space.moved"
"""What is done without a verb."""


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that stands otherwise: what differs of it. New things have no before, and those gone no after."""

    of: str
    """What it is, such as `schedule`."""
    id: str
    """Of what it is. A member stands under their pseudonym."""
    before: Mapping[str, Value] | None
    after: Mapping[str, Value] | None


@dataclass(frozen=True, slots=True)
class Entry:
    """One deed on record. It names no person: `by` is a pseudonym, which leads to nobody once they are erased."""

    partnership: str
    number: int
    """From 1, without a gap."""
    at: datetime
    deed: str
    """The verb, or what the clock or an operator did."""
    by: str
    changes: str
    """As JSON, byte for byte what was hashed."""
    previous: str
    hash: str

    def sealed(self) -> str:
        """The hash that an entry of this content has."""
        at = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        whole = [self.previous, self.partnership, self.number, at, self.deed, self.by, self.changes]
        return hashlib.sha256(json.dumps(whole, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Broken:
    """Where a chain is broken first, and how that is seen."""

    number: int
    why: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What looking through a chain has shown."""

    entries: int
    head: str
    """The hash of its last entry: whoever keeps it elsewhere notices later if the end was cut off."""
    broken: Broken | None = None


def verify(entries: Iterable[Entry], kept: str | None = None) -> Verdict:
    """Look through the entries of one partnership, in order, for the first that is not as it was written.

    Args:
        entries: all that there are.
        kept: a head that was noted earlier, which must still be the hash of one of them.
    """
    count, head, found = 0, BEGINNING, kept is None
    for count, entry in enumerate(entries, 1):
        if why := _wrong(entry, count, head):
            return Verdict(count, head, Broken(count, why))
        head = entry.hash
        found = found or head == kept
    if not count:
        return Verdict(0, head, Broken(1, "there is no entry, not even that it began: all were deleted"))
    if not found:
        return Verdict(count, head, Broken(count + 1, "no entry has the hash that was kept: later ones were deleted"))
    return Verdict(count, head)


def _wrong(entry: Entry, number: int, head: str) -> str | None:
    if entry.number > number:
        gone = f"entry {number} was" if entry.number == number + 1 else f"entries {number} to {entry.number - 1} were"
        return f"{gone} deleted"
    if entry.number < number:
        return "it stands there twice"
    if entry.previous != head:
        return "it does not follow the entry before it: one of the two was written anew"
    if entry.hash != entry.sealed():
        return "it was edited"
    return None


def dump(changes: Iterable[Change]) -> str:
    """Changes as JSON."""
    told = [{"of": one.of, "id": one.id, "before": one.before, "after": one.after} for one in changes]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def load(text: str) -> tuple[Change, ...]:
    """Read what `dump` wrote.

    Raises:
        ValueError: it is not what `dump` wrote: somebody has been at the database.
    """
    try:
        told: Any = json.loads(text)
        found = [Change(one["of"], one["id"], one["before"], one["after"]) for one in told if _is_change(one)]
    except (TypeError, KeyError, RecursionError):
        raise ValueError("these are no changes") from None
    if len(found) < len(told):
        raise ValueError("these are no changes")
    return tuple(found)


def _is_change(one: Any) -> bool:  # noqa: ANN401  whatever somebody has put there
    named = all(isinstance(one[name], str) for name in ("of", "id"))
    return named and all(isinstance(one[name], dict | None) for name in ("before", "after"))


def readable(entries: Iterable[Entry]) -> tuple[Change, ...]:
    """The changes of all these entries of which the changes can be read."""
    found: list[Change] = []
    for entry in entries:
        with contextlib.suppress(ValueError):
            found += load(entry.changes)
    return tuple(found)
