"""Cohorts and sites: who belongs to them, and what leading one means."""

from bot.chat.form import PickMany
from bot.store import groups
from bot.texts.verbs import Verb
from tests.replied import asked, buttons, initial, rejected, shown, words
from tests.usecases.test_convening import crowd, values_of
from tests.world import ADA, LENA, MO, World, member_id

SPRING = {"margin": "cohort", "name": "Spring"}


async def spring(world: World) -> str:
    """A new cohort; its id."""
    reply = await world.submit(ADA, Verb.GROUP, SPRING, world.partnership)
    return buttons(shown(reply))["Who belongs"].action.subject


async def next_digest(world: World, member: str) -> object:
    return next(row["next_digest_at"] for row in (await world.dump())["member"] if row["id"] == member)


async def test_a_convener_finds_them_beside_the_people(world: World) -> None:
    page = shown(await world.press(ADA, Verb.TEND, world.partnership))
    action = buttons(page)["Cohorts and sites"].action
    assert "There are none yet." in words(await world.press(ADA, action))
    assert asked(await world.press(ADA, Verb.GROUP, world.partnership)).title == "Add a cohort or site"
    assert rejected(await world.submit(ADA, Verb.GROUP, {"margin": "sector"}, world.partnership)).keys() == {
        "margin",
        "name",
    }
    assert "Spring is now a cohort of Fenland" in words(
        await world.submit(ADA, Verb.GROUP, SPRING, world.partnership)
    )
    again = await world.submit(ADA, Verb.GROUP, SPRING, world.partnership)
    assert rejected(again) == {"name": "There is a cohort of this name already."}
    await world.submit(ADA, Verb.GROUP, {"margin": "site", "name": "Spring"}, world.partnership)
    page = shown(await world.press(ADA, action))
    assert "Spring\nCohort, 0 people\nWho belongs\nSpring\nSite, 0 people\nWho belongs" in words(page)


async def test_who_belongs_counts_for_what_they_answer_from_then_on(both_worlds: World) -> None:
    world = both_worlds
    cohort, mo, lena = await spring(world), await member_id(world, MO), await member_id(world, LENA)
    await world.schedule(visibility="attributed")
    await world.tick("2026-05-05 08:30Z")
    occurrence = (await world.dump())["occurrence"][0]["id"]
    await world.answer(LENA, occurrence)
    form = asked(await world.press(ADA, Verb.BELONG, cohort))
    assert rejected(await world.submit(ADA, form.action, {"members": ("nobody",)})).keys() == {"members"}
    said = words(await world.submit(ADA, form.action, {"members": (mo, lena)}))
    assert "Spring: 2 people now belong to it." in said
    await world.answer(MO, occurrence)
    kept = {row["member"]: row["groups"] for row in (await world.dump())["response"]}
    assert f"cohort:{cohort}" in kept[mo]
    assert f"cohort:{cohort}" not in kept[lena]
    assert set(initial(asked(await world.press(ADA, Verb.BELONG, cohort)))["members"]) == {mo, lena}
    assert "1 person now belongs" in words(await world.submit(ADA, form.action, {"members": mo}))
    assert "0 people now belong" in words(await world.submit(ADA, form.action, {}))


async def test_who_leads_a_cohort_reads_the_digest(both_worlds: World) -> None:
    world = both_worlds
    cohort, mo = await spring(world), await member_id(world, MO)
    assert "Nobody belongs to Spring yet" in words(await world.press(ADA, Verb.LEADERS, cohort))
    assert "Nobody belongs to Spring yet" in words(await world.submit(ADA, Verb.LEADERS, {}, cohort))
    await world.submit(ADA, Verb.BELONG, {"members": mo}, cohort)
    assert "Only a lead or convener" in words(await world.press(MO, Verb.DIGEST_TIME, world.partnership))
    form = asked(await world.press(ADA, Verb.LEADERS, cohort))
    (field,) = form.fields
    assert isinstance(field, PickMany)
    assert [option.value for option in field.options] == [mo], "only who belongs can lead"
    assert rejected(await world.submit(ADA, form.action, {"members": await member_id(world, LENA)})).keys() == {
        "members"
    }
    assert "Spring: now led by Mo." in words(await world.submit(ADA, form.action, {"members": mo}))
    assert "1 person, led by Mo" in words(await world.press(ADA, Verb.GROUPS, world.partnership))
    assert await next_digest(world, mo)
    assert {"Read the digest", "When the digest comes"} <= buttons(await world.home(MO)).keys()
    assert "Mo, Fen Trust, lead" in words(await world.home(MO))
    assert "Fenland: the week" in words(await world.press(MO, Verb.DIGEST, world.partnership))
    led = await world.database.read(lambda session: [group.name for group in groups.led_by(session, mo)])
    assert led == ["Spring"]
    await world.tick("2026-05-04 08:30Z")
    assert "Fenland: the week" in words(world.asked_of(MO).message)


async def test_a_lead_of_a_cohort_stays_one_whatever_other_roles_come_and_go(world: World) -> None:
    cohort, mo = await spring(world), await member_id(world, MO)
    await world.submit(ADA, Verb.BELONG, {"members": mo}, cohort)
    await world.submit(ADA, Verb.LEADERS, {"members": mo}, cohort)
    none = await world.submit(ADA, Verb.ROLE, {"member": mo, "roles": ()}, world.partnership)
    assert "Mo is now lead." in words(none)
    await world.join(MO)
    assert not [row for row in (await world.dump())["rolegiven"] if row["member"] == mo], "it is no role of its own"
    assert await next_digest(world, mo)
    assert "nobody leads it now" in words(await world.submit(ADA, Verb.LEADERS, {}, cohort))
    assert await next_digest(world, mo) is None
    assert "Only a lead or convener" in words(await world.press(MO, Verb.DIGEST_TIME, world.partnership))


async def test_who_no_longer_belongs_or_has_left_leads_no_longer(world: World) -> None:
    cohort, mo = await spring(world), await member_id(world, MO)
    for leave in (False, True):
        await world.submit(ADA, Verb.BELONG, {"members": mo}, cohort)
        await world.submit(ADA, Verb.LEADERS, {"members": mo}, cohort)
        assert await next_digest(world, mo)
        if leave:
            await world.submit(MO, Verb.LEAVE, {}, world.partnership)
            assert "Cohort, 0 people" in words(await world.press(ADA, Verb.GROUPS, world.partnership))
            await world.join(MO)
        else:
            await world.submit(ADA, Verb.BELONG, {}, cohort)
        assert await next_digest(world, mo) is None
        assert "Only a lead or convener" in words(await world.press(MO, Verb.DIGEST_TIME, world.partnership))


async def test_of_hundreds_of_people_one_first_chooses_the_organisation(world: World) -> None:
    organisation, *_ = await crowd(world, 1, members=260)
    cohort, lena = await spring(world), await member_id(world, LENA)
    ely = world.organisations["Ely Council"]
    form = asked(await world.press(ADA, Verb.BELONG, cohort))
    assert "more than 250 people" in form.intro
    assert rejected(await world.submit(ADA, form.action, {"organisation": "x"})).keys() == {"organisation"}
    form = asked(await world.submit(ADA, form.action, {"organisation": organisation}))
    assert [len(field.options) for field in form.fields if isinstance(field, PickMany)] == [100, 100, 50]
    many = [option.value for field in form.fields if isinstance(field, PickMany) for option in field.options]
    sent = {"members": tuple(many[:100]), "members2": tuple(many[100:200]), "members3": tuple(many[200:])}
    assert "250 people now belong" in words(await world.submit(ADA, form.action, sent))
    form = asked(await world.submit(ADA, Verb.BELONG, {"organisation": ely}, cohort))
    assert "251 people now belong" in words(await world.submit(ADA, form.action, {"members": lena}))
    form = asked(await world.press(ADA, Verb.LEADERS, cohort))
    assert set(values_of(form, "organisation")) == {organisation, ely}, "only those whose people belong"
    assert rejected(await world.submit(ADA, form.action, {})).keys() == {"organisation"}
    form = asked(await world.submit(ADA, form.action, {"organisation": ely}))
    assert "now led by Lena" in words(await world.submit(ADA, form.action, {"members": lena}))


async def test_many_come_page_by_page_and_there_is_an_end(world: World) -> None:
    for number in range(100):
        values = {"margin": "site", "name": f"Site {number:03}"}
        await world.submit(ADA, Verb.GROUP, values, world.partnership)
    first = shown(await world.press(ADA, Verb.GROUPS, world.partnership))
    second = shown(await world.press(ADA, buttons(first)["More"].action))
    assert "Site 011" in words(first)
    assert "Site 012" in words(second)
    assert rejected(await world.submit(ADA, Verb.GROUP, SPRING, world.partnership)) == {
        "name": "A partnership has at most 100 cohorts and sites."
    }


async def test_of_another_partnership_nothing_is_to_be_had(world: World) -> None:
    cohort = await spring(world)
    before = await world.dump()
    for verb in (Verb.BELONG, Verb.LEADERS):
        for subject in ("nowhere", f"nowhere:{cohort}", ""):
            assert "no longer here" in words(await world.press(ADA, verb, subject))
        assert "Only a convener" in words(await world.submit(MO, verb, {"members": ()}, cohort))
    assert await world.dump() == before
