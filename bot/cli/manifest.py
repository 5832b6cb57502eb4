"""Prints or writes what a platform needs to know of Weft."""

import json
from importlib.metadata import version
from typing import BinaryIO

import click

from adapters.slack.manifest import manifest as slack_manifest
from adapters.teams.package import package as teams_package
from bot import settings
from bot.cli.clearly import clearly
from bot.errors import SettingsInvalid


@click.group()
def manifest() -> None:
    """Print or write what a platform needs to know of Weft."""


@manifest.command("slack")
@click.option("--url", help="Where Slack reaches Weft, such as https://weft.example.org; none for Socket Mode.")
@click.option("--install-url", help="Where people reach Weft to install it in many workspaces, as WEFT_URL says.")
def _slack(url: str | None, install_url: str | None) -> None:
    """The Slack app manifest, to paste when creating the app."""
    click.echo(json.dumps(slack_manifest(url, installed_at=install_url), indent=2))


@manifest.command("teams")
@click.option("--app-id", help="Application (client) id of the registration; MICROSOFT_APP_ID if left out.")
@click.option("--url", help="Where people reach Weft, such as https://weft.example.org; WEFT_URL if left out.")
@click.option("--output", type=click.File("wb", lazy=True), default="weft-teams.zip", show_default=True)
@click.option("--shared-channels/--no-shared-channels", default=None, help="Let it into shared channels, too.")
@clearly
def _teams(app_id: str | None, url: str | None, output: BinaryIO, shared_channels: bool | None) -> None:  # noqa: FBT001
    """The Microsoft Teams app package, to upload."""
    chosen = settings.read()
    named = app_id or chosen.microsoft_app_id
    if not named:
        raise SettingsInvalid("name the registration with --app-id, or set MICROSOFT_APP_ID; a table holds several")
    made = teams_package(
        app_id=named,
        url=url or chosen.url,
        version=version("weft"),
        shared_channels=chosen.weft_teams_shared_channels if shared_channels is None else shared_channels,
    )
    # Not before it is made: a package that is there already stays when this one cannot be.
    output.write(made)
    click.echo(f"Upload {output.name} in Teams: Apps, Manage your apps, Upload an app.", err=True)
