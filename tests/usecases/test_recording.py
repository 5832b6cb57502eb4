"""Putting organisations and thresholds on record."""

from sqlmodel import Session

from bot.chat.form import PickOne
from bot.texts.verbs import Verb
from tests.replied import asked, initial, rejected, words
from tests.world import ADA, LENA, ON_RECORD, PULSE, World

ELY = {"organisation": "Ely City Council", "sector": "local_authority", "contact": "dpo@ely.example"}


async def row(world: World, name: str) -> dict[str, object]:
    """What the database holds of an organisation."""
    return next(each for each in (await world.dump())["organisation"] if each["name"] == name)


async def test_a_new_organisation_says_why_and_how_long_it_holds_answers(world: World) -> None:
    form = asked(await world.press(ADA, Verb.ORGANISATION, world.partnership))
    assert initial(form) == {"basis": "legitimate_interests", "retention": "730"}
    values = {"organisation": "March Council", "sector": "local_authority", "contact": "x"}
    assert rejected(await world.submit(ADA, form.action, values)).keys() == {"basis", "retention"}
    assert "now takes part" in words(await world.submit(ADA, form.action, {**initial(form), **values}))
    kept = await row(world, "March Council")
    assert (kept["basis"], kept["retention_days"]) == ("legitimate_interests", 730)


async def test_what_is_on_record_can_be_changed(both_worlds: World) -> None:
    world = both_worlds
    form = asked(await world.press(ADA, Verb.CHOOSE_ORGANISATION, world.partnership))
    assert rejected(await world.submit(ADA, form.action, {"organisation": "x"})).keys() == {"organisation"}
    chosen = {"organisation": world.organisations["Ely Council"]}
    form = asked(await world.submit(ADA, form.action, chosen))
    assert initial(form) == {
        "organisation": "Ely Council",
        "sector": "local_authority",
        "contact": "data@ely.example",
        **ON_RECORD,
    }
    before = await world.dump()
    taken = {**ELY, "organisation": "Fen Trust", **ON_RECORD}
    assert "of this name already" in rejected(await world.submit(ADA, form.action, taken))["organisation"]
    assert rejected(await world.submit(ADA, form.action, {**ELY, "basis": "x", "retention": "1"})).keys() == {
        "basis",
        "retention",
    }
    assert await world.dump() == before
    new = {**ELY, "basis": "consent", "retention": "183"}
    assert "on record of Ely City Council" in words(await world.submit(ADA, form.action, new))
    kept = await row(world, "Ely City Council")
    assert (kept["id"], kept["contact"], kept["basis"], kept["retention_days"]) == (
        world.organisations["Ely Council"],
        "dpo@ely.example",
        "consent",
        183,
    )
    assert "Lena, Ely City Council" in words(await world.home(LENA))


async def test_one_from_before_is_filled_in_with_what_is_usual(world: World) -> None:
    def forget(session: Session) -> None:
        session.connection().exec_driver_sql("UPDATE organisation SET basis = '', retention_days = NULL")

    await world.database.write(forget)
    chosen = {"organisation": world.organisations["Ely Council"]}
    form = asked(await world.submit(ADA, Verb.CHOOSE_ORGANISATION, chosen, world.partnership))
    assert initial(form)["basis"] == "legitimate_interests"
    assert (await row(world, "Ely Council"))["basis"] == "", "nothing is on record before somebody sends it"


async def test_thresholds_rise_for_check_ins_that_open_from_then_on(both_worlds: World) -> None:
    world = both_worlds
    await world.schedule(PULSE, title="Before")
    await world.tick("2026-05-05 08:30Z")
    form = asked(await world.press(ADA, Verb.THRESHOLDS, world.partnership))
    assert "never fall" in form.intro
    assert "open from now on" in form.intro
    assert initial(form) == {"scores": "5", "words": "10"}
    reply = await world.submit(ADA, form.action, {"scores": "8", "words": "10"})
    assert "only groups of 8 or more people are shown, and words and what is published need 10" in words(reply)
    assert "scores: 8, words and what is published: 10" in words(await world.press(ADA, Verb.TEND, world.partnership))
    await world.tick("2026-05-12 08:30Z")
    rows = sorted((await world.dump())["occurrence"], key=lambda each: str(each["slot"]))
    assert [(each["threshold"], each["words_threshold"]) for each in rows] == [(5, 10), (8, 10)]
    fields = asked(await world.press(ADA, Verb.THRESHOLDS, world.partnership)).fields
    offered = [[option.value for option in field.options] for field in fields if isinstance(field, PickOne)]
    assert offered == [["8", "10", "15", "20"], ["10", "15", "20"]]


async def test_a_threshold_does_not_fall_whatever_is_sent(world: World) -> None:
    await world.submit(ADA, Verb.THRESHOLDS, {"scores": "10", "words": "15"}, world.partnership)
    before = await world.dump()
    for sent, wrong in (
        ({"scores": "8", "words": "15"}, {"scores"}),
        ({"scores": "10", "words": "10"}, {"words"}),
        ({"scores": "20", "words": "15"}, {"words"}),
        ({"scores": "4", "words": "x"}, {"scores", "words"}),
        ({}, {"scores", "words"}),
    ):
        assert rejected(await world.submit(ADA, Verb.THRESHOLDS, sent, world.partnership)).keys() == wrong
    assert await world.dump() == before
