"""One partnership over two Slack workspaces, two Teams tenants and the web, whose people are each asked once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.chat.names import Address, Identity, Person, Receipt
from tests.contract.driver import Outcome
from tests.journey.cast import Ground, Someone, by_link, form_in, in_slack, option, said, standing, words
from tests.stubs import slack_people, teams_people
from tests.stubs.slack import NEXT_BOT, NEXT_CHANNEL, NEXT_TEAM
from tests.stubs.teams import APPS, OUTSIDE, TENANT_A, TENANT_B, Conversation

QUESTION = "How well do we listen to each other? [1-5: hardly ever / always]"


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[Ground]:
    async with standing(tmp_path) as made:
        yield made


@dataclass(slots=True)
class Fenland:
    """Ada convenes from Slack and is in Teams, too; Bo convenes from the web and the other tenant."""

    ground: Ground
    ada: Someone
    ada_in_teams: Someone
    bo_in_teams: Someone
    ben: Someone
    cy: Someone
    dee: Someone
    eli: Someone
    oz: Someone
    bo: Someone = field(init=False)
    finn: Someone = field(init=False)

    @property
    def channel_a(self) -> Conversation:
        return self.ground.teams.spaces[1]

    @property
    def channel_b(self) -> Conversation:
        return self.ground.teams.spaces[2]

    async def letters(self) -> dict[str, list[str]]:
        """What lies before everybody in private, by each of their accounts."""
        accounts = {
            "Ada in Slack": self.ada,
            "Ada in Teams": self.ada_in_teams,
            "Ben": self.ben,
            "Bo on the web": self.bo,
            "Bo in Teams": self.bo_in_teams,
            "Cy": self.cy,
            "Dee": self.dee,
            "Eli": self.eli,
            "Finn": self.finn,
        }
        return {name: await account.letters() for name, account in accounts.items()}


def in_teams(ground: Ground, name: str, tenant: str, *spaces: Conversation) -> Someone:
    """Somebody of this tenant, who is in these spaces."""
    someone = ground.teams.stub.join(name, tenant)
    for space in spaces:
        space.people.append(someone.mri)
    return Someone(ground, Person(Identity("teams", tenant, someone.user), name), ground.teams)


async def test_five_ways_into_one_partnership(ground: Ground) -> None:
    _, channel_a, channel_b = ground.teams.spaces
    fenland = Fenland(
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
    await it_begins_in_slack(fenland)
    await both_conveners_come_to_teams(fenland)
    await every_channel_is_linked(fenland)
    await people_join_where_they_are(fenland)
    await everybody_is_asked_once(fenland)
    await they_answer_where_they_are(fenland)
    await ada_is_asked_in_teams_from_now_on(fenland)
    await who_sends_the_bot_away_is_left_alone(fenland)


async def it_begins_in_slack(fenland: Fenland) -> None:
    ada, ground = fenland.ada, fenland.ground
    await ground.tick("2026-03-09 10:00Z")
    await ada.fill(
        await ada.home("Start a partnership"),
        partnership="Fenland",
        zone="Europe/London",
        organisation="Fen Trust",
        sector="nhs",
        contact="data@fen.example",
    )
    form = await ada.tend("Add an organisation")
    await ada.fill(form, organisation="Ely Council", sector="local_authority", contact="data@ely.example")
    form = await ada.tend("Add an organisation")
    await ada.fill(form, organisation="Marsh Aid", sector="voluntary", contact="data@marsh.example")
    for name in ("Bo", "Finn"):
        form = await ada.tend("Invite somebody")
        invited = await ada.fill(form, name=name, organisation=option(form, "organisation", "Ely Council"))
        [link] = [line for line in said(invited).splitlines() if line.startswith("http")]
        setattr(fenland, name.lower(), await by_link(ground, name, link))
    form = await ada.tend("Give a role")
    await ada.fill(form, member=option(form, "member", "Bo"), roles=("convener",))


async def both_conveners_come_to_teams(fenland: Fenland) -> None:
    for there, here in ((fenland.ada, fenland.ada_in_teams), (fenland.bo, fenland.bo_in_teams)):
        name = here.person.name
        assert "You are not in a partnership yet" in words_of(await here.home())
        code = said(await there.home("Use Weft elsewhere, too")).splitlines()[0]
        welcomed = said(await here.driver.say(here.person, f"code {code}"))
        assert f"From now on you are {name} here, too, in Fenland" in welcomed
        assert "This code could not" not in welcomed
        assert "does not know this code" in said(await here.driver.say(here.person, f"code {code}"))


async def every_channel_is_linked(fenland: Fenland) -> None:
    ground = fenland.ground
    await ground.invite_bot()
    joined = {"type": "member_joined_channel", "user": NEXT_BOT, "channel": NEXT_CHANNEL, "team": NEXT_TEAM}
    await ground.slack.interact(slack_people.event(joined, "Ev0NEXT"))
    ground.slack.stub.members[NEXT_CHANNEL] += [each.person.identity.user for each in (fenland.ada, fenland.cy)]
    for post in (ground.posts(ground.channel)[-1], newest(ground, NEXT_CHANNEL, NEXT_TEAM)):
        await link(fenland.ada, post)
    added = teams_people.added(
        f"28:{APPS[TENANT_A]}",
        tenant={"id": TENANT_A},
        team={"id": "19:team@thread.tacv2", "name": "Fen Trust"},
        eventType="teamMemberAdded",
    )
    await ground.teams.do(ground.teams.someone(fenland.ada_in_teams.person), fenland.channel_a, added)
    await link(fenland.ada_in_teams, in_channel(fenland.channel_a))
    await ground.teams.do(ground.teams.someone(fenland.bo_in_teams.person), fenland.channel_b, mention("link"))
    await link(fenland.bo_in_teams, in_channel(fenland.channel_b))


async def people_join_where_they_are(fenland: Fenland) -> None:
    ground = fenland.ground
    cards = {
        "Ben": ground.posts(ground.channel)[-1],
        "Cy": newest(ground, NEXT_CHANNEL, NEXT_TEAM),
        "Dee": in_channel(fenland.channel_a),
        "Eli": in_channel(fenland.channel_b),
        "Oz": in_channel(fenland.channel_a),
    }
    for who in (fenland.ben, fenland.cy, fenland.dee, fenland.eli, fenland.oz):
        form = await who.press("Join", cards[who.person.name])
        theirs = {"Oz": "Ely Council", "Cy": "Marsh Aid", "Eli": "Marsh Aid"}.get(who.person.name, "Fen Trust")
        welcomed = said(await who.fill(form, organisation=option(form, "organisation", theirs)))
        assert f"Welcome to Fenland, {who.person.name}" in welcomed
        # Nobody can write to people of a tenant in which Weft is not registered.
        assert ("Ask a convener for a private link" in welcomed) == (who is fenland.oz)


async def everybody_is_asked_once(fenland: Fenland) -> None:
    ground, ada = fenland.ground, fenland.ada
    written = await ada.fill(await ada.tend("New check-in"), prompt="own.pulse")
    planned = await ada.fill(written, title="Listening", questions=QUESTION)
    preview = await ada.fill(planned, starts="2026-03-10", open="24", remind="0", late="0")
    assert "It goes out first on Tuesday 10 March, 09:30" in said(await ada.fill(preview))
    before = {name: len(letters) for name, letters in (await fenland.letters()).items()}
    in_channels = posts_in_channels(fenland)
    await ground.tick("2026-03-10 09:30Z")
    for _ in range(3):
        await ground.pass_by(minutes=1)
    grown = {name: len(letters) - before[name] for name, letters in (await fenland.letters()).items()}
    assert grown == {
        "Ada in Slack": 1,
        "Ada in Teams": 0,
        "Ben": 1,
        "Bo on the web": 1,
        "Bo in Teams": 0,
        "Cy": 1,
        "Dee": 1,
        "Eli": 1,
        "Finn": 1,
    }
    # Oz cannot be written to in private, so it is asked where the partnership meets.
    assert posts_in_channels(fenland) == in_channels + 1


async def they_answer_where_they_are(fenland: Fenland) -> None:
    ground = fenland.ground
    for who in (fenland.ben, fenland.cy, fenland.dee, fenland.finn):
        tapped = await who.press("4")
        assert tapped.replaced is not None
        assert "You have answered, thank you." in words(tapped.replaced)
    form = await fenland.eli.press("Answer")
    refused = await fenland.eli.fill(form)
    assert "Answer at least one question" in form_in(refused).errors["q1"]
    assert (await fenland.eli.fill(refused, q1="2")).replaced is not None
    assert (await fenland.ada.press("5 · always")).replaced is not None
    mine = await fenland.ada_in_teams.home("Change my answer")
    assert form_in(mine).initial == {"q1": "5"}
    assert "is saved" in said(await fenland.ada_in_teams.fill(mine, q1="1 · hardly ever"[:1]))
    assert (await fenland.bo.press("2")).replaced is not None
    assert "is saved" in said(await fenland.oz.press("3", in_channel(fenland.channel_a)))
    await ground.tick("2026-03-11 09:30Z")
    digest = said(await fenland.ada_in_teams.home("Read the digest"))
    # Three organisations, and five people are left whichever of these knows what its own said.
    assert "Listening: 8 of 8\n" in digest, digest
    assert "50 % say 4 or 5, towards “always”, average 3.0 (n = 8)" in digest, digest


async def ada_is_asked_in_teams_from_now_on(fenland: Fenland) -> None:
    assert "comes to this account" in said(await fenland.ada_in_teams.home("Write to me here"))
    before = await fenland.letters()
    await fenland.ground.tick("2026-03-17 09:30Z")
    after = await fenland.letters()
    grown = {name: len(letters) - len(before[name]) for name, letters in after.items()}
    assert (grown["Ada in Slack"], grown["Ada in Teams"]) == (0, 1)
    assert "How well do we listen" in after["Ada in Teams"][-1]


async def who_sends_the_bot_away_is_left_alone(fenland: Fenland) -> None:
    ground, dee = fenland.ground, fenland.dee
    someone = ground.teams.someone(dee.person)
    at = ground.teams.stub.private(someone, TENANT_A)
    await ground.teams.do(someone, at, {"type": "installationUpdate", "action": "remove"})
    before = len(await dee.letters())
    await ground.tick("2026-03-24 09:30Z")
    assert len(await dee.letters()) == before
    await dee.driver.say(dee.person, "hello again")
    await ground.tick("2026-03-31 09:30Z")
    assert "How well do we listen" in (await dee.letters())[-1]


async def link(convener: Someone, post: Receipt) -> None:
    """A convener says which partnership a space belongs to."""
    form = await convener.press("Link this channel", post)
    await convener.fill(form, partnership=option(form, "partnership", "Fenland"))
    assert "Join and say which organisation" in words(await convener.driver.shown(post))


def mention(text: str) -> dict[str, object]:
    """Somebody says this to the bot where others read along."""
    bot = {"id": f"28:{APPS[TENANT_B]}", "name": "Weft"}
    entity = {"type": "mention", "mentioned": bot, "text": "<at>Weft</at>"}
    return {"type": "message", "text": f"<at>Weft</at> {text}\n", "entities": [entity]}


def newest(ground: Ground, channel: str, team: str) -> Receipt:
    """The newest post in a Slack channel."""
    return Receipt(Address("slack", team, channel), list(ground.slack.stub.posts[channel])[-1])


def in_channel(channel: Conversation) -> Receipt:
    """The newest post in a Teams channel."""
    return Receipt(Address("teams", channel.tenant, channel.id), list(channel.posts)[-1])


def posts_in_channels(fenland: Fenland) -> int:
    """How many posts stand in all channels together."""
    slack, teams = fenland.ground.slack.stub.posts, (fenland.channel_a, fenland.channel_b)
    return sum(len(slack[channel]) for channel in (fenland.ground.channel, NEXT_CHANNEL)) + sum(
        len(channel.posts) for channel in teams
    )


def words_of(outcome: Outcome) -> str:
    """What the home page says."""
    assert outcome.home is not None, outcome
    return words(outcome.home)
