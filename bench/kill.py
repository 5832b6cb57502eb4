"""Kill -9 under load: the server dies at a random moment, and every answer that it acknowledged must be on disk."""

import asyncio
import random
import shutil
import tempfile
from collections.abc import Collection
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlmodel import Session

from bench import load, weft
from bot.chat.names import Identity
from bot.domain.response import token
from bot.store import members, occurrences, responses
from bot.store.database import Database

ROUNDS = 10
EARLIEST = 50
"""How many presses are acknowledged before the kill at the least."""


@dataclass(frozen=True, slots=True)
class Toll:
    """What one kill left behind: answers acknowledged, and how many of those are in the file."""

    acknowledged: int
    found: int

    @property
    def lost(self) -> int:
        """Answers that were acknowledged and are not in the file."""
        return self.acknowledged - self.found


def measure() -> None:
    """Print the toll of every round."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        lost = sum(toll(folder, number).lost for number in range(ROUNDS))
    print(f"kill -9 under load, {ROUNDS} rounds, {load.CONNECTIONS} connections: {lost} acknowledged answers lost")


def toll(folder: Path, number: int, people: int = weft.MEMBERS) -> Toll:
    """Serve a fresh database, kill the server while people answer, and count.

    Args:
        folder: where databases are kept; the first round makes one to copy from.
        number: of this round.
        people: who would answer, once each, if the server lived.
    """
    url, occurrence = _fresh(folder, number, people)
    acknowledged: set[int] = set()
    with ExitStack() as stack:
        api, port = weft.free_port(), weft.free_port()
        stack.enter_context(weft.process("bench.peers", "api", str(api)))
        server = stack.enter_context(weft.serving(url, port, api))
        weft.wait_for(port)
        last = random.randint(EARLIEST, people - load.CONNECTIONS)

        def served(press: int) -> None:
            acknowledged.add(press)
            if len(acknowledged) == last:
                server.kill()

        presses = (
            load.press(weft.user(press), "check_in.tap", f"{occurrence}:{_point(press)}", press)
            for press in range(people)
        )
        asyncio.run(load.send(port, load.signed(port, "/slack/events", presses), served))
        server.wait()
    with Database(url) as database:
        found = asyncio.run(database.read_answers(partial(_found, occurrence=occurrence, presses=acknowledged)))
    print(f"  acknowledged {len(acknowledged):5}   found {found:5}   lost {len(acknowledged) - found}")
    return Toll(len(acknowledged), found)


def _fresh(folder: Path, number: int, people: int) -> tuple[str, str]:
    first = folder / "prepared"
    if not first.exists():
        first.mkdir()
        _, occurrence = weft.prepare(first, people)
        (first / "occurrence").write_text(occurrence)
    copy = folder / str(number)
    shutil.copytree(first, copy)
    return f"sqlite:///{copy / 'weft.db'}", (copy / "occurrence").read_text()


def _point(press: int) -> int:
    return 1 + press % 5


def _found(session: Session, occurrence: str, presses: Collection[int]) -> int:
    """How many of these presses are kept as they were made."""
    key, partnership = occurrences.key(session, occurrence), occurrences.get(session, occurrence).partnership
    assert key is not None
    found = 0
    for press in presses:
        member = members.in_partnership(session, Identity("slack", "T1", weft.user(press)), partnership)
        kept = responses.get(session, occurrence, token(key, member.id)) if member else None
        found += kept is not None and kept.answers == {"q1": _point(press)}
    return found
