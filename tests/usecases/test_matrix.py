"""Who may do what: every verb, by everybody, allowed or refused exactly as the table of permissions says."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from bot.chat.events import Joined, Reply, Whisper
from bot.chat.names import Address, Person
from bot.deeds import presses, submissions
from bot.domain.host import Host
from bot.domain.partnership import Role
from bot.domain.permission import MAY, Deed
from bot.store.database import Database
from bot.texts.verbs import Verb
from tests.databases import Databases
from tests.replied import asked, words
from tests.usecases.matrix import GONE, LAUNCH, NEW, OTHER, OUTSIDERS, PRESSES, ROLES, SUBMISSIONS, Scene, Try
from tests.world import ADA, MO, PULSE, ZOE, Kept, World, fenland, kept, member_id

REFUSALS = ("You are not a member", "Only a", "People join in a channel")


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
def kept_crowd(chosen: Databases) -> Iterator[Kept]:
    with kept(chosen, crowded) as made:
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
            linked=next(row["id"] for row in rows["space"] if row["partnership"] is not None),
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
    await scene.world.submit(ADA, Verb.ROLE, {"member": scene.mo, "roles": ("convener",)}, scene.partnership)
    before = await scene.world.dump()
    reply = await scene.world.submit(MO, Verb.SAVE, {"next": "save"}, scene.draft)
    assert "somebody else" in words(reply)
    assert await scene.world.dump() == before
