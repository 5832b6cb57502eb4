"""What every command has in common: help at once, one line and a code for what is wrong, completion."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.cli.clearly import FAULT, clearly
from bot.cli.commands import COMMANDS, main
from bot.errors import NotFound
from tests.cli.weft import Weft

HEAVY = ("numpy", "sqlalchemy", "slack_bolt", "pydantic", "aiohttp", "babel", "structlog", "botbuilder")
ROOT = Path(__file__).parent.parent.parent


def _python(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **settings}
    return subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )


def test_help_loads_nothing_that_it_does_not_need() -> None:
    program = (
        "import sys; from bot.cli.commands import main; main(['--help'], standalone_mode=False); "
        "print('LOADED', *sorted(name for name in sys.modules if '.' not in name))"
    )
    said, _, loaded = _python("-c", program).stdout.partition("LOADED")
    assert all(f"  {name} " in said for name in COMMANDS)
    assert "click" in loaded.split()
    assert set(HEAVY).isdisjoint(loaded.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_says_what_it_is_for(name: str, weft: Weft) -> None:
    helped = weft(name, "--help")
    assert (helped.code, helped.err) == (0, "")
    assert f"Usage: weft {name}" in helped.out
    assert COMMANDS[name].summary.split()[0] in helped.out
    assert not list(weft.folder.iterdir())


def test_without_a_command_it_helps(weft: Weft) -> None:
    assert "Commands:" in weft().err
    assert weft("--version").out.startswith("weft ")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("aply",), "No such command 'aply'"),
        (("--hlp",), "No such option '--hlp'. Did you mean '--help'?; weft --help says more"),
        (("erase",), "Missing argument 'PERSON'; weft erase --help says more"),
        (("manifest", "sleck"), "No such command 'sleck'"),
        (("preview", "FREQ=DAILY", "--count", "0"), "0 is not in the range"),
        (("erase", "half \udc80"), "PERSON is not text in UTF-8"),
        (("export", "--person", "half \udc80"), "PERSON is not text in UTF-8"),
        (("completion", "csh"), "'csh' is not one of"),
        (("apply", "x.toml", "--json"), "--json goes with --yes or --dry-run"),
        (("erase", "x", "--json"), "--json goes with --yes"),
        (("restore", "x", "--json"), "--json goes with --yes"),
        (("export",), "Name a partnership, or a person with --person"),
        (("export", "x", "--csv", "a", "--output", "b"), "Choose --csv or --output, not both"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_line(arguments: tuple[str, ...], said: str, weft: Weft) -> None:
    ran = weft(*arguments)
    ran.refused(2, said)
    assert ran.err.count("\n") == 1


def test_a_wrong_setting_is_said_in_one_line(weft: Weft) -> None:
    weft.set(DATABASE_URL="mysql://hush@db/weft")
    for arguments in (("erase", "x"), ("backup",), ("restore", "x"), ("export", "x"), ("migrate",)):
        ran = weft(*arguments)
        ran.refused(1, "DATABASE_URL: write sqlite:///")
        assert "hush" not in ran.err


def test_a_port_that_is_none_is_no_fault_of_ours(weft: Weft) -> None:
    weft.set(DATABASE_URL="postgresql://weft:hush@127.0.0.1:abc/weft")
    for arguments in (("serve",), ("migrate",), ("backup",)):
        ran = weft(*arguments)
        ran.refused(1, "DATABASE_URL: the port is no number from 1 to 65535 (in a password, write / @ # :")
        assert "hush" not in ran.err


def test_a_fault_of_ours_is_said_without_quoting_anybody(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    @click.option("--person", is_flag=True)
    @clearly
    def faulty(*, person: bool) -> None:
        if person:
            raise NotFound("This is not here.")
        raise KeyError("what somebody wrote")

    ran = CliRunner().invoke(faulty)
    assert (ran.exit_code, ran.stdout) == (FAULT, "")
    assert ran.stderr.startswith("Error: this is a fault of Weft (KeyError in test_main.py, line ")
    assert "somebody" not in ran.stderr
    assert ran.stderr.count("\n") == 1
    monkeypatch.setenv("WEFT_TRACEBACK", "1")
    assert isinstance(CliRunner().invoke(faulty).exception, KeyError)
    theirs = CliRunner().invoke(faulty, "--person")
    assert (theirs.exit_code, theirs.stderr) == (1, "Error: This is not here.\n")


@pytest.mark.parametrize(
    ("shell", "sign"), [("bash", "complete -o"), ("zsh", "#compdef weft"), ("fish", "--command weft")]
)
def test_completion(shell: str, sign: str) -> None:
    assert sign in _python("-m", "bot", "completion", shell).stdout


@pytest.mark.parametrize(
    ("typed", "offered"), [("ap", "apply"), ("erase --y", "--yes"), ("re", "releases restore"), ("--v", "--version")]
)
def test_words_are_completed(typed: str, offered: str) -> None:
    words = f"weft {typed}"
    told = _python(
        "-c",
        "from bot.__main__ import main; main(prog_name='weft')",
        _WEFT_COMPLETE="bash_complete",
        COMP_WORDS=words,
        COMP_CWORD=str(len(words.split()) - 1),
    )
    assert [line.partition(",")[2] for line in told.stdout.splitlines()] == offered.split()


def test_every_command_is_one() -> None:
    context = click.Context(main)
    for name in main.list_commands(context):
        assert isinstance(main.get_command(context, name), click.Command)
    assert main.get_command(context, "nothing") is None
