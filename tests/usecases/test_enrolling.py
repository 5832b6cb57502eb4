"""A convener pastes a table of people: what it says is shown first, faults are told by line, and each gets a link."""

import re

from bot.chat.form import LongText
from bot.chat.limits import LONG
from bot.domain.host import Host
from bot.texts.verbs import Verb
from tests.replied import asked, initial, rejected, words
from tests.world import ADA, MO, World

TABLE = """name;e-mail;organisation;site
Nia Lloyd;nia@ely.gov.uk;Ely Council;Ely
Otto Berg;;Fen Trust;
Mo;;Fen Trust;
Zed;zed@fen.example;Nowhere;
Kay;kay@;Fen Trust;
Nia Lloyd;nia@ely.gov.uk;Ely Council;Ely"""


async def with_site(world: World) -> None:
    await world.submit(ADA, Verb.GROUP, {"margin": "site", "name": "Ely"}, world.partnership)


async def test_what_the_table_says_is_shown_before_anything_is_done(world: World) -> None:
    await with_site(world)
    before = await world.dump()
    form = asked(await world.submit(ADA, Verb.TABLE, {"table": TABLE}, world.partnership))
    assert "2 new, 1 there already, 2 lines not understood, 1 double" in form.intro
    assert "Line 5: there is no organisation “Nowhere” here." in form.intro
    assert "Line 6: “kay@” is no e-mail address." in form.intro
    table = form.fields[0]
    assert isinstance(table, LongText)
    assert table.initial == TABLE, "nothing that was typed is lost"
    assert await world.dump() == before


async def test_those_who_are_new_become_members_with_a_link_each(both_worlds: World) -> None:
    world = both_worlds
    await with_site(world)
    form = asked(await world.submit(ADA, Verb.TABLE, {"table": TABLE}, world.partnership))
    said = words(await world.submit(ADA, form.action, {**initial(form), "table": TABLE}))
    links = dict(re.findall(r"^(.*): (https://\S+)$", said, re.MULTILINE))
    assert links.keys() == {"Nia Lloyd", "Otto Berg"}
    assert "Zed;zed@fen.example;Nowhere;" in said, "the lines that are left can be copied"
    rows = await world.dump()
    nia = next(row for row in rows["member"] if row["name"] == "Nia Lloyd")
    assert nia["organisation"] == world.organisations["Ely Council"]
    assert nia["id"] in {row["member"] for row in rows["belonging"]}
    user = next(row["user"] for row in rows["identity"] if row["member"] == nia["id"])
    assert links["Nia Lloyd"].endswith(user)
    assert "nia@ely" not in repr(rows), "e-mail addresses are not kept"
    again = asked(await world.submit(ADA, Verb.TABLE, {"table": TABLE}, world.partnership))
    assert "0 new, 3 there already" in again.intro
    assert "brought people in from a table" in words(await world.press(ADA, Verb.CHANGES, world.partnership))


async def test_an_e_mail_domain_suggests_what_to_write_in(world: World) -> None:
    council = world.organisations["Ely Council"]
    record = {"sector": "local_authority", "contact": "x", "basis": "public_task", "retention": "730"}
    values = {**record, "organisation": "Ely Council", "domains": "ely.gov.uk"}
    assert "on record" in words(await world.submit(ADA, Verb.EDIT_ORGANISATION, values, council))
    form = asked(await world.submit(ADA, Verb.TABLE, {"table": "Nia,nia@ely.gov.uk,"}, world.partnership))
    assert "there is no organisation; the e-mail address suggests Ely Council: write it in" in form.intro


async def test_what_cannot_be_done_is_said_and_nothing_is_lost(world: World) -> None:
    assert "at least one line" in rejected(await world.submit(ADA, Verb.TABLE, {}, world.partnership))["table"]
    done = {"table": "Kay,Nowhere", "next": "do"}
    assert (
        "no organisation “Nowhere”" in rejected(await world.submit(ADA, Verb.TABLE, done, world.partnership))["table"]
    )
    unknown = asked(await world.submit(ADA, Verb.TABLE, {"table": "Kay,Fen Trust,Mars"}, world.partnership))
    assert "there is no cohort or site “Mars” here" in unknown.intro
    await world.submit(MO, Verb.LEAVE, {}, world.partnership)
    left = asked(await world.submit(ADA, Verb.TABLE, {"table": "Mo,Fen Trust"}, world.partnership))
    assert "Mo has left the partnership" in left.intro
    many = "\n".join(f"Person {number},Fen Trust" for number in range(120))
    assert len(many) < LONG
    world.host = Host(web_link=lambda user, _: f"https://weft.example/in/{user}{'x' * 150}")
    too_many = rejected(await world.submit(ADA, Verb.TABLE, {"table": many, "next": "do"}, world.partnership))
    assert "There are 120 new people here" in too_many["table"]
    fitting = int(too_many["table"].split("at most ")[1].split()[0])
    some = "\n".join(many.splitlines()[:fitting])
    looked_at = asked(await world.submit(ADA, Verb.TABLE, {"table": some, "next": "do"}, world.partnership))
    assert "were brought in" in words(await world.submit(ADA, looked_at.action, {"table": some, "next": "do"}))


async def test_what_was_changed_since_it_was_looked_at_is_looked_at_again(world: World) -> None:
    form = asked(await world.submit(ADA, Verb.TABLE, {"table": "Kay,Fen Trust"}, world.partnership))
    more = {"table": "Kay,Fen Trust\nLou,Fen Trust", "next": "do"}
    again = asked(await world.submit(ADA, form.action, more))
    assert "2 new" in again.intro
    assert len((await world.dump())["member"]) == 3
    assert "were brought in" in words(await world.submit(ADA, again.action, more))


async def test_two_of_one_name_are_not_taken_for_one(world: World) -> None:
    table = "Kay,kay@fen.example,Fen Trust\nKay,kay.b@fen.example,Fen Trust"
    form = asked(await world.submit(ADA, Verb.TABLE, {"table": table}, world.partnership))
    assert "1 new, 0 there already, 1 line not understood" in form.intro
    assert "Line 2: Kay stands above already." in form.intro


async def test_a_great_many_faults_are_told_as_far_as_there_is_room(world: World) -> None:
    table = "\n".join(f"Person {number},Nowhere {number}" for number in range(60))
    form = asked(await world.submit(ADA, Verb.TABLE, {"table": table}, world.partnership))
    assert "60 lines not understood" in form.intro
    assert "And 48 more lines." in form.intro


async def test_without_the_web_inbox_there_are_no_links(world: World) -> None:
    world.host = Host()
    for reply in (
        await world.press(ADA, Verb.TABLE, world.partnership),
        await world.submit(ADA, Verb.TABLE, {"table": TABLE}, world.partnership),
    ):
        assert "no links to hand out" in words(reply)
