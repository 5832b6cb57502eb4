"""Weft told to stop in the middle of its work: whoever was let in is answered, and nothing is lost or said twice."""

import asyncio
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import httpx
from sqlmodel import Session

from bench import weft as measured
from bot.chat.names import Identity, Lane
from bot.domain.delivery import Purpose, Recipient
from bot.store import deliveries, members, occurrences
from bot.store.database import Database
from tests.serving.process import serving
from tests.stubs import slack_people as people
from tests.stubs.slack import BOT_TOKEN, CHANNEL, SECRET, TEAM, SlackStub

ASKED, ANSWERING = 30, 10


async def test_what_was_begun_is_finished_and_what_waits_is_handed_back(tmp_path: Path) -> None:
    stub = SlackStub()
    await stub.start()
    users = [stub.join(f"Somebody {number}") for number in range(ASKED)]
    url, occurrence = await asyncio.to_thread(
        measured.prepare, tmp_path, ASKED, identity=lambda number: Identity("slack", TEAM, users[number])
    )
    with Database(url) as database:
        await database.write(partial(_ask_everybody, occurrence=occurrence))
    credentials = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SECRET, "SLACK_API_URL": stub.api_url}
    async with serving(tmp_path, "--no-example", DATABASE_URL=url, WEFT_LOG_FORMAT="json", **credentials) as weft:
        await weft.says("Weft serves")
        stub.slow = 0.6
        async with httpx.AsyncClient(base_url=weft.url, timeout=30) as slack:
            pressing = [asyncio.create_task(_press(slack, user, occurrence)) for user in users[:ANSWERING]]
            async with asyncio.timeout(30):
                # Each is kept before Slack is asked to thank for it, which takes a while.
                while not _posted(stub) or _kept(tmp_path) < ANSWERING:  # noqa: ASYNC110  only they can tell
                    await asyncio.sleep(0.02)
            assert await weft.end() == 0
            assert [await each for each in pressing] == [200] * ANSWERING
        assert "Traceback" not in "\n".join(weft.err)
    with closing(sqlite3.connect(tmp_path / "weft.db")) as database:
        progress = Counter(
            each for (each,) in database.execute("SELECT progress FROM delivery WHERE purpose = 'ask'")
        )
    await stub.stop()
    assert _kept(tmp_path) == ANSWERING
    assert progress["sent"] == len(_posted(stub)) == len(set(_posted(stub)))
    assert progress["sent"] + progress["pending"] == ASKED, progress


def _ask_everybody(session: Session, occurrence: str) -> None:
    """Line up a private post for each member."""
    opened = occurrences.get(session, occurrence)
    known = members.present(session, opened.partnership)
    lane = Lane("slack", TEAM)
    deliveries.plan(
        session,
        partnership=opened.partnership,
        purpose=Purpose.ASK,
        about=occurrence,
        recipients=[(Recipient(member=each.id), lane) for each in known],
        not_before=datetime.now(UTC),
    )


async def _press(slack: httpx.AsyncClient, user: str, occurrence: str) -> int:
    """Somebody answers with one press; the status with which it is acknowledged."""
    button = {"type": "button", "action_id": "check_in.tap#3", "value": f'["check_in.tap", "{occurrence}:4"]'}
    body, kind = people.form(people.press(button, user, **people.on_post(CHANNEL, "1.1")))
    answered = await slack.post("/slack/events", content=body, headers=people.signed(body, kind))
    return answered.status_code


def _posted(stub: SlackStub) -> list[str]:
    """The people who were written to in private, once for each post."""
    return [str(body["channel"]) for method, body in stub.calls if method == "chat.postMessage"]


def _kept(folder: Path) -> int:
    """How many answers are on disk."""
    with closing(sqlite3.connect(folder / "weft.db")) as database:
        return int(database.execute("SELECT count(*) FROM response").fetchone()[0])
