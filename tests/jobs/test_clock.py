"""The clock: every job runs, one that fails is heard of and tried again, and none runs twice at a time."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.app import Bot
from bot.domain.host import Host
from bot.errors import StoreUnavailable
from bot.store.database import Database
from jobs import clock as clocks
from jobs.clock import Clock

JOBS = {"open_due": "open", "remind_due": "remind", "close_due": "close", "digest_due": "digest"}
JOBS |= {"refresh": "refresh", "retain_due": "retain", "rewrite_due": "rewrite"}
JOBS |= {"lanes_due": "wake"}
TICK = 0.01


@dataclass(slots=True)
class Diary:
    """What each job of a bot did: how often it began, and how many ran at the same time."""

    begun: Counter[str] = field(default_factory=Counter)
    running: Counter[str] = field(default_factory=Counter)
    most: int = 0

    def job(self, name: str, work: Callable[[], Awaitable[object]]) -> Callable[[], Awaitable[object]]:
        """A job that keeps this diary."""

        async def run() -> object:
            self.begun[name] += 1
            self.running[name] += 1
            self.most = max(self.most, self.running[name])
            try:
                return await work()
            finally:
                self.running[name] -= 1

        return run


@pytest.fixture(autouse=True)
def _none_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits half a minute for a job."""
    monkeypatch.setattr(clocks, "_LATER", frozenset())


@pytest.fixture
def bot(database: Database) -> Bot:
    return Bot(database, [], Host())


async def until(happened: Callable[[], bool]) -> None:
    """Wait for something, at most five seconds."""
    for _ in range(500):
        if happened():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never happened")


async def nothing() -> tuple[()]:
    """Do nothing; there is nothing to wake, either."""
    return ()


async def test_every_job_of_the_real_bot_runs(bot: Bot) -> None:
    clock = Clock(bot, TICK)
    before = datetime.now(UTC)
    with capture_logs() as logged:
        clock.start()
        await until(lambda: clock.last is not None)
        await clock.stop()
        await asyncio.sleep(5 * TICK)
    assert clock.last is not None
    assert clock.last >= before
    assert clock.alive(clock.last)
    assert not clock.alive(clock.last + timedelta(minutes=2)), "it stands still"
    assert {line["event"] for line in logged} == {"job.ran"}, "a fact to be counted, and nothing to be written"


async def test_each_job_is_woken_again_and_again(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    diary = Diary()
    for name in JOBS:
        monkeypatch.setattr(bot, name, diary.job(name, nothing))
    clock = Clock(bot, TICK)
    clock.start()
    await until(lambda: min(diary.begun[name] for name in JOBS) >= 3)
    await clock.stop()
    await asyncio.sleep(3 * TICK)
    begun = diary.begun.copy()
    await asyncio.sleep(5 * TICK)
    assert diary.begun == begun, "stopped, it wakes nobody"


async def test_a_job_that_takes_long_never_runs_twice_at_a_time_and_stops_no_other(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    diary, free = Diary(), asyncio.Event()

    async def wait() -> None:
        await free.wait()

    for name in JOBS:
        monkeypatch.setattr(bot, name, diary.job(name, wait if name == "remind_due" else nothing))
    clock = Clock(bot, TICK)
    clock.start()
    await until(lambda: diary.begun["open_due"] >= 5)
    assert diary.begun["remind_due"] == 1
    free.set()
    await until(lambda: diary.begun["remind_due"] >= 2)
    await clock.stop()
    await asyncio.sleep(3 * TICK)
    assert diary.most == 1


@pytest.mark.parametrize("job", JOBS)
@pytest.mark.parametrize("error", [StoreUnavailable("the database refused: locked"), KeyError("Ada wrote: secret")])
async def test_a_job_that_fails_is_heard_of_without_words_and_tried_again(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, job: str, error: Exception
) -> None:
    diary = Diary()

    async def fail_twice() -> tuple[()]:
        if diary.begun[job] <= 2:
            raise error
        return ()

    for name in JOBS:
        monkeypatch.setattr(bot, name, diary.job(name, fail_twice if name == job else nothing))
    clock = Clock(bot, TICK)
    with capture_logs() as logged:
        clock.start()
        await until(lambda: min(diary.begun[name] for name in JOBS) >= 3)
        await clock.stop()
        await asyncio.sleep(3 * TICK)
    failures = [line for line in logged if line["event"] == "job.failed"]
    assert [(line["job"], line["fault"]) for line in failures] == [(JOBS[job], type(error).__name__)] * 2
    assert "secret" not in str(logged)


async def test_while_every_job_fails_no_moment_counts_as_gone_through(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    diary = Diary()

    async def fail() -> None:
        raise StoreUnavailable("the database refused: locked")

    for name in JOBS:
        monkeypatch.setattr(bot, name, diary.job(name, fail))
    clock = Clock(bot, TICK)
    with capture_logs():
        clock.start()
        await until(lambda: min(diary.begun[name] for name in JOBS) >= 2)
        await clock.stop()
        await asyncio.sleep(3 * TICK)
    assert clock.last is None


@pytest.mark.parametrize(
    ("error", "well"),
    [
        (StoreUnavailable("the database refused: attempt to write a readonly database"), False),
        # It would fail in every replica, and nobody could answer any more.
        (KeyError("Ada wrote: secret"), True),
    ],
)
async def test_one_job_that_keeps_failing_counts_as_no_ticking_where_the_database_refuses(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, error: Exception, *, well: bool
) -> None:
    diary, broken = Diary(), asyncio.Event()
    broken.set()

    async def fail() -> None:
        if broken.is_set():
            raise error

    for name in JOBS:
        monkeypatch.setattr(bot, name, diary.job(name, fail if name == "open_due" else nothing))
    clock = Clock(bot, TICK)
    with capture_logs():
        clock.start()
        await until(lambda: min(diary.begun[name] for name in JOBS) >= 2)
        assert clock.alive(datetime.now(UTC)) is well
        assert clock.faulty(datetime.now(UTC)) == ["open"]
        broken.clear()
        await until(lambda: not clock.faulty(datetime.now(UTC)))
        assert clock.alive(datetime.now(UTC))
        await clock.stop()


async def test_what_runs_is_finished_and_what_hangs_is_cut_off(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    diary, finished = Diary(), asyncio.Event()

    async def finish() -> None:
        await asyncio.sleep(5 * TICK)
        finished.set()

    async def hang() -> None:
        await asyncio.Event().wait()

    for name in JOBS:
        work = {"remind_due": finish, "refresh": hang}.get(name, nothing)
        monkeypatch.setattr(bot, name, diary.job(name, work))
    monkeypatch.setattr(clocks, "LAST_JOBS", 20 * TICK)
    clock = Clock(bot, 60)
    with capture_logs() as logged:
        clock.start()
        await until(lambda: min(diary.begun[name] for name in JOBS) == 1)
        await clock.stop()
    assert finished.is_set()
    written = [line for line in logged if line["log_level"] != "debug"]
    assert [(line["event"], line["job"]) for line in written] == [("job.cut_off", "refresh")]


async def test_what_others_would_wait_for_is_left_until_later(bot: Bot, monkeypatch: pytest.MonkeyPatch) -> None:
    diary = Diary()
    for name in JOBS:
        monkeypatch.setattr(bot, name, diary.job(name, nothing))
    monkeypatch.setattr(clocks, "_LATER", frozenset({"rewrite"}))
    monkeypatch.setattr(clocks, "AT_LEISURE", timedelta(seconds=60))
    clock = Clock(bot, 60)
    clock.start()
    await until(lambda: all(diary.begun[name] for name in JOBS if name != "rewrite_due"))
    await clock.stop()
    assert not diary.begun["rewrite_due"]


@pytest.mark.parametrize("job", ["open_due", "remind_due", "digest_due"])
async def test_what_was_lined_up_does_not_wait_for_the_next_tick(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, job: str
) -> None:
    diary = Diary()

    async def line_up() -> tuple[int, ...]:
        await until(lambda: diary.begun["lanes_due"] == 1)
        return (1,)

    for name in JOBS:
        monkeypatch.setattr(bot, name, diary.job(name, line_up if name == job else nothing))
    clock = Clock(bot, 60)
    clock.start()
    await until(lambda: diary.begun["lanes_due"] == 2)
    await clock.stop()
