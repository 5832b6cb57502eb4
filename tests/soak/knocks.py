"""One input at one door: what is sent, what came back, and how all of it is told."""

from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol
from urllib.parse import unquote

from bot.chat.platform import Asgi

Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a door said. Where it knows no HTTP the status is 0, or a command's exit code."""

    status: int = 0
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Knock:
    """One input. `place` is the route, kind of payload or command that it is for; `what` is what was sent."""

    door: str
    place: str
    what: object
    send: Callable[[], Awaitable[Answer]]


class Room(Protocol):
    """Whatever knocks on the doors of one platform or one kind."""

    def begin(self) -> None:
        """A round begins: from here on the dice alone decide, so that it can be had again."""
        ...

    def think(self, dice: Random) -> Knock:
        """Make up the next input; nothing is sent yet."""
        ...


@dataclass(frozen=True, slots=True)
class Fault:
    """An input that was not dealt with, and all that is needed to do it again."""

    door: str
    place: str
    seed: int
    round: int
    number: int
    why: str
    what: str

    def __str__(self) -> str:
        where = f"{self.door} {self.place}: seed {self.seed}, round {self.round}, input {self.number} in it"
        return f"{where}\n  {self.why}\n  {self.what}"


@dataclass(slots=True)
class Knocks:
    """How many there were where, and what of them was not dealt with."""

    doors: Counter[str] = field(default_factory=Counter)
    places: Counter[tuple[str, str]] = field(default_factory=Counter)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    deeds: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Deeds that the core did, and what came of them."""
    events: Counter[str] = field(default_factory=Counter)
    """What was logged."""
    seconds: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    faults: list[Fault] = field(default_factory=list)

    def note(self, made: Knock, answer: Answer | None, seconds: float) -> None:
        """Count one more."""
        self.doors[made.door] += 1
        self.places[made.door, made.place] += 1
        self.seconds[made.door] += seconds
        if answer is not None:
            self.statuses[made.door, answer.status] += 1

    @property
    def inputs(self) -> int:
        """How many there were in all."""
        return self.doors.total()

    def table(self) -> str:
        """A line for each door: how many, how long, and what was answered."""
        lines = []
        for door, count in sorted(self.doors.items()):
            told = ", ".join(f"{s}: {n}" for (of, s), n in sorted(self.statuses.items()) if of == door)
            lines.append(f"  {door:10} {count:7} inputs {self.seconds[door]:7.1f} s   {told}")
        done = sum(count for (_, outcome), count in self.deeds.items() if outcome == "done")
        lines.append(
            f"  {self.deeds.total()} reached a deed ({len({deed for deed, _ in self.deeds})} of them), {done} did it"
        )
        return "\n".join(lines)


async def ask(
    app: Asgi, method: str, target: str, headers: Headers = (), body: bytes | Sequence[bytes] = b""
) -> Answer:
    """One request as a server hands it to the app, without a socket between; `body` may come in pieces."""
    path, _, query = target.partition("?")
    pieces = [body] if isinstance(body, bytes) else list(body) or [b""]
    scope: dict[str, Any] = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode("ascii", "replace"),
        "query_string": query.encode("ascii", "replace"),
        "root_path": "",
        "headers": [(name.lower().encode("latin-1"), value.encode("latin-1", "replace")) for name, value in headers],
        "client": ("127.0.0.1", 50_000),
        "server": ("127.0.0.1", 8765),
    }
    status, told, parts = 0, {}, []

    async def receive() -> dict[str, Any]:
        if not pieces:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": pieces.pop(0), "more_body": bool(pieces)}

    async def send(message: Any) -> None:  # noqa: ANN401  as ASGI has it
        nonlocal status, told
        if message["type"] == "http.response.start":
            status = message["status"]
            told = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in message["headers"]}
        else:
            parts.append(message.get("body", b""))

    await app(scope, receive, send)
    return Answer(status, b"".join(parts).decode("utf-8", "replace"), told)
