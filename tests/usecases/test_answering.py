"""Answering: by form, tap and skip; the last word stands, and only while it is open and for those who are asked."""

from datetime import timedelta

import pytest

from bot.chat.events import Replace, Whisper
from bot.chat.form import LongText, PickMany, PickOne, Scale, Values
from bot.chat.names import Receipt
from bot.texts.verbs import Verb
from tests.replied import asked, buttons, occurrence_of, rejected, shown, words
from tests.world import ADA, LENA, MO, ONE_SCALE, SPACE, World

GIVEN = {"q1": "4", "q2": "1", "q3": "Less hurry.", "share": "unnamed"}
MIXED = "How well? [1-5]\nWhich? [a / b]\nWhich of these? (a / b / c)\nWhy?"


async def stored(world: World) -> list[str]:
    """The answers as they lie in the database."""
    return [row["answers"] for row in (await world.dump())["response"]]


async def parts(world: World) -> list[str]:
    """What people have done about the one occurrence."""
    return sorted(row["part"] for row in (await world.dump())["participation"])


async def test_a_card_s_button_opens_the_form_and_its_answer_replaces_the_card(
    world: World, asking: str, mos_card: Receipt
) -> None:
    form = asked(await world.press(MO, buttons(world.asked_of(MO).message)["Answer"].action, on=mos_card))
    assert [field.label for field in form.fields[:3]] == [
        "How well do we listen?",
        "What gets in the way?",
        "What did you notice?",
    ]
    assert "nobody can tell which answer is yours, not even those who run Weft" in form.intro
    reply = await world.submit(MO, form.action, GIVEN, on=mos_card)
    assert isinstance(reply, Replace)
    assert "You have answered, thank you" in words(reply)
    assert reply.message.mark == world.asked_of(MO).mark
    assert buttons(reply.message)["Change my answer"].action.subject == asking
    assert await parts(world) == ["answered", "asked", "asked"]


async def test_the_last_word_stands_and_is_shown_again(world: World, asking: str) -> None:
    first = await world.submit(MO, Verb.ANSWER, GIVEN, asking)
    assert isinstance(first, Whisper)
    assert "is saved. You can change it until Thursday 7 May, 09:30" in words(first)
    await world.answer(MO, asking, q1="2", q3="More tea.\nMuch more.")
    form = asked(await world.press(MO, Verb.ANSWER, asking))
    scale, choice, text, share = form.fields
    assert isinstance(scale, Scale)
    assert scale.initial == 2
    assert isinstance(choice, PickOne)
    assert choice.initial is None
    assert isinstance(text, LongText)
    assert text.initial == "More tea.\nMuch more."
    assert isinstance(share, PickOne)
    assert share.initial == "no"
    assert len(await stored(world)) == 1


async def test_every_sort_of_question_comes_back_as_it_was_answered(world: World) -> None:
    await world.schedule(MIXED, visibility="attributed")
    await world.tick("2026-05-05 08:30Z")
    occurrence = occurrence_of(world.asked_of(MO).message)
    values: Values = {"q1": "5", "q2": "0", "q3": ("0", "2"), "q4": "Because.", "share": "named"}
    await world.submit(MO, Verb.ANSWER, values, occurrence)
    _, one, some, _, share = asked(await world.press(MO, Verb.ANSWER, occurrence)).fields
    assert isinstance(one, PickOne)
    assert one.initial == "0"
    assert isinstance(some, PickMany)
    assert some.initial == ("0", "2")
    assert isinstance(share, PickOne)
    assert share.initial == "named"
    own = words(await world.press(MO, Verb.MINE, occurrence))
    assert "5 · Strongly agree" in own
    assert "a; c" in own
    assert "with your name" in own


async def test_one_tap_answers_one_scale_and_another_tap_changes_it(world: World) -> None:
    await world.schedule(ONE_SCALE)
    await world.tick("2026-05-05 08:30Z")
    card = world.asked_of(MO)
    labels = [label for label in buttons(card.message) if label[0].isdigit()]
    assert labels == ["1 · Strongly disagree", "2", "3", "4", "5 · Strongly agree"]
    for label in ("4", "2"):
        reply = await world.press(MO, buttons(card.message)[label].action, on=card.receipt)
        assert "You have answered" in words(reply)
        assert await stored(world) == [f'{{"q1":{label}}}']
    assert isinstance(await world.press(LENA, buttons(card.message)["4"].action), Whisper)


@pytest.mark.parametrize("point", ["", "9", "0", "-1", "four", "4 ", "٤"])
async def test_a_tap_beside_the_scale_is_told(world: World, asking: str, point: str) -> None:
    reply = await world.press(MO, Verb.TAP, f"{asking}:{point}")
    if point.strip() == "4":
        assert "is saved" in words(reply)
    else:
        assert words(reply) == "Choose a number from 1 to 5."
        assert await stored(world) == []


async def test_skipping_withdraws_and_answering_after_all_counts(
    world: World, asking: str, mos_card: Receipt
) -> None:
    await world.submit(MO, Verb.ANSWER, GIVEN, asking)
    reply = await world.press(MO, Verb.SKIP, asking, on=mos_card)
    assert "You skipped this one" in words(reply)
    assert "Skip" not in buttons(shown(reply))
    assert await stored(world) == []
    assert await parts(world) == ["asked", "asked", "skipped"]
    aside = await world.press(LENA, Verb.SKIP, asking)
    assert "will not be reminded" in words(aside)
    assert "is saved" in words(await world.submit(MO, Verb.ANSWER, GIVEN, asking))
    assert await parts(world) == ["answered", "asked", "skipped"]


@pytest.mark.parametrize(
    ("values", "field", "complaint"),
    [
        ({}, "q1", "Answer at least one question"),
        ({"q3": "  \n "}, "q1", "Answer at least one question"),
        ({"q1": "9"}, "q1", "from 1 to 5"),
        ({"q2": "7"}, "q2", "Choose from the options"),
        ({"q2": ("0", "1")}, "q2", "Choose one option"),
        ({"q3": "x" * 3_001}, "q3", "At most 3,000 characters; this has 3,001"),
        ({"q3": ("a", "b")}, "q3", "Give one answer"),
        ({"q1": "4", "share": "everybody"}, "share", "Choose one of the answers"),
    ],
)
async def test_what_cannot_be_accepted_keeps_the_form_open(
    world: World, asking: str, values: dict[str, str], field: str, complaint: str
) -> None:
    reply = await world.submit(MO, Verb.ANSWER, values, asking)
    assert complaint in rejected(reply)[field]
    assert await stored(world) == []


async def test_after_closing_nothing_is_taken_and_the_words_come_back(world: World, asking: str) -> None:
    await world.answer(MO, asking, q1="4")
    world.now += timedelta(days=2)
    before = await world.dump()
    late = await world.answer(LENA, asking, q1="2", q3="I had thought about this for long.")
    assert "has closed" in words(late)
    assert "I had thought about this for long." in words(late)
    for verb, subject in ((Verb.ANSWER, asking), (Verb.TAP, f"{asking}:3"), (Verb.SKIP, asking)):
        assert "has closed" in words(await world.press(MO, verb, subject))
    assert await world.dump() == before
    await world.tick()
    before = await world.dump()
    assert "has closed" in words(await world.answer(MO, asking, q1="1"))
    assert "has closed" in words(await world.press(MO, Verb.SKIP, asking))
    assert await world.dump() == before


@pytest.mark.parametrize("verb", [Verb.ANSWER, Verb.TAP, Verb.SKIP, Verb.MINE, Verb.CLOSE])
async def test_a_check_in_that_is_not_there_is_told(world: World, verb: Verb) -> None:
    assert words(await world.press(MO, verb, "deleted:4")) == "This check-in is no longer here."
    gone = await world.submit(MO, Verb.ANSWER, {"q1": "A few words"}, "deleted")
    assert words(gone).startswith("This check-in is no longer here.")
    assert "A few words" in words(gone)


async def test_only_the_audience_may_answer_and_sees_it_at_home(world: World) -> None:
    await world.schedule(audience=f"organisation:{world.organisations['Ely Council']}")
    await world.tick("2026-05-05 08:30Z")
    assert [len(world.chat.to(who)) for who in (ADA, LENA, MO)] == [0, 1, 0]
    occurrence = occurrence_of(world.asked_of(LENA).message)
    before = await world.dump()
    for reply in (
        await world.press(MO, Verb.ANSWER, occurrence),
        await world.answer(MO, occurrence),
        await world.press(MO, Verb.SKIP, occurrence),
    ):
        assert words(reply) == "This check-in is for other people of the partnership."
    assert await world.dump() == before
    assert "Listening" not in words(await world.home(MO))
    assert "Listening" in words(await world.home(LENA))


async def test_editing_a_schedule_changes_nothing_for_those_who_were_asked(world: World) -> None:
    schedule = await world.schedule()
    await world.tick("2026-05-05 08:30Z")
    occurrence = occurrence_of(world.asked_of(MO).message)
    form = asked(await world.press(ADA, Verb.EDIT, schedule))
    plan = {field.name: getattr(field, "initial", "") for field in form.fields}
    plan |= {"audience": "role:lead", "time": "09:30", "starts": "2026-05-01", "visibility": "attributed"}
    form = asked(await world.submit(ADA, form.action, {key: value for key, value in plan.items() if value}))
    assert "is saved" in words(await world.submit(ADA, form.action, {"next": "save"}))
    assert "can tell which answer is yours" in asked(await world.press(MO, Verb.ANSWER, occurrence)).intro
    assert "is saved" in words(await world.answer(MO, occurrence))
    assert (await world.dump())["response"][0]["member"] is None


async def test_a_reminder_s_buttons_answer_too(world: World, asking: str) -> None:
    await world.tick("2026-05-06 08:30Z")
    reminder = world.asked_of(MO)
    assert reminder.message.summary.startswith("A reminder")
    reply = await world.answer(MO, asking, on=reminder.receipt)
    assert isinstance(reply, Whisper), "the reminder is not the card"
    await world.tick()
    card, _ = world.chat.to(MO)
    assert "You have answered" in words(card.message)


async def test_in_a_space_the_card_stays_and_the_person_is_told_alone(world: World) -> None:
    (space,) = [row["id"] for row in (await world.dump())["space"]]
    await world.schedule(audience=f"space:{space}")
    await world.tick("2026-05-05 08:30Z")
    (card,) = world.chat.at(SPACE.place)
    reply = await world.answer(MO, occurrence_of(card.message), on=card.receipt)
    assert isinstance(reply, Whisper)
    assert [len(world.chat.to(who)) for who in (ADA, LENA, MO)] == [0, 0, 0]


async def test_preferring_not_to_say_is_kept_as_nothing_at_all(world: World) -> None:
    await world.schedule(MIXED)
    await world.tick("2026-05-05 08:30Z")
    occurrence = occurrence_of(world.asked_of(MO).message)
    form = asked(await world.press(MO, Verb.ANSWER, occurrence))
    scale, choice, several, text, _ = form.fields
    assert isinstance(scale, Scale)
    assert isinstance(choice, PickOne)
    assert isinstance(several, PickMany)
    for options in (scale.options(), choice.options, several.options):
        assert (options[-1].value, options[-1].label) == ("declined", "Prefer not to say")
    assert text.hint == "Leave this empty if you prefer not to say."
    declined: Values = {"q1": "declined", "q2": "declined", "q3": ("declined",)}
    reply = await world.submit(MO, form.action, declined)
    assert "Answer at least one question, or press Skip" in words(reply)
    await world.submit(MO, form.action, {**declined, "q4": "Because."})
    assert await stored(world) == ['{"q4":"Because."}']
    reply = await world.submit(MO, form.action, {"q1": "4", "q3": ("0", "declined")})
    assert rejected(reply) == {"q3": "Choose from the options, or that you prefer not to say: not both."}
