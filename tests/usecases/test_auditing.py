"""What is put on record: each change by whoever made it, together with it, and never a word or a name."""

import asyncio
from collections.abc import Sequence
from itertools import pairwise

import pytest

from bot import deeds, natures
from bot.chat.names import Person
from bot.domain.audit import Change, Entry, load, verify
from bot.domain.host import Host
from bot.store import audit
from bot.store.database import Database
from bot.texts.changes import DEEDS
from bot.texts.verbs import Verb
from tests.replied import asked, buttons, occurrence_of, shown, words
from tests.usecases.matrix import NEW
from tests.world import ADA, CARD, LENA, MO, ON_RECORD, SPACE, ZOE, World, fenland, member_id, somebody


async def entries(world: World, partnership: str = "") -> Sequence[Entry]:
    return await world.database.read(lambda session: audit.entries(session, partnership or world.partnership))


async def last(world: World) -> tuple[str, str, tuple[Change, ...]]:
    """The verb, who, and what is otherwise now of the latest entry."""
    *_, entry = await entries(world)
    names = await world.database.read(lambda session: audit.named(session, world.partnership))
    return entry.deed, names.get(entry.by, entry.by), load(entry.changes)


async def told(world: World, who: Person = ADA) -> str:
    """The first page of what was changed."""
    return words(await world.press(who, Verb.CHANGES, world.partnership))


async def test_how_a_partnership_came_about_stands_there_from_its_start(both_worlds: World) -> None:
    world = both_worlds
    found = await entries(world)
    assert [entry.deed for entry in found] == [
        Verb.START,
        Verb.LINK,
        Verb.ORGANISATION,
        Verb.JOIN,
        Verb.JOIN,
        Verb.ROLE,
    ]
    assert verify(found).broken is None
    assert {entry.at for entry in found} == {world.now}
    started = {change.of for change in load(found[0].changes)}
    assert started == {"partnership", "organisation", "member", "rolegiven"}


async def test_each_deed_of_a_convener_is_put_on_record(both_worlds: World) -> None:
    world = both_worlds
    partnership, mo = world.partnership, await member_id(world, MO)
    schedule = await world.schedule()
    verb, who, (change,) = await last(world)
    assert (verb, who, change.of, change.id, change.before) == (Verb.SAVE, "Ada", "schedule", schedule, None)
    await world.press(ADA, Verb.PAUSE, schedule)
    assert await last(world) == (
        Verb.PAUSE,
        "Ada",
        (Change("schedule", schedule, {"status": "active"}, {"status": "paused"}),),
    )
    await world.press(ADA, Verb.RESUME, schedule)
    assert (await last(world))[0] == Verb.RESUME
    await world.submit(ADA, Verb.THRESHOLDS, {"scores": "6", "words": "10"}, partnership)
    assert (await last(world))[2] == (Change("partnership", partnership, {"threshold": 5}, {"threshold": 6}),)
    organisation = world.organisations["Ely Council"]
    record = {"organisation": "Ely", "sector": "other", "contact": "x", "basis": "consent", "retention": "183"}
    await world.submit(ADA, Verb.EDIT_ORGANISATION, record, organisation)
    (change,) = (await last(world))[2]
    assert change.before == {
        "basis": "public_task",
        "contact": "…",
        "name": "…",
        "retention_days": 730,
        "sector": "local_authority",
    }
    assert change.after == {
        "basis": "consent",
        "contact": "…",
        "name": "…",
        "retention_days": 183,
        "sector": "other",
    }
    await world.submit(ADA, Verb.GROUP, {"margin": "site", "name": "Ely"}, partnership)
    (change,) = (await last(world))[2]
    group = change.id
    await world.submit(ADA, Verb.BELONG, {"members": (mo,)}, group)
    await world.submit(ADA, Verb.LEADERS, {"members": (mo,)}, group)
    (change,) = (await last(world))[2]
    assert (change.of, change.before, change.after) == ("belonging", {"leads": False}, {"leads": True})
    invitation = {"name": "Wil", "organisation": organisation}
    await world.submit(ADA, Verb.INVITE, invitation, partnership)
    assert {change.of for change in (await last(world))[2]} == {"member", "link"}
    await world.submit(ADA, Verb.NEW_LINK, {"user": (await world.dump())["correspondent"][0]["user"]}, partnership)
    (change,) = (await last(world))[2]
    assert (change.of, change.before, change.after) == ("link", {"generation": 1}, {"generation": 2})
    await world.submit(ADA, Verb.STOP, {}, schedule)
    assert (await last(world))[2][0].after == {"status": "stopped"}
    assert verify(await entries(world)).broken is None


async def test_closing_by_hand_is_and_closing_by_the_clock_is_not(world: World, asking: str) -> None:
    await world.submit(ADA, Verb.CLOSE, {}, asking)
    verb, who, (change,) = await last(world)
    assert (verb, who, change.of, change.id) == (Verb.CLOSE, "Ada", "occurrence", asking)
    before = len(await entries(world))
    for moment in ("2026-05-07 08:30Z", "2026-05-12 08:30Z", "2026-05-15 08:30Z"):
        await world.tick(moment)
    assert len(await entries(world)) == before


async def test_answers_and_what_is_somebody_s_own_are_not(world: World, asking: str) -> None:
    before = await entries(world)
    await world.answer(MO, asking, q1="4", q3="A word of mine.", share="named")
    await world.press(LENA, Verb.SKIP, asking)
    await world.press(MO, Verb.PAIR)
    await world.submit(LENA, Verb.DIGEST_TIME, {"weekday": "3", "hour": "7", "zone": "UTC"}, world.partnership)
    for verb in sorted(natures.LOOKING):
        await world.press(ADA, Verb(verb), world.partnership)
    await world.home(ADA)
    assert await entries(world) == before


async def test_what_is_refused_or_rejected_leaves_no_entry(world: World, asking: str) -> None:
    del asking
    before = await entries(world)
    for who in (MO, ZOE):
        await world.submit(who, Verb.THRESHOLDS, {"scores": "6", "words": "10"}, world.partnership)
    await world.submit(ADA, Verb.THRESHOLDS, {"scores": "4", "words": "10"}, world.partnership)
    same = {"organisation": "Fen Trust", "sector": "nhs", "contact": "x", **ON_RECORD}
    await world.submit(ADA, Verb.ORGANISATION, same, world.partnership)
    assert await entries(world) == before


async def test_a_press_that_opens_a_form_changes_nothing(world: World) -> None:
    """So that no more is asked of it than to open the form: see `deeds.on_record`."""
    await world.schedule()
    before = await world.dump()
    mo = await member_id(world, MO)
    for verb in deeds.presses(Host()).keys() & deeds.submissions(Host()).keys():
        for subject in ("", world.partnership, before["schedule"][0]["id"], before["space"][0]["id"], mo):
            await world.press(ADA, Verb(verb), subject, CARD)
    after = await world.dump()
    assert {name for name in before if before[name] != after[name]} <= {"draft", "pairing"}


async def test_erasing_one_s_answers_is_told_of_nobody(world: World) -> None:
    await world.schedule("Why?", visibility="attributed")
    await world.tick("2026-05-05 08:30Z")
    await world.answer(MO, occurrence_of(world.asked_of(MO).message), q1="Because.", share="named")
    before = len(await entries(world))
    await world.submit(LENA, Verb.ERASE, {}, world.partnership)
    assert len(await entries(world)) == before, "she had nothing to erase"
    await world.submit(MO, Verb.ERASE, {}, world.partnership)
    assert await last(world) == (Verb.ERASE, "", ())
    assert "Somebody erased their own answers" in await told(world)


async def test_linking_leaving_and_starting_another(world: World) -> None:
    await world.submit(MO, Verb.LEAVE, {}, world.partnership)
    verb, who, (change,) = await last(world)
    assert (verb, who, change.of) == (Verb.LEAVE, "Mo", "member")
    assert (change.before, change.after) == ({}, {"left_at": "2026-05-01T12:00:00+00:00"})
    before = await entries(world)
    await world.submit(ADA, Verb.START, NEW)
    other = next(row["id"] for row in (await world.dump())["partnership"] if row["id"] != world.partnership)
    (entry,) = await entries(world, other)
    assert entry.deed == Verb.START
    assert await entries(world) == before


async def test_no_word_no_name_and_no_id_of_a_person_stands_there(world: World, asking: str) -> None:
    await world.answer(MO, asking, q1="4", q3="A word of mine.", share="named")
    await world.submit(ADA, Verb.GROUP, {"margin": "site", "name": "Peterborough"}, world.partnership)
    rows = await world.dump()
    told_of = str(rows["audit"])
    people = [(row["user"], row["member"]) for row in rows["identity"]]
    names = [row["name"] for table in ("member", "organisation", "reporting_group") for row in rows[table]]
    titles = [row["title"] for table in ("prompt", "space") for row in rows[table]]
    contacts = [row["contact"] for row in rows["organisation"]]
    members = {member for _, member in people}
    for secret in (*names, *titles, *contacts, *members, "A word of mine", SPACE.place, PULSE_WORDS):
        assert f"'{secret}'" not in told_of
        assert f'"{secret}"' not in told_of
    assert not any(member in told_of for member in members)


PULSE_WORDS = "How well do we listen?"


async def test_two_processes_that_change_things_at_once_keep_one_chain(database_url: str) -> None:
    with Database(database_url) as database, Database(database_url) as other:
        world = await fenland(database)
        rival = World(other, chat=world.chat, partnership=world.partnership, organisations=world.organisations)
        schedule = await world.schedule()
        people = [somebody(f"Person {number}") for number in range(8)]
        await asyncio.gather(
            *(each.press(ADA, verb, schedule) for each in (world, rival) * 4 for verb in (Verb.PAUSE, Verb.RESUME)),
            *(each.join(who) for each, who in zip((world, rival) * 4, people, strict=True)),
        )
        found = await entries(world)
    assert verify(found).broken is None
    joined = [entry for entry in found if entry.deed == Verb.JOIN]
    assert len(joined) == 2 + len(people)
    # Each tells of what it changed itself, and of nothing that another one did meanwhile.
    assert all(len(load(entry.changes)) == 1 for entry in joined)
    steps = [load(entry.changes) for entry in found if entry.deed in {Verb.PAUSE, Verb.RESUME}]
    states = [(change.before, change.after) for (change,) in steps]
    assert all(one[1] == two[0] for one, two in pairwise(states))


async def test_a_convener_reads_it_in_plain_words_page_by_page(both_worlds: World) -> None:
    world = both_worlds
    schedule = await world.schedule()
    for _ in range(4):
        await world.press(ADA, Verb.PAUSE, schedule)
        await world.press(ADA, Verb.RESUME, schedule)
    tend = buttons(shown(await world.press(ADA, Verb.TEND, world.partnership)))
    first = shown(await world.press(ADA, tend["What was changed"].action))
    assert "1 May 2026, 13:00 (London time): Ada paused a check-in." in words(first)
    assert "Check-in “Listening”: status: paused (before: running)" in words(first)
    assert "Latest changes" not in buttons(first)
    second = shown(await world.press(ADA, buttons(first)["Earlier changes"].action))
    said = words(second)
    assert "Ada saved a check-in" in said
    assert "every week on Tuesday at 09:30 (London time)" in said
    assert "Lena: now lead" in said
    assert "Ada started the partnership" in said
    assert "Earlier changes" not in buttons(second)
    assert words(shown(await world.press(ADA, buttons(second)["Latest changes"].action))) == words(first)


@pytest.mark.parametrize("subject", [":x", ":-1", ":99999999999999999999999", ":0", ":1", ":²"])
async def test_a_page_that_is_none_is_the_latest_or_says_so(world: World, subject: str) -> None:
    said = words(await world.press(ADA, Verb.CHANGES, world.partnership + subject))
    assert "what was changed" in said


async def test_only_conveners_read_it(world: World) -> None:
    for who in (MO, LENA):
        assert await told(world, who) == "Only a convener of this partnership may read what was changed."
    assert "not a member" in await told(world, ZOE)


def test_every_deed_that_is_put_on_record_is_said_in_words() -> None:
    submitted, pressed = deeds.submissions(Host()), deeds.presses(Host())
    recorded = {*submitted, *pressed} - natures.UNRECORDED
    assert {verb for verb in recorded if verb not in DEEDS} == set()


async def test_every_verb_is_recorded_or_left_alone_on_purpose(world: World) -> None:
    known = {*deeds.submissions(world.host), *deeds.presses(world.host)}
    assert known >= natures.UNRECORDED
    assert asked(await world.press(ADA, Verb.THRESHOLDS, world.partnership)).title == "Thresholds"
