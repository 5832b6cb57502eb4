"""Seals what the database must not hold in the clear, with keys from the environment: the newest seals, all open."""

import json
from collections.abc import Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import SettingsInvalid

_HOW = "make one with weft secrets new"


class Keys:
    """The keys of this deployment, newest first."""

    def __init__(self, keys: Sequence[str]) -> None:
        """Take the keys.

        Raises:
            SettingsInvalid: there is none, or one is no key; which, and nothing of it.
        """
        if not keys:
            raise SettingsInvalid(f"WEFT_TOKEN_KEYS is missing: {_HOW}")
        made = []
        for number, key in enumerate(keys, 1):
            try:
                made.append(Fernet(key.encode()))
            except ValueError:
                raise SettingsInvalid(f"WEFT_TOKEN_KEYS: key {number} of {len(keys)} is no key; {_HOW}") from None
        self._newest = made[0]
        self._all = MultiFernet(made)

    def seal(self, about: str, text: str) -> str:
        """What only these keys open, and only as what is about the same thing."""
        return self._newest.encrypt(json.dumps([about, text]).encode()).decode()

    def open(self, about: str, sealed: str) -> str | None:
        """The text; None where none of these keys sealed it, or it was put in another one's place."""
        try:
            named, text = json.loads(self._all.decrypt(sealed.encode()))
        except (InvalidToken, ValueError):
            return None
        return str(text) if named == about else None

    def is_newest(self, sealed: str) -> bool:
        """Whether the newest key sealed it."""
        try:
            self._newest.decrypt(sealed.encode())
        except (InvalidToken, ValueError):
            return False
        return True


def new_key() -> str:
    """A key that nobody has."""
    return Fernet.generate_key().decode()
