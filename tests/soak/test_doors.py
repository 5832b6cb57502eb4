"""Some of the inputs with which `make soak` knocks: no door, route or deed is left out, and no fault is missed."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio
import structlog

from adapters.http import PROBES
from tests.databases import Sqlite
from tests.soak import doors, files_room, slack_room, teams_room, web_room
from tests.soak.doors import Knocking
from tests.soak.ear import Ear, troubles
from tests.soak.knocks import Answer, Knock, Knocks
from tests.soak.mutations import CANARY, DEEDS
from tests.stubs.slack import BOT_TOKEN

INPUTS = 700
DOORS = {"calendar", "files", "metrics", "probes", "slack", "slack pages", "slack socket", "teams", "web", "wire"}
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def knocking(sqlite: Sqlite) -> AsyncIterator[Knocking]:
    """A house at whose doors was knocked."""
    ear = Ear(doors.SECRETS)
    with sqlite.fresh() as url:
        async with AsyncExitStack() as stack:
            with ear.listening():
                made = await doors.begin(stack, url, ear, 1, Knocks(deeds=ear.deeds))
                await made.round(0, INPUTS)
            yield made


def places(knocking: Knocking, *of: str) -> set[str]:
    """Where at these doors was knocked."""
    return {place for door, place in knocking.knocks.places if door in of}


async def test_whatever_comes_in_is_dealt_with(knocking: Knocking) -> None:
    assert list(map(str, knocking.knocks.faults)) == []
    assert knocking.knocks.inputs == INPUTS


async def test_every_door_is_knocked_at(knocking: Knocking) -> None:
    assert set(knocking.knocks.doors) == DOORS
    assert places(knocking, "web") == {f"{method} {path}" for method, path in web_room.routes(knocking.house)}
    assert places(knocking, "probes") == PROBES
    assert places(knocking, "files") == set(files_room.COMMANDS)
    assert {"/slack/install", "/slack/oauth"} <= places(knocking, "slack pages")


async def test_every_deed_is_asked_for(knocking: Knocking) -> None:
    assert set(DEEDS) <= knocking.mutations.asked
    assert len({deed for deed, outcome in knocking.knocks.deeds if outcome == "done"}) > 10, "they come no further"


async def test_what_is_recorded_of_vendors_is_known() -> None:
    assert len(slack_room.recorded()) > 20
    assert len(teams_room.recorded()) > 50


def says(line: str) -> Callable[[], Awaitable[Answer]]:
    """A door that writes a line beside the log."""

    async def send() -> Answer:
        sys.stderr.write(f"{line}\n")
        return Answer(200)

    return send


def logs(event: str, level: str = "info", **more: str) -> Callable[[], Awaitable[Answer]]:
    """A door that logs something."""

    async def send() -> Answer:
        getattr(structlog.get_logger(), level)(event, **more)
        return Answer(200)

    return send


def answers(status: int, body: str = "") -> Callable[[], Awaitable[Answer]]:
    """A door that answers something."""

    async def send() -> Answer:
        return Answer(status, body)

    return send


async def raises() -> Answer:
    raise ZeroDivisionError("division by zero")


async def loses() -> Answer:
    asyncio.get_running_loop().call_soon(lambda: 1 // 0)
    await asyncio.sleep(0)
    return Answer(200)


@pytest.mark.parametrize(
    ("send", "why"),
    [
        (raises, "ZeroDivisionError came out of the door"),
        (loses, "lost in the loop: ZeroDivisionError"),
        (answers(500), "answered 500"),
        (answers(200, "Traceback (most recent call last)"), "answered with a traceback"),
        (answers(404, f"no {BOT_TOKEN} here"), "a secret is in an answer of 404"),
        (answers(200, troubles()[0]), "somebody was told: Something went wrong"),
        (answers(200, troubles()[2]), "somebody was told: "),
        (says("Traceback"), "said beside the log"),
        (logs("reply.failed"), "logged: "),
        (logs("anything", "error"), "logged: "),
        (logs("library.complained", "warning", fault="KeyError"), "logged: "),
        (logs("thing.noted", reason=f"{CANARY} wrote this"), "what somebody typed is in the log"),
        (logs("thing.noted", reason=BOT_TOKEN), "a secret is in the log"),
    ],
)
async def test_a_door_that_fails_is_heard_of(
    knocking: Knocking, send: Callable[[], Awaitable[Answer]], why: str
) -> None:
    with knocking.ear.listening():
        _, faults = await knocking.attempt(Knock("a door", "a place", "something", send))
    assert [each for each in faults if each.startswith(why)], faults


async def test_a_door_that_says_no_is_none(knocking: Knocking) -> None:
    for send in (answers(401), answers(503), answers(200, "Home"), logs("request.refused", "warning", reason="size")):
        with knocking.ear.listening():
            _, faults = await knocking.attempt(Knock("a door", "a place", "something", send))
        assert faults == []
