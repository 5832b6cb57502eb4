"""A convener goes through every form there is, by its button: on each platform, in each language that is spoken."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from bot import speech
from bot.chat.message import Message
from bot.domain.outlook import WEEKS
from bot.speech import gettext as _
from bot.speech import pgettext
from bot.store import inbox
from bot.texts import notes
from bot.texts.library import library, themes
from tests.contract.driver import Outcome
from tests.journey.cast import Ground, Someone, by_link, form_in, said, standing

STARTED = {
    "partnership": "Fenland",
    "zone": "Europe/London",
    "name": "Ada",
    "organisation": "Fen Trust",
    "sector": "nhs",
    "contact": "data@fen.example",
    "basis": "public_task",
    "retention": "730",
}
COUNCIL = {name: STARTED[name] for name in ("contact", "basis", "retention")} | {
    "organisation": "Ely Council",
    "sector": "local_authority",
}
MOST_STEPS = 4
"""Forms that lead on to one another."""


@dataclass(frozen=True, slots=True)
class Convener:
    """Ada, and the language that she chose."""

    who: Someone
    language: str

    async def tend(self, label: str) -> Outcome:
        """Go to check-ins and people, and press a button there."""
        return await self._beyond(_("Check-ins and people"), label)

    async def page(self, way: str, label: str) -> Outcome:
        """Go from there to a page, and press a button on it."""
        await self.tend(way)
        return await self.who.driver.press_whisper(self.who.person, label)

    async def rests(self, label: str) -> Outcome:
        """Go to reminders and pauses, and press a button there."""
        return await self._beyond(_("Reminders and pauses"), label)

    async def _beyond(self, way: str, label: str) -> Outcome:
        await self.who.home(way)
        return await self.who.driver.press_whisper(self.who.person, label)

    async def done(self, shown: Outcome, **values: str | tuple[str, ...]) -> str:
        """What is said once a form was sent with these values, and those that follow as they are shown."""
        after = await self.who.fill(shown, **values)
        for _step in range(MOST_STEPS):
            if after.form and not after.form.errors:
                after = await self.who.fill(after)
        told = said(after)
        # What went wrong is said as politely as what went well.
        assert not told.startswith((_before(notes.trouble("#")), _before(notes.busy()), _before(notes.stale()))), told
        return told

    async def ids(self, statement: str) -> list[str]:
        """What a form's options stand for, which nobody sees."""
        return await self.who.ground.database.read(
            lambda session: list(session.connection().exec_driver_sql(statement).scalars())
        )

    async def refused(self, shown: Outcome, field: str, **values: str) -> None:
        """A form that is sent wrong comes back with all that was typed, and says beside the field what is wrong."""
        form = form_in(await self.who.fill(shown, **values))
        assert form.errors[field]
        assert {name: form.initial.get(name) for name in values} == values


def _before(message: Message) -> str:
    """What a message begins with, up to a reference if it has one."""
    return message.summary.partition("#")[0]


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[Ground]:
    async with standing(tmp_path) as made:
        await made.tick("2026-03-09 10:00Z")
        yield made


@pytest.fixture(params=sorted(speech.offered()))
def language(request: pytest.FixtureRequest) -> str:
    chosen: str = request.param
    return chosen


@pytest.fixture(params=["slack", "teams", "web"])
async def ada(request: pytest.FixtureRequest, ground: Ground, language: str) -> Convener:
    """A convener on one platform, who chose a language as she started."""
    if request.param == "web":
        await ground.database.write(partial(inbox.enrol, name="Ada", user="ada"))
        who = await by_link(ground, "Ada", await ground.web.platform.link("ada"))
    else:
        driver = ground.slack if request.param == "slack" else ground.teams
        who = Someone(ground, await driver.person("Ada"), driver)
    await who.fill(await who.home("Start a partnership"), **STARTED, language=language)
    speech.speak(language)
    return Convener(who, language)


async def plan(ada: Convener) -> None:
    """Choose a check-in of the library, shape it, and save it."""
    theme = themes().index(next(each.theme for each in library() if each.key == "trust.said_it"))
    form = await ada.who.fill(await ada.tend(_("New check-in")), prompt=f"theme.{theme}")
    shaped = await ada.who.fill(form, prompt="trust.said_it")
    await ada.refused(shaped, "sentence", sentence="once in a blue moon")
    shown = await ada.who.fill(shaped, sentence="every Tuesday at 9:30")
    assert await ada.done(shown)


async def test_people_and_what_holds_for_them(ada: Convener) -> None:
    assert await ada.done(await ada.tend(_("Add an organisation")), **COUNCIL)
    await ada.refused(await ada.tend(_("Add an organisation")), "organisation", **COUNCIL)
    fen, ely = await ada.ids("SELECT id FROM organisation ORDER BY name DESC")
    edit = await ada.who.fill(await ada.tend(_("Edit an organisation")), organisation=ely)
    assert await ada.done(edit, contact="dpo@ely.example")
    assert "http" in await ada.done(await ada.tend(_("Invite somebody")), name="Zoe", organisation=fen)
    (zoe,) = await ada.ids("SELECT member FROM identity WHERE platform = 'web' AND \"user\" <> 'ada'")
    (user,) = await ada.ids("SELECT \"user\" FROM identity WHERE platform = 'web' AND \"user\" <> 'ada'")
    assert "http" in await ada.done(await ada.tend(_("New link")), user=user)
    assert await ada.done(await ada.tend(_("Give a role")), member=zoe, roles=("lead",))
    await ada.refused(await ada.tend(_("Thresholds")), "words", scores="15", words="10")
    assert await ada.done(await ada.tend(_("Thresholds")), scores="6")
    assert await ada.done(await ada.tend(_("Quiet hours")), starts="19", ends="7", weekends="no")
    assert await ada.done(await ada.tend(_("Language")), language=ada.language)
    assert await ada.done(await ada.tend(_("Hand over")), member=zoe, own="keep")
    add = await ada.page(_("Cohorts and sites"), _("Add a cohort or site"))
    assert await ada.done(add, margin="cohort", name="First")
    assert await ada.done(await ada.page(_("Cohorts and sites"), _("Who belongs")), members=(zoe,))
    assert await ada.done(await ada.page(_("Cohorts and sites"), _("Who leads")), members=(zoe,))


async def test_check_ins_and_events(ada: Convener) -> None:
    assert await ada.done(await ada.page(_("Events"), _("Add an event")), name="Launch", day="2026-05-01")
    assert await ada.done(await ada.page(_("Events"), _("Move or rename")), name="Launch", day="2026-06-04")
    await plan(ada)
    assert await ada.done(await ada.tend(_("Edit")))
    assert await ada.done(await ada.tend(_("Questions")))
    assert await ada.done(await ada.tend(_("Copy")))
    assert await ada.done(await ada.tend(_("What comes next")), what="skip")
    calendar = await ada.tend(_("Calendar"))
    assert _("The next {weeks} weeks", weeks=WEEKS) in said(calendar)
    assert await ada.done(await ada.tend(_("Stop")))


async def test_what_somebody_sets_and_takes_back(ada: Convener) -> None:
    await ada.refused(await ada.who.home(_("My settings")), "zone", zone="Narnia")
    settings = await ada.who.home(_("My settings"))
    assert await ada.done(settings, zone="Asia/Tokyo", quiet_begins="20:00", quiet_ends="07:00")
    await ada.refused(await ada.rests(_("Pause everything")), "until", until="2020-01-01")
    assert await ada.done(await ada.rests(_("Pause everything")), until="2026-04-01")
    assert await ada.done(await ada.who.home(_("When the digest comes")), weekday="4", hour="8")
    await ada.refused(await ada.who.home(_("I have a code")), "code", code="0000-0000-00")
    await ada.who.home(_("My data"))
    leave = await ada.who.driver.press_whisper(ada.who.person, pgettext("a partnership", "Leave"))
    assert await ada.done(leave)
