"""In Slack, in Teams and on the web people ask what is held about them, have it, and erase it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.contract.driver import Outcome
from tests.journey.cast import Ground, Someone, by_link, in_slack, option, said, standing, words
from tests.journey.test_everywhere import in_teams
from tests.stubs.teams import TENANT_A

SECRET = "We never meet the people whom we plan for."


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[Ground]:
    async with standing(tmp_path) as made:
        yield made


async def on_the_page(who: Someone, label: str) -> Outcome:
    """Press a button on the page that somebody was last shown."""
    return await who.driver.press_whisper(who.person, label)


async def test_what_is_theirs_can_be_asked_for_and_erased_from_any_platform(ground: Ground) -> None:
    ada, teams = in_slack(ground, "Ada"), in_teams(ground, "Ada", TENANT_A)
    await ground.tick("2026-03-09 10:00Z")
    form = await ada.home("Start a partnership")
    await ada.fill(form, partnership="Fenland", organisation="Fen Trust", sector="nhs", contact="data@fen.example")
    form = await ada.tend("Invite somebody")
    invited = await ada.fill(form, name="Finn", organisation=option(form, "organisation", "Fen Trust"))
    finn = await by_link(ground, "Finn", next(line for line in said(invited).splitlines() if line.startswith("http")))
    page = await finn.home()
    assert page.home is not None
    assert "What you cannot take back" in words(page.home)
    assert "You take part" in said(await finn.home("I take part"))
    await teams.home()
    code = said(await ada.home("Use Weft elsewhere, too")).splitlines()[0]
    await teams.driver.say(teams.person, f"code {code}")

    await ada.tend("Cohorts and sites")
    form = await on_the_page(ada, "Add a cohort or site")
    form = await ada.fill(form, name="Spring")
    written = await ada.fill(await ada.tend("New check-in"), prompt="own.reflection")
    planned = await ada.fill(written, title="Listening", questions="What did you notice?")
    preview = await ada.fill(planned, starts="2026-03-10", visibility="attributed")
    await ada.fill(preview)
    await ground.tick("2026-03-10 09:30Z")
    for who in (ada, finn):
        await who.fill(await who.press("Answer"), q1=SECRET)

    for who in (ada, teams):
        heard = said(await who.driver.say(who.person, "Who holds what about me?"))
        assert "Answers with your name\n1" in heard.replace(": ", "\n")
    for who in (finn, teams, ada):
        assert "data@fen.example" in said(await who.home("My data"))
        assert SECRET in said(await on_the_page(who, "Download my answers"))
    assert "Listening" in said(await on_the_page(ada, "As JSON"))
    for who in (finn, ada):
        await who.home("My data")
        form = await on_the_page(who, "Erase my answers")
        assert "Erased for good" in said(await who.fill(form))
    await teams.home("My data")
    assert "no answer of yours to download" in said(await on_the_page(teams, "Download my answers"))
