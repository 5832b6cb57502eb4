"""One journey from an empty database to the digest: two Slack workspaces' people in one channel, and one browser."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.journey.cast import OUTSIDE, Ground, Someone, by_link, form_in, in_slack, option, said, standing, words

LISTENING = "How well do we listen to each other? [1-5: hardly ever / always]"
FIVE_TUESDAYS = ("10 March", "17 March", "24 March", "31 March", "7 April")


@pytest.fixture
async def ground(tmp_path: Path) -> AsyncIterator[Ground]:
    async with standing(tmp_path) as made:
        yield made


@dataclass(slots=True)
class Fenland:
    """Ada convenes, Finn leads; Dan, Eve and Hal are outsiders; Finn, Ivy and Jo have only a browser."""

    ground: Ground
    ada: Someone
    ben: Someone
    cleo: Someone
    gus: Someone
    dan: Someone
    eve: Someone
    hal: Someone
    finn: Someone = field(init=False)
    ivy: Someone = field(init=False)
    jo: Someone = field(init=False)

    @property
    def in_slack(self) -> tuple[Someone, ...]:
        return self.ada, self.ben, self.cleo, self.gus, self.dan, self.eve, self.hal


async def test_from_an_empty_database_to_the_digest(ground: Ground) -> None:
    home = {name: in_slack(ground, name.title()) for name in ("ada", "ben", "cleo", "gus")}
    away = {name: in_slack(ground, name.title(), OUTSIDE) for name in ("dan", "eve", "hal")}
    fenland = Fenland(ground, **home, **away)
    await a_partnership_begins(fenland)
    await the_bot_comes_into_the_channel(fenland)
    await people_join(fenland)
    await two_check_ins_are_planned(fenland)
    await the_pulse_is_asked_once_though_the_process_dies(fenland)
    await seven_answer_and_the_card_says_so(fenland)
    await the_reflection_is_asked_in_private(fenland)
    await the_channel_moves_and_answers_change(fenland)
    await only_the_silent_is_reminded(fenland)
    await both_close(fenland)
    await the_digest_comes_to_each_reader_at_their_own_time(fenland)
    await the_app_is_removed_and_comes_back(fenland)


async def a_partnership_begins(fenland: Fenland) -> None:
    ada, ground = fenland.ada, fenland.ground
    await ground.tick("2026-03-09 10:00Z")
    start = await ada.home("Start a partnership")
    started = await ada.fill(
        start,
        partnership="Fenland",
        zone="Europe/London",
        organisation="Fen Trust",
        sector="nhs",
        contact="data@fen.example",
    )
    assert "Fenland has started" in said(started)
    for name, sector in (("Ely Council", "local_authority"), ("Marsh Aid", "voluntary")):
        form = await ada.tend("Add an organisation")
        added = await ada.fill(form, organisation=name, sector=sector, contact="data@example.org")
        assert f"{name} now takes part" in said(added)


async def the_bot_comes_into_the_channel(fenland: Fenland) -> None:
    ground = fenland.ground
    await ground.invite_bot()
    await ground.invite_bot()  # Slack tells it again, because it was not sure that we had heard
    assert len(ground.posts(ground.channel)) == 1
    refused = await fenland.ben.press_in_channel("Link this channel")
    assert "Only a convener" in said(refused)
    form = await fenland.ada.press_in_channel("Link this channel")
    await fenland.ada.fill(form, partnership=option(form, "partnership", "Fenland"))
    assert "Join and say which organisation" in await ground.card()


async def people_join(fenland: Fenland) -> None:
    for who in (fenland.ben, fenland.cleo, fenland.gus, fenland.dan, fenland.hal):
        form = await who.press_in_channel("Join")
        theirs = "Fen Trust" if who.person.identity.tenant != OUTSIDE else "Ely Council"
        welcomed = await who.fill(form, organisation=option(form, "organisation", theirs))
        assert f"Welcome to Fenland, {who.person.name}" in said(welcomed)
    for name in ("Finn", "Ivy", "Jo"):
        form = await fenland.ada.tend("Invite somebody")
        invited = await fenland.ada.fill(form, name=name, organisation=option(form, "organisation", "Marsh Aid"))
        [link] = [line for line in said(invited).splitlines() if line.startswith("http")]
        setattr(fenland, name.lower(), await by_link(fenland.ground, name, link))
    form = await fenland.ada.tend("Give a role")
    await fenland.ada.fill(form, member=option(form, "member", "Finn"), roles=("lead",))
    await fenland.finn.fill(
        await fenland.finn.home("When the digest comes"), weekday="4", hour="8", zone="Europe/Athens"
    )
    await fenland.ada.fill(
        await fenland.ada.home("When the digest comes"), weekday="3", hour="18", zone="Europe/London"
    )


async def two_check_ins_are_planned(fenland: Fenland) -> None:
    ada = fenland.ada
    written = await ada.fill(await ada.tend("New check-in"), prompt="own.pulse")
    wrong = await ada.fill(written, title="Listening", questions=f"{LISTENING}\nHow often? [1-99]")
    assert "Line 2: a scale goes up by" in form_in(wrong).errors["questions"]
    assert form_in(wrong).initial["questions"] == f"{LISTENING}\nHow often? [1-99]"
    planned = await ada.fill(wrong, questions=LISTENING)
    in_channel = option(planned, "audience", "our-space")
    wrong = await ada.fill(planned, audience=in_channel, open="24", remind="24", late="0")
    assert "The reminder would come before" in form_in(wrong).errors["remind"]
    preview = await ada.fill(wrong, starts="2026-03-10", remind="4")
    seen = "\n".join(form_in(preview).texts)
    assert [day for day in FIVE_TUESDAYS if f"Tuesday {day}, 09:30" in seen] == list(FIVE_TUESDAYS)
    assert "14 April" not in seen
    assert "It goes out first on Tuesday 10 March, 09:30" in said(await ada.fill(preview))
    written = await ada.fill(await ada.tend("New check-in"), prompt="own.reflection")
    planned = await ada.fill(written, title="Looking back", questions="What did you learn?")
    preview = await ada.fill(planned, starts="2026-03-10", time="10:00", open="24", remind="0", late="0")
    assert "is saved" in said(await ada.fill(preview))


async def the_pulse_is_asked_once_though_the_process_dies(fenland: Fenland) -> None:
    ground = fenland.ground
    before = len(ground.posts(ground.channel))
    await ground.tick("2026-03-10 09:29Z")
    assert len(ground.posts(ground.channel)) == before
    ground.clock.now = ground.clock.now.replace(minute=30)
    await ground.die_while_posting()
    for _ in range(3):
        await ground.pass_by(minutes=1)
    assert len(ground.posts(ground.channel)) == before + 1
    assert "How well do we listen" in await ground.card()
    [letter] = await fenland.finn.letters()
    assert "How well do we listen" in letter
    assert not [who for who in fenland.in_slack if await who.private()]


async def seven_answer_and_the_card_says_so(fenland: Fenland) -> None:
    ground = fenland.ground
    assert "is saved" in said(await fenland.ada.press_in_channel("4"))
    sent = await fenland.ben.fill(await fenland.ben.press_in_channel("Answer"))
    assert "Answer at least one question" in form_in(sent).errors["q1"]
    assert "is saved" in said(await fenland.ben.fill(sent, q1="5"))
    join = await fenland.eve.press_in_channel("Answer")
    assert form_in(join).title == "Join"
    asked = await fenland.eve.fill(join, organisation=option(join, "organisation", "Ely Council"))
    assert "is saved" in said(await fenland.eve.fill(asked, q1="4"))
    tapped = await fenland.finn.press("2")
    assert tapped.replaced is not None
    assert "You have answered, thank you." in words(tapped.replaced)
    assert "You skipped" in said(await fenland.gus.press_in_channel("Skip"))
    await ground.pass_by(minutes=1)
    assert "answered" not in (await ground.card()).replace("have answered", "")
    await fenland.cleo.press_in_channel("3")
    await ground.pass_by(minutes=1)
    assert "5 people answered" in await ground.card()
    for who, point in ((fenland.ivy, "3"), (fenland.jo, "5 · always")):
        assert (await who.press(point)).replaced is not None


async def the_reflection_is_asked_in_private(fenland: Fenland) -> None:
    ground = fenland.ground
    await ground.tick("2026-03-10 10:00Z")
    for who in (*fenland.in_slack, fenland.finn):
        assert "What did you learn?" in (await who.letters())[-1]
    for who, learnt in ((fenland.ben, "To wait."), (fenland.eve, "To ask twice."), (fenland.finn, "To call first.")):
        sent = await who.fill(await who.press("Answer"), q1=learnt, share="unnamed")
        assert sent.replaced is not None
        assert "You have answered, thank you." in words(sent.replaced)


async def the_channel_moves_and_answers_change(fenland: Fenland) -> None:
    ground = fenland.ground
    card = ground.posts(ground.channel)[-1]
    await ground.move_channel("C0MOVED")
    assert "is saved" in said(await fenland.dan.press_in_channel("5 · always"))
    form = await fenland.ben.press_in_channel("Answer")
    assert form_in(form).initial == {"q1": "5"}
    assert "is saved" in said(await fenland.ben.fill(form, q1="2"))
    await ground.pass_by(minutes=1)
    assert "8 people answered" in await ground.card()
    assert ground.posts(ground.channel)[-1].post == card.post


async def only_the_silent_is_reminded(fenland: Fenland) -> None:
    ground = fenland.ground
    before = {who.person.name: len(await who.private()) for who in (*fenland.in_slack, fenland.finn)}
    await ground.tick("2026-03-11 08:00Z")
    await ground.pass_by(minutes=1)
    after = {who.person.name: len(await who.private()) for who in (*fenland.in_slack, fenland.finn)}
    assert {name: count - before[name] for name, count in after.items() if count != before[name]} == {"Hal": 1}
    reminder = (await fenland.hal.letters())[-1]
    assert "A reminder from Fenland" in reminder
    assert not [who for who in fenland.in_slack if who.person.name in reminder]
    assert "Closing soon" in await ground.card()


async def both_close(fenland: Fenland) -> None:
    ground = fenland.ground
    button = await fenland.gus.press_in_channel("Answer")
    await ground.tick("2026-03-11 10:00Z")
    assert "Closed. What came of it" in await ground.card()
    late = await fenland.gus.fill(button, q1="1")
    assert "This check-in has closed" in said(late)
    for who in (*fenland.in_slack, fenland.finn):
        # The newest letter of Hal is the reminder.
        assert [letter for letter in await who.letters() if "What did you learn?" in letter and "Closed." in letter]


async def the_digest_comes_to_each_reader_at_their_own_time(fenland: Fenland) -> None:
    ground, ada, finn = fenland.ground, fenland.ada, fenland.finn
    everybody = (*fenland.in_slack, finn)
    before = [len(await who.private()) for who in everybody]
    for moment, readers in (
        ("2026-03-12 17:59Z", set()),
        ("2026-03-12 18:00Z", {ada.person.name}),
        ("2026-03-13 05:59Z", {ada.person.name}),
        ("2026-03-13 06:00Z", {ada.person.name, finn.person.name}),
    ):
        await ground.tick(moment)
        counts = [len(await who.private()) for who in everybody]
        grown = {who.person.name for who, now, then in zip(everybody, counts, before, strict=True) if now > then}
        assert grown == readers
    given = [4, 2, 3, 4, 5, 2, 3, 5]  # Ada, Ben (at last) and Cleo; Eve and Dan; Finn, Ivy and Jo
    agree, average = 100 * sum(point > 3 for point in given) // len(given), sum(given) / len(given)
    for digest, clock in (((await ada.letters())[-1], ""), ((await finn.letters())[-1], " (London time)")):
        assert f"Listening: {len(given)} of 10\n" in digest
        assert f"{agree} % say 4 or 5, towards “always”, average {average:.1f} (n = {len(given)})\n" in digest
        assert "3 sectors (too few answers)." in digest, "of their own sector, in which three answered"
        assert "What moved" not in digest, "it was asked for the first time"
        assert "Looking back (hidden: too few answers)" in digest
        assert not [words for words in ("To wait.", "To ask twice.", "To call first.", "3 of") if words in digest]
        assert f"Tue 17 Mar, 09:30{clock}: Listening" in digest


async def the_app_is_removed_and_comes_back(fenland: Fenland) -> None:
    ground = fenland.ground
    await ground.uninstall()
    before = len(ground.posts(ground.channel))
    await ground.tick("2026-03-17 09:30Z")
    assert "How well do we listen" in (await fenland.finn.letters())[-1]
    assert len(ground.posts(ground.channel)) == before
    ground.install_again()
    await ground.invite_bot("Ev0AGAIN")
    assert "Join and say which organisation" in await ground.card()
    await ground.pass_by(minutes=5)
    for who in fenland.in_slack:  # the channel was gone when it opened, so it came to them in private
        assert "How well do we listen" in (await who.letters())[-1]
    await ground.tick("2026-03-24 09:30Z")
    assert "How well do we listen" in await ground.card()
    assert len(ground.posts(ground.channel)) == before + 2
