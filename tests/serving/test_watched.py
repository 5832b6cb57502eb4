"""Weft as it is watched: metrics at a port of their own, traces at a collector, ids in answers and lines."""

import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import httpx
import pytest
from aiohttp import web

from tests.serving.process import free_port, serving
from tests.serving.test_serving import healthy


@dataclass(slots=True)
class Collector:
    """Takes in traces, as OpenTelemetry's collector does."""

    url: str = ""
    keys: list[str | None] = field(default_factory=list)
    """What each call showed for being let in."""
    bodies: list[bytes] = field(default_factory=list)

    async def take(self, request: web.Request) -> web.Response:
        self.keys.append(request.headers.get("x-key"))
        self.bodies.append(await request.read())
        return web.Response(content_type="application/x-protobuf")


@pytest.fixture
async def collector() -> AsyncIterator[Collector]:
    made = Collector()
    app = web.Application()
    app.router.add_post("/v1/traces", made.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = "http://{}:{}".format(*runner.addresses[0][:2])
    yield made
    await runner.cleanup()


async def test_it_is_watched_where_that_is_asked_for(tmp_path: Path, collector: Collector) -> None:
    port = free_port()
    traced = {"OTEL_EXPORTER_OTLP_ENDPOINT": collector.url, "OTEL_EXPORTER_OTLP_HEADERS": "x-key=hush"}
    settings = {"WEFT_METRICS_PORT": str(port), "WEFT_LOG_FORMAT": "json", "WEFT_TICK_SECONDS": "0.2", **traced}
    async with serving(tmp_path, **settings) as weft, httpx.AsyncClient(follow_redirects=True) as browser:
        link = (await weft.says("Open your inbox")).split()[-1]
        await healthy(weft, browser)
        page = await browser.get(link)
        assert page.status_code == 200
        assert len(page.headers["x-request-id"]) == 16
        assert "server" not in page.headers, "which server it is, and of which version, is nobody's business"
        refused = await browser.get(f"{weft.url}/enter/forged")
        told = await _metrics(browser, port)
        assert (await browser.get(f"{weft.url}/metrics")).status_code == 404
        assert await weft.end() == 0
    assert told["weft_database_up"] == 1
    assert told['weft_deeds_total{deed="opened",outcome="done",platform="web"}'] == 1
    assert told['weft_requests_refused_total{platform="web",reason="forged"}'] == 1
    assert told['weft_ack_seconds_count{door="web",status="403"}'] == 1
    assert told['weft_job_seconds_count{job="open"}'] >= 1
    assert not [name for name in told if "readyz" in name or link[-20:] in name]
    (line,) = [line for line in map(json.loads, weft.err) if line["event"] == "link.refused"]
    assert line["request"] == refused.headers["x-request-id"]
    assert len(line["trace"]) == 32
    assert set(collector.keys) == {"hush"}
    sent = b"".join(collector.bodies)
    assert b"database.read" in sent
    assert link.rpartition("/")[2].encode() not in sent
    assert b"forged" not in sent


async def test_a_collector_that_is_away_costs_nothing_but_its_traces(tmp_path: Path) -> None:
    settings = {"OTEL_EXPORTER_OTLP_ENDPOINT": f"http://127.0.0.1:{free_port()}", "WEFT_LOG_FORMAT": "json"}
    async with serving(tmp_path, **settings) as weft, httpx.AsyncClient(follow_redirects=True) as browser:
        link = (await weft.says("Open your inbox")).split()[-1]
        assert (await browser.get(link)).status_code == 200
        begun = monotonic()
        assert await weft.end() == 0
        assert monotonic() - begun < 25, "it would be killed before"
    assert {line["event"] for line in map(json.loads, weft.err)} <= {"library.complained"}


async def _metrics(browser: httpx.AsyncClient, port: int) -> dict[str, float]:
    """Each metric by its name and labels."""
    told = (await browser.get(f"http://127.0.0.1:{port}/metrics")).text
    return {name: float(value) for name, _, value in _samples(told)}


def _samples(told: str) -> Iterator[tuple[str, str, str]]:
    return (line.rpartition(" ") for line in told.splitlines() if not line.startswith("#"))
