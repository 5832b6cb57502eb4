"""A disk that is full: who presses is told that nothing was kept, nothing is lost, and with room all goes on."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from tests.databases import Sqlite
from tests.faults.play import NOT_SAVED, SAVED, asked_once, playing, until


@contextmanager
def full(process: int) -> Iterator[None]:
    """Let no file of this process take a byte more, its log included, until the block ends."""
    before = resource.prlimit(process, resource.RLIMIT_FSIZE)
    resource.prlimit(process, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(process, resource.RLIMIT_FSIZE, before)


async def test_on_a_full_disk_nobody_is_told_that_it_was_saved_and_with_room_all_goes_on(
    sqlite: Sqlite, tmp_path: Path
) -> None:
    with sqlite.fresh() as url:
        async with playing(tmp_path, url) as play:
            first, second, third, *_ = play.people
            await asked_once(play)
            assert (await play.press(first)).status == 200
            assert SAVED in play.told(first)[-1]
            with full(play.replica.pid):
                await until(partial(play.fails, "database"))
                for who in (second, third):
                    assert (await play.press(who)).status == 200
                    await until(partial(play.was_told, who))
                    assert [NOT_SAVED in said for said in play.told(who)] == [True]
                await play.ask()
                assert await play.kept() == 1
                assert (await play.http.get(f"{play.replica.url}/healthz")).status_code == 200
            await until(play.is_ready)
            for who in (second, third):
                assert (await play.press(who)).status == 200
                assert SAVED in play.told(who)[-1]
            assert await play.kept() == 3
            await until(partial(play.everybody_asked, 2))
            assert len(play.marks()) == len(set(play.marks()))
