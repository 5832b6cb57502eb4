"""Teams waits ten seconds or so: it is answered in time, and what takes longer is still told, or said to be lost."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from adapters.teams import reception
from adapters.teams.replies import LATE
from bot.chat.events import Inbound, Nothing, Reject, Replace, Reply, Show, Submitted, Whisper
from bot.chat.message import Action, Button, Buttons, Message
from bot.chat.names import Address, Person, Receipt
from bot.speech import speak
from tests.catalogue import offering
from tests.contract.core import SlowCore
from tests.contract.driver import Outcome, Shown, ShownForm
from tests.contract.play import ANSWER, CARD
from tests.contract.seen import assert_shows
from tests.contract.teams import TeamsDriver, card_in
from tests.contract.teams_reading import Opened, form_of, shown_in
from tests.stubs import teams_people as people
from tests.stubs.teams import OUTSIDE, TENANT_A, Stumble
from tests.teams.scenes import FORM, HELLO, THANKS, heard_from, known

SKIP = Message("A check-in", (Buttons((Button("Skip", Action("check_in.skip", "17")),)),))
TOLD_LATER = Outcome(whispered=Shown((LATE,)))
PATIENCE = 0.03


@dataclass
class Scene:
    """A post in a group chat, before somebody with hardly any patience."""

    teams: TeamsDriver
    core: SlowCore
    space: Address
    ada: Person

    async def posted(self, message: Message = SKIP) -> Receipt:
        return await self.teams.platform.post(self.space, message)

    async def filled_in(self, who: Person) -> ShownForm:
        """A form that was opened in time from a post."""
        await self.teams.close()
        await self.teams.open(self.core.receive)
        self.core.reply = Show(FORM)
        self.core.go_on.set()
        form = (await self.teams.press(who, "Answer", await self.posted(CARD))).form
        assert form is not None
        await self.impatient()
        return form

    async def impatient(self, patience: float = PATIENCE) -> None:
        """From now on hardly anything is in time, and nothing is replied."""
        await self.teams.close()
        await self.teams.open(self.core.receive, patience=patience)
        self.core.go_on.clear()

    async def finish(self, reply: Reply) -> None:
        """Let the core reply, and everything be told."""
        self.core.reply = reply
        self.core.go_on.set()
        await self.teams.close()

    def told(self, who: Person) -> list[tuple[str, dict[str, object]]]:
        """The posts in somebody's private conversation."""
        posts = self.teams.stub.private(self.teams.someone(who), TENANT_A).posts
        return [(post, dict(card_in(body))) for post, body in posts.items()]


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    core, teams = SlowCore(), TeamsDriver()
    core.go_on.set()
    await teams.start(core.receive)
    space = await heard_from(teams, teams.spaces[0])
    scene = Scene(teams, core, space, await teams.met(teams.stub.join("Ada", TENANT_A)))
    await scene.impatient()
    yield scene
    core.go_on.set()
    await teams.stop()


async def test_a_late_message_still_takes_the_post_s_place(scene: Scene) -> None:
    post = await scene.posted()
    assert await scene.teams.press(scene.ada, "Skip", post) == TOLD_LATER
    assert_shows(await scene.teams.shown(post), SKIP)
    await scene.finish(Replace(THANKS))
    assert_shows(await scene.teams.shown(post), THANKS)
    # That is where it is read: once is enough.
    assert scene.told(scene.ada) == []


@pytest.mark.parametrize("post", [SKIP, CARD])
async def test_a_late_whisper_comes_in_private(scene: Scene, post: Message) -> None:
    label = "Skip" if post is SKIP else "Answer"
    assert await scene.teams.press(scene.ada, label, await scene.posted(post)) == TOLD_LATER
    await scene.finish(Whisper(HELLO))
    [(_, card)] = scene.told(scene.ada)
    assert_shows(shown_in(card), HELLO)
    assert await scene.teams.count(scene.space) == 1


async def test_a_late_form_comes_in_private(scene: Scene) -> None:
    assert await scene.teams.press(scene.ada, "Answer", await scene.posted(CARD)) == TOLD_LATER
    await scene.finish(Show(FORM))
    [(post, card)] = scene.told(scene.ada)
    at = scene.teams.stub.private(scene.teams.someone(scene.ada), TENANT_A)
    await scene.teams.open(scene.core.receive)
    scene.core.reply = Replace(THANKS)
    form = form_of(FORM.title, Opened(card, at, post, in_dialog=False))
    await scene.teams.submit(scene.ada, form, {"word": "fine"})
    submitted = scene.core.received[-1]
    assert isinstance(submitted, Submitted)
    # It is not about a post that is elsewhere, and its answer takes its own place.
    assert (submitted.action, submitted.origin) == (ANSWER, Receipt(Address("teams", TENANT_A, at.id), post))
    assert_shows(shown_in(scene.told(scene.ada)[0][1]), THANKS)


async def test_a_form_refused_late_comes_in_private_with_every_word(scene: Scene) -> None:
    form = await scene.filled_in(scene.ada)
    assert await scene.teams.submit(scene.ada, form, {"word": "fine", "why": " so\n"}) == TOLD_LATER
    await scene.finish(Reject(FORM, {"word": "Too short."}))
    [(post, card)] = scene.told(scene.ada)
    at = scene.teams.stub.private(scene.teams.someone(scene.ada), TENANT_A)
    again = form_of(FORM.title, Opened(card, at, post, in_dialog=False))
    assert (again.initial, again.errors) == ({"word": "fine", "why": " so\n"}, {"word": "Too short."})


async def test_a_late_form_about_a_post_beside_it_still_knows_which(scene: Scene) -> None:
    direct = await scene.teams.platform.direct(scene.ada.identity)
    post = await scene.teams.platform.post(direct, CARD)
    await scene.teams.press(scene.ada, "Answer", post)
    await scene.finish(Show(FORM))
    _, (_, card) = scene.told(scene.ada)
    assert card["actions"][0]["data"]["weft"]["post"] == post.post  # type: ignore[index]  # JSON


@pytest.mark.parametrize("reply", [Nothing(), Whisper(THANKS)])
async def test_a_sent_form_that_waited_is_done(scene: Scene, reply: Reply) -> None:
    form = await scene.filled_in(scene.ada)
    assert await scene.teams.submit(scene.ada, form, {"word": "fine"}) == TOLD_LATER
    await scene.finish(reply)
    assert [shown_in(card).texts for _, card in scene.told(scene.ada)] == (
        [] if isinstance(reply, Nothing) else [("Thank you.",)]
    )


@pytest.mark.parametrize("reply", [Whisper(THANKS), Reject(FORM, {}), Show(FORM), Replace(THANKS), Nothing()])
@pytest.mark.parametrize("who", ["outsider", "unmet", "sent away"])
async def test_what_cannot_be_told_is_not_lost_in_silence(scene: Scene, reply: Reply, who: str) -> None:
    someone = scene.teams.stub.join("Grace", OUTSIDE if who == "outsider" else TENANT_A)
    if who == "sent away":
        scene.core.go_on.set()
        await scene.teams.met(someone)
        gone = {"type": "installationUpdate", "action": "remove"}
        await scene.teams.send(someone, scene.teams.stub.private(someone, TENANT_A), gone)
        scene.core.go_on.clear()
    post = await scene.posted()
    with structlog.testing.capture_logs() as told:
        assert await scene.teams.press(known(someone), "Skip", post) == TOLD_LATER
        await scene.finish(reply)
    lost = isinstance(reply, Whisper | Reject | Show)
    warned = [each["event"] for each in told if each["log_level"] == "warning"]
    assert warned == ["reply.late", *(["reply.lost"] if lost else [])]
    assert not lost or told[-1]["reply"] == type(reply).__name__
    # What is for everybody is told all the same.
    assert_shows(await scene.teams.shown(post), THANKS if isinstance(reply, Replace) else SKIP)
    assert await scene.teams.count(scene.space) == 1


async def test_what_is_said_in_private_is_answered_however_late(scene: Scene) -> None:
    assert await scene.teams.say(scene.ada, "help") == Outcome()
    await scene.finish(Whisper(THANKS))
    [(_, card)] = scene.told(scene.ada)
    assert_shows(shown_in(card), THANKS)


async def test_what_is_asked_among_others_is_answered_in_private_when_it_is_late(scene: Scene) -> None:
    at = scene.teams.spaces[1]
    scene.core.go_on.set()
    await scene.teams.send(scene.teams.someone(scene.ada), at, people.mention("help", at, "17"))
    scene.core.go_on.clear()
    [(post, body)] = at.posts.items()
    assert await scene.teams.press_in(scene.ada, card_in(body), "Show me", at.id, post) == TOLD_LATER
    await scene.finish(Whisper(THANKS))
    [(_, card)] = scene.told(scene.ada)
    assert_shows(shown_in(card), THANKS)


async def test_a_mention_has_its_card_however_late(scene: Scene) -> None:
    at = scene.teams.spaces[1]
    await scene.teams.send(scene.teams.someone(scene.ada), at, people.mention("help", at, "17"))
    assert at.posts == {}
    await scene.finish(Whisper(THANKS))
    [body] = at.posts.values()
    assert "Thank you" not in str(body), "what is for one is not told to all"


async def test_a_space_is_greeted_however_late(scene: Scene) -> None:
    at = scene.teams.spaces[0]
    await scene.teams.send(None, at, people.added(f"28:{at.id}", "28:7f0c4d1e-0000-4000-8000-00000000000a"))
    assert await scene.teams.count(scene.space) == 0
    await scene.finish(Replace(HELLO))
    assert await scene.teams.count(scene.space) == 1


async def test_an_answer_that_is_known_does_not_wait_for_what_is_told_besides(scene: Scene) -> None:
    await scene.impatient(2 * PATIENCE)
    scene.core.go_on.set()
    scene.core.reply = Replace(THANKS)
    post = await scene.posted()
    scene.teams.stub.stumbles.append(Stumble(delay=3 * PATIENCE, done=True, text='{"id": "17"}', only="PUT"))
    with structlog.testing.capture_logs() as told:
        outcome = await scene.teams.press(scene.ada, "Skip", post)
        await scene.teams.close()
    assert (outcome.whispered or outcome.replaced or Shown(())).texts == ("Thank you.",)
    assert_shows(await scene.teams.shown(post), THANKS)
    assert [each for each in told if each["log_level"] == "warning"] == []


async def test_closing_gives_up_what_never_ends(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.teams.reception._FAREWELL", 0.02)
    post = await scene.posted()
    assert await scene.teams.press(scene.ada, "Skip", post) == TOLD_LATER
    await scene.teams.close()
    assert_shows(await scene.teams.shown(post), SKIP)


async def test_a_core_that_breaks_late_is_told_without_its_words(scene: Scene) -> None:
    assert await scene.teams.press(scene.ada, "Skip", await scene.posted()) == TOLD_LATER
    scene.core.broken = True
    with structlog.testing.capture_logs() as told:
        await scene.finish(Nothing())
    assert told == [{"event": "reply.failed", "platform": "teams", "kind": "RuntimeError", "log_level": "error"}]


async def test_while_too_much_is_still_to_be_told_nothing_more_is_taken_in(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reception, "_MOST_LATE", 1)
    post = await scene.posted()
    assert await scene.teams.press(scene.ada, "Skip", post) == TOLD_LATER
    with structlog.testing.capture_logs() as logged:
        await scene.teams.press(scene.ada, "Skip", post)
    assert [line["reason"] for line in logged if line["event"] == "request.refused"] == ["busy"]
    assert len(scene.core.received) == 1


async def test_that_it_takes_longer_is_said_in_the_person_s_language(scene: Scene, tmp_path: Path) -> None:
    async def receive(inbound: Inbound) -> Reply:
        speak("cy")
        return await scene.core.receive(inbound)

    await scene.teams.close()
    await scene.teams.open(receive, patience=PATIENCE)
    with offering(tmp_path, "cy", {LATE: "Mae hyn yn cymryd mwy o amser."}):
        told = await scene.teams.press(scene.ada, "Skip", await scene.posted())
    assert told == Outcome(whispered=Shown(("Mae hyn yn cymryd mwy o amser.",)))


async def test_an_event_is_taken_for_done_once_it_is(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    at = scene.teams.spaces[0]
    came = people.added(f"28:{at.id}", "28:7f0c4d1e-0000-4000-8000-00000000000a")

    async def send() -> int:
        return (await scene.teams.send(None, at, {**came, "id": "f:1"})).status_code

    before = len(scene.core.received)
    monkeypatch.setattr(reception, "_MOST_LATE", 0)
    assert await send() == 503, "nothing was done"
    assert len(scene.core.received) == before
    monkeypatch.undo()
    assert await send() == 503, "it is not done yet"
    assert await send() == 503
    await scene.finish(Replace(HELLO))
    await scene.teams.open(scene.core.receive)
    assert await send() == 401
    assert len(scene.core.received) == before + 1
