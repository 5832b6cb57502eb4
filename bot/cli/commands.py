"""What `weft` can be told to do: one line for each command, which is only loaded when it is run."""

from collections.abc import Mapping
from types import MappingProxyType

import click

from bot.cli.lazily import Lazily, Place

COMMANDS: Mapping[str, Place] = MappingProxyType(
    {
        "serve": Place("bot.cli.running", "serve", "Bring the database up, then serve every platform."),
        "doctor": Place("bot.cli.doctor", "doctor", "Say what is right, what is wrong, and what to do."),
        "migrate": Place("bot.cli.running", "migrate", "Bring the database up to this version."),
        "example": Place("bot.cli.running", "example", "Play six months of an example partnership, up to now."),
        "link": Place("bot.cli.running", "link", "Make a link into the web inbox for somebody new."),
        "manifest": Place("bot.cli.manifest", "manifest", "Print or write what a platform needs to know of Weft."),
        "preview": Place("bot.cli.preview", "preview", "Print when a rule falls due next."),
        "apply": Place("bot.cli.apply", "apply", "Make a partnership what a TOML file says."),
        "people": Place("bot.cli.people", "people", "Bring people in from a CSV file."),
        "releases": Place("bot.cli.releases", "releases", "Print every release ever made of a partnership."),
        "audit": Place("bot.cli.audit", "audit", "Who changed what: print it, and prove that it is whole."),
        "export": Place("bot.cli.export", "export", "Write what may leave Weft of a partnership or a person."),
        "erase": Place("bot.cli.erase", "erase", "Erase a person everywhere."),
        "backup": Place("bot.cli.backup", "backup", "Copy the database while Weft runs, and check the copy."),
        "restore": Place("bot.cli.restore", "restore", "Put a backup in the place of the database."),
        "completion": Place("bot.cli.completion", "completion", "Print what completes weft's words in your shell."),
    }
)


@click.group(cls=Lazily, places=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="weft", message="weft %(version)s")
def main() -> None:
    """Check-ins and weekly digests for partnerships of several organisations."""
