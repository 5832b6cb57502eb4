"""Says in one line what went wrong, with an exit code by which a machine can tell what sort it was."""

import os
import sys
import traceback
from collections.abc import Callable, Mapping
from functools import wraps
from pathlib import Path
from typing import NoReturn, ParamSpec

import click

from bot.errors import OperatorError, PersonError

P = ParamSpec("P")

FAULT = 70
"""What a command exits with when the fault is Weft's own."""
_ALL = "WEFT_TRACEBACK"
_OURS = Path(__file__).parent.parent.parent


def clearly(command: Callable[P, None]) -> Callable[P, None]:
    """Let a command end with one line and an exit code, whatever happens."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            _require_text(kwargs)
            command(*args, **kwargs)
        except (click.exceptions.Exit, click.Abort, click.ClickException, BrokenPipeError):
            raise
        except OperatorError as error:
            _end(str(error), error.code)
        except PersonError as error:
            _end(str(error), OperatorError.code)
        except Exception as error:
            if os.environ.get(_ALL):
                raise
            what = f"this is a fault of Weft ({type(error).__name__} in {_where(error)})"
            _end(f"{what}; with {_ALL}=1 it says all, which may quote people", FAULT)

    return run


def _require_text(given: Mapping[str, object]) -> None:
    """A shell can hand over any bytes; what is no text can be looked for nowhere."""
    for name, value in given.items():
        try:
            str(value).encode()
        except UnicodeEncodeError:
            raise click.UsageError(f"{name.strip('_').upper()} is not text in UTF-8") from None


def _end(said: str, code: int) -> NoReturn:
    """Say each thing that is wrong in a line of its own, and end."""
    for line in said.splitlines():
        click.echo(f"Error: {line}", err=True)
    raise click.exceptions.Exit(code) from None


def _where(error: Exception) -> str:
    """The last line of ours that it came by. Its words are left out: they may quote anything."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if _is_ours(frame.filename)] or frames
    return f"{Path(ours[-1].filename).name}, line {ours[-1].lineno}"


def _is_ours(file: str) -> bool:
    return Path(file).is_relative_to(_OURS) and not Path(file).is_relative_to(sys.prefix)
