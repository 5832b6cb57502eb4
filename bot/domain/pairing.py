"""Codes by which somebody shows on another platform that they are the same person, and the accounts they then have.

A code holds 50 random bits and works once, for 15 minutes. Whoever tries a thousand a second all that time, while a
hundred codes wait, finds one with odds of one to twelve million: nothing else needs to hold off guessing. It is bound
to nothing but the identity that asked for it, so whoever reads it meanwhile could become that person; only its digest
is kept, and a copy of the database is of no use when the quarter of an hour is over.
"""

import hashlib
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Self

from bot.chat.names import Identity

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Douglas Crockford's 32 (https://www.crockford.com/base32.html): no I, L, O and U."""
LENGTH = 10
LIFE = timedelta(minutes=15)

_READ_AS = str.maketrans("ILOU", "110V")
_OTHER = re.compile(r"[^0-9A-Za-z]")
_SPOKEN = re.compile(r"\W*code\b(.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Accounts:
    """The identities of one person, in all their partnerships, seen from the one that they use now."""

    here: Identity
    known: tuple[Identity, ...]
    """Each once; `here` is among them where they are a member."""
    written_to: tuple[Identity, ...]
    """Where what is sent to them comes: one a partnership, each once."""

    @classmethod
    def seen_from(cls, here: Identity, by_member: Iterable[Sequence[Identity]]) -> Self:
        """Put together from the identities of each member that somebody is, those that are written to first."""
        several = list(by_member)
        known = dict.fromkeys(identity for identities in several for identity in identities)
        written_to = dict.fromkeys(identities[0] for identities in several)
        return cls(here, tuple(known), tuple(written_to))

    @property
    def several(self) -> bool:
        """Whether there is anything to choose."""
        return len(self.known) > 1

    @property
    def all_come_here(self) -> bool:
        """Whether whatever is sent to them comes here."""
        return self.written_to == (self.here,)


def fresh() -> str:
    """A new code, such as `7F3K-9QTX-2M`."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    return f"{drawn[:4]}-{drawn[4:8]}-{drawn[8:]}"


def normal(typed: str) -> str:
    """What somebody typed, as it counts: case, spaces, dashes and the like do not, nor which look-alike they took."""
    return _OTHER.sub("", typed).upper().translate(_READ_AS)


def digest(typed: str) -> str:
    """What is kept of a code, however it is typed: SHA-256 in hex. The word `code` may stand before it."""
    code = normal(typed)
    told = spoken(typed)
    if len(code) != LENGTH and told is not None:
        code = normal(told)
    return hashlib.sha256(code.encode()).hexdigest()


def spoken(text: str) -> str | None:
    """What follows the word `code` at the beginning of what somebody said; None where it begins otherwise."""
    found = _SPOKEN.match(text)
    return None if found is None else found[1]
