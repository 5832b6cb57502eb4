"""Prints the next instants of a rule, so that it can be tried before anybody is asked."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from bot.cli import rules
from bot.cli.clearly import clearly
from bot.domain.schedule import Rhythm, instant, is_zone
from bot.texts import moments

_MOST = 1_000


@click.command()
@click.argument("rule")
@click.option("--start", help="First possible day and time, as 2026-05-05T09:30; today at 09:30 if left out.")
@click.option("--zone", default="Europe/London", show_default=True, help="Whose wall clock it follows.")
@click.option("--after", help="Begin after this day and time in the zone; now if left out.")
@click.option("--count", type=click.IntRange(1, _MOST), default=5, show_default=True, help="How many instants.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@clearly
def preview(rule: str, start: str | None, zone: str, after: str | None, count: int, *, as_json: bool) -> None:
    """Print when RULE falls due next. RULE is one of RFC 5545, such as "FREQ=MONTHLY;BYDAY=2TU".

    Needs neither settings nor a database.

    \b
    With --json, the object has
      rule, start, zone
      instants  [{local, utc, offset, note}]: the wall clock's time, the moment,
                the zone's offset then, and what there is to say where clocks change
      ended     whether nothing comes after these
    """  # noqa: D301  click's sign that what follows stays as it is written
    if not is_zone(zone):
        raise click.BadParameter(
            f"{zone!r} is no time zone we know; write one such as Europe/London", param_hint="--zone"
        )
    now = datetime.now(UTC)
    usual = now.astimezone(ZoneInfo(zone)).replace(hour=9, minute=30, second=0, microsecond=0, tzinfo=None)
    starts = usual if start is None else _time(start, "--start")
    since = now if after is None else instant(_time(after, "--after"), zone)
    try:
        rhythm = rules.read(rule, starts, zone)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="RULE") from None
    slots = rhythm.preview(since, count + 1)
    told = [_instant(slot, zone) for slot in slots[:count]]
    ended = len(slots) <= count
    if as_json:
        known = {"rule": rhythm.rule, "start": starts.isoformat(), "zone": zone}
        click.echo(json.dumps({**known, "instants": told, "ended": ended}, indent=2))
        return
    for line in _lines(rhythm, told, ended=ended):
        click.echo(line)


def _time(text: str, option: str) -> datetime:
    try:
        return rules.local(text)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint=option) from None


def _instant(slot: datetime, zone: str) -> Mapping[str, Any]:
    moment = instant(slot, zone)
    there = slot.replace(tzinfo=ZoneInfo(zone), fold=0)
    return {
        "local": slot.isoformat(),
        "utc": moment.isoformat(),
        "offset": f"{moment.astimezone(ZoneInfo(zone)):%z}",
        "note": rules.changed_clocks(slot, there),
    }


def _lines(rhythm: Rhythm, told: list[Mapping[str, Any]], *, ended: bool) -> Iterator[str]:
    if not told:
        yield "It does not fall due any more."
        return
    yield f"{rhythm.rule}, {moments.place(rhythm.zone)} time:"
    for each in told:
        slot, moment = datetime.fromisoformat(each["local"]), datetime.fromisoformat(each["utc"])
        note = f"; {each['note']}" if each["note"] else ""
        day = f"{moments.weekdays()[slot.weekday()]} {moments.day(slot.replace(tzinfo=UTC), 'UTC')}"
        yield f"  {day}, {slot:%H:%M} ({moment:%Y-%m-%d %H:%M} UTC){note}"
    if ended:
        yield "Nothing comes after that."
