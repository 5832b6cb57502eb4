"""What can be asked, just inside and just outside of each limit."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, time

import pytest

from bot.chat import limits
from bot.chat.form import Day, Field, Form, LongText, Option, PickMany, PickOne, Scale, ShortText, Time
from bot.chat.message import Action
from bot.errors import Unbuildable

ACTION = Action("check_in.answer", "17")
YES, NO = Option("y", "Yes"), Option("n", "No")
SCALE = Scale(name="q", label="Trust", low=1, high=5, low_label="none", high_label="full")
FIELDS: tuple[Field, ...] = (
    ShortText(name="q", label="Title"),
    LongText(name="q", label="Story"),
    PickOne(name="q", label="Vote", options=(YES, NO)),
    PickMany(name="q", label="Themes", options=(YES, NO)),
    SCALE,
    Day(name="q", label="When"),
    Time(name="q", label="At"),
)
FORM = Form("Check-in", ACTION, FIELDS[:1])


def options(many: int) -> tuple[Option, ...]:
    """So many different options."""
    return tuple(Option(str(n), f"Option {n}") for n in range(many))


LENGTHS: dict[str, tuple[Callable[[str], object], int]] = {
    "option value": (lambda text: Option(text, "Yes"), limits.VALUE),
    "option label": (lambda text: Option("y", text), limits.OPTION),
    "low label": (lambda text: replace(SCALE, low_label=text), limits.OPTION - 10),
    "high label": (lambda text: replace(SCALE, high_label=text), limits.OPTION - 10),
    "title": (lambda text: replace(FORM, title=text), limits.FORM_TITLE),
    "submit": (lambda text: replace(FORM, submit=text), limits.SUBMIT),
    "field name": (lambda text: Day(name=text, label="When"), limits.FIELD_NAME),
    "field label": (lambda text: Day(name="q", label=text), limits.FIELD_LABEL),
}
OPTIONAL_LENGTHS: dict[str, tuple[Callable[[str], object], int]] = {
    "intro": (lambda text: replace(FORM, intro=text), limits.FORM_INTRO),
    "hint": (lambda text: Day(name="q", label="When", hint=text), limits.HINT),
    "short initial": (lambda text: ShortText(name="q", label="Title", initial=text), limits.SHORT),
    "long initial": (lambda text: LongText(name="q", label="Story", initial=text), limits.LONG),
    "own most": (lambda text: ShortText(name="q", label="Title", most=7, initial=text), 7),
}


@pytest.mark.parametrize(("build", "most"), (LENGTHS | OPTIONAL_LENGTHS).values(), ids=LENGTHS | OPTIONAL_LENGTHS)
def test_each_text_has_a_most_and_the_next_character_is_too_many(build: Callable[[str], object], most: int) -> None:
    build("a")
    build("a" * most)
    with pytest.raises(Unbuildable):
        build("a" * (most + 1))


@pytest.mark.parametrize("build", [build for build, _ in LENGTHS.values()], ids=LENGTHS)
def test_what_names_or_labels_may_not_be_missing(build: Callable[[str], object]) -> None:
    with pytest.raises(Unbuildable):
        build("")


@pytest.mark.parametrize("build", [build for build, _ in OPTIONAL_LENGTHS.values()], ids=OPTIONAL_LENGTHS)
def test_what_helps_or_was_typed_may_be_missing(build: Callable[[str], object]) -> None:
    build("")


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: type(field).__name__)
def test_every_field_checks_its_name_label_and_hint(field: Field) -> None:
    with pytest.raises(Unbuildable):
        replace(field, name="Not A Name")
    with pytest.raises(Unbuildable):
        replace(field, label=" ")
    with pytest.raises(Unbuildable):
        replace(field, hint="a" * (limits.HINT + 1))


@pytest.mark.parametrize("kind", [PickOne, PickMany])
def test_a_choice_offers_one_to_its_most_options(kind: type[PickOne | PickMany]) -> None:
    for many in (1, limits.OPTIONS):
        kind(name="q", label="Vote", options=options(many))
    for many in (0, limits.OPTIONS + 1):
        with pytest.raises(Unbuildable):
            kind(name="q", label="Vote", options=options(many))


@pytest.mark.parametrize(("kind", "most"), [(ShortText, limits.SHORT), (LongText, limits.LONG)])
def test_a_text_sets_its_own_most_within_reason(kind: type[ShortText | LongText], most: int) -> None:
    for room in (1, most):
        kind(name="q", label="Title", most=room)
    for room in (0, most + 1):
        with pytest.raises(Unbuildable):
            kind(name="q", label="Title", most=room)


END = limits.SCALE_END


@pytest.mark.parametrize(
    ("low", "high", "initial"),
    [(0, 1, None), (0, 10, None), (-END, -END + 1, None), (END - 1, END, None), (1, 5, 1), (1, 5, 5)],
)
def test_a_scale_may_reach_its_ends(low: int, high: int, initial: int | None) -> None:
    scale = replace(SCALE, low=low, high=high, initial=initial, low_label="a" * 65, high_label="b" * 65)
    assert [int(option.value) for option in scale.options()] == list(range(low, high + 1))


@pytest.mark.parametrize(
    ("low", "high", "initial"),
    [(5, 5, None), (5, 1, None), (0, 11, None), (-END - 1, -END, None), (END, END + 1, None), (1, 5, 0), (1, 5, 6)],
)
def test_a_scale_may_not_pass_its_ends(low: int, high: int, initial: int | None) -> None:
    with pytest.raises(Unbuildable):
        replace(SCALE, low=low, high=high, initial=initial)


def test_the_ends_of_a_scale_say_what_they_mean() -> None:
    labels = [option.label for option in replace(SCALE, high=3).options()]
    assert labels == ["1 · none", "2", "3 · full"]


@pytest.mark.parametrize(
    "build",
    [
        lambda: Option("a,b", "Both"),
        lambda: ShortText(name="q", label="Title", initial="two\nlines"),
        lambda: PickOne(name="q", label="Vote", options=(YES, YES)),
        lambda: PickOne(name="q", label="Vote", options=(YES, NO), initial="maybe"),
        lambda: PickMany(name="q", label="Vote", options=(YES, NO), initial=("y", "maybe")),
        lambda: PickMany(name="q", label="Vote", options=(YES, NO), initial=("y", "y")),
        lambda: Time(name="q", label="At", initial=time(9, 30, 1)),
        lambda: Time(name="q", label="At", initial=time(9, 30, tzinfo=UTC)),
        lambda: replace(FORM, fields=FIELDS[:2]),
        lambda: replace(FORM, fields=()),
        lambda: replace(FORM, fields=(), intro=" "),
    ],
    ids=[
        "comma",
        "lines",
        "same_value",
        "off_list",
        "partly_off_list",
        "twice",
        "seconds",
        "zone",
        "same_name",
        "empty",
        "blank",
    ],
)
def test_what_no_platform_could_ask_cannot_be_built(build: Callable[[], object]) -> None:
    with pytest.raises(Unbuildable):
        build()


def test_initial_answers_are_among_the_possible_ones() -> None:
    PickOne(name="q", label="Vote", options=(YES, NO), initial="n")
    PickMany(name="q", label="Vote", options=(YES, NO), initial=("n", "y"))
    Day(name="q", label="When", initial=date(2026, 5, 12))
    Time(name="q", label="At", initial=time(9, 30))


def test_a_form_has_fields_or_something_to_say() -> None:
    many = tuple(replace(FIELDS[5], name=f"q{n}") for n in range(limits.FIELDS + 1))
    replace(FORM, fields=many[:-1])
    replace(FORM, fields=(), intro="Nothing is open.")
    with pytest.raises(Unbuildable):
        replace(FORM, fields=many)


def test_what_a_form_shows_and_may_come_to_hold_shares_one_allowance() -> None:
    long = [LongText(name=f"q{n}", label="aa", hint="h", most=limits.LONG - 3) for n in range(13)]
    assert limits.FORM_TEXT == 13 * limits.LONG + 1_000
    pick = PickMany(name="many", label="a", options=(Option("v", "l" * 75),), hint="h")
    rest = 1_000 - (1 + 1 + limits.OPTION_COST + 1 + 75)
    replace(FORM, fields=(*long, pick), intro="i" * rest)
    with pytest.raises(Unbuildable, match=str(limits.FORM_TEXT + 1)):
        replace(FORM, fields=(*long, pick), intro="i" * (rest + 1))
