"""The secret that links and sessions of the web inbox are signed with."""

import secrets
from contextlib import suppress
from pathlib import Path

from pydantic import SecretStr
from sqlalchemy.engine import make_url

from bot.errors import SettingsInvalid

_LENGTH = 32


def kept(given: SecretStr | None, database_url: str) -> str:
    """The one that is given, or one that is made once and kept beside the SQLite file.

    Raises:
        SettingsInvalid: it can be guessed, or cannot be file.
    """
    if given:
        return _long_enough(given.get_secret_value(), "WEFT_SECRET")
    url = make_url(database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        raise SettingsInvalid("WEFT_SECRET is missing: set it to what this prints: openssl rand -hex 32")
    file = Path(url.database).with_name("secret")
    try:
        if not file.exists():
            # Whole or not at all, and the first of two that start together decides.
            made = file.with_name(f"secret.{secrets.token_hex(4)}")
            try:
                made.touch(mode=0o600)
                made.write_text(secrets.token_urlsafe(32))
                with suppress(FileExistsError):
                    file.hardlink_to(made)
            finally:
                made.unlink(missing_ok=True)
        return _long_enough(file.read_text(), str(file))
    except OSError as error:
        raise SettingsInvalid(f"{file} cannot be kept: {error.strerror}; set WEFT_SECRET") from None


def _long_enough(secret: str, where: str) -> str:
    """A secret that nobody can guess; whoever does makes links for everybody."""
    if len(secret) < _LENGTH:
        raise SettingsInvalid(f"the secret in {where} is too short: it needs {_LENGTH} characters or more")
    return secret
