"""Forms -> Adaptive Cards with inputs, in a dialog or in a card's place, and what was filled in -> values."""

from collections.abc import Iterator, Mapping

from adapters.teams.carried import FIELD, carry
from adapters.teams.render import Place, card, executes, text_element
from adapters.teams.words import Element, literal, note, rich, run
from bot.chat import limits
from bot.chat.form import Day, Field, Form, LongText, Option, PickMany, PickOne, Scale, ShortText, Time, Values
from bot.chat.message import Text
from bot.errors import Unbuildable
from bot.speech import gettext as _

_SHOWN_AT_ONCE = 10
"""The most options that are shown side by side; more become a menu."""
_ONE, _MANY = "?", "*"
"""How an input's name goes on whose field takes one choice or several: what comes back tells no kinds apart."""
_LEFT_OUT = "left out,"
"""The value of "No answer": a radio button that is pressed once cannot be let go in Teams, so an optional question
needs this one.

An empty value would come back as `on`; one with a comma is no option's.
"""


def form_card(
    form: Form, place: Place, *, typed: Values | None = None, errors: Mapping[str, str] | None = None
) -> Element:
    """A form as a card.

    `typed` are the values to fill in instead of the form's own, so that nothing typed is lost. `errors` are sentences
    by field name, shown above their field, and above all fields for the name "" and for names that are not shown.
    """
    complaints = dict(errors or {})
    fields: list[Element] = []
    for field in form.fields:
        asked = _input(field, _initial(field) if typed is None else _typed(field, typed))
        if field.name in complaints:
            # It stands with its field and apart from the one above.
            fields += [_complaint(complaints.pop(field.name), field.name), {**asked, "spacing": "Small"}]
        else:
            fields.append(asked)
        if field.hint.strip():
            fields.append(note(field.hint))
    top = [_complaint(sentence, name) for name, sentence in complaints.items()]
    intro = [text_element(Text(form.intro))] if form.intro.strip() else []
    # A dialog has its own title bar.
    title = [] if place.where == "dialog" else [rich(run(form.title, size="Large", weight="Bolder"))]
    return {**card([*title, *top, *intro, *fields], form.title), "actions": [_submit(form, place)]}


def values(data: Mapping[str, object]) -> Values:
    """What was filled in, by field name; what was left empty is absent. Several choices come joined by commas."""
    return dict(_filled(data))


def _filled(data: Mapping[str, object]) -> Iterator[tuple[str, str | tuple[str, ...]]]:
    for key, value in data.items():
        named = key.removeprefix(FIELD)
        kind = named[:1] if named.startswith((_ONE, _MANY)) else ""
        name = named.removeprefix(kind)
        if not key.startswith(FIELD) or not isinstance(value, str) or not value:
            continue
        if kind == _ONE and value == _LEFT_OUT:
            continue
        try:
            limits.name(name, limits.FIELD_NAME, "a field name")
        except Unbuildable:
            continue
        yield name, tuple(value.split(",")) if kind == _MANY else value


def _submit(form: Form, place: Place) -> Element:
    data = carry("form", form.action, place.origin)
    if place.where == "dialog":
        return {"type": "Action.Submit", "title": form.submit, "style": "positive", "data": data}
    return executes(form.submit, form.action.verb, data, "positive")


def _complaint(sentence: str, name: str) -> Element:
    said = sentence if sentence.strip() else _("Please look at this again.")
    shown = rich(run("⚠ "), run(said, color="Attention", weight="Bolder"))
    return {**shown, "id": f"error.{name}", "spacing": "Large"}


def _input(field: Field, initial: str | tuple[str, ...] | None) -> Element:
    shown: Element = {"id": FIELD + field.name, "label": literal(field.label), "spacing": "Large"}
    if field.required:
        shown |= {"isRequired": True, "errorMessage": _("Please fill this in.")}
    match field:
        case ShortText() | LongText():
            many_lines = isinstance(field, LongText)
            shown |= {"type": "Input.Text", "maxLength": field.most, "isMultiline": many_lines}
        case PickOne() | Scale():
            options = field.options if isinstance(field, PickOne) else field.options()
            shown |= {**_choice_set(options, required=field.required), "id": f"{FIELD}{_ONE}{field.name}"}
        case PickMany():
            shown |= {**_choice_set(field.options, required=True), "isMultiSelect": True}
            shown["id"] = f"{FIELD}{_MANY}{field.name}"
            initial = ",".join(initial or ())
        case Day():
            shown |= {"type": "Input.Date"}
        case Time():
            shown |= {"type": "Input.Time"}
    return {**shown, "value": initial} if initial else shown


def _choice_set(options: tuple[Option, ...], *, required: bool) -> Element:
    offered = [{"title": option.label, "value": option.value} for option in options]
    left_out = {"title": _("No answer"), "value": _LEFT_OUT}
    style = "expanded" if len(offered) <= _SHOWN_AT_ONCE else "compact"
    return {
        "type": "Input.ChoiceSet",
        "style": style,
        "wrap": True,
        "choices": offered if required else [*offered, left_out],
    }


def _typed(field: Field, typed: Values) -> str | tuple[str, ...] | None:
    """What was filled in, where it still fits: a field of this name may have been of another kind."""
    value = typed.get(field.name)
    return value if isinstance(value, tuple) == isinstance(field, PickMany) else None


def _initial(field: Field) -> str | tuple[str, ...] | None:
    match field:
        case ShortText() | LongText() | PickOne() | PickMany():
            return field.initial
        case Scale() | Day():
            return None if field.initial is None else str(field.initial)
        case Time():
            return None if field.initial is None else f"{field.initial:%H:%M}"
