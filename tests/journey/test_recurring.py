"""Planning by a sentence, hanging on an event, changing one only, saying one's clock: on each platform."""

import re
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from bot.store import inbox, members
from bot.texts.library import library, themes
from bot.usecases import convening
from tests.contract.driver import Outcome
from tests.journey.cast import Ground, Someone, by_link, form_in, said, standing


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[Ground]:
    async with standing(tmp_path) as made:
        await made.tick("2026-03-09 10:00Z")
        yield made


@pytest.fixture(params=["slack", "teams", "web"])
async def ada(request: pytest.FixtureRequest, ground: Ground) -> Someone:
    """A convener on one platform."""
    if request.param == "web":
        await ground.database.write(partial(inbox.enrol, name="Ada", user="ada"))
        convener = await by_link(ground, "Ada", await ground.web.platform.link("ada"))
    else:
        driver = ground.slack if request.param == "slack" else ground.teams
        convener = Someone(ground, await driver.person("Ada"), driver)
    await convener.fill(
        await convener.home("Start a partnership"),
        partnership="Fenland",
        zone="Europe/London",
        name="Ada",
        organisation="Fen Trust",
        sector="nhs",
        contact="data@fen.example",
    )
    return convener


async def tend(ada: Someone, label: str) -> Outcome:
    """Go to check-ins and people, and press a button there."""
    if ada.driver is not ada.ground.web:
        return await ada.tend(label)
    await ada.home("Check-ins and people")
    return await ada.driver.press_whisper(ada.person, label)


async def choose(ada: Someone) -> Outcome:
    """Choose one of the library's prompts, by its theme first."""
    theme = themes().index(next(each.theme for each in library() if each.key == "trust.said_it"))
    form = await ada.fill(await tend(ada, "New check-in"), prompt=f"theme.{theme}")
    return await ada.fill(form, prompt="trust.said_it")


async def plan(ada: Someone, **values: str) -> Outcome:
    """Plan a check-in up to the words in which it is shown before it is saved."""
    form = await choose(ada)
    return await ada.fill(form, **values)


def intro(outcome: Outcome) -> str:
    return "\n".join(form_in(outcome).texts)


async def test_a_sentence_is_shown_back_in_words_before_it_is_saved(ada: Someone) -> None:
    refused = form_in(await plan(ada, sentence="once in a blue moon"))
    assert "is not understood. Write something such as: every other Tuesday" in refused.errors["sentence"]
    assert refused.initial["sentence"] == "once in a blue moon"
    shown = await plan(ada, sentence="every other Tuesday at 9:30 until June", working="next", holidays="GB-ENG")
    for line in (
        "every 2 weeks on Tuesday at 09:30 (London time), until 31 May 2026",
        "on the next working day where it is none (bank holidays: England)",
        "Tuesday 10 March, 09:30\nTuesday 24 March, 09:30",
    ):
        assert line in intro(shown)
    assert "is saved" in said(await ada.fill(shown))
    await ada.ground.tick("2026-03-24 09:30Z")
    assert any("Saying what you think" in letter for letter in await ada.letters())


async def test_an_expert_s_rule_and_the_last_working_day(ada: Someone) -> None:
    shown = await plan(ada, sentence="RRULE:FREQ=MONTHLY;BYDAY=-1FR;COUNT=2")
    assert "every month on the last Friday at 09:30 (London time), twice only" in intro(shown)
    shown = await plan(ada, every="working", holidays="GB-SCT", clock="own")
    assert "every month on the last working day (bank holidays: Scotland)" in intro(shown)
    assert "each person's own time" in intro(shown)


async def test_an_event_is_added_moved_and_counted_from(ada: Someone) -> None:
    await tend(ada, "Events")
    form = await ada.driver.press_whisper(ada.person, "Add an event")
    assert "“Launch” is on 1 May 2026" in said(await ada.fill(form, name="Launch", day="2026-05-01"))
    form = await choose(ada)
    assert any("Counted from an event?" in label for label in form_in(form).labels)
    await tend(ada, "Events")
    form = await ada.driver.press_whisper(ada.person, "Move or rename")
    assert "“Launch” is on 4 June 2026 now." in said(await ada.fill(form, day="2026-06-04"))
    await tend(ada, "Events")
    form = await ada.driver.press_whisper(ada.person, "Delete")
    assert "No check-in counts its days from it." in intro(form)
    assert "“Launch” is deleted." in said(await ada.fill(form))
    await tend(ada, "Events")
    assert "No event yet" in said(await tend(ada, "Events"))


async def test_one_only_is_changed_and_its_schedule_is_not(ada: Someone) -> None:
    assert "is saved" in said(await ada.fill(await plan(ada, sentence="every Tuesday at 9:30")))
    ways = await tend(ada, "What comes next")
    form = await ada.fill(ways, what="this")
    assert "holds for the one on Tuesday 10 March, 09:30 (London time)" in intro(form)
    refused = form_in(await ada.fill(form, questions="How? [1-99]"))
    assert "a scale goes up by 1 to" in refused.errors["questions"]
    form = await ada.fill(await tend(ada, "What comes next"), what="this")
    changed = said(await ada.fill(form, title="The visit", questions="How was the visit?", open="4"))
    assert "“The visit” goes out on Tuesday 10 March, 09:30, this one only." in changed
    await ada.ground.tick("2026-03-10 09:30Z")
    assert "How was the visit?" in (await ada.letters())[-1]
    await ada.ground.tick("2026-03-17 09:30Z")
    assert "Saying what you think" in (await ada.letters())[-1]


async def test_a_convener_has_a_new_link_to_their_calendar(ada: Someone) -> None:
    first = re.search(r"\S+/calendar/\S+\.ics", said(await tend(ada, "Calendar")))
    assert first
    form = await ada.driver.press_whisper(ada.person, "New calendar link")
    assert "The one you have now ends at once" in intro(form)
    second = re.search(r"\S+/calendar/\S+\.ics", said(await ada.fill(form)))
    assert second
    assert second[0] != first[0]
    assert second[0] in said(await tend(ada, "Calendar"))


async def test_it_is_handed_to_one_of_a_great_many(ada: Someone, monkeypatch: pytest.MonkeyPatch) -> None:
    (mine,) = await ada.ground.database.read(lambda session: members.of(session, ada.person.identity))
    for name in ("Max Moss", "Maud Marsh"):
        form = await tend(ada, "Invite somebody")
        assert "Make a link" in intro(form)
        await ada.fill(form, name=name, organisation=mine.organisation)
    people = await ada.ground.database.read(lambda session: members.present(session, mine.partnership))
    monkeypatch.setattr(convening, "MOST_CHOICES", 1)
    refused = await ada.fill(await tend(ada, "Hand over"), find="ma")
    assert "Write more of it" in form_in(refused).errors["find"]
    assert form_in(refused).initial["find"] == "ma"
    chosen = await ada.fill(refused, find="moss")
    max_ = next(each.id for each in people if each.name == "Max Moss")
    assert "Max Moss is now a convener. You are one no more." in said(
        await ada.fill(chosen, member=max_, own="leave")
    )


async def test_somebody_says_their_clock(ada: Someone) -> None:
    form = await ada.home("My settings")
    refused = form_in(await ada.fill(form, zone="Narnia"))
    assert "time zone" in refused.errors["zone"]
    told = said(
        await ada.fill(await ada.home("My settings"), zone="Asia/Tokyo", quiet_begins="20:00", quiet_ends="07:00")
    )
    assert "Your time zone is Asia/Tokyo (Tokyo time). It is quiet from 20:00 to 07:00." in told
    assert form_in(await ada.home("My settings")).initial["quiet_begins"] == "20:00"


async def test_somebody_says_their_days_off_and_leave(ada: Someone) -> None:
    refused = form_in(await ada.fill(await ada.home("My settings"), leave_begins="2026-03-16"))
    assert "the first and the last day of your leave" in refused.errors["leave_ends"]
    form = await ada.home("My settings")
    told = said(await ada.fill(form, leave_begins="2026-03-16", leave_ends="2026-03-20", days_off=("0", "1")))
    assert "You do not work on: Monday and Tuesday. You are on leave from 16 March 2026 to 20 March 2026." in told
    assert form_in(await ada.home("My settings")).initial["days_off"] == ("0", "1")
    assert "is saved" in said(await ada.fill(await plan(ada, sentence="every Tuesday at 9:30")))
    before = len(await ada.letters())
    await ada.ground.tick("2026-03-10 09:30Z")
    assert len(await ada.letters()) == before
    await ada.ground.tick("2026-03-11 09:00Z")
    assert "Saying what you think" in (await ada.letters())[-1]
