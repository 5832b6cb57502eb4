"""The kill loop: people are asked and answer while processes die, stand still and lose their database and Slack."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from statistics import median
from time import monotonic

import httpx

from bot.chat.names import Identity
from bot.domain.delivery import LEASE
from bot.store.database import Database
from bot.store.migrate import migrate
from tests.soak.replica import Replica
from tests.soak.scene import PEOPLE, TEAMS, CountingSlack, Scene
from tests.stubs import slack_people as sending
from tests.stubs.slack import BOT_TOKEN, NEXT_TOKEN, SECRET

PRESSING = 4
"""People who answer at the same time."""
IN_TIME = 2.3
"""Seconds; an acknowledgement that comes later is Weft's *working on it*, and promises nothing yet."""
AGAIN = 90.0
"""Seconds in which work must go on, whatever happened: more than two leases and the longest time-out."""
STILL = LEASE.total_seconds() + 5
TAKEN_OVER = 15.0
"""Seconds within which others go on with what one left that died."""
TEN = 10
CALM = {0, 4, 6, 8}
"""Of ten rounds those in which nothing else goes wrong: a platform that fails, too, is left alone for longer."""
Restart = Callable[[], Awaitable[None]]


@dataclass(slots=True)
class Toll:
    """What was done to Weft, and what became of what it had promised."""

    kills: int = 0
    freezes: int = 0
    restarts: int = 0
    acknowledged: int = 0
    answers_lost: int = 0
    posts: int = 0
    deliveries_lost: int = 0
    twice: int = 0
    unknown: int = 0
    unfinished: int = 0
    errors: list[str] = field(default_factory=list)
    recovery: list[float] = field(default_factory=list)
    """Seconds from each kill until both workspaces were posted to again, by others where there are any."""
    among_faults: list[float] = field(default_factory=list)
    """The same where Slack fails at the same time, or the database did before it."""

    @property
    def well(self) -> bool:
        """Whether every promise was kept."""
        broken = self.answers_lost + self.deliveries_lost + self.twice + self.unknown + self.unfinished
        return not broken and not self.errors and max(self.recovery, default=0.0) <= TAKEN_OVER

    def __str__(self) -> str:
        return (
            f"{self.kills} kills, {self.freezes} freezes, {self.restarts} database restarts: "
            f"{self.acknowledged} answers acknowledged, {self.answers_lost} lost; {self.posts} posts, "
            f"{self.deliveries_lost} deliveries lost, {self.twice} asked twice, {self.unknown} unknown, "
            f"{self.unfinished} unfinished; recovery {_spread(self.recovery)}, among other faults "
            f"{_spread(self.among_faults)} s (min/median/max)" + "".join(f"\n  {each}" for each in self.errors)
        )


def _spread(times: Sequence[float]) -> str:
    return "/".join(f"{each:.1f}" for each in (min(times), median(times), max(times))) if times else "-"


@dataclass(slots=True)
class Loop:
    """Rounds of harm over running replicas."""

    scene: Scene
    replicas: Sequence[Replica]
    http: httpx.AsyncClient
    restart: Restart | None
    toll: Toll = field(default_factory=Toll)

    async def run(self, kills: int) -> Toll:
        """Do them all, let the work come to its end, and count."""
        await asyncio.gather(*(each.start(self.http) for each in self.replicas))
        people = list(self.scene.people)
        pressing = [asyncio.create_task(self._press(people[each::PRESSING])) for each in range(PRESSING)]
        for number in range(kills):
            await self._round(number)
        await self._end()
        for each in pressing:
            each.cancel()
        for outcome in await asyncio.gather(*pressing, return_exceptions=True):
            if isinstance(outcome, Exception):
                raise outcome
        return await self._count()

    async def _round(self, number: int) -> None:
        """Ask everybody, and kill one of those who ask; before it, sometimes, something else."""
        dice, calm = self.scene.dice, number % TEN in CALM
        if calm:
            await self._end()
        if number % TEN == 1:
            await self._stand_still(dice.choice(self.replicas))
        if number % TEN == 2 and self.restart is not None:
            await self.scene.ask()
            await asyncio.sleep(dice.random() * 2)
            await self.restart()
            self.toll.restarts += 1
        await self.scene.ask(well=calm)
        await asyncio.sleep(dice.random() * 3)
        victim = dice.choice(self.replicas)
        await victim.kill()
        killed, posts = monotonic(), len(self.scene.stub.made)
        self.toll.kills += 1
        if len(self.replicas) == 1:
            await victim.start(self.http)
        await self._recovered(killed, posts, self.toll.recovery if calm else self.toll.among_faults)
        if len(self.replicas) > 1:
            await victim.start(self.http)

    async def _stand_still(self, replica: Replica) -> None:
        """One stands still until it has lost whatever it held, while others go on, and does not know it then."""
        await self.scene.ask()
        await asyncio.sleep(self.scene.dice.random() * 2)
        replica.freeze()
        await asyncio.sleep(STILL)
        replica.thaw()
        self.toll.freezes += 1

    async def _recovered(self, killed: float, posts: int, took: list[float]) -> None:
        """Wait until each workspace that has work is posted to again."""
        waiting = set(TEAMS)
        while waiting and monotonic() - killed < AGAIN:
            for when, team, _ in self.scene.stub.made[posts:]:
                if team in waiting:
                    waiting.discard(team)
                    took.append(when - killed)
            if waiting and await self._nothing_waits():
                return
            await asyncio.sleep(0.05)
        if waiting:
            self.toll.errors.append(f"nothing was posted to {' and '.join(waiting)} for {AGAIN:.0f} s after a kill")

    async def _nothing_waits(self) -> bool:
        return set(await self.scene.progress()) <= {"sent", "unknown"}

    async def _press(self, people: Sequence[Identity]) -> None:
        """Somebody answers, and presses again when nothing was acknowledged, as people do."""
        scene = self.scene
        while True:
            await asyncio.sleep(0.05)
            open_to = [(asked, who) for asked in scene.asked[-3:] for who in people if (asked, who) not in scene.kept]
            replicas = [each for each in self.replicas if each.serves]
            if not open_to or not replicas:
                continue
            asked, who = scene.dice.choice(open_to)
            point = scene.points.setdefault((asked, who), scene.dice.randint(1, 5))
            before, began = len(scene.stub.calls), monotonic()
            button = {
                "type": "button",
                "action_id": f"check_in.tap#{point}",
                "value": f'["check_in.tap", "{asked}:{point}"]',
            }
            payload = sending.press(
                button, who.user, team=who.tenant, **sending.on_post(TEAMS[who.tenant], "1.1", install=who.tenant)
            )
            body, kind = sending.form(payload)
            with suppress(httpx.TransportError):
                answered = await self.http.post(
                    f"{scene.dice.choice(replicas).url}/slack/events",
                    content=body,
                    headers=sending.signed(body, kind),
                )
                if answered.status_code not in {200, 503}:
                    self.toll.errors.append(f"a press was answered with {answered.status_code}")
                in_time = answered.status_code == 200 and monotonic() - began < IN_TIME
                if in_time and not scene.told_to_try_again(who.user, before):
                    scene.kept[asked, who] = point
                    self.toll.acknowledged += 1

    async def _end(self) -> None:
        """Let all that waits be posted."""
        began = monotonic()
        while not await self._nothing_waits() and monotonic() - began < 2 * AGAIN:  # noqa: ASYNC110  only the table tells
            await asyncio.sleep(0.5)

    async def _count(self) -> Toll:
        scene, toll = self.scene, self.toll
        for each in self.replicas:
            if (code := await each.end()) != 0:
                toll.errors.append(f"one ended with {code}")
            said = each.log.read_text(errors="replace")
            toll.errors += [
                line[:300] for line in said.splitlines() if "receive.failed" in line or "reply.failed" in line
            ]
            if "Traceback" in said:
                toll.errors.append(f"a traceback in a log: {said.partition('Traceback')[2][:1_500]}")
        progress, made = await scene.progress(), Counter(mark for _, _, mark in scene.stub.made)
        toll.posts = made.total()
        toll.twice = sum(times - 1 for times in made.values())
        toll.unknown = progress.get("unknown", 0)
        toll.unfinished = sum(progress.values()) - progress.get("sent", 0) - toll.unknown
        toll.deliveries_lost = len(await scene.marks() - {mark for mark in made if mark})
        toll.deliveries_lost += max(0, len(scene.asked) * 2 * PEOPLE - sum(progress.values()))
        lost = await scene.lost()
        toll.answers_lost = len(lost)
        toll.errors += lost
        return toll


async def toll(
    folder: Path, url: str, *, replicas: int, kills: int, seed: int, restart: Restart | None = None
) -> Toll:
    """Serve this database by so many replicas, kill one of them so many times, and count.

    Args:
        folder: for logs and, with SQLite, nothing else.
        url: of an empty database.
        replicas: one for SQLite.
        kills: how many.
        seed: of everything that is left to chance, but the moments at which processes do what they do.
        restart: stops the database and starts it anew.
    """
    migrate(url)
    stub = CountingSlack()
    await stub.start()
    settings = {
        "DATABASE_URL": url,
        "WEFT_WEB": "false",
        "WEFT_TICK_SECONDS": "1",
        "WEFT_LOG_FORMAT": "json",
        "SLACK_BOT_TOKEN": f"{BOT_TOKEN},{NEXT_TOKEN}",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": stub.api_url,
    }
    with ExitStack() as stack:
        scene = Scene(stub, stack.enter_context(Database(url)), Random(seed))
        await scene.begin()
        served = [Replica(folder, settings, folder / f"{number}.log") for number in range(replicas)]
        for each in served:
            stack.callback(each.let_go)
        async with httpx.AsyncClient(timeout=5) as http:
            counted = await Loop(scene, served, http, restart).run(kills)
    await stub.stop()
    return counted
