"""Work that is divided among processes comes back whole, in its order."""

import os
import signal
from collections.abc import Sequence
from multiprocessing import parent_process

import pytest

from bot.domain.disclosure import making
from bot.domain.disclosure.cores import cores, divided
from tests.attack.partnerships import partnership


def _halves(numbers: Sequence[int]) -> Sequence[float]:
    return [number / 2 for number in numbers]


@pytest.mark.parametrize("parts", [1, 2])
def test_everything_comes_back_in_its_order(parts: int) -> None:
    assert list(divided(_halves, [5, 3, 8], parts)) == [2.5, 1.5, 4.0]


def _halves_here_only(numbers: Sequence[int]) -> Sequence[float]:
    if parent_process() is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    return _halves(numbers)


def test_what_a_killed_process_leaves_is_done_here() -> None:
    assert list(divided(_halves_here_only, [5, 3, 8], 2)) == [2.5, 1.5, 4.0]


def test_where_no_process_can_be_had_it_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> None:
        raise OSError("no semaphores")

    monkeypatch.setattr("bot.domain.disclosure.cores.ProcessPoolExecutor", none)
    assert list(divided(_halves, [5, 3, 8], 2)) == [2.5, 1.5, 4.0]


def test_there_is_a_core() -> None:
    assert cores() >= 1


def test_a_large_release_is_the_same_as_a_small_one(monkeypatch: pytest.MonkeyPatch) -> None:
    case = next(each for each in map(partnership, range(100)) if len(each.prompt.questions) > 1)
    alone = case.released()
    monkeypatch.setattr(making, "_MUCH", 0)
    monkeypatch.setattr(making, "cores", lambda: 2)
    assert case.released() == alone
