"""Reads messages and forms out of the web inbox's pages, and fills forms in as a browser would."""

from collections.abc import Iterator

from bot.chat.form import Values
from bot.chat.message import Action
from tests.contract.driver import Shown, ShownForm
from tests.html import Node

READ = frozenset({"h1", "h2", "h3", "h4", "p", "dt", "dd", "caption", "th", "td", "button"})
CONTROLS = frozenset({"input", "textarea", "select"})


def shown_in(article: Node) -> Shown:
    """A message's texts in reading order, and its buttons."""
    forms = article.every("form", action="/press")
    return Shown(tuple(_texts(article)), {form.one("button").text: _action(form) for form in forms})


def _texts(node: Node) -> Iterator[str]:
    for part in node.inside:
        if not isinstance(part, Node) or part.tag == "svg" or part.classes & {"unseen", "posted", "key"}:
            continue
        if part.tag == "details":
            # A chart's figures: what they are about, then whose they are.
            yield from (cell.text for cell in part.every("th", scope="row"))
            yield from (cell.text for cell in part.every("th", scope="col"))
        elif part.tag in READ:
            yield part.text
        else:
            yield from _texts(part)


def _action(form: Node) -> Action:
    return Action(form.one("input", name="verb").value, form.one("input", name="subject").value)


def form_of(page: Node) -> ShownForm:
    """The form on a page, with what it holds and what it says is wrong."""
    form = page.one("form", class_="filled")
    fields = list(form.every(class_="field"))
    errors = {
        field.attributes["data-field"]: error.one("span", class_="says").text
        for field in fields
        for error in field.every("p", class_="error")
    }
    for about_all in page.every("li", class_="about-all"):
        errors[""] = about_all.text
    return ShownForm(
        title=page.one("h1").text,
        labels=tuple(next(field.every("span", class_="name")).text for field in fields),
        texts=tuple(node.text for part in (page.every("p", class_="intro"), form.every()) for node in part),
        initial=_values(form),
        errors=errors,
        raw=form,
    )


def pairs_of(form: Node) -> list[tuple[str, str]]:
    """What a browser sends for this form as it stands."""
    return [
        (node.attributes["name"], value.replace("\n", "\r\n")) for node in _controls(form) for value in _sent(node)
    ]


def filled(form: Node, values: Values) -> list[tuple[str, str]]:
    """What a browser sends once every field has been emptied and these values filled in."""
    unused = dict(values)
    pairs: list[tuple[str, str]] = []
    for node in _controls(form):
        kind, _, name = node.attributes["name"].rpartition(":")
        if not kind:
            pairs.append((node.attributes["name"], node.value))
            continue
        given = values.get(name, "" if kind == "one" else ())
        unused.pop(name, None)
        chosen: tuple[str, ...]
        match node.attributes.get("type"):
            case "radio" | "checkbox":
                ticked = (given,) if isinstance(given, str) else given
                chosen = (node.value,) if node.value and node.value in ticked else ()
            case _:
                chosen = (str(given),)
        pairs += [(node.attributes["name"], value.replace("\n", "\r\n")) for value in chosen]
    assert not unused, f"the form has no {list(unused)}"
    return pairs


def _controls(form: Node) -> Iterator[Node]:
    return (node for node in form.every() if node.tag in CONTROLS)


def _sent(node: Node) -> tuple[str, ...]:
    if node.tag == "select":
        options = list(node.every("option"))
        chosen = [option.value for option in options if "selected" in option.attributes]
        return tuple(chosen or [options[0].value])
    if node.attributes.get("type") in {"radio", "checkbox"} and "checked" not in node.attributes:
        return ()
    return (node.value,)


def _values(form: Node) -> Values:
    values: dict[str, str | tuple[str, ...]] = {}
    for node in _controls(form):
        kind, _, name = node.attributes["name"].rpartition(":")
        for value in _sent(node):
            if kind == "many":
                values[name] = (*values.get(name, ()), value)
            elif kind == "one" and value:
                values[name] = value
    return values
