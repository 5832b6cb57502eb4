"""A small core that shows one of everything, for tests that look at the inbox's pages."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Literal

from bot.chat.events import Inbound, Nothing, Opened, Pressed, Reject, Replace, Reply, Show, Submitted, Whisper
from bot.chat.form import Day, Form, LongText, Option, PickMany, PickOne, Scale, ShortText, Time
from bot.chat.message import Action, Button, Buttons, Chart, Divider, Facts, Message, Series, Table, Text

Kind = Literal["home", "form", "rejected", "whispered", "refused", "signed out", "unavailable"]
"""Every kind of page that the inbox has."""

WEEKS = tuple(f"Week {week}" for week in range(1, 21))
THEMES = ("Trust", "Listening", "Purpose", "Influence", "Network", "Learning")

HOME = Message(
    "Your check-ins",
    (
        Text("Good to see you, Ada", "heading"),
        Text("One check-in is open. It takes about three minutes."),
        Facts((("Partnership", "Better Starts, Northshire"), ("Open until", "Friday, 17:00"))),
        Buttons(
            (
                Button("Answer now", Action("check_in.open", "7"), "primary", opens_form=True),
                Button("See my answers", Action("answers.show")),
                Button("Not now", Action("home.later")),
                Button("Leave the partnership", Action("member.leave"), "danger"),
            )
        ),
    ),
)

CHECK_IN = Message(
    "A reflection is open: what surprised you this week?",
    (
        Text("What surprised you this week?", "heading"),
        Text("Think of one moment with a person from another organisation.\nTwo sentences are plenty."),
        Text("Only the convener sees who wrote what.", "note"),
        Buttons(
            (
                Button("Answer", Action("check_in.open", "7"), "primary", opens_form=True),
                Button("Skip this one", Action("check_in.skip", "7")),
            )
        ),
    ),
    mark="delivery-1",
)

LINES = Chart(
    "I can influence the system",
    "line",
    WEEKS,
    tuple(
        Series(name, tuple(2.0 + place * 0.4 + (week * (place + 2)) % 7 * 0.15 for week in range(20)))
        for place, name in enumerate(THEMES)
    ),
    "Agreement rose in every theme between week 1 and week 20; influence rose most.",
)
BARS = Chart(
    "Change since last time",
    "bar",
    ("Trust", "Being listened to", "Common purpose"),
    (Series("NHS", (0.4, -0.25, 0.1)), Series("Local authority", (0.7, 0.3, -0.6))),
    "Trust rose in both sectors; common purpose fell in the local authorities.",
)
DIGEST = Message(
    "Your weekly digest: 41 of 60 answered",
    (
        Text("The week of 2 March", "heading"),
        Text("41 of 60 people answered, four more than the week before."),
        BARS,
        Divider(),
        Text("What people let us share", "heading"),
        Text("We stopped asking whose budget it was, and the meeting was half as long.", "quote"),
        Table(
            "Response by sector",
            ("Sector", "Asked", "Answered", "Rate", "Change since last time"),
            (
                ("NHS", "24", "18", "75 %", "+2 people"),
                ("Local authority", "20", "14", "70 %", "no change"),
                ("Voluntary and community", "16", "9", "56 %", "+2 people"),
            ),
        ),
        LINES,
    ),
)

REGIONS = tuple(Option(f"r{number}", f"Neighbourhood {number}") for number in range(1, 13))
PULSE = Form(
    "Weekly pulse",
    Action("check_in.answer", "7"),
    (
        Scale(
            name="trust",
            label="I can speak openly with people from other organisations.",
            low=1,
            high=5,
            low_label="Strongly disagree",
            high_label="Strongly agree",
        ),
        Scale(
            name="energy",
            label="How much energy do you have left this week?",
            low=0,
            high=10,
            low_label="None",
            high_label="Plenty",
            required=False,
        ),
        PickOne(
            name="role",
            label="You answer",
            options=(Option("self", "As myself"), Option("org", "For my organisation")),
            hint="Choose how your answer may be quoted.",
        ),
        PickOne(name="place", label="Where did you work most?", options=REGIONS, required=False),
        PickMany(
            name="themes",
            label="What was this week about?",
            options=tuple(Option(theme.lower(), theme) for theme in THEMES),
            initial=("trust",),
        ),
        ShortText(name="word", label="One word for this week", hint="The first that comes to mind."),
        LongText(name="why", label="What happened?", most=600, required=False),
        Day(name="day", label="When do you meet next?", initial=date(2026, 3, 9), required=False),
        Time(name="hour", label="At what time?", initial=time(9, 30), required=False),
    ),
    intro="Three minutes, nine questions.\nYou can change your answers until Friday.",
    submit="Send my answers",
)

SCOLDS = {
    "trust": "Choose a point from 1 to 5.",
    "role": "Choose how you answer.",
    "word": "Write one word.",
    "themes": "Choose at least one theme.",
}
THANKS = Message("Thank you, your answer is kept", (Text("Thank you", "heading"), Text("Your answer is kept.")))
ANSWERS = Message("Your own answers", (Text("You have answered three check-ins so far."),))


@dataclass(slots=True)
class Clock:
    """A clock that only a test moves."""

    now: datetime = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class Gallery:
    """Answers every inbound with one of the replies, and remembers what it was told."""

    told: list[Inbound] = field(default_factory=list)

    async def receive(self, inbound: Inbound) -> Reply:
        self.told.append(inbound)
        match inbound:
            case Opened():
                return Replace(HOME)
            case Pressed(action=Action(verb="check_in.open")):
                return Show(PULSE)
            case Pressed(action=Action(verb="answers.show")):
                return Whisper(ANSWERS)
            case Pressed(action=Action(verb="check_in.skip" | "member.leave")):
                return Replace(THANKS)
            case Submitted(values=values):
                wrong = {name: scold for name, scold in SCOLDS.items() if name not in values}
                return Reject(PULSE, wrong) if wrong else Replace(THANKS)
            case _:
                return Nothing()
