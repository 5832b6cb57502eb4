"""Setting a partnership up and tending its people, from two organisations to two hundred."""

from uuid import uuid4

from sqlalchemy import text
from sqlmodel import Session

from bot.chat.events import Joined
from bot.chat.form import Form, PickOne
from bot.chat.names import Address
from bot.domain.host import Host
from bot.texts.verbs import Verb
from tests.replied import asked, initial, rejected, words
from tests.world import ADA, CARD, LENA, MO, ON_RECORD, ZOE, World, member_id, somebody

COUNCIL = {"organisation": "March Council", "sector": "local_authority", "contact": "data@march.example", **ON_RECORD}


async def insert(world: World, table: str, rows: list[dict[str, object]]) -> None:
    """Put many rows in at once, as two hundred forms would take long."""

    def work(session: Session) -> None:
        names, marks = ", ".join(rows[0]), ", ".join(f":{name}" for name in rows[0])
        for row in rows:
            session.connection().execute(text(f"INSERT INTO {table} ({names}) VALUES ({marks})"), row)

    await world.database.write(work)


async def crowd(world: World, organisations: int, members: int = 0) -> list[str]:
    """So many organisations, and members of the first of them; the ids of the organisations by name."""
    made: list[dict[str, object]] = [
        {
            "id": uuid4().hex,
            "partnership": world.partnership,
            "name": f"{'The very long name of an organisation ' * 2}{number:03}",
            "sector": "other",
            "contact": "c",
        }
        for number in range(organisations)
    ]
    await insert(world, "organisation", made)
    people: list[dict[str, object]] = [
        {
            "id": uuid4().hex,
            "partnership": world.partnership,
            "organisation": made[0]["id"],
            "name": f"P{number:03}",
            "digest_weekday": 0,
            "digest_hour": 9,
            "digest_zone": "UTC",
        }
        for number in range(members)
    ]
    if people:
        await insert(world, "member", people)
    return [str(row["id"]) for row in made]


def values_of(form: Form, name: str) -> list[str]:
    """Every value that a choice offers, over all its lists."""
    fields = [field for field in form.fields if isinstance(field, PickOne) and field.name.startswith(name)]
    return [option.value for field in fields for option in field.options]


async def test_starting_says_what_is_wrong_beside_the_field(world: World) -> None:
    errors = rejected(await world.submit(ZOE, Verb.START, {"zone": "Fenland", "sector": "x"}))
    assert errors.keys() == {
        "partnership",
        "zone",
        "name",
        "organisation",
        "sector",
        "contact",
        "basis",
        "retention",
    }


async def test_an_organisation_takes_part_once(world: World) -> None:
    assert asked(await world.press(ADA, Verb.ORGANISATION, world.partnership)).title == "Add an organisation"
    assert rejected(await world.submit(ADA, Verb.ORGANISATION, {}, world.partnership)).keys() == {
        "organisation",
        "sector",
        "contact",
        "basis",
        "retention",
    }
    assert "March Council now takes part" in words(
        await world.submit(ADA, Verb.ORGANISATION, COUNCIL, world.partnership)
    )
    again = await world.submit(ADA, Verb.ORGANISATION, COUNCIL, world.partnership)
    assert "of this name already" in rejected(again)["organisation"]


async def test_two_hundred_organisations_can_all_be_chosen_and_one_more_is_told(world: World) -> None:
    made = await crowd(world, 198)
    assert (
        "at most 200"
        in rejected(await world.submit(ADA, Verb.ORGANISATION, COUNCIL, world.partnership))["organisation"]
    )
    form = asked(await world.press(ZOE, Verb.JOIN, world.partnership, on=CARD))
    assert [field.name for field in form.fields] == ["name", "organisation", "organisation2", "language"]
    assert set(values_of(form, "organisation")) == {*made, *world.organisations.values()}
    joining = {"name": "Zoe", "organisation2": values_of(form, "organisation2")[-1]}
    assert "Welcome" in words(await world.submit(ZOE, Verb.JOIN, joining, world.partnership, CARD))
    both = {"name": "Zoe", "organisation": made[0], "organisation2": made[-1]}
    assert "organisation" in rejected(await world.submit(ZOE, Verb.JOIN, both, world.partnership, CARD))
    schedule = await world.schedule(audience="", audience3=f"organisation:{made[-1]}")
    assert schedule
    await world.tick("2026-05-05 08:30Z")
    assert len(world.chat.to(ZOE)) == 1
    assert not world.chat.to(MO)
    assert initial(asked(await world.press(ADA, Verb.EDIT, schedule)))["audience3"] == f"organisation:{made[-1]}"


async def test_of_hundreds_of_people_one_first_chooses_the_organisation(world: World) -> None:
    organisation, *_ = await crowd(world, 1, members=260)
    form = asked(await world.press(ADA, Verb.ROLE, world.partnership))
    assert "more than 250 people" in form.intro
    form = asked(await world.submit(ADA, form.action, {"organisation": world.organisations["Ely Council"]}))
    assert values_of(form, "member") == [await member_id(world, LENA)]
    made = await world.submit(ADA, form.action, {"member": await member_id(world, LENA), "roles": ("convener",)})
    assert "Lena is now convener" in words(made)
    form = asked(await world.submit(ADA, Verb.ROLE, {"organisation": organisation}, world.partnership))
    assert len(values_of(form, "member")) == 250
    assert rejected(await world.submit(ADA, Verb.ROLE, {"organisation": "none"}, world.partnership)).keys() == {
        "member"
    }


async def test_roles_are_told_as_they_are_now(world: World) -> None:
    form = asked(await world.press(ADA, Verb.ROLE, world.partnership))
    assert len(values_of(form, "member")) == 3
    mo = await member_id(world, MO)
    for roles, told in (
        (("lead", "convener"), "Mo is now lead and convener."),
        ((), "Mo is now member without a further role."),
    ):
        assert told in words(await world.submit(ADA, Verb.ROLE, {"member": mo, "roles": roles}, world.partnership))
    assert rejected(
        await world.submit(ADA, Verb.ROLE, {"member": "nobody", "roles": ("king",)}, world.partnership)
    ).keys() == {"member", "roles"}


async def test_who_has_neither_slack_nor_teams_gets_a_link_of_their_own(world: World) -> None:
    assert asked(await world.press(ADA, Verb.INVITE, world.partnership)).title == "Invite somebody"
    assert rejected(await world.submit(ADA, Verb.INVITE, {}, world.partnership)).keys() == {"name", "organisation"}
    invitation = {"name": "Wil", "organisation": world.organisations["Fen Trust"]}
    told = words(await world.submit(ADA, Verb.INVITE, invitation, world.partnership))
    user = (await world.dump())["correspondent"][0]["user"]
    assert f"https://weft.example/in/{user}" in told
    assert "Wil, Fen Trust" in words(await world.home(somebody(user, "web", "web")))


async def test_a_lost_link_is_made_anew_and_the_old_one_ends(world: World) -> None:
    assert "Invite somebody first" in words(await world.press(ADA, Verb.NEW_LINK, world.partnership))
    invitation = {"name": "Wil", "organisation": world.organisations["Fen Trust"]}
    await world.submit(ADA, Verb.INVITE, invitation, world.partnership)
    user = (await world.dump())["correspondent"][0]["user"]
    (choice,) = asked(await world.press(ADA, Verb.NEW_LINK, world.partnership)).fields
    assert isinstance(choice, PickOne)
    assert [option.label for option in choice.options] == ["Wil"]
    assert rejected(await world.submit(ADA, Verb.NEW_LINK, {"user": "nobody"}, world.partnership)).keys() == {"user"}
    told = words(await world.submit(ADA, Verb.NEW_LINK, {"user": user}, world.partnership))
    assert f"https://weft.example/in/{user}" in told
    assert (await world.dump())["correspondent"][0]["generation"] == 2
    world.host = Host()
    assert "switched off" in words(await world.submit(ADA, Verb.NEW_LINK, {"user": user}, world.partnership))


async def test_without_a_web_inbox_there_are_no_links(world: World) -> None:
    world.host = Host()
    before = await world.dump()
    invitation = {"name": "Wil", "organisation": world.organisations["Fen Trust"]}
    assert "switched off" in words(await world.submit(ADA, Verb.INVITE, invitation, world.partnership))
    assert await world.dump() == before


async def test_a_channel_is_linked_once_and_says_hello(world: World) -> None:
    place = Address("chat", "T1", "new")
    hello = await world.bot().receive(Joined(place, "#new"))
    assert "A convener can say which partnership #new belongs to" in words(hello)
    space = next(row["id"] for row in (await world.dump())["space"] if row["partnership"] is None)
    assert "Only a convener can link" in words(await world.press(MO, Verb.LINK, space))
    assert values_of(asked(await world.press(ADA, Verb.LINK, space)), "partnership") == [world.partnership]
    assert rejected(await world.submit(ADA, Verb.LINK, {}, space)).keys() == {"partnership"}
    linked = {"partnership": world.partnership}
    assert words(await world.submit(ADA, Verb.LINK, linked, space)).startswith("Fenland")
    assert words(await world.press(ZOE, Verb.LINK, space)).startswith("Fenland"), "the card offers to join now"
    assert words(await world.bot().receive(Joined(place, "#new"))).startswith("Fenland")
    await world.submit(
        ZOE,
        Verb.START,
        {
            "partnership": "Other",
            "zone": "UTC",
            "name": "Zoe",
            "organisation": "Own",
            "sector": "other",
            "contact": "z",
            **ON_RECORD,
        },
    )
    other = next(row["id"] for row in (await world.dump())["partnership"] if row["name"] == "Other")
    assert "linked to another partnership" in words(await world.submit(ZOE, Verb.LINK, {"partnership": other}, space))
