"""Looks at how tokens are kept in the database, without changing it."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import NullPool, create_engine, make_url
from sqlmodel import Session

from bot.chat.finding import Finding
from bot.errors import SettingsInvalid, StoreUnavailable
from bot.settings import Settings
from bot.store import grants
from bot.store.engine import told
from bot.store.grants import Sealed
from bot.store.sealing import Keys

_LOST = "Put the key back into WEFT_TOKEN_KEYS, or let those workspaces install it again"
_NEWER = "Run: weft secrets rotate"


def look(chosen: Settings) -> Iterator[Finding]:
    """Whether the keys are keys, how many have installed Weft, and whether their tokens can be opened."""
    try:
        keys = Keys(chosen.token_keys)
    except SettingsInvalid as error:
        yield Finding(f"Keys: {error}", "wrong", "Correct it in the settings")
        return
    try:
        found = _counted(chosen.database_url, keys)
    except StoreUnavailable:
        # What keeps it from being read is said where the database is looked at.
        return
    noun = "workspace has" if found.total == 1 else "workspaces have"
    yield Finding(f"Slack: {found.total} {noun} installed it by its link", "good")
    if found.unreadable:
        yield Finding(f"Keys: no key opens the tokens of {found.unreadable} of them", "wrong", _LOST)
    if found.older:
        yield Finding(f"Keys: {found.older} of their tokens are sealed with an older key", "warning", _NEWER)
    if not (found.unreadable or found.older):
        yield Finding("Keys: the newest one seals every token", "good")


def _counted(url: str, keys: Keys) -> Sealed:
    parsed = make_url(url)
    file = (parsed.database or "").removeprefix("file:").partition("?")[0]
    if parsed.get_backend_name() == "sqlite" and not Path(file).is_file():
        return Sealed()
    # Not the store's own engine, which would change a SQLite file's journal.
    engine = create_engine(parsed, poolclass=NullPool)
    with told(), Session(engine) as session:
        return grants.look(session, keys)
