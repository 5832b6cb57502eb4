"""A vendor that answers wrongly, by half, late or not at all: one post for each who is to be asked, or it is told."""

import asyncio
from datetime import timedelta
from typing import get_args

import pytest

from adapters.slack import faults as slack_faults
from adapters.teams import faults as teams_faults
from bot.domain.delivery import LEASE
from bot.store.database import Database
from tests.contract.slack import SlackDriver
from tests.databases import Sqlite
from tests.faults.vendors import WAYS, Asking, Vendor, asking
from tests.stubs import slack_people as people
from tests.stubs.slack import CHANNEL

NAMES = ("Ada", "Lena", "Mo")
SOME = (
    "429, and how long to wait",
    "503",
    "the connection breaks, and done",
    "half of what was announced, and done",
    "a chunk, and no end, and done",
    "JSON cut off by a proxy, and done",
    "a page with 200",
    "no answer in time",
)
"""Ways in which replies fare: all of them would say no more."""
POST = {"slack": "chat.postMessage", "teams": "POST"}


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing is said of how long to wait, nobody waits for seconds here."""
    monkeypatch.setattr(slack_faults, "RETRY_AFTER", 0.2)
    monkeypatch.setattr(teams_faults, "RETRY_AFTER", 0.2)


@pytest.mark.parametrize("name", WAYS)
@pytest.mark.parametrize("vendor", get_args(Vendor))
async def test_everybody_is_asked_once_or_the_convener_hears_that_it_is_not_known(
    sqlite: Sqlite, vendor: Vendor, name: str
) -> None:
    with sqlite.fresh() as url, Database(url) as database:
        async with asking(vendor, database) as play:
            play.stumble(WAYS[name], POST[vendor])
            await _settle(play)
            assert play.driver.stub.stumbles == []
            progress = await play.progress()
            assert len(progress) == len(NAMES)
            asked = [len(play.asked(each)) for each in NAMES]
            if vendor == "slack":
                assert (progress, asked) == (["sent"] * 3, [1] * 3), "it can look for its mark"
                return
            doubtful = progress.count("unknown")
            assert progress.count("sent") == 3 - doubtful
            assert sorted(asked) == [1 if WAYS[name].done or not doubtful else 0, 1, 1]
            await play.pass_by(timedelta(minutes=11))
            said = [each for _, each in play.posts_to("Ada") if "It is not known whether 1 person" in each]
            assert len(said) == doubtful, "nobody is left to wonder"


@pytest.mark.parametrize("name", SOME)
@pytest.mark.parametrize("only", ["chat.update", "chat.postEphemeral", "views.open", "views.publish", "response_url"])
async def test_what_somebody_sends_by_slack_is_kept_however_its_reply_fares(
    sqlite: Sqlite, only: str, name: str
) -> None:
    with sqlite.fresh() as url, Database(url) as database:
        async with asking("slack", database) as play:
            assert isinstance(play.driver, SlackDriver)
            await play.pass_by(LEASE)
            mo, [card] = play.people["Mo"], play.asked("Mo")
            play.stumble(WAYS[name], only)
            match only:
                case "chat.update":
                    outcome = await play.driver.press(mo, "3", card)
                case "chat.postEphemeral":
                    button = {"type": "button", "value": f'["check_in.tap", "{play.occurrence}:3"]'}
                    outcome = await play.driver.press_button(mo, button, people.on_post(CHANNEL, "1.1"))
                case "views.open":
                    outcome = await play.driver.press(mo, "Answer", card)
                case "views.publish":
                    outcome = await play.driver.open_home(mo)
                case _:
                    there = f"{play.driver.stub.url}respond/key"
                    outcome = await play.driver.interact(people.command("help", mo.identity.user, CHANNEL, there))
            assert outcome.refused is None, "it was taken in, and Slack need not send it again"
            assert play.driver.stub.stumbles == []
            assert await play.kept() == (1 if only.startswith("chat.") else 0)
            button = {"type": "button", "value": f'["check_in.tap", "{play.occurrence}:5"]'}
            assert (await play.driver.press_button(mo, button, people.on_post(CHANNEL, "1.1"))).refused is None
            assert await play.kept() == 1, "the last word stands, and there is one"


@pytest.mark.parametrize("name", SOME)
async def test_what_somebody_sends_by_teams_is_kept_however_its_reply_fares(sqlite: Sqlite, name: str) -> None:
    with sqlite.fresh() as url, Database(url) as database:
        async with asking("teams", database) as play:
            await play.pass_by(LEASE)
            mo, [card] = play.people["Mo"], play.asked("Mo")
            play.stumble(WAYS[name], "POST")
            assert (await play.driver.say(mo, "help")).refused is None, "Teams need not send it again"
            play.driver.stub.stumbles.clear()
            assert (await play.driver.press(mo, "3", card)).refused is None
            assert await play.kept() == 1


async def _settle(play: Asking) -> None:
    """Let leases end and waits pass, until there is nothing left to do."""
    await play.pass_by(LEASE)
    async with asyncio.timeout(20):
        while set(await play.progress()) - {"sent", "unknown"}:
            await asyncio.sleep(0.1)
            await play.pass_by(LEASE)
