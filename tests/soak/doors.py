"""Knocks on the inbound doors with what nobody should send: payloads mutated, made-up paths, broken files."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import structlog.testing
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from bot.app import Bot
from bot.cli import wanted
from bot.domain import roll
from bot.domain.host import Host
from bot.store.database import Database
from bot.texts.verbs import Verb
from tests.cli.fen import FEN
from tests.contract.slack import SlackDriver
from tests.contract.teams import TeamsDriver
from tests.contract.web import WebDriver
from tests.stubs import slack_people
from tests.stubs.slack import TEAM

REPLAY = Path(__file__).parent.parent / "replay"
FAILED = frozenset({"receive.failed", "reply.failed"})
STRANGE = ("", "\0", "\u202e", "x" * 5_000, "<!channel>", "slack:T1:U1", "1:2:3", "-1", "9" * 40)
ODD: st.SearchStrategy[Any] = st.one_of(
    st.sampled_from([*STRANGE, None, True, 0, -1, 2**70, 1e308, [], {}, [[]], *(json.dumps([v, "1"]) for v in Verb)]),
    st.text(max_size=20),
)


@dataclass(slots=True)
class Knocks:
    """How many there were, and what of them was not dealt with."""

    inputs: int = 0
    faults: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Doors:
    """Slack, Teams and the web inbox over one bot, and the files of operators."""

    slack: SlackDriver
    teams: TeamsDriver
    web: httpx.AsyncClient
    payloads: Mapping[str, list[Any]]

    async def knock(self, door: str, data: st.DataObject) -> int:
        """One input at one door; the status, 0 where there is none."""
        match door:
            case "slack":
                payload = data.draw(mutated(self.payloads["slack"]))
                body, kind = data.draw(st.sampled_from([slack_people.form, slack_people.event_body]))(payload)
                return (await self.slack.request(body, slack_people.signed(body, kind))).status_code
            case "teams":
                told = data.draw(mutated(self.payloads["teams"]))
                return (await self.teams.send(None, self.teams.spaces[0], told)).status_code
            case "web":
                path = data.draw(st.sampled_from(["/", "/press", "/submit", "/leave", "/enter/"]))
                fields = data.draw(st.dictionaries(_plain(), _plain(), max_size=4))
                method = data.draw(st.sampled_from(["GET", "POST"]))
                url = path + quote(data.draw(_plain()), safe="")
                return (await self.web.request(method, url, data=fields if method == "POST" else None)).status_code
            case _:
                text = data.draw(cut(FEN))
                # What is no TOML has its line, which `weft apply` shows.
                with suppress(ValueError):
                    wanted.read(text)
                roll.read(text)
                return 0


def _plain() -> st.SearchStrategy[str]:
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


@st.composite
def cut(draw: st.DrawFn, text: str) -> str:
    """A text with something else in a place of it."""
    start = draw(st.integers(0, len(text)))
    return text[:start] + draw(_plain()) + text[start + draw(st.integers(0, 30)) :]


@st.composite
def mutated(draw: st.DrawFn, payloads: list[Any]) -> Any:  # noqa: ANN401  any JSON
    """A recorded payload with up to three values that nobody expects, or without them."""
    payload = deepcopy(draw(st.sampled_from(payloads)))
    for _ in range(draw(st.integers(0, 3))):
        places = list(_places(payload))
        if places:
            holder, key = draw(st.sampled_from(places))
            if isinstance(holder, dict) and draw(st.booleans()):
                del holder[key]
            else:
                holder[key] = draw(ODD)
    return payload


def _places(value: Any) -> Iterable[tuple[Any, Any]]:  # noqa: ANN401  any JSON
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield value, key
        yield from _places(inner)


def knock(database: Database, inputs: int, number: int) -> Knocks:
    """Knock so many times, with this seed."""
    knocks = Knocks()
    with asyncio.Runner() as runner, structlog.testing.capture_logs() as logs:
        doors = runner.run(_open(database))

        @seed(number)
        @settings(max_examples=inputs, database=None, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.sampled_from(["slack", "teams", "web", "files"]), st.data())
        def one(door: str, data: st.DataObject) -> None:
            knocks.inputs += 1
            logs.clear()
            status = runner.run(doors.knock(door, data))
            failed = [each for each in logs if each["event"] in FAILED]
            assert status < 500 or status == 503, (door, status)
            assert not failed, (door, failed)

        try:
            one()
        except (Exception, ExceptionGroup) as error:  # noqa: BLE001  whatever it is, it is what is looked for
            knocks.faults.append(repr(error)[:1_000] + "\n" + "\n".join(getattr(error, "__notes__", ()))[:3_000])
        runner.run(_close(doors))
    return knocks


async def _open(database: Database) -> Doors:
    slack, teams, web = SlackDriver(), TeamsDriver(), WebDriver()
    bot = Bot(database, (), Host())
    await slack.start(bot.receive)
    await teams.start(bot.receive)
    wire = httpx.ASGITransport(web.platform.asgi(bot.receive))
    payloads = {
        name: [
            json.loads(each.read_text().replace("T0HOME0001", TEAM).replace("U0WEFTBOT1", "U0BOT"))
            for each in sorted((REPLAY / name).glob("*.json"))
        ]
        for name in ("slack", "teams")
    }
    return Doors(slack, teams, httpx.AsyncClient(transport=wire, base_url="http://127.0.0.1:8765"), payloads)


async def _close(doors: Doors) -> None:
    await doors.web.aclose()
    await doors.slack.stop()
    await doors.teams.stop()
