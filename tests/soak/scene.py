"""What the soak plays: people of two workspaces who are asked again and again, and a Slack that keeps count."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from time import monotonic
from uuid import uuid4

from sqlalchemy import text
from sqlmodel import Session

from adapters.slack.render import marked
from bot.chat.names import Identity
from bot.domain.delivery import Purpose, Recipient
from bot.domain.occurrence import State, occur
from bot.domain.partnership import Sector
from bot.domain.prompt import Kind, ScaleQuestion
from bot.domain.response import token
from bot.domain.schedule import Audience, Rhythm, Schedule, Status, Visibility, Whom
from bot.store import deliveries, members, occurrences, partnerships, prompts, responses, schedules
from bot.store.database import Database
from tests.stubs.slack import CHANNEL, NEXT_CHANNEL, NEXT_TEAM, TEAM, Body, SlackStub, Stumble

PEOPLE = 12
"""In each of two workspaces: enough work for three seconds at Slack's pace."""
TEAMS = {TEAM: CHANNEL, NEXT_TEAM: NEXT_CHANNEL}

FAULTS = (
    Stumble(429, '{"ok": false, "error": "ratelimited"}', {"Retry-After": "1"}, only="chat.postMessage"),
    Stumble(500, "<h1>Server error</h1>", only="chat.postMessage"),
    Stumble(502, "<h1>Bad gateway</h1>", done=True, only="chat.postMessage"),
    Stumble(200, '{"ok": true, "chan', done=True, only="chat.postMessage"),
    Stumble(delay=11.0, done=True, only="chat.postMessage"),
    Stumble(delay=11.0, only="chat.postMessage"),
    Stumble(429, '{"ok": false, "error": "ratelimited"}', {"Retry-After": "1"}, only="conversations.history"),
    Stumble(500, "<h1>Server error</h1>", only="conversations.history"),
)
"""How Slack fails now and then: with the post made, or not, or with an answer that comes too late or by half."""


@dataclass(slots=True)
class CountingSlack(SlackStub):
    """Slack, with the moment, the workspace and the mark of each post."""

    made: list[tuple[float, str, str | None]] = field(default_factory=list)

    def _chat(self, team: str, method: str, body: Body) -> Body:
        # A dataclass with slots is another class than the one that `super()` alone would look for.
        answer = super(CountingSlack, self)._chat(team, method, body)
        if method == "chat.postMessage":
            self.made.append((monotonic(), team, marked(body)))
        return answer


@dataclass(slots=True)
class Scene:
    """A partnership over one database, and what Slack and its people know of what was promised them."""

    stub: CountingSlack
    database: Database
    dice: Random
    people: Mapping[Identity, str] = field(default_factory=dict)
    """Each with the member that they are."""
    partnership: str = ""
    asked: list[str] = field(default_factory=list)
    """The check-ins so far."""
    kept: dict[tuple[str, Identity], int] = field(default_factory=dict)
    """The answers that were acknowledged."""
    points: dict[tuple[str, Identity], int] = field(default_factory=dict)
    """What each person answers, however often they press: of two answers the one that comes in last stands."""

    async def begin(self) -> None:
        """Two organisations' worth of people, who have joined."""
        who = [
            Identity("slack", team, self.stub.join(f"P{number}", team=team, channel=channel))
            for number in range(PEOPLE)
            for team, channel in TEAMS.items()
        ]
        self.partnership, self.people = await self.database.write(partial(_begin, people=who))

    async def ask(self, *, well: bool = False) -> str:
        """Open one more check-in, and line up everybody to be asked, by a Slack that is well or not."""
        if well:
            self.stub.stumbles.clear()
        self.asked.append(await self.database.write(self.lined_up()))
        if not well:
            self.stub.stumbles += self.dice.choices(FAULTS, (6, 3, 3, 3, 1, 1, 3, 3), k=self.dice.randint(0, 3))
        return self.asked[-1]

    def lined_up(self) -> Callable[[Session], str]:
        """What opens the next check-in and lines everybody up; its id."""
        return partial(ask_everybody, partnership=self.partnership, people=self.people, number=len(self.asked))

    async def progress(self) -> dict[str, int]:
        """How many deliveries have come how far."""
        rows = text("SELECT progress, count(*) FROM delivery GROUP BY progress")

        def work(session: Session) -> dict[str, int]:
            return {str(progress): int(count) for progress, count in session.connection().execute(rows)}

        return await self.database.read_answers(work)

    async def marks(self) -> set[str]:
        """The deliveries that are said to have been made."""
        rows = text("SELECT id FROM delivery WHERE progress = 'sent'")
        return set(await self.database.read_answers(lambda session: list(session.connection().scalars(rows))))

    async def lost(self) -> Sequence[str]:
        """The answers that were acknowledged and are not there as they were given."""
        return await self.database.read_answers(self._lost)

    def told_to_try_again(self, user: str, since: int) -> bool:
        """Whether somebody was told since then that Weft could not keep what they pressed."""
        told = (body for method, body in self.stub.calls[since:] if method != "chat.postMessage")
        return any(user in said and "try again" in said.lower() for said in map(json.dumps, told))

    def _lost(self, session: Session) -> Sequence[str]:
        missing = []
        for (occurrence, who), point in self.kept.items():
            key = occurrences.key(session, occurrence)
            assert key is not None
            found = responses.get(session, occurrence, token(key, self.people[who]))
            if found is None or found.answers != {"q1": point}:
                missing.append(f"{who.user} answered {point}, and {found and found.answers} is kept, at {occurrence}")
        return missing


def _begin(session: Session, people: Sequence[Identity]) -> tuple[str, dict[Identity, str]]:
    now = datetime.now(UTC)
    partnership = partnerships.start(session, "Fenland", "UTC").id
    organisation = partnerships.add_organisation(session, partnership, "One", Sector.NHS, "x@example.org").id
    joined = {}
    for number, who in enumerate(people):
        member = members.join(
            session,
            who,
            partnership=partnership,
            organisation=organisation,
            name=f"Member {number}",
            roles=(),
            zone="UTC",
            now=now,
        )
        joined[who] = member.id
    return partnership, joined


def ask_everybody(session: Session, partnership: str, people: Mapping[Identity, str], number: int) -> str:
    """Open a check-in, and line up everybody, each with the member that they are, to be asked; its id."""
    now = datetime.now(UTC)
    question = ScaleQuestion("q1", "How are we doing?")
    prompt = prompts.write(
        session, partnership, kind=Kind.PULSE, title=f"Pulse {number}", theme="", questions=(question,)
    )
    slot = (now - timedelta(hours=1)).replace(tzinfo=None, microsecond=0)
    schedule = Schedule(
        id=uuid4().hex,
        partnership=partnership,
        prompt=prompt.id,
        rhythm=Rhythm("FREQ=YEARLY", slot, "UTC"),
        audience=Audience(Whom.EVERYBODY),
        open_for=timedelta(days=7),
        remind_before=None,
        visibility=Visibility.ANONYMOUS,
        status=Status.ACTIVE,
    )
    schedules.save(session, schedule, now)
    occurrence = occur(schedule, slot, uuid4().hex, State.OPEN)
    occurrences.open_once(session, occurrence)
    deliveries.plan(
        session,
        partnership=partnership,
        purpose=Purpose.ASK,
        about=occurrence.id,
        recipients=[(Recipient(member=member), who.lane) for who, member in people.items()],
        not_before=now,
    )
    return occurrence.id
