"""Runs Weft's commands as somebody at a keyboard does, and says what they see."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from bot.cli.commands import main


@dataclass(frozen=True, slots=True)
class Ran:
    """A command that has come to its end."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401  whatever it was
        """What it printed for machines."""
        assert self.code == 0, self.err
        return json.loads(self.out)

    def refused(self, code: int, *words: str) -> None:
        """It said these words, each in a line that tells of an error, and nothing else but notes."""
        assert (self.code, self.out) == (code, ""), self
        assert "Traceback" not in self.err
        errors = [line for line in self.err.splitlines() if line.startswith("Error: ")]
        assert errors, self
        for each in words:
            assert any(each in line for line in errors), (each, errors)


@dataclass(frozen=True, slots=True)
class Weft:
    """The command line in a folder."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch

    @property
    def data(self) -> Path:
        """Where the database is kept."""
        return self.folder / "data"

    def set(self, **settings: str) -> None:
        """From now on these are the settings."""
        for name, value in settings.items():
            self.monkeypatch.setenv(name, value)

    def __call__(self, *arguments: str, given: str | None = None) -> Ran:
        """Run a command to its end."""
        done = CliRunner().invoke(main, arguments, given, prog_name="weft")
        return Ran(done.exit_code, done.stdout, done.stderr)
