"""Weft started without credentials, in an empty folder, by somebody who then opens the link that it prints."""

import asyncio
import json
import signal
from pathlib import Path

import httpx

from tests.serving.process import Running, run, serving


async def test_without_credentials_it_serves_the_inbox_and_stops_when_told(tmp_path: Path) -> None:
    async with serving(tmp_path) as weft, httpx.AsyncClient(base_url=weft.url, follow_redirects=True) as browser:
        link = (await weft.says("Open your inbox")).split()[-1]
        page = await browser.get(link)
        assert page.status_code == 200
        assert "Start a partnership" in page.text
        assert str(page.url) == f"{weft.url}/"
        assert (await browser.get("/")).text == page.text
        await healthy(weft, browser)
        taken, made = await asyncio.gather(
            run(tmp_path, "serve", WEFT_PORT=str(weft.port)),
            run(tmp_path, "link", "Ada Nwosu", WEFT_PORT=str(weft.port)),
        )
        assert (taken.code, taken.out) == (1, "")
        assert taken.err == f"Error: 127.0.0.1:{weft.port} cannot be served: Address already in use; {_TRY}\n"
        assert made.code == 0
        async with httpx.AsyncClient(follow_redirects=True) as another:
            assert "Ada Nwosu" in (await another.get(made.out.strip())).text
        assert await weft.end(signal.SIGTERM) == 0
        assert sum("/enter/" in line for line in weft.out) == 1
        assert weft.err == []
    for kept in (tmp_path / "data", *(tmp_path / "data").iterdir()):
        assert kept.stat().st_mode & 0o77 == 0, kept.name


_TRY = "set WEFT_HOST or WEFT_PORT"


async def test_the_database_is_made_and_the_manifest_printed(tmp_path: Path) -> None:
    migrated, printed = await asyncio.gather(
        run(tmp_path, "migrate"), run(tmp_path, "manifest", "slack", "--url", "https://weft.example.org")
    )
    assert (migrated.code, migrated.out, migrated.err) == (0, "The database is up to date.\n", "")
    assert (tmp_path / "data" / "weft.db").stat().st_size
    url = json.loads(printed.out)["settings"]["interactivity"]["request_url"]
    assert url == "https://weft.example.org/slack/events"


async def healthy(weft: Running, client: httpx.AsyncClient) -> None:
    """Once the clock has ticked, and no later than the second look; that it lives it says at once."""
    assert (await client.get(f"{weft.url}/healthz")).json() == {"status": "ok"}
    for _ in range(200):
        answer = await client.get(f"{weft.url}/readyz")
        if answer.status_code == 200:
            assert answer.json()["status"] == "ok"
            assert list(answer.json()["checks"]) == ["database", "clock", "engine", "tick"]
            return
        assert answer.status_code == 503
        await asyncio.sleep(0.05)
    raise AssertionError("it never was healthy")
