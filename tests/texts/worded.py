"""Domain values as long and as many as they may be, for the texts that must say them all."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from bot.chat.names import Address, Identity
from bot.domain.calendar import Calendar, Shift, Working
from bot.domain.card import Card, Stage
from bot.domain.digest import Lens, Moved
from bot.domain.disclosure.figures import (
    ChoiceFigure,
    Figure,
    Mask,
    OpenFigure,
    Rate,
    Reason,
    ScaleFigure,
    ScaleRange,
)
from bot.domain.disclosure.release import Cell, Pairs, Release, Result, Turnout, Words
from bot.domain.group import EVERYBODY, Group, Margin
from bot.domain.occurrence import Occurrence, Part, State
from bot.domain.pairing import Accounts
from bot.domain.partnership import (
    RETENTION_DAYS,
    USUAL,
    Basis,
    DigestTime,
    Member,
    Organisation,
    Partnership,
    Role,
    Sector,
    Space,
    Thresholds,
)
from bot.domain.prompt import ChoiceQuestion, Kind, OpenQuestion, Prompt, Question, ScaleQuestion
from bot.domain.response import Answers, Response, Sharing
from bot.domain.schedule import Audience, Rhythm, Schedule, Status, Visibility, Whom
from bot.domain.trend import Point, Series, compare, matched

ZONES = st.sampled_from(("Europe/London", "America/Argentina/ComodRivadavia", "Asia/Kathmandu", "UTC"))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  wall clock
ID = "0123456789abcdef0123456789abcdef"


def line(most: int) -> SearchStrategy[str]:
    """What `Typed.line` lets pass: something short, something strange, or all that there is room for."""
    strange = "<b>&amp;</b> {{7*7}} \u202ex\u202c שלום 👩🏽\u200d🚀 *x* <!here>"
    return st.sampled_from(
        ("·", "What now?", strange[:most].strip(), "W" * most, ("long words " * most)[: most - 1] + "!")
    )


def several_lines(most: int) -> SearchStrategy[str]:
    """What somebody may have typed into a long text."""
    return line(most) | st.just(("one\n\n\ttwo " * most)[:most]) | st.just("\n" * (most - 1) + ".")


NAMES, TITLES = line(80), line(100)
_IDS = st.uuids().map(lambda each: each.hex)
_WORDING, _END, _OPTION = line(250), line(40), line(60)


@st.composite
def questions(draw: st.DrawFn) -> tuple[Question, ...]:
    """Up to ten, each as long as it may be now and then."""

    def question(key: str) -> SearchStrategy[Question]:
        low = st.integers(0, 89)
        return st.one_of(
            st.builds(OpenQuestion, st.just(key), _WORDING),
            st.builds(
                lambda text, low, width, ends: ScaleQuestion(key, text, low, low + width, *ends),
                _WORDING,
                low,
                st.integers(1, 10),
                st.tuples(_END, _END),
            ),
            st.builds(
                ChoiceQuestion,
                st.just(key),
                _WORDING,
                st.lists(_OPTION, min_size=2, max_size=10, unique=True).map(tuple),
                st.booleans(),
            ),
        )

    count = draw(st.integers(1, 10))
    return tuple(draw(question(f"q{number}")) for number in range(1, count + 1))


PROMPTS = st.builds(Prompt, st.just("prompt"), st.sampled_from(Kind), TITLES, st.just("Trust"), questions())
TITLED = st.builds(
    Prompt, st.just("prompt"), st.sampled_from(Kind), TITLES, st.just("Trust"), st.just((OpenQuestion("q1", "Why?"),))
)
"""Prompts of which only the title is told."""
PARTNERSHIPS = st.builds(
    Partnership, st.just(ID), TITLES, ZONES, st.sampled_from((USUAL, Thresholds(7, 12), Thresholds(20, 20)))
)
ORGANISATIONS = st.builds(
    Organisation,
    _IDS,
    st.just(ID),
    TITLES,
    st.sampled_from(Sector),
    line(150),
    st.none() | st.sampled_from(Basis),
    st.none() | st.sampled_from((*RETENTION_DAYS, 90)),
)
SPACES = st.builds(Space, _IDS, st.just(Address("chat", "T1", "x")), TITLES, st.just(ID))
DIGEST_TIMES = st.builds(DigestTime, st.integers(0, 6), st.integers(0, 23), ZONES)
MEMBERS = st.builds(
    Member,
    _IDS,
    st.just(ID),
    st.just("organisation"),
    NAMES,
    st.frozensets(st.sampled_from(Role)).map(lambda roles: roles | {Role.MEMBER}),
    DIGEST_TIMES,
)
_IDENTITIES = st.builds(Identity, st.sampled_from(("slack", "teams", "web", "chat")), st.just("T1"), _IDS)
ACCOUNTS = st.builds(
    Accounts.seen_from, _IDENTITIES, st.lists(st.lists(_IDENTITIES, min_size=1, max_size=5), min_size=1, max_size=9)
)
OCCURRENCES = st.builds(
    Occurrence,
    id=st.just(ID),
    schedule=st.just(ID),
    partnership=st.just(ID),
    prompt=st.just(ID),
    audience=st.just(Audience(Whom.EVERYBODY)),
    slot=st.just(datetime(2026, 5, 5, 9, 30)),  # noqa: DTZ001  wall clock
    zone=ZONES,
    due_at=MOMENTS,
    closes_at=MOMENTS,
    remind_at=st.none(),
    visibility=st.sampled_from(Visibility),
    thresholds=st.just(USUAL),
    state=st.sampled_from(State),
    linked_until=st.none() | MOMENTS,
)
CARDS = st.builds(Card, st.sampled_from(Stage), st.none() | st.integers(5, 9_999), st.none() | st.sampled_from(Part))
_STARTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1))  # noqa: DTZ001  wall clock
_ENDLESS = (
    "FREQ=DAILY;INTERVAL=3",
    "FREQ=MONTHLY;BYDAY=2TU,-1FR,5MO",
    "FREQ=MONTHLY;INTERVAL=2;BYMONTH=1,2,3,4,5,6,7,8,9,10,11,12;BYMONTHDAY=1,2,3,29,31,-1,-2",
    "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1",
    "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
    "FREQ=MONTHLY;BYMONTHDAY=-1",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29",
    "FREQ=YEARLY;BYWEEKNO=1,20,52;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=1,2,3,-1,-2;WKST=SU",
)
_WORKING = st.none() | st.builds(Working, st.sampled_from((Shift.NEXT, Shift.PREVIOUS)), st.just(Calendar("GB-ENG")))
RHYTHMS = st.builds(
    Rhythm.weekly, st.sets(st.integers(0, 6), min_size=1), st.sampled_from((1, 2, 4)), _STARTS, ZONES
) | st.builds(Rhythm, st.sampled_from(_ENDLESS), _STARTS, ZONES, _WORKING)
"""They never end, so that there is always a day to show."""
SCHEDULES = st.builds(
    Schedule,
    id=st.just(ID),
    partnership=st.just(ID),
    prompt=st.just(ID),
    rhythm=RHYTHMS,
    audience=st.just(Audience(Whom.EVERYBODY)),
    open_for=st.sampled_from((4, 24, 48, 168)).map(lambda hours: timedelta(hours=hours)),
    remind_before=st.none() | st.sampled_from((2, 24)).map(lambda hours: timedelta(hours=hours)),
    visibility=st.sampled_from(Visibility),
    status=st.sampled_from(Status),
    own_clock=st.booleans(),
)


@st.composite
def responses(draw: st.DrawFn, prompt: Prompt, visibility: Visibility) -> Response:
    """Somebody's answers to a prompt, as long as they may be; their name can only stand where it is kept."""
    possible = [each for each in Sharing if each is not Sharing.NAMED or visibility is Visibility.ATTRIBUTED]
    answers: Answers = {
        question.key: draw(_answer(question)) for question in prompt.questions if draw(st.integers(0, 4))
    }
    return Response("occurrence", "token", answers, draw(st.sampled_from(possible)))


def _answer(question: Question) -> SearchStrategy[int | str | tuple[int, ...]]:
    match question:
        case ScaleQuestion(low=low, high=high):
            return st.integers(low, high)
        case ChoiceQuestion(options=options):
            return st.sets(st.integers(0, len(options) - 1), min_size=1).map(lambda each: tuple(sorted(each)))
        case OpenQuestion():
            return several_lines(3_000)


WAVES = st.none() | line(40)
_MASKS = st.builds(Mask, st.sampled_from(Reason))
_GROUPS = st.lists(
    st.builds(Group, st.sampled_from([each for each in Margin if each is not Margin.PARTNERSHIP]), _IDS, TITLES),
    max_size=8,
    unique_by=lambda each: each.key,
)


@st.composite
def releases(draw: st.DrawFn) -> Release:
    """What an occurrence of any prompt may have released, by a few groups."""
    prompt = draw(PROMPTS)
    answered = draw(st.integers(5, 2_000))
    groups = (EVERYBODY, *draw(_GROUPS))
    said = st.builds(
        Words,
        st.sampled_from([question.text for question in prompt.questions]),
        several_lines(3_000),
        st.none() | NAMES,
    )
    rates = _MASKS | st.builds(Rate, st.just(answered), st.integers(5, answered))
    seen = draw(st.lists(rates, min_size=1, max_size=3))
    return Release(
        occurrence=draw(st.uuids()).hex,
        schedule=ID,
        partnership=ID,
        kind=prompt.kind,
        title=prompt.title,
        closed_at=draw(MOMENTS),
        visibility=draw(st.sampled_from(Visibility)),
        thresholds=draw(st.sampled_from((USUAL, Thresholds(20, 20)))),
        turnouts=tuple(Turnout(group, seen[number % len(seen)]) for number, group in enumerate(groups)),
        results=tuple(_result(draw, question, answered, groups) for question in prompt.questions),
        words=tuple(draw(st.lists(said, max_size=12))),
        wave=draw(WAVES),
    )


EVERY = st.integers(0, 4)


def lens(release: Release, every: int, *, whole: bool) -> Lens:
    """Somebody who looks at a release, of whose groups so few or many are theirs."""
    keys = [turnout.group.key for turnout in release.turnouts[1:]]
    return Lens(whole, frozenset(keys[::every] if every else ()))


def _result(draw: st.DrawFn, question: Question, answered: int, groups: Sequence[Group]) -> Result:
    few = draw(st.lists(_figure(question, answered), min_size=1, max_size=4))
    return Result(question, tuple(Cell(group, few[number % len(few)]) for number, group in enumerate(groups)))


def _figure(question: Question, answered: int) -> SearchStrategy[Figure]:
    match question:
        case ScaleQuestion():
            points = question.high - question.low + 1
            counts = st.lists(st.integers(1, answered), min_size=points, max_size=points).map(tuple)
            ranges = st.sampled_from((ScaleRange(answered, 0, 2), ScaleRange(answered, answered - 2, answered)))
            return _MASKS | ranges | counts.map(lambda each: ScaleFigure(question.low, each))
        case ChoiceQuestion(options=options):
            counts = st.lists(st.integers(0, answered), min_size=len(options), max_size=len(options)).map(tuple)
            return _MASKS | counts.map(lambda each: ChoiceFigure(each, answered))
        case OpenQuestion():
            return _MASKS | st.just(OpenFigure(answered))


@st.composite
def moved(draw: st.DrawFn) -> Moved:
    """A scale question that stands elsewhere than before, in as many points as there may be."""
    question = draw(st.builds(ScaleQuestion, st.just("q1"), _WORDING, high_label=_END))
    figures = st.lists(st.integers(1, 2_000), min_size=5, max_size=5).map(
        lambda counts: ScaleFigure(1, tuple(counts))
    )
    point = st.builds(
        Point,
        occurrence=st.just(ID),
        closed_at=MOMENTS,
        wave=WAVES,
        figure=figures,
        turnout=st.just(Rate(2_000, 2_000)),
    )
    points = draw(st.lists(point, min_size=2, max_size=30).map(tuple))
    gaps = tuple(replace(each, figure=draw(_MASKS | st.just(each.figure))) for each in points[:-2])
    *_, before, now = points
    assert isinstance(before.figure, ScaleFigure)
    assert isinstance(now.figure, ScaleFigure)
    same = draw(st.none() | st.just(matched(Pairs("q1", ID, 2_000, (6, 1_900), (1, 4), (-3, 41), (2, 48)))))
    series = Series(ID, draw(TITLES), question, (*gaps, before, now))
    return Moved(series, before, compare(before.figure, now.figure), same)
