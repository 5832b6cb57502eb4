"""A group of commands that loads each one when it is run, so that asking for help costs next to nothing."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click
from click.exceptions import NoArgsIsHelpError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


@dataclass(frozen=True, slots=True)
class Place:
    """Where a command is written, and what its group says of it without looking there."""

    module: str
    name: str
    summary: str


class Misread(click.ClickException):
    """A command line that cannot be read, told in one line."""

    exit_code = 2


@contextmanager
def _in_one_line() -> Iterator[None]:
    """Say what cannot be read without the three lines that click puts above it."""
    try:
        yield
    except NoArgsIsHelpError:
        raise
    except click.UsageError as error:
        way = error.ctx.command_path if error.ctx else "weft"
        said = " ".join(error.format_message().split()).rstrip(".")
        raise Misread(f"{said}; {way} --help says more") from None


class Lazily(click.Group):
    """A group that knows its commands by their places only."""

    def __init__(self, *args: Any, places: Mapping[str, Place], **settings: Any) -> None:  # noqa: ANN401  click's own
        super().__init__(*args, **settings)
        self._places = places

    def make_context(
        self,
        info_name: str | None,
        args: list[str],
        parent: click.Context | None = None,
        **extra: Any,  # noqa: ANN401  click's own
    ) -> click.Context:
        """As click does it, with one line for what cannot be read."""
        with _in_one_line():
            return super().make_context(info_name, args, parent, **extra)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401  click's own
        """As click does it, with one line for what cannot be read."""
        with _in_one_line():
            return super().invoke(ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in the order in which they are told."""
        del ctx
        return list(self._places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, which is loaded now."""
        del ctx
        if (place := self._places.get(cmd_name)) is None:
            return None
        command: click.Command = getattr(import_module(place.module), place.name)
        return command

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """The commands and options that begin like this, without loading any."""
        from click.shell_completion import CompletionItem  # noqa: PLC0415  only who completes words pays for it

        commands = [CompletionItem(name, help=place.summary) for name, place in self._places.items()]
        options = click.Command.shell_complete(self, ctx, incomplete)
        return [each for each in commands if each.value.startswith(incomplete)] + options

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write a line for each command without loading any."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, place.summary) for name, place in self._places.items()])
