"""What one process does with a database that has a past: the work is timed, its memory measured, and nothing kept."""

import json
import resource
import sys
import time
import tracemalloc
from collections.abc import Callable, Mapping
from functools import partial

from sqlalchemy import text
from sqlmodel import Session

from bench.past import NOW, WEEK, Past, answer, close, who
from bot.chat.events import Opened, Pressed
from bot.chat.message import Action
from bot.domain.host import Host
from bot.store import claims, occurrences, schedules
from bot.store.engine import engine
from bot.texts.verbs import Verb
from bot.usecases import answering, closing, digesting, history, home

Work = Callable[[Session], object]
NAIVE = text("""
    SELECT occurrence.due_at, response.groups, answer.key, answer.value, count(*)
    FROM occurrence JOIN response ON response.occurrence = occurrence.id, json_each(response.answers) AS answer
    WHERE occurrence.schedule = :schedule GROUP BY 1, 2, 3, 4
""")
"""What a digest would ask without releases: every week's answers, counted."""


def works(past: Past) -> Mapping[str, tuple[Work, int]]:
    """What is timed, and how often."""
    convener = who(0)
    at = NOW + WEEK / 14
    press = partial(Pressed, convener)
    return {
        "digest": (lambda session: digesting.read_now(session, at, press(Action(Verb.DIGEST, past.partnership))), 40),
        "history": (lambda session: history.show(session, at, press(Action(Verb.HISTORY, past.partnership))), 50),
        "home": (lambda session: home.show(session, at, Opened(convener), Host()), 40),
        "own answers": (
            lambda session: home.own_answers(session, at, press(Action(Verb.ANSWERS, past.partnership))),
            40,
        ),
        "answer": (lambda session: answering.answer(session, at, answer(past.occurrence, 0)), 40),
        "tick": (_tick, 40),
        "close": (lambda session: close(session, NOW + WEEK - WEEK / 14), 3),
        "naive digest": (lambda session: _naive(session, past), 5),
    }


def _tick(session: Session) -> None:
    """What is asked once a minute when nothing is due."""
    at = NOW + WEEK / 14
    closing.over(session, at)
    schedules.about_to_open(session, at)
    occurrences.to_remind(session, at)
    claims.lanes(session, at)


def _naive(session: Session, past: Past) -> None:
    rows = session.connection().execute(NAIVE, {"schedule": past.schedule}).all()
    if not rows:
        raise RuntimeError("there is nothing to read")


def timed(past: Past) -> Mapping[str, float]:
    """Milliseconds of the processor that each work takes at its fastest; nothing that it writes is kept."""
    made = engine(past.url)
    found = {}
    for name, (work, times) in works(past).items():
        took = []
        for number in range(times + 1):
            with Session(made) as session:
                began = time.thread_time()
                work(session)
                session.flush()
                if number:  # the first builds the statements
                    took.append(1_000 * (time.thread_time() - began))
        # Whatever else the machine does can only add to it, and waiting for it is not counted.
        found[name] = min(took)
    return found


def weighed(past: Past) -> Mapping[str, float]:
    """MB that a digest takes up at its peak, and that the whole process has taken up at its own."""
    work, _ = works(past)["digest"]
    with Session(engine(past.url)) as session:
        work(session)
    with Session(engine(past.url)) as session:
        tracemalloc.start()
        work(session)
        _, peak = tracemalloc.get_traced_memory()
    return {"digest MB": peak / 1e6, "process MB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3}


if __name__ == "__main__":
    do, *of = sys.argv[1:]
    print(json.dumps((weighed if do == "weighed" else timed)(Past(*of))))
