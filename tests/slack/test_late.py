"""Slack waits three seconds: it is acknowledged in time, and what takes longer is still told."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import structlog

from adapters.slack import reception
from adapters.slack.api import WebApi
from adapters.slack.installs import Installs
from adapters.slack.pace import Pace
from adapters.slack.reception import Ack, Reception
from bot.chat.events import Inbound, Nothing, Reject, Replace, Reply, Show, Whisper
from bot.chat.form import Form, Option, PickOne
from bot.speech import speak
from tests.catalogue import offering
from tests.contract.core import SlowCore
from tests.contract.slack_reading import form_of, shown_in, states
from tests.slack.test_replies import ANSWER, FORM, THANKS
from tests.stubs import slack_people as people
from tests.stubs.events import MemorySeen
from tests.stubs.slack import BOT_TOKEN, CHANNEL, TEAM, SlackStub, Stumble


@dataclass
class Scene:
    """A reception with hardly any patience."""

    stub: SlackStub
    core: SlowCore
    reception: Reception
    installs: Installs
    user: str = "U1"

    async def press(self) -> Ack | None:
        button = {"type": "button", "value": f'["{ANSWER.verb}", "{ANSWER.subject}"]'}
        return await self.reception.take(people.press(button, self.user, **people.on_post(CHANNEL, "1.1")))

    async def submit(self, *, on_post: bool = True, reply: Reply | None = None) -> Ack:
        """Send a form that was opened from a post, or from a command; a reply that is given comes at once."""
        place = people.on_post(CHANNEL, "1.1")
        payload = people.press({"value": f'["{ANSWER.verb}", ""]'}, self.user, **place)
        if not on_post:
            payload = people.command("", self.user, CHANNEL, "http://127.0.0.1/c")
        self.core.reply = Show(FORM)
        self.core.go_on.set()
        await self.reception.take(payload)
        if reply is None:
            self.core.go_on.clear()
        else:
            self.core.reply = reply
        view = list(self.stub.views.values())[-1]
        ack = await self.reception.take(people.submission(view, states(view, {"word": "fine"}), self.user))
        assert ack is not None
        return ack

    async def finish(self, reply: Reply) -> None:
        self.core.reply = reply
        self.core.go_on.set()
        await self.reception.aclose()

    def modal(self) -> dict[str, object]:
        return list(self.stub.views.values())[-1]


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    stub, core = SlackStub(), SlowCore()
    await stub.start()
    installs = Installs([WebApi(BOT_TOKEN, stub.api_url, timeout=1, pace=Pace(0))])
    await installs.open()
    stub.posts[CHANNEL]["1.1"] = {"ts": "1.1", "blocks": []}
    reception = Reception(core.receive, installs, MemorySeen(), patience=0.1)
    scene = Scene(stub, core, reception, installs)
    scene.user = stub.join("Ada")
    yield scene
    core.go_on.set()
    await scene.reception.aclose()
    await installs.aclose()
    await stub.stop()


async def test_a_late_message_still_takes_the_button_s_place(scene: Scene) -> None:
    assert await scene.press() == {}
    assert scene.stub.posts[CHANNEL]["1.1"]["blocks"] == []
    await scene.finish(Replace(THANKS))
    assert shown_in(scene.stub.posts[CHANNEL]["1.1"]["blocks"]).texts == ("Thank you.",)


async def test_a_late_form_opens_as_long_as_slack_lets_it(scene: Scene) -> None:
    assert await scene.press() == {}
    scene.stub.stumbles.append(Stumble.code("expired_trigger_id", only="views.open"))
    await scene.finish(Show(FORM))
    assert "once more" in shown_in(scene.stub.asides[-1][2]["blocks"]).texts[0]


async def test_a_form_that_waits_stays_open_and_keeps_the_words(scene: Scene) -> None:
    ack = await scene.submit()
    assert ack["response_action"] == "update"
    assert "has arrived" in shown_in(ack["view"]["blocks"]).texts[0]
    await scene.finish(Reject(FORM, {"word": "Too short."}))
    again = form_of(scene.modal())
    assert (again.initial, again.errors) == ({"word": "fine"}, {"word": "Too short."})


@pytest.mark.parametrize("reply", [Nothing(), Replace(THANKS), Whisper(THANKS)])
async def test_a_form_that_waited_says_that_it_is_done(scene: Scene, reply: Reply) -> None:
    await scene.submit()
    await scene.finish(reply)
    assert "Done" in shown_in(scene.modal()["blocks"]).texts[0]  # type: ignore[arg-type]  # views hold blocks
    told = [method for method, _ in scene.stub.calls if method != "users.info"]
    assert (
        told[-2:-1]
        == {Nothing: ["views.open"], Replace: ["chat.update"], Whisper: ["chat.postEphemeral"]}[type(reply)]
    )


async def test_a_form_that_waited_shows_its_last_step(scene: Scene) -> None:
    await scene.submit(on_post=False)
    await scene.finish(Whisper(THANKS))
    assert shown_in(scene.modal()["blocks"]).texts == ("Thank you.",)  # type: ignore[arg-type]  # views hold blocks


async def test_an_answer_that_is_known_does_not_wait_for_what_is_told_besides(scene: Scene) -> None:
    scene.core.go_on.set()
    scene.core.reply = Replace(THANKS)
    scene.stub.stumbles.append(Stumble(delay=0.3, done=True, text='{"ok": true}', only="chat.update"))
    assert await scene.press() == {}
    await scene.reception.aclose()
    assert shown_in(scene.stub.posts[CHANNEL]["1.1"]["blocks"]).texts == ("Thank you.",)


async def test_closing_gives_up_what_never_ends(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adapters.slack.reception._FAREWELL", 0.05)
    assert await scene.press() == {}
    await scene.reception.aclose()
    assert len(scene.core.received) == 1
    assert scene.stub.calls == [("auth.test", {})]


async def test_a_core_that_breaks_late_is_told_without_its_words(scene: Scene) -> None:
    assert await scene.press() == {}
    scene.core.broken = True
    with structlog.testing.capture_logs() as told:
        scene.core.go_on.set()
        await scene.reception.aclose()
    assert told == [{"event": "reply.failed", "kind": "RuntimeError", "log_level": "error"}]


async def test_a_form_too_large_for_an_acknowledgement_comes_right_after_it(scene: Scene) -> None:
    options = tuple(
        Option(f"{number:032}", f"Organisation number {number:03}, with a long name") for number in range(100)
    )
    large = Form("Choose", ANSWER, tuple(PickOne(name=name, label=name, options=options) for name in ("one", "two")))
    scene.reception = Reception(scene.core.receive, scene.installs, MemorySeen())
    await scene.submit(reply=Show(large))
    await scene.reception.aclose()
    assert form_of(scene.modal()).labels == ("one", "two")


async def test_while_too_much_is_still_to_be_told_nothing_more_is_taken_in(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reception, "_MOST_LATE", 1)
    assert await scene.press() == {}
    assert await scene.press() is None, "it is kept in no memory, and Slack says so"
    await scene.finish(Nothing())
    assert await scene.press() == {}


async def test_what_is_said_meanwhile_is_in_the_person_s_language(scene: Scene, tmp_path: Path) -> None:
    async def receive(inbound: Inbound) -> Reply:
        speak("cy")
        return await scene.core.receive(inbound)

    scene.reception = Reception(receive, scene.installs, MemorySeen(), patience=0.1)
    said = "Working on it. What you sent has arrived; this may take a few seconds."
    with offering(tmp_path, "cy", {said: "Ar waith.", "Done. You can close this.": "Wedi gorffen."}):
        ack = await scene.submit()
        assert shown_in(ack["view"]["blocks"]).texts == ("Ar waith.",)
        await scene.finish(Nothing())
    assert shown_in(scene.modal()["blocks"]).texts == ("Wedi gorffen.",)  # type: ignore[arg-type]  # views hold blocks


async def test_what_no_acknowledgement_holds_is_told_in_the_person_s_language(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def receive(inbound: Inbound) -> Reply:
        speak("cy")
        return await scene.core.receive(inbound)

    monkeypatch.setattr("adapters.slack.reception._LARGEST_ACK", 1)
    scene.reception = Reception(receive, scene.installs, MemorySeen(), patience=0.1)
    with offering(tmp_path, "cy", {"Cancel": "Canslo"}):
        await scene.submit(reply=Reject(FORM, {"": "Na."}))
        await scene.reception.aclose()
    assert scene.modal()["close"] == {"type": "plain_text", "text": "Canslo", "emoji": False}


@pytest.mark.parametrize("otherwise", [False, True])
async def test_what_was_not_kept_and_could_not_be_told_is_not_acknowledged(scene: Scene, *, otherwise: bool) -> None:
    scene.core.reply = Whisper(THANKS, again=True)
    scene.core.go_on.set()
    assert await scene.press() == {}
    scene.stub.stumbles.append(Stumble.code("user_not_in_channel", only="chat.postEphemeral"))
    assert await scene.press() is None, "Slack shows its own warning at the button"
    # A form has another way to its person.
    scene.core.reply = Show(FORM)
    await scene.press()
    scene.core.reply = Whisper(THANKS, again=True)
    view = scene.modal()
    scene.stub.stumbles.append(Stumble.code("user_not_in_channel", only="chat.postEphemeral"))
    if not otherwise:
        del scene.stub.users[scene.user]
    ack = await scene.reception.take(people.submission(view, states(view, {"word": "fine"}), scene.user))
    assert ack == ({} if otherwise else None)


async def test_what_was_not_kept_is_told_in_time_or_not_acknowledged(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.core.reply = Whisper(THANKS, again=True)
    scene.core.go_on.set()
    scene.stub.stumbles.append(Stumble(delay=0.3, done=True, text='{"ok": true}', only="chat.postEphemeral"))
    assert await scene.press() is None
    scene.core.reply = Show(FORM)
    assert await scene.press() == {}
    view = scene.modal()
    monkeypatch.setattr("adapters.slack.reception._LARGEST_ACK", 1)
    scene.core.reply = Whisper(THANKS, again=True)
    view = {**view, "private_metadata": '{"action": ["check_in.answer", "17"], "origin": []}'}
    ack = await scene.reception.take(people.submission(view, states(view, {"word": "fine"}), scene.user))
    assert ack is None, "the words stay in the form"


async def test_whoever_only_said_something_is_told_that_nothing_was_kept(scene: Scene) -> None:
    scene.core.reply = Whisper(THANKS, again=True)
    scene.core.go_on.set()
    mention = {"type": "app_mention", "user": scene.user, "text": "<@U0BOT> help", "channel": CHANNEL, "team": TEAM}
    scene.stub.stumbles.append(Stumble.code("user_not_in_channel", only="chat.postEphemeral"))
    assert await scene.reception.take(people.event(mention, "Ev1")) is None
    assert await scene.reception.take(people.event(mention, "Ev1")) == {}
    assert await scene.reception.take(people.event(mention, "Ev1")) == {}
    assert (len(scene.core.received), len(scene.stub.asides)) == (2, 1)
