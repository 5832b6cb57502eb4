"""Planning a check-in: every step, what is wrong said beside its field, and nothing typed lost on the way."""

import pytest

from bot.chat.events import Left, Show
from bot.chat.form import Form, LongText, PickOne, ShortText
from bot.texts.verbs import Verb
from tests.replied import asked, buttons, initial, rejected, shown, words
from tests.world import ADA, LENA, ONE_SCALE, PULSE, SPACE, World


async def begun(
    world: World, prompt: str = "own.pulse", questions: str = PULSE
) -> tuple[str, dict[str, str | tuple[str, ...]]]:
    """A draft that has its questions, and its plan as it is first shown."""
    form = asked(await world.submit(ADA, Verb.CHOOSE, {"prompt": prompt}, world.partnership))
    if form.action.verb == Verb.WRITE:
        form = asked(await world.submit(ADA, form.action, {"title": "Listening", "questions": questions}))
    return form.action.subject, initial(form)


async def test_the_library_is_two_presses_away_and_is_kept_as_it_was_worded(world: World) -> None:
    form = asked(await world.press(ADA, Verb.CHOOSE, world.partnership))
    assert choices(form)["Trust"] == "theme.0"
    themed = asked(await world.submit(ADA, form.action, {"prompt": "theme.0"}))
    assert choices(themed)["Trust between us (pulse)"] == "trust.between_us"
    assert len(choices(themed)) == 5
    assert asked(await world.submit(ADA, themed.action, {"prompt": "back"})) == form
    draft, plan = await begun(world, "trust.between_us")
    form = asked(await world.submit(ADA, Verb.PLAN, plan, draft))
    assert "People here do what they say they will do." in form.intro
    assert "is saved. It goes out first on Tuesday 5 May, 09:30" in words(
        await world.submit(ADA, form.action, {"next": "save"})
    )
    (prompt,) = (await world.dump())["prompt"]
    assert (prompt["title"], prompt["theme"]) == ("Trust between us", "Trust")
    assert (await world.dump())["draft"] == []


def choices(form: Form) -> dict[str, str]:
    """What can be chosen in its one field, by what it is called."""
    (field,) = form.fields
    assert isinstance(field, PickOne)
    return {option.label: option.value for option in field.options}


async def test_the_preview_says_everything_in_words_and_one_can_go_back(world: World) -> None:
    draft, plan = await begun(world)
    plan |= {"audience": "role:lead", "weekdays": ("0", "3"), "every": "2", "visibility": "attributed"}
    form = asked(await world.submit(ADA, Verb.PLAN, plan, draft))
    assert form.intro.splitlines()[-6:] == [
        "It goes out on:",
        "Monday 11 May, 09:30",
        "Thursday 14 May, 09:30",
        "Monday 25 May, 09:30",
        "Thursday 28 May, 09:30",
        "Monday 8 June, 09:30",
    ]
    assert "For all leads, in private, every 2 weeks on Monday and Thursday at 09:30 (London time)." in form.intro
    assert "Open for 2 days; two reminders at most, from 1 day before it closes on." in form.intro
    back = asked(await world.submit(ADA, form.action, {"next": "back"}))
    assert initial(back) == plan
    assert (await world.dump())["schedule"] == []


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"weekdays": ()}, {"weekdays"}),
        ({"weekdays": ("1", "9")}, {"weekdays"}),
        ({"audience": "organisation:somewhere"}, {"audience"}),
        ({"every": "3", "open": "1", "remind": "99"}, {"every", "open", "remind"}),
        ({"time": "25:00"}, {"time"}),
        ({"starts": "tomorrow"}, {"starts"}),
        ({"starts": "2030-01-01"}, {"starts"}),
        ({"starts": "0002-01-01"}, {"starts"}),
        ({"zone": "Middle/Earth"}, {"zone"}),
        ({"zone": "x" * 3_000}, {"zone"}),
        ({"open": "4", "remind": "4"}, {"remind"}),
        ({"visibility": "public"}, {"visibility"}),
        ({"time": "09:30:59+01:00", "zone": "\x00\ud800"}, {"zone"}),
    ],
)
async def test_a_plan_that_cannot_be_is_told_beside_its_field(
    world: World, wrong: dict[str, str | tuple[str, ...]], fields: set[str]
) -> None:
    draft, plan = await begun(world)
    assert rejected(await world.submit(ADA, Verb.PLAN, {**plan, **wrong}, draft)).keys() == fields
    assert isinstance(await world.submit(ADA, Verb.PLAN, plan, draft), Show), "and what was right stays right"


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({}, {"title", "questions"}),
        ({"title": "x" * 101, "questions": PULSE}, {"title"}),
        ({"title": " ", "questions": PULSE}, {"title"}),
        ({"title": "T", "questions": "\n".join("abcdefghijk")}, {"questions"}),
        ({"title": "T", "questions": "x" * 3_001}, {"questions"}),
        ({"title": "T", "questions": "\n".join(f"{n} {'x' * 240} [1-5]" for n in range(10))}, set()),
        (
            {
                "title": "T",
                "questions": "\n".join(f"{n} {'x' * 240} [1-5: {'l' * 40} / {'h' * 40}]" for n in range(9)),
            },
            {"questions"},
        ),
    ],
)
async def test_questions_that_cannot_be_asked_are_told(
    world: World, values: dict[str, str], fields: set[str]
) -> None:
    form = asked(await world.submit(ADA, Verb.CHOOSE, {"prompt": "own.pulse"}, world.partnership))
    reply = await world.submit(ADA, form.action, values)
    if fields:
        assert rejected(reply).keys() == fields
    else:
        assert asked(reply).action.verb == Verb.PLAN


async def test_an_unknown_choice_is_told(world: World) -> None:
    for picked in ("", "own.poll", "trust.nothing", "theme.", "theme.99", "theme.x"):
        assert rejected(await world.submit(ADA, Verb.CHOOSE, {"prompt": picked}, world.partnership)).keys() == {
            "prompt"
        }


@pytest.mark.parametrize("verb", [Verb.PLAN, Verb.SAVE])
async def test_a_step_cannot_be_left_out(world: World, verb: Verb) -> None:
    _, plan = await begun(world)
    form = asked(await world.submit(ADA, Verb.CHOOSE, {"prompt": "own.pulse"}, world.partnership))
    before = (await world.dump())["schedule"]
    reply = await world.submit(ADA, verb, plan, form.action.subject)
    assert "Write a title" in words(reply)
    await world.submit(ADA, form.action, {"title": "T", "questions": "How? [5-1]"})
    assert "a scale goes up" in words(await world.submit(ADA, verb, plan, form.action.subject))
    assert (await world.dump())["schedule"] == before


async def test_an_audience_that_went_away_before_saving_is_asked_for_again(world: World) -> None:
    draft, plan = await begun(world)
    (space,) = [row["id"] for row in (await world.dump())["space"]]
    asked(await world.submit(ADA, Verb.PLAN, {**plan, "audience": f"space:{space}"}, draft))
    await world.bot().receive(Left(SPACE.lane, SPACE))
    reply = await world.submit(ADA, Verb.SAVE, {"next": "save"}, draft)
    assert rejected(reply).keys() == {"audience"}
    assert (await world.dump())["draft"] != []


async def test_editing_keeps_what_is_not_changed_and_a_pause(world: World) -> None:
    schedule = await world.schedule()
    await world.press(ADA, Verb.PAUSE, schedule)
    form = asked(await world.press(ADA, Verb.EDIT, schedule))
    assert initial(form)["weekdays"] == ("1",)
    form = asked(await world.submit(ADA, form.action, {**initial(form), "open": "72"}))
    await world.submit(ADA, form.action, {"next": "save"})
    rows = await world.dump()
    assert [(row["status"], row["open_minutes"]) for row in rows["schedule"]] == [("paused", 72 * 60)]
    assert len(rows["prompt"]) == 1
    assert "Paused" in words(await world.press(ADA, Verb.TEND, world.partnership))


async def test_writing_questions_anew_leaves_what_was_asked_as_it_was_asked(world: World) -> None:
    schedule = await world.schedule()
    await world.tick("2026-05-05 08:30Z")
    form = asked(await world.press(ADA, Verb.REWRITE, schedule))
    title, questions = form.fields
    assert isinstance(title, ShortText)
    assert title.initial == "Listening"
    assert isinstance(questions, LongText)
    assert questions.initial.startswith("How well do we listen? [1-5: Strongly disagree / Strongly agree]")
    form = asked(await world.submit(ADA, form.action, {"title": "Hearing", "questions": ONE_SCALE}))
    form = asked(await world.submit(ADA, form.action, initial(form)))
    await world.submit(ADA, form.action, {"next": "save"})
    await world.tick()
    assert "What gets in the way?" in words(world.asked_of(LENA).message)
    await world.tick("2026-05-12 08:30Z")
    latest = words(world.asked_of(LENA).message)
    assert latest.startswith("Hearing")
    assert "What gets in the way?" not in latest


async def test_the_convener_s_page_leads_to_everything_page_by_page(world: World) -> None:
    empty = words(await world.press(ADA, Verb.TEND, world.partnership))
    assert "No check-in is planned yet" in empty
    for number in range(7):
        await world.schedule(ONE_SCALE, title=f"Check-in {number}")
    await world.tick("2026-05-05 08:30Z")
    first = shown(await world.press(ADA, Verb.TEND, world.partnership))
    assert "Check-in 5" in words(first)
    assert "Check-in 6" not in words(first)
    assert {"Edit", "Questions", "Pause", "Stop", "Close now"} <= buttons(first).keys()
    second = shown(await world.press(ADA, buttons(first)["More check-ins"].action))
    assert "Check-in 6" in words(second)
    assert "More check-ins" not in buttons(second)
    for page in ("x", "-1", "99", "9" * 100):
        assert "Fenland" in words(await world.press(ADA, Verb.TEND, f"{world.partnership}:{page}"))
