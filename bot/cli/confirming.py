"""Asks before something is done that cannot be undone, where there is somebody to ask."""

import sys

import click

from bot.errors import Declined


def confirm(question: str, *, yes: bool) -> None:
    """Go on when the answer is yes, or was given beforehand.

    Raises:
        Declined: it was no, or nobody sits there who could say.
    """
    if yes:
        return
    if not sys.stdin.isatty():
        raise Declined("nothing was done: say --yes where nobody can be asked")
    if not click.confirm(question, err=True):
        raise Declined("nothing was done")
