"""A Weft to be measured: a database with an open pulse, and the real server over it in a process of its own."""

import asyncio
import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from uuid import uuid4

from sqlmodel import Session

from bench.load import SECRET
from bot.chat.names import Address, Identity
from bot.domain.occurrence import Occurrence, State, occur
from bot.domain.partnership import Sector
from bot.domain.prompt import Kind, ScaleQuestion
from bot.domain.schedule import Audience, Rhythm, Schedule, Status, Visibility, Whom
from bot.store import members, occurrences, partnerships, prompts, schedules
from bot.store.database import Database
from bot.store.migrate import migrate

MEMBERS = 2_000


def user(number: int) -> str:
    """The Slack id of a member."""
    return f"U{number:06d}"


def in_slack(number: int) -> Identity:
    """A member in Slack."""
    return Identity("slack", "T1", user(number))


def prepare(
    folder: Path,
    people: int = MEMBERS,
    *,
    identity: Callable[[int], Identity] = in_slack,
    space: Address = Address("slack", "T1", "C1"),  # noqa: B008  it is a value
) -> tuple[str, str]:
    """A migrated database with one open one-question pulse in a channel; its URL and the occurrence's id."""
    url = f"sqlite:///{folder / 'weft.db'}"
    return url, fill(url, people, identity=identity, space=space)


def fill(
    url: str,
    people: int = MEMBERS,
    *,
    identity: Callable[[int], Identity] = in_slack,
    space: Address = Address("slack", "T1", "C1"),  # noqa: B008  it is a value
) -> str:
    """The same in any new database; the occurrence's id."""
    migrate(url)
    with Database(url) as database:
        work = partial(_fill, people=people, identity=identity, address=space)
        return asyncio.run(database.write(work)).id


@contextlib.contextmanager
def process(*command: str, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """A Python process with these settings; killed at the end."""
    # Without compiled files a start would measure the compiler.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", **settings}
    with subprocess.Popen([sys.executable, "-m", *command], env=environment, stdout=subprocess.DEVNULL) as running:
        try:
            yield running
        finally:
            running.kill()


def serving(
    url: str, port: int, api_port: int, tokens: str = "xoxb-bench"
) -> contextlib.AbstractContextManager[subprocess.Popen[bytes]]:
    """The real server over a prepared database, with Slack over signed HTTP: a workspace for each of the tokens."""
    return process(
        "bot",
        "serve",
        "--no-example",
        DATABASE_URL=url,
        WEFT_PORT=str(port),
        WEFT_WEB="false",
        WEFT_LOG_FORMAT="json",
        SLACK_BOT_TOKEN=tokens,
        SLACK_SIGNING_SECRET=SECRET,
        SLACK_APP_TOKEN="",
        SLACK_API_URL=f"http://127.0.0.1:{api_port}/api/",
    )


def inbox(url: str, port: int) -> contextlib.AbstractContextManager[subprocess.Popen[bytes]]:
    """The real server over a prepared database as it starts without credentials: with the web inbox alone."""
    return process(
        "bot",
        "serve",
        "--no-example",
        DATABASE_URL=url,
        WEFT_PORT=str(port),
        SLACK_BOT_TOKEN="",
        SLACK_SIGNING_SECRET="",
        SLACK_APP_TOKEN="",
    )


def processor(process: int) -> float:
    """Seconds of the processor that a process has used, where Linux tells; 0 elsewhere."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait_for(port: int, *, healthy: bool = False) -> None:
    """Return as soon as the server answers at all or, where that is asked, says that it is healthy."""
    patience = time.monotonic() + 30
    while time.monotonic() < patience:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5).close()
        except urllib.error.HTTPError:
            if not healthy:
                return
        except OSError:
            pass
        else:
            return
        time.sleep(0.005)
    raise RuntimeError("the server did not start")


def _fill(session: Session, people: int, identity: Callable[[int], Identity], address: Address) -> Occurrence:
    now = datetime.now(UTC)
    partnership = partnerships.start(session, "Bench", "UTC")
    organisation = partnerships.add_organisation(session, partnership.id, "One", Sector.NHS, "x@example.org")
    space = partnerships.met(session, address, "bench")
    partnerships.link(session, space.id, partnership.id)
    for number in range(people):
        members.join(
            session,
            identity(number),
            partnership=partnership.id,
            organisation=organisation.id,
            name=f"Member {number}",
            roles=(),
            zone="UTC",
            now=now,
        )
    question = ScaleQuestion("q1", "How are we doing?")
    prompt = prompts.write(session, partnership.id, kind=Kind.PULSE, title="Pulse", theme="", questions=(question,))
    slot = (now - timedelta(hours=1)).replace(tzinfo=None, microsecond=0)
    schedule = Schedule(
        id=uuid4().hex,
        partnership=partnership.id,
        prompt=prompt.id,
        rhythm=Rhythm("FREQ=YEARLY", slot, "UTC"),
        audience=Audience(Whom.SPACE, space.id),
        open_for=timedelta(days=7),
        remind_before=None,
        visibility=Visibility.ANONYMOUS,
        status=Status.ACTIVE,
    )
    schedules.save(session, schedule, now)
    occurrence = occur(schedule, slot, uuid4().hex, State.OPEN)
    occurrences.open_once(session, occurrence)
    return occurrence
