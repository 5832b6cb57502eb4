"""A `weft serve` that is killed, stopped and started again, and says what it has to say into a file."""

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from tests.serving.process import PATIENCE, WEFT, free_port


@dataclass(slots=True)
class Replica:
    """One place in which a process runs, and after its end the next."""

    folder: Path
    settings: Mapping[str, str]
    log: Path
    port: int = field(default_factory=free_port)
    frozen: bool = False
    command: Sequence[str] = (WEFT,)
    """What is run to serve."""
    _process: Process | None = None

    @property
    def url(self) -> str:
        """Where people's presses go."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def serves(self) -> bool:
        """Whether it runs and does not stand still."""
        return not self.frozen and self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int:
        """The process that runs now."""
        assert self._process is not None
        return self._process.pid

    async def start(self, http: httpx.AsyncClient) -> None:
        """Start it, and wait until it takes something in."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("WEFT_", "SLACK_"))}
        environment |= {"PYTHONDONTWRITEBYTECODE": "", "WEFT_PORT": str(self.port), **self.settings}
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self.command,
                "serve",
                "--no-example",
                cwd=self.folder,
                env=environment,
                stdin=DEVNULL,
                stdout=log,
                stderr=STDOUT,
            )
        async with asyncio.timeout(PATIENCE):
            while not await self._healthy(http):
                assert self._process.returncode is None, self.log.read_text()[-2_000:]
                await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """As `kill -9`, or the machine, would end it."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()

    async def end(self) -> int:
        """Tell it to stop; its exit code."""
        assert self._process is not None
        self._process.terminate()
        return await asyncio.wait_for(self._process.wait(), PATIENCE)

    def freeze(self) -> None:
        """Let it stand still."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)
        self.frozen = True

    def thaw(self) -> None:
        """Let it go on."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)
        self.frozen = False

    def let_go(self) -> None:
        """Whatever went wrong, leave no process behind."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()

    async def _healthy(self, http: httpx.AsyncClient) -> bool:
        try:
            return (await http.get(f"{self.url}/healthz")).is_success
        except httpx.TransportError:
            return False
