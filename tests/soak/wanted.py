"""What somebody presses or sends: what they were shown of late, or any deed there is with anything at all."""

from collections.abc import Mapping
from random import Random

from bot.chat.names import Person
from tests.soak.house import House
from tests.soak.mutations import Mutations

NAMES = (
    "q1",
    "q2",
    "q3",
    "share",
    "name",
    "organisation",
    "organisation2",
    "sector",
    "contact",
    "basis",
    "retention",
    "partnership",
    "zone",
    "margin",
    "members",
    "scores",
    "words",
    "member",
    "roles",
    "prompt",
    "title",
    "questions",
    "next",
    "weekday",
    "hour",
    "quiet_begins",
    "quiet_ends",
    "days_off",
    "what",
    "day",
    "code",
    "audience",
    "weekdays",
    "every",
    "time",
    "starts",
    "open",
    "remind",
    "visibility",
    "late",
    "sentence",
    "rule",
    "waves",
    "ends",
    "table",
    "user",
    "own",
    "language",
    "until",
    "space",
    "people",
    "ids",
    "reason",
)
"""Fields of forms."""
Value = str | tuple[str, ...]


def wanted_action(dice: Random, house: House, mutations: Mutations, who: Person) -> tuple[str, str]:
    """A verb and a subject."""
    shown = house.shown_to(_whose(dice, house, who)).actions
    if shown and dice.random() < 0.5:
        action = dice.choice(shown)
        return (action.verb, action.subject) if dice.random() < 0.9 else (action.verb, mutations.subject(dice))
    return mutations.verb(dice), mutations.subject(dice)


def wanted_form(
    dice: Random, house: House, mutations: Mutations, who: Person
) -> tuple[tuple[str, str], Mapping[str, Value], bool]:
    """A verb and a subject, values, and whether the form was shown."""
    shown = house.shown_to(_whose(dice, house, who)).forms
    if shown and dice.random() < 0.7:
        form = dice.choice(shown)
        subject = form.action.subject if dice.random() < 0.9 else mutations.subject(dice)
        return (form.action.verb, subject), mutations.filled(dice, form.fields), True
    action = mutations.verb(dice), mutations.subject(dice)
    return action, {dice.choice(NAMES): mutations.word(dice) for _ in range(dice.randint(0, 6))}, False


def _whose(dice: Random, house: House, who: Person) -> str:
    """Nearly always their own."""
    if dice.random() < 0.85:
        return who.identity.user
    return dice.choice(dice.choice(house.cast.platforms)).identity.user
