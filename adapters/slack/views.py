"""Forms -> Slack's modals, and messages -> modals and home pages."""

import secrets
from collections.abc import Mapping
from typing import Any

from adapters.slack.carried import metadata
from adapters.slack.render import Block, blocks, plain_text, text_block
from adapters.slack.scene import Home, Origin
from bot.chat.form import Day, Field, Form, LongText, Option, PickMany, PickOne, Scale, ShortText, Time, Values
from bot.chat.message import Message, Text
from bot.speech import gettext as _

# Slack shows at most ten radio buttons or checkboxes; more become a menu.
_BUTTONS = 10
# A context block takes this many characters in one text.
_COMPLAINT = 2_000


def form_view(
    form: Form, origin: Origin, *, typed: Values | None = None, errors: Mapping[str, str] | None = None
) -> Block:
    """A form as a modal.

    `typed` are the values to fill in instead of the form's own, so that nothing typed is lost. `errors` are sentences
    by field name, shown below their field, and above all fields for the name "" and for names that are not shown.
    """
    # Slack keeps what was typed in a block whose ids did not change, even when another form takes its place.
    nonce = secrets.token_hex(4)
    complaints = dict(errors or {})
    fields: list[Block] = []
    for field in form.fields:
        fields.append(_input(field, nonce, _initial(field) if typed is None else typed.get(field.name)))
        if field.name in complaints:
            fields.append(_complaint(complaints.pop(field.name), field.name, nonce))
    top = [_complaint(sentence, name, nonce) for name, sentence in complaints.items()]
    intro = [text_block(Text(form.intro))] if form.intro.strip() else []
    return {
        "type": "modal",
        "title": plain_text(form.title),
        "submit": plain_text(form.submit),
        "close": plain_text(_("Cancel")),
        "private_metadata": metadata(form.action, origin),
        "blocks": [*top, *intro, *fields],
    }


def message_view(message: Message, origin: Origin) -> Block:
    """A message as a modal, where Slack has no other way to show it to one person."""
    return {
        "type": "modal",
        "title": plain_text("Weft"),
        "close": plain_text(_("Close")),
        "private_metadata": metadata(None, origin),
        "blocks": blocks(message, origin.team, native=False),
    }


def home_view(message: Message, origin: Home) -> Block:
    """A message as a person's App Home."""
    return {"type": "home", "blocks": blocks(message, origin.team, native=False)}


def _complaint(sentence: str, name: str, nonce: str) -> Block:
    shown = plain_text(sentence[:_COMPLAINT] or _("Please look at this again."))
    return {"type": "context", "block_id": f"error:{name}:{nonce}", "elements": [plain_text("⚠"), shown]}


def _input(field: Field, nonce: str, initial: str | tuple[str, ...] | None) -> Block:
    shown: Block = {
        "type": "input",
        "block_id": f"{field.name}:{nonce}",
        "label": plain_text(field.label),
        "optional": not field.required,
        "element": {"action_id": "value", **_element(field, initial)},
    }
    return {**shown, "hint": plain_text(field.hint)} if field.hint.strip() else shown


def _element(field: Field, initial: str | tuple[str, ...] | None) -> Block:
    match field:
        case ShortText() | LongText():
            shown: Block = {
                "type": "plain_text_input",
                "multiline": isinstance(field, LongText),
                "max_length": field.most,
            }
            return {**shown, "initial_value": initial} if initial else shown
        case PickOne():
            return _one(field.options, initial)
        case Scale():
            return _one(field.options(), initial)
        case PickMany():
            options = {option.value: _option(option) for option in field.options}
            kind = "checkboxes" if len(options) <= _BUTTONS else "multi_static_select"
            chosen = [options[value] for value in initial or () if value in options]
            return _with({"type": kind, "options": list(options.values())}, "initial_options", chosen)
        case Day():
            return _with({"type": "datepicker"}, "initial_date", initial)
        case Time():
            return _with({"type": "timepicker"}, "initial_time", initial)


def _one(options: tuple[Option, ...], initial: str | tuple[str, ...] | None) -> Block:
    shown = [_option(option) for option in options]
    kind = "radio_buttons" if len(shown) <= _BUTTONS else "static_select"
    chosen = next((option for option in shown if option["value"] == initial), None)
    return _with({"type": kind, "options": shown}, "initial_option", chosen)


def _option(option: Option) -> Block:
    return {"text": plain_text(option.label), "value": option.value}


def _with(element: Block, key: str, value: Any) -> Block:  # noqa: ANN401  any JSON value
    return {**element, key: value} if value else element


def _initial(field: Field) -> str | tuple[str, ...] | None:
    match field:
        case ShortText() | LongText() | PickOne() | PickMany():
            return field.initial
        case Scale() | Day():
            return None if field.initial is None else str(field.initial)
        case Time():
            return None if field.initial is None else field.initial.strftime("%H:%M")
