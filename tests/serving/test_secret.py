"""What links are signed with: made once, long, for whoever runs Weft alone."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.cli.build import build
from bot.errors import SettingsInvalid
from bot.settings import Settings
from bot.store.database import Database


def started(folder: Path, secret: str | None = None) -> None:
    url = f"sqlite:///{folder / 'weft.db'}"
    with Database(url) as database:
        build(
            Settings(
                database_url=url, weft_secret=None if secret is None else SecretStr(secret), slack_bot_token=None
            ),
            database,
        )


def test_it_is_made_once_and_kept_to_oneself(tmp_path: Path) -> None:
    started(tmp_path)
    kept = tmp_path / "secret"
    first = kept.read_text()
    assert len(first) >= 32
    assert kept.stat().st_mode & 0o077 == 0
    started(tmp_path)
    assert kept.read_text() == first
    assert [each.name for each in tmp_path.glob("secret*")] == ["secret"]


@pytest.mark.parametrize("secret", ["", "short"])
def test_what_can_be_guessed_is_refused(tmp_path: Path, secret: str) -> None:
    (tmp_path / "secret").write_text(secret)
    with pytest.raises(SettingsInvalid, match="too short"):
        started(tmp_path)
    with pytest.raises(SettingsInvalid, match="WEFT_SECRET is too short"):
        started(tmp_path, secret or "a")
