"""The SQLite file that the settings name, for commands that copy it."""

from pathlib import Path

from sqlalchemy.engine import make_url

from bot.errors import SettingsInvalid
from bot.settings import Settings


def database_file(chosen: Settings) -> Path:
    """The file of the database.

    Raises:
        SettingsInvalid: it is in no file.
    """
    url = make_url(chosen.database_url)
    name = (url.database or "").removeprefix("file:").partition("?")[0]
    if not name or ":memory:" in name:
        raise SettingsInvalid("DATABASE_URL names no file, so there is nothing to copy")
    return Path(name)
