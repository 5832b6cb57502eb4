"""Every comfort of answering by people in Slack, in Teams and on the web, each on what their platform shows them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journey.cast import Someone, form_in, in_slack, said, standing, words
from tests.journey.test_everywhere import (
    Fenland,
    both_conveners_come_to_teams,
    every_channel_is_linked,
    in_teams,
    it_begins_in_slack,
    people_join_where_they_are,
)
from tests.stubs.slack import NEXT_TEAM
from tests.stubs.teams import OUTSIDE, TENANT_A, TENANT_B

QUESTIONS = "How well do we listen? [1-5]\nWhat gets in the way? [time / trust]\nWhich of these? (maps / visits)"


@pytest.fixture
async def fenland(tmp_path: Path) -> AsyncIterator[Fenland]:
    """Everybody has joined, and the pulse of tomorrow at half past nine is planned."""
    async with standing(tmp_path) as ground:
        _, channel_a, channel_b = ground.teams.spaces
        made = Fenland(
            ground,
            ada=in_slack(ground, "Ada"),
            ada_in_teams=in_teams(ground, "Ada", TENANT_A, channel_a),
            bo_in_teams=in_teams(ground, "Bo", TENANT_B, channel_b),
            ben=in_slack(ground, "Ben"),
            cy=in_slack(ground, "Cy", NEXT_TEAM),
            dee=in_teams(ground, "Dee", TENANT_A, channel_a),
            eli=in_teams(ground, "Eli", TENANT_B, channel_b),
            oz=in_teams(ground, "Oz", OUTSIDE, channel_a),
        )
        for begin in (
            it_begins_in_slack,
            both_conveners_come_to_teams,
            every_channel_is_linked,
            people_join_where_they_are,
        ):
            await begin(made)
        written = await made.ada.fill(await made.ada.tend("New check-in"), prompt="own.pulse")
        planned = await made.ada.fill(written, title="Listening", questions=QUESTIONS)
        preview = await made.ada.fill(planned, starts="2026-03-10", open="48", late="3")
        assert "Late answers are taken for another 3 days" in "\n".join(form_in(preview).texts)
        assert "is saved" in said(await made.ada.fill(preview))
        yield made


async def opens(fenland: Fenland) -> tuple[Someone, ...]:
    """The pulse opens; somebody of each platform, who has been asked in private."""
    await fenland.ground.tick("2026-03-10 09:30Z")
    return fenland.ben, fenland.dee, fenland.finn


async def test_the_evening_before_from_every_home_page(fenland: Fenland) -> None:
    people = fenland.ben, fenland.dee, fenland.finn
    await fenland.ground.tick("2026-03-09 18:00Z")
    before = {who.person.name: len(await who.letters()) for who in people}
    for who in people:
        page = (await who.home()).home
        assert page is not None
        assert "It comes on Tuesday 10 March, 09:30 (London time); you may answer it now." in words(page)
        form = await who.home("Answer")
        assert "is saved" in said(await who.fill(form, q1="4"))
    await opens(fenland)
    assert {who.person.name: len(await who.letters()) for who in people} == before
    assert "asks" not in (await fenland.eli.letters())[-1]
    assert "How well do we listen" in (await fenland.eli.letters())[-1]


async def test_later_on_every_platform(fenland: Fenland) -> None:
    for who in await opens(fenland):
        put_off = await who.fill(await who.press("Later"), until="hour")
        assert "You are asked again on Tuesday 10 March, 10:30" in said(put_off)
    await fenland.ground.tick("2026-03-10 10:30Z")
    for who in (fenland.ben, fenland.dee, fenland.finn):
        assert "you asked to be reminded now" in (await who.letters())[-1]
        answered = await who.fill(await who.press("Answer"), q1="3")
        assert "is saved" in said(answered)


async def test_preferring_not_to_say_and_saying_why_one_skips(fenland: Fenland) -> None:
    for who in await opens(fenland):
        form = await who.press("Answer")
        assert form_in(form).texts.count("Prefer not to say") >= 3
        refused = await who.fill(form, q1="declined", q2="declined", q3=("declined",))
        assert "Answer at least one question" in form_in(refused).errors["q1"]
        both = await who.fill(refused, q1="declined", q2="0", q3=("0", "declined"))
        assert form_in(both).errors == {"q3": "Choose from the options, or that you prefer not to say: not both."}
        assert form_in(both).initial["q1"] == "declined", "what was chosen is still there"
        assert (await who.fill(both, q3=("1",))).replaced is not None
        skipped = await who.press("Skip")
        assert skipped.replaced is not None
        assert "You skipped this one." in words(skipped.replaced)
        thanks = await who.fill(await who.press("Say why"), why="0")
        assert "is kept without your name" in said(thanks)


async def test_not_this_one_again_and_back_from_every_home_page(fenland: Fenland) -> None:
    for who in await opens(fenland):
        assert "You are not asked “Listening” again" in said(await who.press("Not this one again"))
        page = said(await who.home("Reminders and pauses"))
        assert "You are not asked: Listening" in page
        back = await who.driver.press_whisper(who.person, "Ask me again")
        assert "You are asked “Listening” again" in said(back)


async def test_a_pause_and_reminders_from_every_home_page(fenland: Fenland) -> None:
    for who in await opens(fenland):
        await who.home("Reminders and pauses")
        off = await who.driver.press_whisper(who.person, "No reminders")
        assert "You get no more reminders" in said(off)
        await who.home("Reminders and pauses")
        form = await who.driver.press_whisper(who.person, "Pause everything")
        wrong = await who.fill(form, until="2026-03-01")
        assert form_in(wrong).errors == {"until": "Choose a day after today, within a year."}
        assert "Nothing is sent to you until 1 April 2026" in said(await who.fill(wrong, until="2026-04-01"))
    people = fenland.ben, fenland.dee, fenland.finn
    before = [await who.letters() for who in people]
    await fenland.ground.tick("2026-03-11 09:30Z")
    await fenland.ground.tick("2026-03-17 09:30Z")
    assert [len(await who.letters()) for who in people] == [len(letters) for letters in before]
    for who in people:
        await who.home("Reminders and pauses")
        assert "The pause is over" in said(await who.driver.press_whisper(who.person, "Go on now"))


async def test_late_answers_from_card_and_home_on_every_platform(fenland: Fenland) -> None:
    people = await opens(fenland)
    await fenland.ground.tick("2026-03-12 09:30Z")
    for who in people:
        form = await who.home("Answer late")
        assert "Late answers are taken until Sunday 15 March, 09:30" in "\n".join(form_in(form).texts)
        assert "You can change it until Sunday 15 March" in said(await who.fill(form, q1="2"))
    changed = await fenland.eli.fill(await fenland.eli.press("Answer late"), q1="5")
    assert changed.replaced is not None
    assert "You have answered, thank you. Closed" in words(changed.replaced)
    await fenland.ground.tick("2026-03-15 09:30Z")
    for who in people:
        page = (await who.home()).home
        assert page is not None
        assert "Answer late" not in page.buttons
