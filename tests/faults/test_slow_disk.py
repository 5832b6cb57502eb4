"""A disk that takes seconds over each commit: Slack is answered in time, and what people sent is kept, once."""

import asyncio
import sys
from functools import partial
from pathlib import Path

from bot.store.migrate import migrate
from tests.databases import Databases
from tests.faults import slowly
from tests.faults.play import EVERYBODY, SAVED, playing, until

ROOT = Path(__file__).parents[2]
SLACK_WAITS = 3.0
COMMIT = 3.5
"""Seconds; whoever comes in the middle of another one's commit waits for two of them."""


async def test_slack_is_answered_in_time_and_what_people_sent_is_kept_once(chosen: Databases, tmp_path: Path) -> None:
    seconds = tmp_path / "seconds"
    command = (sys.executable, "-m", slowly.__name__)
    settings = {slowly.SETTING: str(seconds), "PYTHONPATH": str(ROOT)}
    with chosen.empty() as url:
        migrate(url)
        async with playing(tmp_path, url, command=command, **settings) as play:
            await play.ask()
            seconds.write_text(str(COMMIT))
            pressing = list(play.people[:6])
            # Each of them presses twice, since nothing seems to happen.
            answered = await asyncio.gather(*map(play.press, pressing * 2))
            assert {each.status for each in answered} == {200}
            opened = await asyncio.gather(*map(play.open_home, pressing))
            # What is not written down yet is not acknowledged: Slack sends it again, and it is known by then.
            assert {each.status for each in opened} == {503}
            assert all(2 < each.seconds < SLACK_WAITS for each in answered + opened)
            for who in pressing:
                await until(partial(play.was_told, who))
                assert all(SAVED in said for said in play.told(who))
            await until(lambda: len(play.scene.stub.homes) == len(pressing))
            assert await play.kept() == len(pressing)
            assert await play.is_ready()
            seconds.unlink()
            await until(play.everybody_asked)
            assert len(play.marks()) == len(set(play.marks())) == EVERYBODY
            assert {each.status for each in await asyncio.gather(*map(play.open_home, pressing))} == {200}
            assert sum(method == "views.publish" for method, _ in play.scene.stub.calls) == len(pressing)
