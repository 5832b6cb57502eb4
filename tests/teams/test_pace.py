"""In no history is Teams called more often than it takes, and nobody waits longer than there is need."""

import asyncio
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.teams.pace import IN_A_CONVERSATION, IN_A_TENANT, Limit, Pace
from bot.errors import Throttled
from tests.teams.doors import Clock

# Small, so that a short history fills them, and in quarters and sixteenths, which floats add exactly.
LIMITS = st.lists(st.builds(Limit, st.integers(1, 4), st.sampled_from([0.5, 1.0, 3.0])), min_size=1, max_size=3)
HISTORY = st.lists(
    st.tuples(st.sampled_from([0.0, 0.0, 0.0625, 0.25, 0.5, 1.125, 4.0]), st.sampled_from("abc"), st.booleans()),
    max_size=40,
)


def within(calls: Sequence[float], limits: Sequence[Limit]) -> bool:
    """Whether in no stretch as long as a limit's there are more calls than it allows."""
    made = sorted(calls)
    return all(
        last >= first + limit.seconds
        for limit in limits
        for first, last in zip(made, made[limit.calls :], strict=False)
    )


@given(conversation=LIMITS, tenant=LIMITS, history=HISTORY, patience=st.sampled_from([0.0, 0.625, 5.0, 100.0]))
def test_no_limit_is_ever_exceeded(
    conversation: list[Limit], tenant: list[Limit], history: list[tuple[float, str, bool]], patience: float
) -> None:
    clock = Clock(0.0)
    pace = Pace(conversation=conversation, tenant=tenant, patience=patience, clock=clock)
    made: dict[str, list[float]] = {name: [] for name in "abc"}
    held = 0.0
    for passed, name, holds in history:
        clock.now += passed
        if holds:
            pace.hold(0.25)
            held = clock.now + 0.25
        try:
            start = clock.now + pace.reserve(name)
        except Throttled:
            continue
        assert clock.now <= start <= clock.now + patience
        assert start >= held
        made[name].append(start)
    assert all(within(calls, conversation) for calls in made.values())
    assert within([call for calls in made.values() for call in calls], tenant)


@given(history=HISTORY)
def test_whoever_keeps_the_limits_does_not_wait(history: list[tuple[float, str, bool]]) -> None:
    clock = Clock(0.0)
    pace = Pace(conversation=[Limit(2, 1.0)], tenant=[Limit(3, 1.0)], patience=0.0, clock=clock)
    made: list[tuple[float, str]] = []
    for passed, name, _ in history:
        clock.now += passed
        recent = [by for at, by in made if at + 1.0 > clock.now]
        free = recent.count(name) < 2 and len(recent) < 3
        try:
            assert pace.reserve(name) == 0.0
        except Throttled:
            assert not free
            continue
        assert free
        made.append((clock.now, name))


def test_a_call_that_is_made_sooner_does_not_push_a_later_one_over_the_limit() -> None:
    clock = Clock(0.0)
    pace = Pace(conversation=[Limit(1, 0.9)], tenant=[Limit(2, 1.0)], clock=clock)
    assert [pace.reserve("a"), pace.reserve("a")] == [0.0, 0.9]
    # Between those two there is no room for another; what comes after them waits for the first to be long ago.
    assert pace.reserve("b") == 1.0


async def test_a_turn_is_waited_for() -> None:
    pace = Pace(conversation=[Limit(1, 0.02)], clock=Clock(0.0))
    await pace.turn("a")
    waiting = asyncio.ensure_future(pace.turn("a"))
    await asyncio.sleep(0)
    assert not waiting.done()
    await waiting


async def test_whoever_would_wait_too_long_is_told_so_and_takes_no_turn() -> None:
    clock = Clock(0.0)
    pace = Pace(conversation=[Limit(1, 60.0)], patience=15.0, clock=clock)
    await pace.turn("a")
    for left in (60.0, 50.0, 20.0):
        clock.now = 60.0 - left
        with pytest.raises(Throttled) as caught:
            await pace.turn("a")
        assert caught.value.retry_after == left
    await pace.turn("b")
    clock.now = 60.0
    await pace.turn("a")


async def test_while_teams_says_wait_nobody_calls() -> None:
    clock = Clock(0.0)
    pace = Pace(patience=15.0, clock=clock)
    pace.check()
    pace.hold(30.0)
    pace.hold(10.0)
    for conversation in ("a", "b"):
        with pytest.raises(Throttled) as caught:
            await pace.turn(conversation)
        assert caught.value.retry_after == 30.0
    with pytest.raises(Throttled) as caught:
        pace.check()
    assert caught.value.retry_after == 30.0
    clock.now = 30.0
    pace.check()
    await pace.turn("a")


async def test_whoever_waits_already_when_teams_says_wait_hears_of_it() -> None:
    pace = Pace(conversation=[Limit(1, 0.02)], clock=Clock(0.0))
    await pace.turn("a")
    waiting = asyncio.ensure_future(pace.turn("a"))
    await asyncio.sleep(0)
    pace.hold(60.0)
    with pytest.raises(Throttled) as caught:
        await waiting
    assert caught.value.retry_after == 60.0


async def test_whoever_waits_longer_than_teams_says_goes_on() -> None:
    clock = Clock(0.0)
    pace = Pace(conversation=[Limit(1, 0.02)], clock=clock)
    await pace.turn("a")
    waiting = asyncio.ensure_future(pace.turn("a"))
    await asyncio.sleep(0)
    pace.hold(0.01)
    clock.now = 0.02
    await waiting


def test_conversations_that_are_long_silent_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.teams.pace._REMEMBERED", 2)
    clock = Clock(0.0)
    pace = Pace(conversation=[Limit(1, 5.0)], clock=clock)
    turns = [pace.reserve(conversation) for conversation in ("a", "b", "a", "c", "a", "b")]
    assert turns == [0.0, 0.0, 5.0, 0.0, 10.0, 0.0]


@pytest.mark.parametrize("limits", [IN_A_CONVERSATION, IN_A_TENANT])
def test_microsofts_own_limits_are_kept_for_hours(limits: Sequence[Limit]) -> None:
    clock = Clock(0.0)
    pace = Pace(conversation=limits, patience=0.0, clock=clock)
    made: list[float] = []
    for _ in range(12_000):
        clock.now += 0.4
        try:
            pace.reserve("a")
        except Throttled:
            continue
        made.append(clock.now)
    assert within(made, limits)
    assert len(made) > 2_000
