"""Prints or writes what a platform needs to know of Weft."""

import json

import click

from adapters.slack.manifest import manifest as slack_manifest


@click.group()
def manifest() -> None:
    """Print what a platform needs to know of Weft."""


@manifest.command("slack")
@click.option("--url", help="Where Slack reaches Weft, such as https://weft.example.org; none for Socket Mode.")
def _slack(url: str | None) -> None:
    """The Slack app manifest, to paste when creating the app."""
    click.echo(json.dumps(slack_manifest(url), indent=2))
