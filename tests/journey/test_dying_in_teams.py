"""A process that dies while it posts to Teams, which cannot be searched: nobody is asked twice, few are left out."""

from pathlib import Path

from tests.journey.cast import Ground, Someone, option, said, standing, words
from tests.journey.test_everywhere import QUESTION, in_channel, in_teams, link
from tests.stubs import teams_people
from tests.stubs.teams import APPS, TENANT_A, Stumble

PEOPLE = ("Ben", "Cleo", "Dee", "Eli", "Finn")
_ASKED = "SELECT progress FROM delivery WHERE purpose <> 'doubt'"


async def test_only_the_one_whose_post_was_under_way_is_not_known_of(tmp_path: Path) -> None:
    async with standing(tmp_path) as ground:
        ada, others = await _a_partnership_in_teams(ground)
        await ground.tick("2026-03-10 09:29Z")
        ground.clock.now = ground.clock.now.replace(minute=30)
        ground.teams.stub.stumbles.append(Stumble(delay=60, done=True, only="POST"))
        before = await _asked(others, ada)
        calls = len(ground.teams.stub.calls)
        # The others of the batch wait for the first to go ahead, and all of them are claimed already.
        await ground.die_as_soon_as(lambda: bool(_taken(ground, calls)))
        for _ in range(4):
            await ground.pass_by(minutes=2)
        asked = {name: count - before[name] for name, count in (await _asked(others, ada)).items()}
        assert set(asked.values()) == {1}, asked
        progress = await ground.database.read(
            lambda session: [row[0] for row in session.connection().exec_driver_sql(_ASKED)]
        )
        assert sorted(progress) == ["sent"] * len(PEOPLE) + ["unknown"]


def _taken(ground: Ground, since: int) -> list[str]:
    """The posts that Teams has taken since."""
    return [post for method, _, post, _ in ground.teams.stub.calls[since:] if method == "POST" and post]


async def _asked(others: list[Someone], ada: Someone) -> dict[str, int]:
    return {who.person.name: len(await who.letters()) for who in (ada, *others)}


async def _a_partnership_in_teams(ground: Ground) -> tuple[Someone, list[Someone]]:
    channel = ground.teams.spaces[1]
    ada = in_teams(ground, "Ada", TENANT_A, channel)
    await ground.tick("2026-03-09 10:00Z")
    await ada.home()
    await ada.fill(
        await ada.home("Start a partnership"),
        partnership="Fenland",
        zone="Europe/London",
        organisation="Fen Trust",
        sector="nhs",
        contact="data@fen.example",
    )
    await ground.teams.do(ground.teams.someone(ada.person), channel, teams_people.added(f"28:{APPS[TENANT_A]}"))
    card = in_channel(channel)
    await link(ada, card)
    others = [in_teams(ground, name, TENANT_A, channel) for name in PEOPLE]
    for who in others:
        form = await who.press("Join", card)
        await who.fill(form, organisation=option(form, "organisation", "Fen Trust"))
        # From now on there is a private conversation, so that the next thing that Teams takes is a post.
        await who.driver.say(who.person, "hello")
    written = await ada.fill(await ada.tend("New check-in"), prompt="own.pulse")
    planned = await ada.fill(written, title="Listening", questions=QUESTION)
    preview = await ada.fill(planned, starts="2026-03-10", open="24", remind="0", late="0")
    assert "It goes out first on Tuesday 10 March, 09:30" in said(await ada.fill(preview))
    assert "Fenland" in words(await ada.driver.shown(card))
    return ada, others
