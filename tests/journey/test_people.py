"""The people of a Slack channel and of a team are brought in, say for themselves, and are missed when they go."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.journey.cast import OUTSIDE, Ground, Someone, form_in, in_slack, option, said, standing, words
from tests.journey.test_everywhere import in_channel, in_teams, link, newest
from tests.stubs import teams_people
from tests.stubs.slack import CHANNEL, TEAM
from tests.stubs.teams import APPS, TENANT_A
from tests.stubs.teams import OUTSIDE as OUTSIDE_TEAMS


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[Ground]:
    async with standing(tmp_path) as made:
        yield made


async def begun(convener: Someone) -> None:
    await convener.ground.tick("2026-03-09 10:00Z")
    await convener.fill(
        await convener.home("Start a partnership"),
        partnership="Fenland",
        zone="Europe/London",
        organisation="Fen Trust",
        sector="nhs",
        contact="data@fen.example",
        domains="example.org",
    )
    form = await convener.tend("Add an organisation")
    await convener.fill(form, organisation="Aid", sector="voluntary", contact="data@aid.example")


async def test_a_slack_channel_with_its_outsiders_and_guests(ground: Ground) -> None:
    ada, ben = in_slack(ground, "Ada"), in_slack(ground, "Ben")
    grace = in_slack(ground, "Grace", OUTSIDE)
    gia = in_slack(ground, "Gia")
    ground.slack.stub.users[gia.person.identity.user]["is_restricted"] = True
    await begun(ada)
    await ground.invite_bot()
    await link(ada, newest(ground, CHANNEL, TEAM))
    form = await ada.tend("Bring people in")
    form = await ada.fill(form, space=option(form, "space", "our-space"))
    intro = "\n".join(form_in(form).texts)
    assert "4 people are in our-space. 1 is a member. 3 can be asked." in intro
    assert "Grace (from outside)" in intro
    assert "Gia (guest)" in intro
    assert "3 people get a private message now" in said(await ada.fill(form, whom="all"))
    await ground.tick()
    for who in (ben, grace, gia):
        assert "A convener of Fenland asks you to take part." in (await who.letters())[-1]
    assert "not asked again" in words((await gia.press("No, thank you")).replaced)  # type: ignore[arg-type]
    form = await ben.press("Join")
    assert "Fen Trust (your e-mail address suggests this)" in form_in(form).texts
    assert "Welcome to Fenland, Ben" in said(await ben.fill(form, organisation=option(form, "organisation", "Fen")))
    form = await grace.press("Join")
    assert "suggests" not in "\n".join(form_in(form).texts), "Slack tells no addresses of outsiders"
    assert "Welcome" in said(await grace.fill(form, organisation=option(form, "organisation", "Aid")))

    space = newest(ground, CHANNEL, TEAM).address
    await ground.slack.leave(grace.person, space)
    assert await ground.slack.end_account(ben.person)
    page = said(await ada.tend("People"))
    assert "They left the partnership's last channel in Slack on" in page
    assert "Their account in Slack ended on" in page
    await ground.slack.come(grace.person, space)
    page = said(await ada.tend("People"))
    assert "last channel" not in page
    assert "Their account in Slack ended on" in page


async def test_a_team_with_somebody_whom_the_bot_may_not_write_to(ground: Ground) -> None:
    _, channel, _ = ground.teams.spaces
    ada, dee = in_teams(ground, "Ada", TENANT_A, channel), in_teams(ground, "Dee", TENANT_A, channel)
    in_teams(ground, "Oz", OUTSIDE_TEAMS, channel)
    for who in (ada, dee):
        await who.home()
    await begun(ada)
    team = {"id": "19:team@thread.tacv2", "name": "Fen Trust"}
    bot = f"28:{APPS[TENANT_A]}"
    added = teams_people.added(bot, tenant={"id": TENANT_A}, team=team, eventType="teamMemberAdded")
    await ground.teams.do(ground.teams.someone(ada.person), channel, added)
    await link(ada, in_channel(channel))
    form = await ada.tend("Bring people in")
    form = await ada.fill(form, space=option(form, "space", ""))
    intro = "\n".join(form_in(form).texts)
    assert "Weft cannot write to 1 in private: they can press Join in the channel." in intro
    assert "1 can be asked." in intro
    assert "1 person gets a private message now" in said(await ada.fill(form, whom="all"))
    await ground.tick()
    assert "asks you to take part" in (await dee.letters())[-1]
    form = await dee.press("Join")
    assert "Fen Trust (your e-mail address suggests this)" in "\n".join(form_in(form).texts)
    assert "Welcome" in said(await dee.fill(form, organisation=option(form, "organisation", "Fen")))
    await ground.teams.leave(dee.person, in_channel(channel).address)
    assert "They left the partnership's last channel in Teams on" in said(await ada.tend("People"))
