"""Metrics: they count what happened and what waits, and name nobody."""

import asyncio
import json
import re
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event

import httpx
import pytest
import structlog
from prometheus_client import generate_latest
from sqlmodel import Session

from bot import logs
from bot.chat.events import Opened
from bot.chat.names import Lane
from bot.domain.delivery import Purpose, Recipient
from bot.errors import SettingsInvalid, Throttled
from bot.store import deliveries, pulse
from bot.store.database import Database
from bot.store.pulse import Queue
from bot.watch import metrics_door, receiving
from bot.watch.metrics import Metrics, code_of
from bot.watch.spans import UNTRACED
from tests.replied import occurrence_of
from tests.serving.process import free_port
from tests.store.scene import HOUR, MONDAY, Scene, set_up
from tests.world import MO, World

LANE = Lane("slack", "T012AB3CD")


pytestmark = pytest.mark.usefixtures("as_before")


def listening() -> Metrics:
    """Metrics that hear whatever is logged from now on."""
    made = Metrics()
    logs.configure("json", made)
    return made


def value(of: Metrics, name: str, **labels: str) -> float | None:
    return of.registry.get_sample_value(f"weft_{name}", labels)


async def test_asks_and_answers_are_counted_and_answers_are_not_written_down(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    metrics = listening()
    await world.schedule()
    await world.tick("2026-05-05 08:30Z")
    asked = occurrence_of(world.asked_of(MO).message)
    capsys.readouterr()
    await world.answer(MO, asked)
    await world.answer(MO, asked)
    assert (await world.answer(MO, asked, q1="9")).__class__.__name__ == "Reject"
    assert value(metrics, "deliveries_sent_total", platform="chat", purpose="ask") == len(world.chat.posts)
    assert value(metrics, "answers_total", platform="chat") == 2
    deed = {"platform": "chat", "deed": "check_in.answer"}
    assert value(metrics, "deeds_total", **deed, outcome="done") == 2
    assert value(metrics, "deeds_total", **deed, outcome="rejected") == 1
    assert capsys.readouterr().err == "", "when somebody answered is nobody's business"


async def test_nothing_in_them_names_anybody(world: World) -> None:
    metrics = listening()
    await world.schedule()
    await world.tick("2026-05-05 08:30Z")
    await world.answer(MO, occurrence_of(world.asked_of(MO).message), q1="4", q3="They bang the doors")
    metrics.look_at(lambda: [Queue(Lane("chat", "T1"), 3, timedelta(seconds=7))])
    labels = {
        label
        for family in metrics.registry.collect()
        for sample in family.samples
        for label in sample.labels.values()
    }
    rows = await world.dump()
    known = {
        str(each)
        for table in ("member", "identity", "partnership", "space")
        for row in rows[table]
        for each in row.values()
    }
    # A platform's name is the one thing that these tables and the labels share.
    assert labels & known == {"chat"}
    assert code_of(Lane("chat", "T1")) in labels


async def test_a_platform_that_says_wait_is_counted(world: World) -> None:
    metrics = listening()
    await world.schedule()
    world.chat.fail("post", Throttled(30))
    await world.tick("2026-05-05 08:30Z")
    assert value(metrics, "lanes_stopped_total", platform="chat", fault="Throttled") == 1


@pytest.mark.parametrize(
    ("event", "about", "name", "labels"),
    [
        ("delivery.ended", {"progress": "failed", "purpose": "ask"}, "deliveries_ended_total", None),
        ("platform.throttled", {"platform": "slack"}, "throttled_total", None),
        ("reply.late", {"platform": "slack"}, "replies_late_total", None),
        ("request.refused", {"platform": "web", "reason": "forged"}, "requests_refused_total", None),
        ("link.refused", {"platform": "web", "reason": "forged"}, "requests_refused_total", None),
        ("store.unavailable", {}, "store_unavailable_total", None),
        ("job.failed", {"job": "open"}, "jobs_failed_total", None),
        ("job.ran", {"job": "open", "seconds": 0.1}, "job_seconds_count", {"job": "open"}),
    ],
)
def test_each_fact_is_counted_once(
    event: str, about: dict[str, str | float], name: str, labels: dict[str, str] | None
) -> None:
    metrics = listening()
    structlog.get_logger().warning(event, **about)
    assert (
        value(metrics, name, **({key: str(each) for key, each in about.items()} if labels is None else labels)) == 1
    )


def test_answers_are_counted_by_door_and_how_long_they_took() -> None:
    metrics = listening()
    metrics.answered("slack", 200, 0.04)
    assert value(metrics, "ack_seconds_count", door="slack", status="200") == 1
    assert value(metrics, "ack_seconds_bucket", door="slack", status="200", le="0.05") == 1


def test_the_manual_knows_every_metric_and_no_other() -> None:
    metrics = listening()
    metrics.look_at(list)
    kinds = {"counter": "_total"}
    there = {f"{each.name}{kinds.get(each.type, '')}" for each in metrics.registry.collect()}
    manual = (Path(__file__).parents[2] / "docs" / "operations.md").read_text()
    assert set(re.findall(r"`(?:rate\()?(weft_[a-z_]+)", manual)) == there


async def test_replies_are_counted_however_they_came(world: World) -> None:
    metrics = listening()
    await receiving.followed(world.bot().receive, UNTRACED, metrics.replied)(Opened(MO))
    assert value(metrics, "reply_seconds_count", platform="chat") == 1


def test_what_nobody_counts_is_logged_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    metrics = listening()
    structlog.get_logger().info("something.else")
    assert json.loads(capsys.readouterr().err)["event"] == "something.else"
    assert "something" not in generate_latest(metrics.registry).decode()


async def test_what_waits_is_told_by_workspace(database: Database) -> None:
    scene: Scene = await database.write(set_up)
    recipients = [(Recipient(member=scene.member.id), LANE), (Recipient(member=scene.convener.id), LANE)]
    for about, moment in (("first", MONDAY), ("second", MONDAY + HOUR), ("third", MONDAY + 3 * HOUR)):
        await database.write(
            partial(
                deliveries.plan,
                partnership=scene.partnership.id,
                purpose=Purpose.ASK,
                about=about,
                recipients=recipients,
                not_before=moment,
            )
        )
    assert await database.read(partial(pulse.queues, now=MONDAY - HOUR)) == []
    assert await database.read(partial(pulse.queues, now=MONDAY + 2 * HOUR)) == [Queue(LANE, 4, 2 * HOUR)]


async def test_they_are_served_at_a_port_of_their_own(database: Database) -> None:
    metrics, port = Metrics(), free_port()
    waiting = metrics_door.asked(database, asyncio.get_running_loop(), lambda: MONDAY)
    with metrics_door.served(metrics, "127.0.0.1", port, waiting):
        async with httpx.AsyncClient() as client:
            told = await client.get(f"http://127.0.0.1:{port}/metrics")
    assert told.status_code == 200
    assert "weft_database_up 1.0" in told.text


async def test_a_database_that_is_away_leaves_the_rest_of_them(database: Database) -> None:
    metrics, port = Metrics(), free_port()
    waiting = metrics_door.asked(database, asyncio.get_running_loop(), lambda: MONDAY)
    database.close()
    with metrics_door.served(metrics, "127.0.0.1", port, waiting):
        async with httpx.AsyncClient() as client:
            told = await client.get(f"http://127.0.0.1:{port}/metrics")
    assert "weft_database_up 0.0" in told.text
    assert "weft_queue_depth{" not in told.text


async def test_while_a_long_queue_is_counted_what_was_counted_before_is_told(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    free, looks = Event(), 0

    def count(_: Session, now: datetime) -> list[Queue]:
        nonlocal looks
        looks += 1
        free.wait(10)
        return [Queue(LANE, 7, now - MONDAY)]

    monkeypatch.setattr(pulse, "queues", count)
    waiting = metrics_door.asked(database, asyncio.get_running_loop(), lambda: MONDAY, patience=0.05, fresh=0)
    assert [await asyncio.to_thread(waiting) for _ in range(3)] == [[], [], []]
    assert looks == 1, "however often it is asked"
    free.set()
    async with asyncio.timeout(10):
        while not await asyncio.to_thread(waiting):
            pass
    assert await asyncio.to_thread(waiting) == [Queue(LANE, 7, timedelta())]


async def test_a_port_that_is_taken_is_told_of_by_name(database: Database) -> None:
    waiting = metrics_door.asked(database, asyncio.get_running_loop(), lambda: MONDAY)
    with (
        metrics_door.served(Metrics(), "127.0.0.1", port := free_port(), waiting),
        pytest.raises(SettingsInvalid, match="set WEFT_METRICS_HOST or WEFT_METRICS_PORT"),
        metrics_door.served(Metrics(), "127.0.0.1", port, waiting),
    ):
        raise AssertionError("two cannot listen at one port")


def test_a_workspace_can_be_found_by_who_knows_it() -> None:
    """As the runbook says: `printf slack:T012AB3CD | sha256sum | cut -c1-8`."""
    assert code_of(LANE) == "5a7b8c09"
