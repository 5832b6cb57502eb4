"""Joining and leaving: from a check-in in the partnership's space, and nowhere else."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat import limits
from bot.chat.events import Joined
from bot.chat.form import Form, PickOne
from bot.chat.names import Address, Receipt
from bot.domain.host import Host
from bot.domain.partnership import Partnership
from bot.errors import Unavailable
from bot.texts import joining
from bot.texts.verbs import Verb
from tests.replied import asked, initial, rejected, words
from tests.texts import worded
from tests.world import ADA, CARD, LENA, MO, ON_RECORD, ONE_SCALE, SPACE, ZOE, World, member_id, somebody

ELSEWHERE = Receipt(Address("chat", "T1", "elsewhere"), "card")


async def asked_in_space(world: World, questions: str = ONE_SCALE) -> tuple[str, Receipt]:
    """A check-in in the partnership's space: the occurrence and its post."""
    (space,) = [row["id"] for row in (await world.dump())["space"] if row["partnership"]]
    await world.schedule(questions, audience=f"space:{space}")
    await world.tick("2026-05-05 08:30Z")
    (card,) = world.chat.at(SPACE.place)
    return (await world.dump())["occurrence"][0]["id"], card.receipt


async def test_a_stranger_in_the_space_joins_and_comes_through_to_the_check_in(both_worlds: World) -> None:
    world = both_worlds
    occurrence, card = await asked_in_space(world)
    for verb, subject in ((Verb.SKIP, occurrence), (Verb.TAP, f"{occurrence}:4"), (Verb.ANSWER, occurrence)):
        form = asked(await world.press(ZOE, verb, subject, on=card))
        assert form.title == "Join"
    values = {"name": "Zoe", "organisation": world.organisations["Ely Council"]}
    form = asked(await world.submit(ZOE, form.action, values, on=card))
    assert form.action.verb == Verb.ANSWER
    assert "is saved" in words(await world.submit(ZOE, form.action, {"q1": "4"}, on=card))
    assert "Zoe, Ely Council" in words(await world.home(ZOE))


async def test_a_stranger_elsewhere_is_not_let_in(world: World) -> None:
    occurrence, card = await asked_in_space(world)
    await world.bot().receive(Joined(ELSEWHERE.address, "#elsewhere"))
    before = await world.dump()
    for on in (None, ELSEWHERE, Receipt(Address("chat", "T2", SPACE.place), card.post)):
        assert "not a member" in words(await world.press(ZOE, Verb.ANSWER, occurrence, on=on))
        assert "not a member" in words(await world.press(ZOE, Verb.TAP, f"{occurrence}:4", on=on))
        assert "not a member" in words(await world.submit(ZOE, Verb.ANSWER, {"q1": "4"}, occurrence, on=on))
        assert "where the partnership meets" in words(await world.press(ZOE, Verb.JOIN, world.partnership, on=on))
    assert "not a member" in words(await world.submit(ZOE, Verb.ANSWER, {"q1": "4"}, occurrence, on=card))
    assert await world.dump() == before


async def test_another_partnership_s_space_is_no_way_in(world: World) -> None:
    olga = somebody("Olga")
    await world.submit(
        olga,
        Verb.START,
        {
            "partnership": "Other",
            "zone": "UTC",
            "name": "Olga",
            "organisation": "Own",
            "sector": "other",
            "contact": "o",
            **ON_RECORD,
        },
    )
    await world.bot().receive(Joined(ELSEWHERE.address, "#elsewhere"))
    rows = await world.dump()
    theirs = next(row["id"] for row in rows["space"] if row["partnership"] is None)
    other = next(row["id"] for row in rows["partnership"] if row["name"] == "Other")
    await world.submit(olga, Verb.LINK, {"partnership": other}, theirs)
    before = await world.dump()
    values = {"name": "Zoe", "organisation": world.organisations["Fen Trust"]}
    for reply in (
        await world.press(ZOE, Verb.JOIN, world.partnership, on=ELSEWHERE),
        await world.submit(ZOE, Verb.JOIN, values, world.partnership, on=ELSEWHERE),
    ):
        assert "where the partnership meets" in words(reply)
    foreign = await world.submit(ZOE, Verb.JOIN, values, other, on=ELSEWHERE)
    assert "organisation" in rejected(foreign), "an organisation of another partnership is none of this one"
    assert await world.dump() == before


async def test_a_check_in_of_elsewhere_or_long_closed_is_not_come_through_to(world: World) -> None:
    values = {"name": "Zoe", "organisation": world.organisations["Fen Trust"]}
    occurrence, card = await asked_in_space(world)
    await world.tick("2026-05-09 08:30Z")
    form = asked(await world.press(ZOE, Verb.ANSWER, occurrence, on=card))
    assert "Welcome to Fenland, Zoe" in words(await world.submit(ZOE, form.action, values, on=card))


async def test_joining_says_what_is_wrong_beside_the_field(world: World) -> None:
    for name in ("", "   ", "x" * 81):
        errors = rejected(await world.submit(ZOE, Verb.JOIN, {"name": name}, world.partnership, CARD))
        assert errors.keys() == {"name", "organisation"}


async def test_whoever_cannot_be_written_to_in_private_is_told_so_and_of_another_way(world: World) -> None:
    values = {"name": "Zoe", "organisation": world.organisations["Fen Trust"]}
    plain = words(await world.submit(ZOE, Verb.JOIN, values, world.partnership, CARD))
    assert "privately" not in plain
    world.chat.blocked.add("zoe")
    told = words(await world.submit(ZOE, Verb.JOIN, values, world.partnership, CARD))
    assert told.startswith(plain.removesuffix("\nHome"))
    assert "cannot write to you privately in this chat" in told
    assert "Check-ins come to this channel." in told
    assert "Ask a convener for a private link to the web inbox" in told
    world.host = Host()
    told = words(await world.submit(ZOE, Verb.JOIN, values, world.partnership, CARD))
    assert "cannot write to you privately" in told
    assert "link" not in told, "nobody can hand one out here"


def test_everybody_counts_as_reached_where_nothing_else_is_known() -> None:
    assert Host().reaches(ZOE.identity)


async def test_whoever_cannot_be_written_to_is_told_so_on_the_way_to_a_check_in(world: World) -> None:
    occurrence, card = await asked_in_space(world)
    world.chat.blocked.add("zoe")
    form = asked(await world.press(ZOE, Verb.ANSWER, occurrence, on=card))
    values = {"name": "Zoe", "organisation": world.organisations["Fen Trust"]}
    form = asked(await world.submit(ZOE, form.action, values, on=card))
    assert form.action.verb == Verb.ANSWER
    assert form.intro.startswith("Weft cannot write to you privately in this chat")


@settings(deadline=None)
@given(partnership=worded.PARTNERSHIPS, name=worded.NAMES, inbox=st.booleans())
def test_a_welcome_can_be_said_to_anybody(partnership: Partnership, name: str, *, inbox: bool) -> None:
    for aside in ("", joining.unreached(inbox=inbox)):
        said = joining.welcome(partnership, name, aside)
        assert sum(map(len, said.texts())) < limits.TEXT


async def test_whoever_is_a_member_is_told_so_and_keeps_their_roles(world: World) -> None:
    assert "You are a member already, as Ada" in words(await world.press(ADA, Verb.JOIN, world.partnership, on=CARD))
    await world.join(ADA)
    assert "convener" in words(await world.home(ADA))


async def test_leaving_ends_everything_and_joining_again_begins_as_a_member(world: World) -> None:
    assert "nothing more is sent to you" in asked(await world.press(LENA, Verb.LEAVE, world.partnership)).intro
    before = await member_id(world, LENA)
    assert "You have left" in words(await world.submit(LENA, Verb.LEAVE, {}, world.partnership))
    assert "not in a partnership yet" in words(await world.home(LENA))
    await world.schedule()
    await world.tick("2026-05-05 08:30Z")
    assert not world.chat.to(LENA)
    await world.join(LENA)
    assert await member_id(world, LENA) == before
    home = words(await world.home(LENA))
    assert "Lena, Fen Trust" in home
    assert "lead" not in home, "roles are given anew"


async def test_the_last_convener_first_makes_another(world: World) -> None:
    errors = rejected(await world.submit(ADA, Verb.LEAVE, {}, world.partnership))
    assert "only convener" in errors[""]
    demoted: dict[str, str | tuple[str, ...]] = {"member": await member_id(world, ADA), "roles": ("lead",)}
    assert (
        "at least one convener" in rejected(await world.submit(ADA, Verb.ROLE, demoted, world.partnership))["roles"]
    )
    roles: dict[str, str | tuple[str, ...]] = {"member": await member_id(world, MO), "roles": ("convener",)}
    assert "Mo is now convener" in words(await world.submit(ADA, Verb.ROLE, roles, world.partnership))
    assert "You have left" in words(await world.submit(ADA, Verb.LEAVE, {}, world.partnership))
    assert "only convener" in rejected(await world.submit(MO, Verb.LEAVE, {}, world.partnership))[""]
    await world.submit(LENA, Verb.LEAVE, {}, world.partnership)
    assert "You have left" in words(await world.submit(MO, Verb.LEAVE, {}, world.partnership)), (
        "nobody is left behind"
    )


async def test_a_name_that_a_platform_tells_is_only_a_beginning(world: World) -> None:
    hostile = replace(ZOE, name="Zoe\x00\n\u202e\ud800" + "x" * 200)
    form = asked(await world.press(hostile, Verb.JOIN, world.partnership, on=CARD))
    assert form.fields[0].label == "Your name"
    assert asked(await world.press(hostile, Verb.START)).title == "Start a partnership"


async def test_what_their_address_suggests_comes_first_and_they_say_which_it_is(
    world: World,
) -> None:
    council = world.organisations["Ely Council"]
    record = {"organisation": "Ely Council", "sector": "local_authority", "contact": "x", **ON_RECORD}
    said = await world.submit(ADA, Verb.EDIT_ORGANISATION, {**record, "domains": "zoe.example nhs.net"}, council)
    assert "Many organisations share nhs.net" in words(said)
    assert "suggests" not in _first(asked(await world.press(ZOE, Verb.JOIN, world.partnership, CARD)))
    world.chat.emails["zoe"] = "zoe@staff.zoe.example"
    form = asked(await world.press(ZOE, Verb.JOIN, world.partnership, CARD))
    assert _first(form) == "Ely Council (your e-mail address suggests this)"
    assert initial(form).keys() == {"name", "language"}, "nothing is chosen for them"
    values = {"name": "Zoe", "organisation": world.organisations["Fen Trust"]}
    assert "Welcome" in words(await world.submit(ZOE, form.action, values, on=CARD))
    assert "zoe.example" not in repr((await world.dump())["member"])
    assert "staff.zoe" not in repr(await world.dump()), "the address is not kept"


async def test_people_join_where_the_platform_does_not_say_who_they_are(world: World) -> None:
    world.chat.fail("about", Unavailable("busy"))
    assert _first(asked(await world.press(ZOE, Verb.JOIN, world.partnership, CARD))) == "Ely Council"


def _first(form: Form) -> str:
    return next(field for field in form.fields if isinstance(field, PickOne)).options[0].label
