"""Prints what a shell needs to complete the words of `weft`."""

import click
from click.shell_completion import get_completion_class

from bot.cli.clearly import clearly

_SHELLS = ("bash", "zsh", "fish")


@click.command()
@click.argument("shell", type=click.Choice(_SHELLS))
@click.pass_context
@clearly
def completion(context: click.Context, shell: str) -> None:
    """Print what completes weft's words in SHELL.

    \b
    bash  eval "$(weft completion bash)"                                  in ~/.bashrc
    zsh   eval "$(weft completion zsh)"                                   in ~/.zshrc
    fish  weft completion fish > ~/.config/fish/completions/weft.fish
    """  # noqa: D301  click's sign that what follows stays as it is written
    maker = get_completion_class(shell)
    if maker is not None:
        made = maker(context.find_root().command, {}, "weft", "_WEFT_COMPLETE")
        click.echo(made.source())
