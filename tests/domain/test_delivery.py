"""Deliveries: whom they are for, and how long they wait after each failure."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat import deadline
from bot.domain.delivery import DRIFT, LEASE, MOST_ATTEMPTS, Recipient, back_off


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 10), (2, 20), (3, 40), (8, 1_280), (9, 2_560), (10, 3_600), (11, 3_600)]
)
def test_each_failure_doubles_the_wait_up_to_an_hour(attempts: int, seconds: int) -> None:
    assert back_off(attempts) == timedelta(seconds=seconds)


@given(st.integers(1, 10**9))
def test_no_number_of_failures_is_too_many_to_wait(attempts: int) -> None:
    assert timedelta(seconds=10) <= back_off(attempts) <= back_off(attempts + 1) <= timedelta(hours=1)


def test_a_platform_may_be_down_for_a_morning_but_not_for_two_days() -> None:
    waited = sum((back_off(attempt) for attempt in range(1, MOST_ATTEMPTS)), timedelta())
    assert timedelta(hours=12) < waited < timedelta(hours=48)


def test_a_lease_outlasts_a_call_by_more_than_clocks_may_differ() -> None:
    assert timedelta(seconds=deadline.PATIENCE) + DRIFT < LEASE


def test_recipients_are_told_apart() -> None:
    recipients = [Recipient(member="1"), Recipient(space="1"), Recipient(member="2")]
    assert [str(each) for each in recipients] == ["member:1", "space:1", "member:2"]
    assert all(before != after for before, after in pairwise(recipients))
