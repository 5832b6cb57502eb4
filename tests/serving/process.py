"""Weft as whoever runs it meets it: a process in a folder of its own, with nothing but its settings."""

import asyncio
import os
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

WEFT = str(Path(sys.executable).with_name("weft"))
PATIENCE = 60
"""Seconds; a start takes one or two, unless the machine is busy with something else."""


@dataclass(slots=True)
class Running:
    """A `weft serve`, and all that it has said so far."""

    process: Process
    port: int
    out: list[str] = field(default_factory=list)
    err: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where it says it serves."""
        return f"http://127.0.0.1:{self.port}"

    async def says(self, words: str) -> str:
        """The first line on standard output with these words."""
        while not (found := [line for line in self.out if words in line]):
            assert await self._hear(), f"it ended and never said {words!r}: {self.err}"
        return found[0]

    async def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        """Send it a signal and hear it out; its exit code."""
        self.process.send_signal(how)
        while await self._hear():
            pass
        return await asyncio.wait_for(self.process.wait(), PATIENCE)

    async def _hear(self) -> bool:
        assert self.process.stdout is not None
        line = await asyncio.wait_for(self.process.stdout.readline(), PATIENCE)
        if line:
            self.out.append(line.decode().rstrip())
            return True
        assert self.process.stderr is not None
        self.err += (await self.process.stderr.read()).decode().splitlines()
        return False


@dataclass(frozen=True, slots=True)
class Finished:
    """A command that has come to its end."""

    code: int
    out: str
    err: str


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


async def run(folder: Path, *arguments: str, **settings: str) -> Finished:
    """Run a command to its end."""
    process = await _start(folder, arguments, settings)
    out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    return Finished(process.returncode or 0, out.decode(), err.decode())


@asynccontextmanager
async def serving(folder: Path, *arguments: str, **settings: str) -> AsyncIterator[Running]:
    """Serve until the block ends; killed then if it still runs."""
    port = free_port()
    process = await _start(folder, ("serve", *arguments), {"WEFT_PORT": str(port), **settings})
    try:
        yield Running(process, port)
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def _start(folder: Path, arguments: tuple[str, ...], settings: dict[str, str]) -> Process:
    # Nobody's own settings are to be met, and a start without compiled files takes three times as long.
    system = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("WEFT_", "SLACK_", "MICROSOFT_", "DATABASE_"))
    }
    environment = {**system, "PYTHONDONTWRITEBYTECODE": "", **settings}
    return await asyncio.create_subprocess_exec(
        WEFT, *arguments, cwd=folder, env=environment, stdin=asyncio.subprocess.DEVNULL, stdout=PIPE, stderr=PIPE
    )
