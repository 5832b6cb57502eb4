"""Says in one plain line for each thing that must be right whether it is, and what to do where it is not."""

import asyncio
import json
import logging
import sys
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from types import MappingProxyType
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import click
import structlog

from adapters.slack import doctor as slack
from bot.chat.finding import Examined, Finding, State
from bot.cli import examine, languages
from bot.errors import SettingsInvalid
from bot.settings import Settings

T = TypeVar("T")

_SIGNS: Final[Mapping[State, str]] = MappingProxyType({"good": "✓", "warning": "!", "wrong": "✗"})
_WORDS: Final[Mapping[State, str]] = MappingProxyType({each: f"{each}:".ljust(8) for each in _SIGNS})
_NOBODY: Final[Mapping[str, Any]] = MappingProxyType({})


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print a list for machines: what, state and advice of each.")
@click.option("--probe/--no-probe", "probing", default=True, help="Ask whether Weft answers at WEFT_URL.")
@click.pass_context
def doctor(context: click.Context, *, as_json: bool, probing: bool) -> None:
    """Say what is right, what is wrong, and what to do.

    Looks at everything that must be right before people can use Weft, and changes nothing. Exits with 1 when
    something is wrong.
    """
    chosen, findings = examine.read_settings()
    if chosen is not None:
        with _silence():
            findings += asyncio.run(looked_at(chosen, probing=probing))
    if as_json:
        click.echo(json.dumps([asdict(each) for each in findings], indent=2))
    else:
        encoding = sys.stdout.encoding or "ascii"
        fine = sys.stdout.isatty() and encoding.lower().replace("-", "") == "utf8"
        for line in lines(findings, _SIGNS if fine else _WORDS):
            click.echo(line.encode(encoding, "replace").decode(encoding))
    context.exit(1 if any(each.state == "wrong" for each in findings) else 0)


async def looked_at(
    chosen: Settings, *, probing: bool = True, microsoft: Mapping[str, Any] = _NOBODY
) -> list[Finding]:
    """All that there is to find, in the order in which it is told; whatever is asked over a network, side by side.

    Args:
        chosen: the settings.
        probing: whether to ask if Weft answers at its address.
        microsoft: who stands in for Microsoft, as `adapters.teams.doctor.examine` takes it.
    """
    looks = (
        _held("Database", _here(examine.database, chosen.database_url)),
        _held("Folder", _here(examine.folder, chosen.database_url)),
        _held("Secret", _here(examine.secret, chosen)),
        _held("Address", _here(examine.address, chosen)),
        _held("Languages", _here(languages.examine, chosen.weft_catalogues)),
        *([_held("Address", _probe(chosen))] if probing else []),
        _held("Slack", _slack(chosen)),
        _held("Teams", _teams(chosen, microsoft)),
    )
    told = await asyncio.gather(*looks)
    *around, in_slack, in_teams = told
    ahead = [each.ahead for each in told if each.ahead is not None]
    findings = [found for each in around for found in each.findings]
    return [*findings, *examine.clock(ahead), *in_slack.findings, *in_teams.findings, *_alone(chosen)]


def lines(findings: Sequence[Finding], signs: Mapping[State, str]) -> Iterator[str]:
    """What is told to people: advice stands below what it is for, once where it is for several lines in a row."""
    for number, each in enumerate(findings):
        yield f"{signs[each.state]} {_printable(each.what)}"
        after = findings[number + 1].advice if number + 1 < len(findings) else ""
        if each.advice != after:
            indent = " " * (len(signs[each.state]) + 3)
            yield from (f"{indent}{_printable(line)}" for line in each.advice.splitlines())
    yield ""
    wrong, warnings = (sum(each.state == state for each in findings) for state in ("wrong", "warning"))
    told = "Nothing is wrong" if not wrong else "1 thing is wrong" if wrong == 1 else f"{wrong} things are wrong"
    yield told + (f"; look at what is marked {signs['warning'].strip(' :')}" if warnings else "")


def _printable(line: str) -> str:
    """Nothing that somebody named elsewhere may move about in a terminal."""
    return "".join(letter if letter.isprintable() else " " for letter in line)


async def _held(name: str, look: Awaitable[Examined]) -> Examined:
    """What was found, or that looking failed: one look that fails leaves the others alone."""
    try:
        return await look
    except SettingsInvalid as error:
        return Examined([Finding(f"{name}: {error}", "wrong", "Correct it in the settings")])
    except Exception as error:  # noqa: BLE001  its words may quote anything
        what = f"{name}: looking at it failed ({type(error).__name__})"
        return Examined([Finding(what, "wrong", "Look again; if it stays so, this is a fault of Weft")])


async def _here(look: Callable[[T], Iterable[Finding]], at: T) -> Examined:
    """What is found on this machine; in a thread, since a database may take its time."""
    return Examined(await asyncio.to_thread(lambda: list(look(at))))


async def _probe(chosen: Settings) -> Examined:
    return Examined(await examine.probe(chosen))


async def _slack(chosen: Settings) -> Examined:
    if not chosen.slack_bot_token:
        return Examined([])
    return await slack.examine(
        bot_tokens=chosen.slack_bot_tokens,
        app_token=None if chosen.slack_app_token is None else chosen.slack_app_token.get_secret_value(),
        signed=chosen.slack_signing_secret is not None,
        url=examine.shown(urlsplit(chosen.url)),
        api_url=chosen.slack_api_url,
        patience=examine.PATIENCE,
    )


async def _teams(chosen: Settings, microsoft: Mapping[str, Any]) -> Examined:
    if not examine.teams_is_set_up(chosen):
        return Examined([])
    # Importing the SDK takes half a second, for which only those wait who use it.
    from adapters.teams import doctor as teams  # noqa: PLC0415
    from bot.cli.teams import registrations  # noqa: PLC0415

    return await teams.examine(
        registrations=registrations(chosen),
        url=examine.shown(urlsplit(chosen.url)),
        anonymous=chosen.weft_teams_anonymous,
        **{"patience": examine.PATIENCE, **microsoft},
    )


def _alone(chosen: Settings) -> Iterator[Finding]:
    if chosen.weft_web and not chosen.slack_bot_token and not examine.teams_is_set_up(chosen):
        advice = "The README says how to connect one"
        yield Finding("Neither Slack nor Teams is set up: people come by the web inbox", "good", advice)


@contextmanager
def _silence() -> Iterator[None]:
    """While this lasts nothing is logged: all there is to say is said at the end."""
    logging.disable(logging.CRITICAL)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        yield
    finally:
        structlog.reset_defaults()
        logging.disable(logging.NOTSET)
