"""What people see of what they are told: the form, the message, its words and its buttons."""

from collections.abc import Mapping

from bot.chat.events import Nothing, Reject, Reply, Show
from bot.chat.form import Day, Field, Form, PickMany, PickOne, ShortText, Time
from bot.chat.message import Button, Buttons, Message


def asked(reply: Reply) -> Form:
    """The form that is shown."""
    assert isinstance(reply, Show), words(reply)
    return reply.form


def rejected(reply: Reply) -> Mapping[str, str]:
    """What is wrong with what was sent."""
    assert isinstance(reply, Reject), words(reply)
    return reply.errors


def shown(reply: Reply) -> Message:
    """The message that is shown."""
    assert not isinstance(reply, Show | Reject | Nothing), words(reply)
    return reply.message


def words(reply: Reply | Message) -> str:
    """All that a reader sees, in order."""
    match reply:
        case Nothing():
            return ""
        case Show(form):
            return "\n".join((form.title, form.intro, *(field.label for field in form.fields)))
        case Reject(form, errors):
            return "\n".join((form.title, form.intro, *errors.values()))
        case Message():
            return "\n".join(reply.texts())
        case _:
            return words(reply.message)


def buttons(message: Message) -> dict[str, Button]:
    """The buttons by their labels."""
    rows = (block.buttons for block in message.blocks if isinstance(block, Buttons))
    return {button.label: button for row in rows for button in row}


def occurrence_of(message: Message) -> str:
    """Which occurrence a card asks about."""
    return buttons(message)["Answer"].action.subject


def initial(form: Form) -> dict[str, str | tuple[str, ...]]:
    """What a form sends when it is left as it was shown."""
    values = {each.name: _initial(each) for each in form.fields}
    return {name: value for name, value in values.items() if value}


def _initial(asked_for: Field) -> str | tuple[str, ...]:
    match asked_for:
        case Time(initial=time) if time:
            return f"{time:%H:%M}"
        case Day(initial=day) if day:
            return day.isoformat()
        case PickOne() | PickMany() | ShortText():
            return asked_for.initial or ""
        case _:
            return str(asked_for.initial or "")
