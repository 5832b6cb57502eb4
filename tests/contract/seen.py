"""What a reader must see of a message or form, whatever the platform."""

from collections import Counter
from collections.abc import Iterator

from bot.chat.form import Day, Field, Form, LongText, PickMany, PickOne, Scale, ShortText, Time, Values
from bot.chat.message import Action, Buttons, Message
from tests.contract.driver import Shown, ShownForm


def assert_shows(shown: Shown | None, message: Message) -> None:
    """Every text stands there literally and in order, and every button carries its action."""
    assert shown is not None
    assert shown.texts == tuple(message.texts())
    assert shown.summary in {None, message.summary}
    meant: dict[str, set[Action]] = {}
    for block in message.blocks:
        for button in block.buttons if isinstance(block, Buttons) else ():
            meant.setdefault(button.label, set()).add(button.action)
    assert shown.buttons.keys() == meant.keys()
    for label, action in shown.buttons.items():
        # Two buttons may bear one label; a driver tells of either.
        assert action in meant[label]


def assert_asks(shown: ShownForm | None, form: Form) -> ShownForm:
    """The form is there as it was built: title, labels, what is filled in already, and no complaint."""
    assert shown is not None
    assert shown.title == form.title
    assert shown.labels == tuple(field.label for field in form.fields)
    assert not Counter(_words(form)) - Counter(shown.texts)
    assert shown.initial == initial(form)
    assert shown.errors == {}
    return shown


def initial(form: Form) -> Values:
    """What a form holds before anybody touches it."""
    held = {field.name: _held(field) for field in form.fields}
    return {name: value for name, value in held.items() if value}


def _words(form: Form) -> Iterator[str]:
    """All that the form says besides its title, where it says anything."""
    yield from (form.intro, form.submit) if form.intro.strip() else (form.submit,)
    for field in form.fields:
        yield from (field.label, field.hint) if field.hint.strip() else (field.label,)
        if isinstance(field, PickOne | PickMany):
            yield from (option.label for option in field.options)
        if isinstance(field, Scale):
            yield from (option.label for option in field.options())


def _held(field: Field) -> str | tuple[str, ...] | None:
    match field:
        case ShortText() | LongText() | PickOne() | PickMany():
            return field.initial
        case Scale() | Day():
            return None if field.initial is None else str(field.initial)
        case Time():
            return None if field.initial is None else f"{field.initial:%H:%M}"
