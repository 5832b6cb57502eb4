"""One of every kind of card and dialog that Weft shows in Teams, made by the core and the adapter themselves."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from adapters.teams.render import Place
from adapters.teams.replies import Answer, Manner, Post, Put, answer, home_card, overheard
from adapters.teams.scene import Dialog, Entry, Home, InCard, Overheard
from adapters.teams.size import cards
from adapters.web.platform import WebPlatform
from bot import logs
from bot.app import Bot
from bot.chat.events import Joined, Opened, Pressed, Reject, Replace, Reply, Show, Submitted, Whisper
from bot.chat.form import Form, PickMany, PickOne, Scale, Values
from bot.chat.message import Action, Button, Buttons, Facts, Message, Table, Text
from bot.chat.names import Address, Identity, Person, Receipt
from bot.domain.host import Host
from bot.store import inbox
from bot.store.database import Database
from bot.texts.verbs import Verb
from jobs.example import cast
from jobs.example.play import SimulatedClock, play
from tests import databases
from tests.stubs.chat import ChatPlatform
from tests.stubs.teams_cards import complaint
from tests.web.gallery import DIGEST, PULSE, SCOLDS

BEFORE = datetime(2026, 6, 17, 10, 30, tzinfo=UTC)
"""When the example ends; half an hour later a check-in goes out to a channel."""
SLOT = BEFORE + timedelta(minutes=30)
CHANNEL = Address("teams", "T1", "19:channel@thread.tacv2")
CARD = Receipt(Address("teams", "T1", "a:private"), "1")
MRI = "29:somebody"
MANNER = Manner(inbox="https://weft.example.org/")
PAGE = Home(CARD, MRI)

STRANGE = "<b>&amp;</b> {{DATE(2026-03-02T09:00:00Z)}} *stars* _lines_ [link](https://weft.example) # שלום"
EDGES = Message(
    "As long and as strange as people write",
    (
        Text(STRANGE, "heading"),
        Text("W" * 100, "heading"),
        Text(f"{STRANGE}\n\n• one point\n• another one\n\n1. first\n2. second\n\n\tindented"),
        Facts((("W" * 60 + "?", "W" * 80), (STRANGE, STRANGE))),
        Text("w" * 200 + "\n— " + STRANGE, "quote"),
        Table("Long words", ("Who", "What"), (("W" * 60, STRANGE), ("Nobody", "nothing"))),
        Text(STRANGE, "note"),
    ),
)
"""What Weft lets people write, at its longest."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A card to look at, and every text that must be seen on it; `title` is that of a dialog's bar."""

    name: str
    card: Mapping[str, Any]
    texts: Sequence[str]
    title: str | None = None

    def __post_init__(self) -> None:
        assert not (wrong := complaint(self.card)), f"{self.name}: {wrong}"


@dataclass(slots=True)
class Teams:
    """The example, seen in Teams: what people do, and what comes of it."""

    bot: Bot
    clock: SimulatedClock
    chat: ChatPlatform
    letters: inbox.Inbox
    users: Mapping[str, str]
    shown: list[Shown] = field(default_factory=list)

    def who(self, role: str) -> Person:
        names = {"a convener": cast.read().convener, "a lead": cast.read().lead, "a member": cast.read().member}
        return Person(Identity("web", "web", self.users[role]), names[role])

    async def press(self, role: str, action: Action, origin: Receipt | None = None) -> Reply:
        return await self.bot.receive(Pressed(self.who(role), action, origin))

    async def send(self, role: str, form: Form, values: Values, origin: Receipt | None = None) -> Reply:
        return await self.bot.receive(Submitted(self.who(role), form.action, values, origin))

    async def home(self, role: str) -> Message:
        reply = await self.bot.receive(Opened(self.who(role)))
        assert isinstance(reply, Replace)
        return reply.message

    async def letter(self, role: str, beginning: str) -> Message:
        """The latest thing that was posted to somebody in private, whose summary begins like this."""
        letters = await self.letters.letters(self.users[role], 1_000)
        found = [each.message for each in letters if each.message.summary.startswith(beginning)]
        assert found, [each.message.summary for each in letters]
        return found[0]

    def post(self, name: str, message: Message) -> None:
        """A post that everybody reads."""
        (card,) = cards(message, Place())
        self.shown.append(Shown(name, card, tuple(message.texts())))

    def reply(self, name: str, reply: Reply, scene: InCard | Dialog) -> None:
        """What somebody is answered where they acted."""
        told = answer(reply, scene, MANNER)
        texts = tuple(_texts(reply))
        match told:
            case Answer(body={"task": {"value": {"title": title, "card": {"content": card}}}}):
                self.shown.append(Shown(name, card, texts, title))
            case Answer(body={"value": {"body": _} as card}):
                self.shown.append(Shown(name, card, texts))
            case _:
                raise AssertionError(told)


async def gallery() -> Sequence[Shown]:
    """Every card, in the order in which somebody would meet them."""
    clock = SimulatedClock(BEFORE)
    with logs.quiet(), databases.sqlite() as sqlite, sqlite.fresh() as url, Database(url) as database:
        letters = inbox.Inbox(database)
        web = WebPlatform(
            secret="s" * 32,
            base_url="https://weft.example.org",
            mailbox=letters,
            link_life=timedelta(days=14),
            clock=clock,
        )
        chat = ChatPlatform("teams")
        bot = Bot(database, [web, chat], Host(frozenset({"anyone"}), web.invitation), clock)
        users = await play(bot, database, clock, BEFORE, lambda _: None)
        teams = Teams(bot, clock, chat, letters, users)
        await _posts(teams)
        await _channel(teams)
        await _pages(teams)
        _one_of_everything(teams)
        return teams.shown


async def _posts(teams: Teams) -> None:
    """What comes to people in private, and what they find when they answer."""
    pulse = await teams.letter("a member", "")
    teams.post("pulse", pulse)
    teams.post("digest", await teams.letter("a lead", cast.read().name))
    at = InCard(CARD)
    tap = next(button for button in _buttons(pulse) if button.label.startswith("5"))
    teams.reply("pulse-answered", await teams.press("a lead", tap.action), at)
    teams.reply(
        "pulse-form", await teams.press("a member", _named(pulse, "Answer").action), Dialog(CARD, opening=True)
    )


async def _channel(teams: Teams) -> None:
    """The bot comes into a channel, and a check-in goes out there."""
    hello = await teams.bot.receive(Joined(CHANNEL, "Discharge together"))
    assert isinstance(hello, Replace)
    teams.chat.rosters[CHANNEL.place] = [teams.who(role) for role in teams.users]
    (call,) = answer(hello, Entry(CHANNEL), MANNER).calls
    assert isinstance(call, Post)
    teams.post("hello", call.message)
    scene = Dialog(Receipt(CHANNEL, "1"), opening=True)
    form = _form(await teams.press("a convener", _buttons(hello.message)[0].action))
    teams.reply("link", Show(form), scene)
    (choice,) = (field for field in form.fields if isinstance(field, PickOne))
    linked = await teams.send("a convener", form, {choice.name: choice.options[0].value})
    assert isinstance(linked, Replace)
    teams.post("join", linked.message)
    await _plan(teams, choice.options[0].value)
    teams.clock.move(SLOT)
    await teams.bot.tick()
    (post,) = teams.chat.at(CHANNEL.place)
    teams.post("check-in", post.message)
    ask = _named(post.message, "Answer").action
    form = _form(await teams.press("a member", ask, post.receipt))
    teams.reply("form", Show(form), Dialog(post.receipt, opening=True))
    said = {each.name: "We shared one list on Monday.\n\nNobody rang twice." for each in form.fields[:-1]}
    saved = await teams.send("a member", form, {**said, form.fields[-1].name: "unnamed"}, post.receipt)
    teams.reply("saved", saved, Dialog(post.receipt, opening=False))
    mine = await teams.press("a member", Action(Verb.MINE, ask.subject), post.receipt)
    teams.reply("whisper", mine, InCard(post.receipt))
    teams.clock.move(SLOT + timedelta(hours=2, minutes=1))
    await teams.bot.tick()
    teams.post("reminder", await teams.letter("a convener", "A reminder"))
    teams.shown.append(_overheard())


async def _plan(teams: Teams, partnership: str) -> None:
    """The convener plans a check-in for the channel, not without a mistake."""
    dialog = Dialog(PAGE, opening=False)
    choose = _form(await teams.press("a convener", Action(Verb.CHOOSE, partnership)))
    teams.reply("choose", Show(choose), dialog)
    plan = _form(await teams.send("a convener", choose, {"prompt": "learning.what_we_tried"}))
    (whom,) = (each for each in plan.fields if isinstance(each, PickOne) and each.name == "audience")
    channel = next(option.value for option in whom.options if option.label.startswith("Discharge together"))
    values: Values = {
        "audience": channel,
        "weekdays": ("2",),
        "every": "2",
        "time": "12:00",
        "starts": "2026-06-17",
        "zone": "Europe/London",
        "open": "4",
        "remind": "2",
        "visibility": "attributed",
    }
    wrong = {**values, "zone": "Narnia", "weekdays": ()}
    rejected = await teams.send("a convener", plan, wrong)
    assert isinstance(rejected, Reject)
    teams.reply("form-errors", rejected, Dialog(PAGE, opening=False, typed=wrong))
    preview = _form(await teams.send("a convener", plan, values))
    teams.reply("preview", Show(preview), dialog)
    await teams.send("a convener", preview, {"next": "save"})


async def _pages(teams: Teams) -> None:
    """Home pages, and what they lead to."""
    for role, name in (("a member", "home"), ("a convener", "home-convener")):
        message = await teams.home(role)
        teams.shown.append(Shown(name, home_card(message, PAGE, MANNER), tuple(message.texts())))
    tend = _named(await teams.home("a convener"), "Check-ins and people").action
    page = await teams.press("a convener", tend)
    teams.reply("convener", page, InCard(PAGE))
    teams.reply("help", await teams.press("a member", Action(Verb.HELP)), InCard(PAGE))
    teams.reply("code", await teams.press("a member", Action(Verb.PAIR)), InCard(PAGE))
    roles = Action(Verb.ROLE, tend.subject)
    teams.reply("role", await teams.press("a convener", roles), Dialog(PAGE, opening=True))


def _one_of_everything(teams: Teams) -> None:
    """Charts, tables and every sort of field, which the language has even where today's words do without."""
    teams.post("chart-and-table", DIGEST)
    typed: Values = {"energy": "7", "themes": (), "why": "Two lines\nof what happened", "day": "2026-03-09"}
    rejected = Reject(PULSE, {**SCOLDS, "": "Two answers do not go together."})
    teams.reply("every-field", rejected, Dialog(CARD, opening=False, typed=typed))
    teams.reply("form-in-place", Show(PULSE), InCard(CARD))
    teams.post("edges", EDGES)


def _overheard() -> Shown:
    (call,) = overheard(Overheard(CHANNEL, MRI, "help")).calls
    assert isinstance(call, Put)
    return Shown("overheard", call.card, (call.summary, "Show me"))


def _form(reply: Reply) -> Form:
    assert isinstance(reply, Show), reply
    return reply.form


def _buttons(message: Message) -> Sequence[Button]:
    return [button for block in message.blocks if isinstance(block, Buttons) for button in block.buttons]


def _named(message: Message, label: str) -> Button:
    return next(button for button in _buttons(message) if button.label == label)


def _texts(reply: Reply) -> Iterator[str]:
    match reply:
        case Replace(message) | Whisper(message):
            yield from message.texts()
        case Show(form):
            yield from _words(form)
        case Reject(form, errors):
            yield from _words(form)
            yield from errors.values()
        case _:
            raise AssertionError(reply)


def _words(form: Form) -> Iterator[str]:
    yield from (form.title, form.intro, form.submit)
    for each in form.fields:
        yield from (each.label, each.hint)
        match each:
            case PickOne() | PickMany():
                yield from (option.label for option in each.options)
            case Scale():
                yield from (option.label for option in each.options())
            case _:
                pass
