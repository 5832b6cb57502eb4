"""Says in one line what whoever runs Weft can put right."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

import click

from bot.errors import OperatorError

P = ParamSpec("P")


def clearly(command: Callable[P, None]) -> Callable[P, None]:
    """Say in one line what whoever runs Weft can put right, and exit with 1."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except OperatorError as error:
            raise click.ClickException(str(error)) from None

    return run
