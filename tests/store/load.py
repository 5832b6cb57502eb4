"""Processes that keep responses as fast as they can, and say which ones are kept: to be killed while they do."""

import asyncio
import os
import secrets
import sys
from contextlib import suppress
from itertools import count

from bot.domain.response import Response, Sharing
from bot.store import responses
from bot.store.database import Database

PEOPLE = 16


async def _answer(database: Database, occurrence: str) -> None:
    for number in count():
        response = Response(occurrence, secrets.token_hex(32), {"q1": number % 7 + 1}, Sharing.NO)
        await database.write(lambda session, kept=response: responses.put(session, kept))  # type: ignore[misc]
        # One write of a short line is never torn, whoever else writes to the pipe.
        os.write(sys.stdout.fileno(), f"{os.getpid()} {occurrence} {response.token}\n".encode())


async def _load(url: str, occurrence: str) -> None:
    with Database(url) as database:
        await asyncio.gather(*[_answer(database, occurrence) for _ in range(PEOPLE)])


def main(arguments: list[str]) -> None:
    """Start a process for each pair of a database's URL and an open occurrence in it, and wait for their end."""
    for url, occurrence in zip(arguments[::2], arguments[1::2], strict=True):
        # Forked, because importing takes far longer than the load itself.
        if os.fork() == 0:
            asyncio.run(_load(url, occurrence))
    with suppress(ChildProcessError):
        while True:
            os.wait()


if __name__ == "__main__":
    main(sys.argv[1:])
