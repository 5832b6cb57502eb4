"""How often one person may ask, and what every answer tells a browser."""

import pytest

from adapters.web import pace
from adapters.web.door import STRICTLY
from adapters.web.pace import AT_ONCE, Pace
from tests.web.conftest import Inbox, heading, page_of, proof

PRESS = {"verb": "answers.show", "subject": "", "origin": ""}


def test_who_asks_too_often_waits_and_nobody_else_does() -> None:
    moment = 0.0
    limit = Pace(3, 0.5, lambda: moment)
    assert [limit.allows("ada") for _ in range(5)] == [True, True, True, False, False]
    assert limit.allows("mo")
    moment = 2.0
    assert [limit.allows("ada") for _ in range(2)] == [True, False]
    moment = 1_000.0
    assert [limit.allows("ada") for _ in range(4)] == [True, True, True, False]


def test_only_so_many_are_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pace, "_REMEMBERED", 2)
    limit = Pace(1, 0.0, lambda: 0.0)
    assert limit.allows("ada")
    assert not limit.allows("ada")
    assert limit.allows("mo")
    assert limit.allows("lena")
    assert limit.allows("ada"), "forgotten, as others came since"


async def test_a_flood_is_turned_away_and_keeps_what_was_written(inbox: Inbox) -> None:
    async with inbox.visit() as browser:
        proven = {"proof": await proof(browser)}
        written = PRESS | proven | {"one:why": "my own words"}
        while (sent := await browser.post("/submit", data=written)).status_code != 429:
            assert len(inbox.gallery.told) <= 2 * AT_ONCE
    assert (sent.status_code, heading(sent)) == (429, "A little slower, please")
    assert "my own words" in page_of(sent).text


async def test_browsers_come_back_by_https_only(inbox: Inbox) -> None:
    async with inbox.stranger() as browser:
        told = (await browser.get("/")).headers
    assert told["strict-transport-security"] == STRICTLY
    assert "camera=()" in told["permissions-policy"]
    here = await Inbox("http://127.0.0.1:8000").furnish()
    async with here.stranger() as browser:
        assert "strict-transport-security" not in (await browser.get("/")).headers
