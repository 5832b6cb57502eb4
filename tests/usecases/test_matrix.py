"""Who may do what: every verb, by everybody, allowed or refused exactly as the table of permissions says."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.chat.events import Joined, Reply, Whisper
from bot.chat.form import Values
from bot.chat.names import Address, Person, Receipt
from bot.deeds import presses, submissions
from bot.domain.host import Host
from bot.domain.partnership import Role
from bot.domain.permission import MAY, Deed
from bot.store.database import Database
from bot.texts.verbs import Verb
from tests.databases import Sqlite
from tests.world import (
    ADA,
    CARD,
    LENA,
    MO,
    ON_RECORD,
    PULSE,
    ZOE,
    Kept,
    World,
    asked,
    fenland,
    kept,
    member_id,
    somebody,
    words,
)

GONE, OTHER = somebody("Gus"), somebody("Olga")
"""Somebody who has left, and a convener of another partnership."""
ROLES: Mapping[Person, Role] = {MO: Role.MEMBER, LENA: Role.LEAD, ADA: Role.CONVENER}
OUTSIDERS = (ZOE, GONE, OTHER)
REFUSALS = ("You are not a member", "Only a", "People join in a channel")


@dataclass(frozen=True, slots=True)
class Scene:
    """What there is to do something with. A draft belongs to whoever began it: Ada."""

    world: World
    schedule: str
    occurrence: str
    closed: str
    draft: str
    space: str
    mo: str
    group: str
    event: str
    web: str
    """The user id of somebody in the web inbox."""

    @property
    def partnership(self) -> str:
        return self.world.partnership


@dataclass(frozen=True, slots=True)
class Try:
    """What a verb is about, what its form holds, and the deed that the table of permissions knows it by."""

    about: Callable[[Scene], str]
    deed: Deed | None
    values: Callable[[Scene], Values] = lambda _: {}
    on: Receipt | None = None


def partnership(scene: Scene) -> str:
    return scene.partnership


def schedule(scene: Scene) -> str:
    return scene.schedule


def occurrence(scene: Scene) -> str:
    return scene.occurrence


def closed(scene: Scene) -> str:
    return scene.closed


def draft(scene: Scene) -> str:
    return scene.draft


def space(scene: Scene) -> str:
    return scene.space


def group(scene: Scene) -> str:
    return scene.group


def event(scene: Scene) -> str:
    return scene.event


def organisation(scene: Scene) -> str:
    return scene.world.organisations["Ely Council"]


def nothing(_: Scene) -> str:
    return ""


def at_fen_trust(scene: Scene) -> Values:
    return {"name": "New", "organisation": scene.world.organisations["Fen Trust"]}


NEW = {
    "partnership": "Another",
    "zone": "Europe/London",
    "name": "Me",
    "organisation": "Mine",
    "sector": "nhs",
    "contact": "me",
    **ON_RECORD,
}
PLAN: Values = {
    "audience": "everybody",
    "weekdays": ("1",),
    "every": "1",
    "time": "09:30",
    "starts": "2026-05-10",
    "zone": "Europe/London",
    "open": "48",
    "remind": "24",
    "visibility": "anonymous",
}
LAUNCH = {"name": "Launch", "day": "2026-09-01"}

PRESSES: Mapping[str, Try] = {
    Verb.HOME: Try(nothing, None),
    Verb.HELP: Try(nothing, None),
    Verb.START: Try(nothing, None),
    Verb.ANSWERS: Try(partnership, Deed.ANSWER),
    Verb.ANSWER: Try(occurrence, Deed.ANSWER),
    Verb.TAP: Try(lambda scene: f"{scene.occurrence}:4", Deed.ANSWER),
    Verb.SKIP: Try(occurrence, Deed.ANSWER),
    Verb.MINE: Try(occurrence, Deed.ANSWER),
    Verb.WHY: Try(occurrence, Deed.ANSWER),
    Verb.SNOOZE: Try(occurrence, Deed.ANSWER),
    Verb.NEVER: Try(occurrence, Deed.ANSWER),
    Verb.RESTS: Try(partnership, Deed.ANSWER),
    Verb.REST: Try(partnership, Deed.ANSWER),
    Verb.GO_ON: Try(partnership, Deed.ANSWER),
    Verb.TAKE_UP: Try(schedule, Deed.ANSWER),
    Verb.REMIND: Try(lambda scene: f"{scene.partnership}:off", Deed.ANSWER),
    Verb.QUIET: Try(partnership, Deed.SCHEDULE),
    Verb.LANGUAGE: Try(lambda _: "cy", None),
    Verb.SHARED_LANGUAGE: Try(partnership, Deed.SCHEDULE),
    Verb.JOIN: Try(partnership, None, on=CARD),
    Verb.OPT_IN: Try(partnership, Deed.ANSWER),
    Verb.MY_DATA: Try(nothing, None),
    Verb.DOWNLOAD: Try(partnership, None),
    Verb.ERASE: Try(partnership, None),
    Verb.LEAVE: Try(partnership, Deed.LEAVE),
    Verb.PAIR: Try(nothing, None),
    Verb.ENTER: Try(nothing, None),
    Verb.WRITE_HERE: Try(nothing, None),
    Verb.FORGET: Try(nothing, None),
    Verb.ORGANISATION: Try(partnership, Deed.ADD_ORGANISATION),
    Verb.CHOOSE_ORGANISATION: Try(partnership, Deed.EDIT_ORGANISATION),
    Verb.THRESHOLDS: Try(partnership, Deed.RAISE_THRESHOLDS),
    Verb.CHANGES: Try(partnership, Deed.READ_CHANGES),
    Verb.GROUPS: Try(partnership, Deed.TEND_GROUPS),
    Verb.GROUP: Try(partnership, Deed.TEND_GROUPS),
    Verb.BELONG: Try(group, Deed.TEND_GROUPS),
    Verb.LEADERS: Try(group, Deed.TEND_GROUPS),
    Verb.INVITE: Try(partnership, Deed.INVITE),
    Verb.NEW_LINK: Try(partnership, Deed.INVITE),
    Verb.ROLE: Try(partnership, Deed.GIVE_ROLE),
    Verb.LINK: Try(space, Deed.LINK_SPACE),
    Verb.HAND_OVER: Try(partnership, Deed.GIVE_ROLE),
    Verb.SETTINGS: Try(nothing, None),
    Verb.EVENTS: Try(partnership, Deed.SCHEDULE),
    Verb.EVENT: Try(partnership, Deed.SCHEDULE),
    Verb.MOVE_EVENT: Try(event, Deed.SCHEDULE),
    Verb.TEND: Try(partnership, Deed.SCHEDULE),
    Verb.CALENDAR: Try(partnership, Deed.SCHEDULE),
    Verb.CHOOSE: Try(partnership, Deed.SCHEDULE),
    Verb.EDIT: Try(schedule, Deed.SCHEDULE),
    Verb.REWRITE: Try(schedule, Deed.SCHEDULE),
    Verb.COPY: Try(schedule, Deed.SCHEDULE),
    Verb.ADJUST: Try(schedule, Deed.SCHEDULE),
    Verb.PAUSE: Try(schedule, Deed.SCHEDULE),
    Verb.RESUME: Try(schedule, Deed.SCHEDULE),
    Verb.STOP: Try(schedule, Deed.SCHEDULE),
    Verb.CLOSE: Try(occurrence, Deed.SCHEDULE),
    Verb.RESULTS: Try(closed, Deed.READ_RESULTS),
    Verb.DIGEST: Try(partnership, Deed.READ_RESULTS),
    Verb.HISTORY: Try(partnership, Deed.READ_RESULTS),
    Verb.DIGEST_TIME: Try(partnership, Deed.TIME_DIGEST),
}
SUBMISSIONS: Mapping[str, Try] = {
    Verb.START: Try(nothing, None, lambda _: NEW),
    Verb.JOIN: Try(partnership, None, at_fen_trust, on=CARD),
    Verb.ANSWER: Try(occurrence, Deed.ANSWER, lambda _: {"q1": "4"}),
    Verb.WHY: Try(occurrence, Deed.ANSWER, lambda _: {"why": "0"}),
    Verb.SNOOZE: Try(occurrence, Deed.ANSWER, lambda _: {"until": "hour"}),
    Verb.REST: Try(partnership, Deed.ANSWER, lambda _: {"until": "2026-06-01"}),
    Verb.SHARED_LANGUAGE: Try(partnership, Deed.SCHEDULE, lambda _: {"language": "cy"}),
    Verb.QUIET: Try(partnership, Deed.SCHEDULE, lambda _: {"starts": "18", "ends": "8", "weekends": "yes"}),
    Verb.LEAVE: Try(partnership, Deed.LEAVE),
    Verb.ERASE: Try(partnership, None),
    Verb.ENTER: Try(nothing, None, lambda _: {"code": "7F3K-9QTX-2M"}),
    Verb.FORGET: Try(nothing, None),
    Verb.ORGANISATION: Try(
        partnership,
        Deed.ADD_ORGANISATION,
        lambda _: {"organisation": "March Mutual", "sector": "voluntary", "contact": "x", **ON_RECORD},
    ),
    Verb.CHOOSE_ORGANISATION: Try(
        partnership, Deed.EDIT_ORGANISATION, lambda scene: {"organisation": organisation(scene)}
    ),
    Verb.EDIT_ORGANISATION: Try(
        organisation,
        Deed.EDIT_ORGANISATION,
        lambda _: {"organisation": "Ely City", "sector": "other", "contact": "x", **ON_RECORD},
    ),
    Verb.THRESHOLDS: Try(partnership, Deed.RAISE_THRESHOLDS, lambda _: {"scores": "6", "words": "10"}),
    Verb.GROUP: Try(partnership, Deed.TEND_GROUPS, lambda _: {"margin": "site", "name": "Ely"}),
    Verb.BELONG: Try(group, Deed.TEND_GROUPS, lambda scene: {"members": (scene.mo,)}),
    Verb.LEADERS: Try(group, Deed.TEND_GROUPS, lambda scene: {"members": (scene.mo,)}),
    Verb.INVITE: Try(partnership, Deed.INVITE, at_fen_trust),
    Verb.NEW_LINK: Try(partnership, Deed.INVITE, lambda scene: {"user": scene.web}),
    Verb.ROLE: Try(partnership, Deed.GIVE_ROLE, lambda scene: {"member": scene.mo, "roles": ("lead", "convener")}),
    Verb.LINK: Try(space, Deed.LINK_SPACE, lambda scene: {"partnership": scene.partnership}),
    Verb.SETTINGS: Try(nothing, None, lambda _: {"zone": "Europe/Paris"}),
    Verb.EVENT: Try(partnership, Deed.SCHEDULE, lambda _: LAUNCH),
    Verb.MOVE_EVENT: Try(event, Deed.SCHEDULE, lambda _: LAUNCH | {"day": "2026-10-01"}),
    Verb.CHOOSE: Try(partnership, Deed.SCHEDULE, lambda _: {"prompt": "own.pulse"}),
    Verb.WRITE: Try(draft, Deed.SCHEDULE, lambda _: {"title": "Later", "questions": PULSE}),
    Verb.PLAN: Try(draft, Deed.SCHEDULE, lambda _: PLAN),
    Verb.SAVE: Try(draft, Deed.SCHEDULE, lambda _: {"next": "save"}),
    Verb.ADJUST: Try(schedule, Deed.SCHEDULE, lambda _: {"what": "pause", "day": "2026-06-01"}),
    Verb.HAND_OVER: Try(partnership, Deed.GIVE_ROLE, lambda scene: {"member": scene.mo, "own": "keep"}),
    Verb.STOP: Try(schedule, Deed.SCHEDULE),
    Verb.CLOSE: Try(occurrence, Deed.SCHEDULE),
    Verb.DIGEST_TIME: Try(
        partnership, Deed.TIME_DIGEST, lambda _: {"weekday": "3", "hour": "7", "zone": "Europe/London"}
    ),
}


async def crowded(database: Database) -> World:
    """Fenland with everybody and everything that there is to try."""
    world = await fenland(database)
    await world.join(GONE)
    await world.submit(GONE, Verb.LEAVE, {}, world.partnership)
    await world.submit(OTHER, Verb.START, NEW)
    await world.bot().receive(Joined(Address("chat", "T1", "new"), "#new"))
    invitation = {"name": "Wil", "organisation": world.organisations["Fen Trust"]}
    await world.submit(ADA, Verb.INVITE, invitation, world.partnership)
    await world.submit(ADA, Verb.GROUP, {"margin": "cohort", "name": "Spring"}, world.partnership)
    await world.submit(ADA, Verb.EVENT, LAUNCH, world.partnership)
    await world.schedule()
    for week in (5, 12):
        await world.tick(f"2026-05-{week:02} 08:30Z")
    form = asked(await world.submit(ADA, Verb.CHOOSE, {"prompt": "own.pulse"}, world.partnership))
    await world.submit(ADA, form.action, {"title": "Later", "questions": PULSE})
    return world


@pytest.fixture(scope="module")
def kept_crowd(sqlite: Sqlite) -> Iterator[Kept]:
    with kept(sqlite, crowded) as made:
        yield made


@pytest.fixture
async def scene(kept_crowd: Kept, tmp_path: Path) -> AsyncIterator[Scene]:
    with kept_crowd.copy(tmp_path) as world:
        rows = await world.dump()
        yield Scene(
            world,
            schedule=rows["schedule"][0]["id"],
            occurrence=next(row["id"] for row in rows["occurrence"] if row["state"] == "open"),
            closed=rows["release"][0]["occurrence"],
            draft=rows["draft"][0]["id"],
            space=next(row["id"] for row in rows["space"] if row["partnership"] is None),
            mo=await member_id(world, MO),
            group=rows["reporting_group"][0]["id"],
            event=rows["event"][0]["id"],
            web=rows["correspondent"][0]["user"],
        )


async def do(scene: Scene, who: Person, verb: str, attempt: Try, *, sends: bool) -> Reply:
    """Press or submit as this person."""
    about = attempt.about(scene)
    if sends:
        return await scene.world.submit(who, Verb(verb), attempt.values(scene), about, attempt.on)
    return await scene.world.press(who, Verb(verb), about, attempt.on)


def refused(reply: Reply) -> bool:
    """Whether somebody is told that this is not theirs to do."""
    return isinstance(reply, Whisper) and words(reply).startswith(REFUSALS)


def allowed(who: Person, attempt: Try) -> bool:
    """What the table says."""
    if attempt.deed is None:
        return True
    return who in ROLES and bool(MAY[attempt.deed] & {Role.MEMBER, ROLES[who]})


def test_the_tables_of_this_test_know_every_verb() -> None:
    assert PRESSES.keys() == presses(Host()).keys()
    assert SUBMISSIONS.keys() == submissions(Host()).keys()


def test_every_deed_of_the_table_of_permissions_is_tried() -> None:
    assert {attempt.deed for attempt in (*PRESSES.values(), *SUBMISSIONS.values())} == {None, *Deed}


@pytest.mark.parametrize(
    ("verb", "sends"),
    [(verb, False) for verb in PRESSES] + [(verb, True) for verb in SUBMISSIONS],
    ids=lambda each: each if isinstance(each, str) else {False: "pressed", True: "sent"}[each],
)
async def test_everybody_may_exactly_what_the_table_says(scene: Scene, verb: str, sends: bool) -> None:  # noqa: FBT001  one of two tables
    attempt = (SUBMISSIONS if sends else PRESSES)[verb]
    people = sorted((*OUTSIDERS, *ROLES), key=lambda who: allowed(who, attempt))
    for who in people:
        before = await scene.world.dump()
        reply = await do(scene, who, verb, attempt, sends=sends)
        if verb == Verb.LINK and who is OTHER:
            # A convener may link a channel to a partnership of their own, and this one is not theirs.
            assert await scene.world.dump() == before
            continue
        assert refused(reply) is not allowed(who, attempt), f"{who.name}: {words(reply)}"
        if refused(reply):
            assert await scene.world.dump() == before, f"{who.name} was refused and something changed"


async def test_joining_needs_the_space_of_that_very_partnership(scene: Scene) -> None:
    before = await scene.world.dump()
    for sends, attempt in ((False, PRESSES[Verb.JOIN]), (True, SUBMISSIONS[Verb.JOIN])):
        elsewhere = Try(attempt.about, None, attempt.values, on=None)
        assert refused(await do(scene, ZOE, Verb.JOIN, elsewhere, sends=sends))
    assert await scene.world.dump() == before


async def test_whoever_runs_it_may_keep_starting_to_themselves(scene: Scene) -> None:
    scene.world.host = Host(frozenset({"chat:ada"}))
    before = await scene.world.dump()
    for reply in (await scene.world.press(MO, Verb.START), await scene.world.submit(MO, Verb.START, NEW)):
        assert "decides who may start" in words(reply)
    assert await scene.world.dump() == before
    assert "Start a partnership" not in words(await scene.world.home(MO))
    assert "Start a partnership" in words(await scene.world.home(ADA))


async def test_a_draft_is_its_convener_s_own(scene: Scene) -> None:
    roles: Values = {"member": scene.mo, "roles": ("convener",)}
    await scene.world.submit(ADA, Verb.ROLE, roles, scene.partnership)
    before = await scene.world.dump()
    reply = await scene.world.submit(MO, Verb.SAVE, {"next": "save"}, scene.draft)
    assert "somebody else" in words(reply)
    assert await scene.world.dump() == before
