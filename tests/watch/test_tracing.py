"""Traces and ids: what belongs together can be found, and nothing that somebody wrote is in it."""

import json
import sys
from collections.abc import Iterator
from subprocess import run

import httpx
import pytest
import structlog
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from pydantic import SecretStr

from bot import logs
from bot.app import Bot
from bot.chat.events import Opened, Pressed
from bot.chat.message import Action
from bot.chat.platform import AsgiScope
from bot.cli.watching import Traced, watching
from bot.domain.host import Host
from bot.errors import Refused, SettingsInvalid
from bot.settings import Settings
from bot.store.database import Database
from bot.texts.verbs import Verb
from bot.watch import receiving, requests
from bot.watch.platforms import Followed
from bot.watch.spans import UNTRACED
from bot.watch.tracing import OpenTelemetry
from tests.world import ADA, MO, World, at

KNOWN = {"platform", "deed", "delivery", "door", "request"}


@pytest.fixture
def exporter() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def tracer(exporter: InMemorySpanExporter) -> Iterator[OpenTelemetry]:
    made = OpenTelemetry(SimpleSpanProcessor(exporter))
    yield made
    made.close()


def told(exporter: InMemorySpanExporter) -> str:
    """All that leaves this machine but numbers and moments."""
    spans = exporter.get_finished_spans()
    return " ".join(f"{each.name} {each.attributes} {each.events} {each.status.description}" for each in spans)


async def test_a_deed_is_followed_down_to_the_database(
    tracer: OpenTelemetry, exporter: InMemorySpanExporter, world: World
) -> None:
    with Database(str(world.database._engine.url), around=tracer.span) as database:  # noqa: SLF001  the same once more
        bot = Bot(database, [Followed(world.chat, tracer)], Host(), lambda: world.now)
        receive = receiving.followed(bot.receive, tracer)
        with tracer.span("request", door="chat"):
            await receive(Opened(MO))
    spans = {span.name: span for span in exporter.get_finished_spans()}
    assert {"request", "deed", "database.read"} <= spans.keys()
    assert spans["deed"].parent == spans["request"].context
    assert spans["database.read"].parent == spans["deed"].context
    assert spans["deed"].attributes == {"platform": "chat", "deed": "opened"}


async def test_no_span_holds_a_name_a_word_or_an_error_s_text(
    tracer: OpenTelemetry, exporter: InMemorySpanExporter, world: World
) -> None:
    with Database(str(world.database._engine.url), around=tracer.span) as database:  # noqa: SLF001  the same once more
        bot = Bot(database, [Followed(world.chat, tracer)], Host(), lambda: world.now)
        receive = receiving.followed(bot.receive, tracer)
        await world.schedule()
        world.chat.fail("post", Refused("Mo wrote: hunter2"))
        world.now = at("2026-05-05 08:30Z")
        await bot.tick()
        await receive(Pressed(MO, Action("hunter2", "x")))
        await receive(Pressed(ADA, Action(Verb.ANSWERS, world.partnership)))
    assert exporter.get_finished_spans()
    for word in ("Mo", "hunter2", "Ada", "Fenland", "T1"):
        assert word not in told(exporter), word
    assert {key for span in exporter.get_finished_spans() for key in span.attributes or {}} <= KNOWN


async def test_a_delivery_is_followed_by_its_id_in_spans_and_log_lines(
    tracer: OpenTelemetry, exporter: InMemorySpanExporter, world: World
) -> None:
    world.chat.fail("post", Refused("Mo wrote: hunter2"))
    bot = Bot(world.database, [Followed(world.chat, tracer)], Host(), lambda: world.now)
    await world.schedule()
    world.now = at("2026-05-05 08:30Z")
    await bot.tick()
    posts = [span for span in exporter.get_finished_spans() if span.name == "delivery"]
    ids = {str(row["id"]) for row in (await world.dump())["delivery"]}
    assert posts
    assert {_attribute(span, "delivery") for span in posts} <= ids
    failed = [span for span in posts if not span.status.is_ok]
    assert [span.status.description for span in failed] == ["Refused"]
    assert [span.events for span in failed] == [()]


@pytest.mark.usefixtures("as_before")
async def test_a_request_has_an_id_of_ours_that_its_lines_carry(
    tracer: OpenTelemetry, exporter: InMemorySpanExporter, capsys: pytest.CaptureFixture[str]
) -> None:
    async def app(scope: AsgiScope, receive: object, send: object) -> None:
        del scope, receive
        assert callable(send)
        structlog.get_logger().info("something.happened")
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    answered: list[tuple[str, int]] = []
    followed = requests.followed(
        app, {"slack"}, {"/healthz"}, tracer, lambda door, status, _: answered.append((door, status))
    )
    logs.configure("json")
    async with httpx.AsyncClient(transport=httpx.ASGITransport(followed), base_url="http://weft") as client:
        first = await client.get("/slack/events", headers={"x-request-id": "forged"})
        await client.get("/enter/secret-token")
        probed = await client.get("/healthz")
    line, other, of_nobody = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert line["request"] == first.headers["x-request-id"] != "forged"
    assert line["request"] != other["request"]
    assert "x-request-id" not in probed.headers
    assert "request" not in of_nobody
    assert answered == [("slack", 204), ("web", 204)]
    assert [span.attributes and span.attributes["door"] for span in exporter.get_finished_spans()] == ["slack", "web"]
    assert "secret-token" not in told(exporter)


@pytest.mark.usefixtures("as_before")
def test_log_lines_say_to_which_trace_they_belong(tracer: OpenTelemetry, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json", Traced(tracer))
    with tracer.span("request"):
        structlog.get_logger().info("something.happened")
        known = tracer.trace_id
    structlog.get_logger().info("something.else")
    within, without = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert known is not None
    assert within["trace"] == known
    assert "trace" not in without


@pytest.mark.usefixtures("as_before")
@pytest.mark.parametrize("headers", ["hunter2", "=hunter2", "a=b,hunter2"])
def test_headers_that_are_none_are_told_of_without_their_text(headers: str) -> None:
    chosen = Settings(otel_exporter_otlp_endpoint="http://127.0.0.1:9", otel_exporter_otlp_headers=SecretStr(headers))
    with pytest.raises(SettingsInvalid) as told, watching(chosen):
        raise AssertionError("it began all the same")
    assert "hunter2" not in str(told.value)


@pytest.mark.usefixtures("as_before")
def test_without_settings_nothing_is_loaded_and_nothing_followed() -> None:
    code = (
        "import sys, bot.cli.running; print([m for m in ('prometheus_client', 'opentelemetry') if m in sys.modules])"
    )
    assert run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
    with watching(Settings()) as watch:
        assert watch.metrics is None
        assert watch.tracer is UNTRACED
        with watch.tracer.span("request", door="web"):
            assert watch.tracer.trace_id is None


def test_facts_are_heard_and_never_written(as_before: None, capsys: pytest.CaptureFixture[str]) -> None:
    del as_before
    heard: list[str] = []

    def listener(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
        heard.append(str(event["event"]))
        return event

    logs.configure("json", listener)
    structlog.get_logger().debug("deed.done", platform="web")
    structlog.get_logger().info("delivery.sent")
    assert heard == ["deed.done", "delivery.sent"]
    assert [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()] == ["delivery.sent"]


def _attribute(span: ReadableSpan, name: str) -> str:
    return str((span.attributes or {})[name])
