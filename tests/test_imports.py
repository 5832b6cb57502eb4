"""The house's rules of who may import whom, as `pyproject.toml` writes them down."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_ERROR, EXIT_STATUS_SUCCESS, lint_imports

HOUSE = Path(__file__).parent.parent / "pyproject.toml"
BROKEN = """
[tool.importlinter]
root_packages = ["bot", "adapters", "jobs"]

[[tool.importlinter.contracts]]
name = "The core never uses its own language"
type = "forbidden"
source_modules = ["bot.app"]
forbidden_modules = ["bot.chat"]
"""


@pytest.fixture(autouse=True)
def _loggers_as_before() -> Iterator[None]:
    """import-linter configures logging for a process of its own, and so disables every logger there is."""
    before = {name: logging.getLogger(name).disabled for name in logging.root.manager.loggerDict}
    yield
    for name, disabled in before.items():
        logging.getLogger(name).disabled = disabled


def test_no_contract_is_broken(capsys: pytest.CaptureFixture[str]) -> None:
    outcome = lint_imports(config_filename=str(HOUSE), no_cache=True)
    assert outcome == EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_a_broken_contract_would_be_heard_of(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(BROKEN)
    assert lint_imports(config_filename=str(rules), no_cache=True) == EXIT_STATUS_ERROR
