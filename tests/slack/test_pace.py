"""The pace of a workspace: a message a second in a conversation, several hundred a minute in all of them."""

import asyncio
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from adapters.slack.pace import Pace
from bot.errors import Throttled


@dataclass(slots=True)
class Watch:
    """A clock that only sleeping moves."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    made = Watch()
    monkeypatch.setattr(asyncio, "sleep", made.sleep)
    return made


async def test_a_conversation_takes_one_a_second(watch: Watch) -> None:
    pace = Pace(1.0, clock=watch)
    for _ in range(4):
        await _posted(pace, "C1")
    assert watch.now == pytest.approx(1_003.0)


async def test_a_workspace_takes_some_at_once_and_then_four_a_second(watch: Watch) -> None:
    pace, at = Pace(1.0, clock=watch), []
    for number in range(260):
        await _posted(pace, f"C{number}")
        at.append(watch.now)
    assert at[20] == 1_000.0
    assert at[-1] - at[0] == pytest.approx((260 - 21) / 4)
    most = max(sum(begin <= each < begin + 60 for each in at) for begin in at)
    assert most <= 260


async def test_whoever_has_to_wait_too_long_is_told_and_takes_nobody_s_turn(watch: Watch) -> None:
    pace = Pace(1.0, patience=2.0, clock=watch)
    pace.hold(10.0)
    for _ in range(3):
        with pytest.raises(Throttled) as told:
            await _posted(pace, "C1")
        assert told.value.retry_after == pytest.approx(10.0)
    with pytest.raises(Throttled):
        pace.check()
    watch.now += 10.0
    pace.check()
    await _posted(pace, "C1")
    assert watch.now == 1_010.0


async def test_what_was_written_late_is_paced_from_then_on(watch: Watch) -> None:
    pace, at = Pace(1.0, clock=watch), []
    async with AsyncExitStack() as turns:
        for number in range(20):
            await turns.enter_async_context(pace.turn(f"C{number}"))
        assert watch.now == 1_000.0, "all at once"
        watch.now += 3.0
    for number in range(20, 60):
        await _posted(pace, f"C{number}")
        at.append(watch.now)
    assert at[0] == pytest.approx(1_003.0), "as if all of them had been written only now"
    assert at[-1] - at[0] == pytest.approx(39 / 4)
    begun = watch.now
    await _posted(pace, "C59")
    assert watch.now == pytest.approx(begun + 1.0)


async def _posted(pace: Pace, conversation: str) -> None:
    async with pace.turn(conversation):
        pass
