"""Every text can be built from whatever the domain hands it: constructors hold the limits, so building is proof."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import speech
from bot.chat.message import Message
from bot.chat.names import Address
from bot.domain.adjustment import Adjustment
from bot.domain.digest import WEEK, Coming, Digest, Lens, Moved
from bot.domain.disclosure.figures import Mask
from bot.domain.disclosure.release import Release
from bot.domain.draft import Draft, of_schedule
from bot.domain.event import MOST as MOST_EVENTS
from bot.domain.event import Event
from bot.domain.group import EVERYBODY
from bot.domain.occurrence import Occurrence, Part, State, occur
from bot.domain.pairing import Accounts
from bot.domain.partnership import DigestTime, Member, Organisation, Partnership, Sector, Space
from bot.domain.prompt import Kind, Prompt, written
from bot.domain.recurring import DAYS_FIELDS
from bot.domain.schedule import Audience, Schedule, Whom
from bot.texts import (
    answers,
    asking,
    convening,
    digests,
    hiding,
    home,
    joining,
    notes,
    once,
    pairing,
    recording,
    replanning,
    results,
    scheduling,
    tending,
)
from bot.texts import events as event_texts
from bot.texts.called import called
from bot.texts.room import MOST_CHOICES
from tests.texts import worded

SOME = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
pytestmark = pytest.mark.usefixtures("each_language")


@SOME
@given(partnership=worded.TITLES, prompt=worded.PROMPTS, occurrence=worded.OCCURRENCES, data=st.data())
def test_asking(partnership: str, prompt: Prompt, occurrence: Occurrence, data: st.DataObject) -> None:
    response = data.draw(worded.responses(prompt, occurrence.visibility))
    card = data.draw(worded.CARDS)
    asking.card(partnership, prompt, occurrence, card, worded.ID)
    asking.reminder(partnership, prompt, occurrence, worded.ID)
    assert asking.form(prompt, occurrence, None).fields[: len(prompt.questions)]
    filled = asking.form(prompt, occurrence, response)
    assert {field.label for field in filled.fields} >= {question.text for question in prompt.questions}


@SOME
@given(prompt=worded.PROMPTS, occurrence=worded.OCCURRENCES, open_=st.booleans(), data=st.data())
def test_answers(prompt: Prompt, occurrence: Occurrence, open_: bool, data: st.DataObject) -> None:  # noqa: FBT001  drawn
    response = data.draw(worded.responses(prompt, occurrence.visibility))
    answers.saved(prompt, occurrence)
    answers.skipped(prompt, occurrence)
    answers.none(prompt, open_=open_)
    answers.listed([(occurrence, prompt)] * data.draw(st.integers(0, 10)))
    own = answers.own(prompt, occurrence, response, open_=open_)
    assert {question.text for question in prompt.questions} <= set(own.texts())


@SOME
@given(
    releases=st.lists(worded.releases(), max_size=9),
    moved=st.lists(worded.moved(), max_size=3),
    partnership=worded.TITLES,
    zone=worded.ZONES,
    until=worded.MOMENTS,
    titles=st.lists(worded.TITLES, max_size=9),
    every=worded.EVERY,
)
def test_digests(  # noqa: PLR0917  drawn
    releases: list[Release],
    moved: list[Moved],
    partnership: str,
    zone: str,
    until: datetime,
    titles: list[str],
    every: int,
) -> None:
    slot = until.replace(tzinfo=None)
    digest = Digest(
        partnership=worded.ID,
        name=partnership,
        since=until - WEEK,
        until=until,
        zone=zone,
        lens=worded.lens(releases[0], every, whole=True) if releases else Lens(whole=True, own=frozenset()),
        releases=tuple(releases),
        moved=tuple(moved),
        coming=tuple(Coming(title, slot + timedelta(hours=place), zone) for place, title in enumerate(titles)),
    )
    said = "\n".join(digests.message(digest, worded.ID).texts())
    shown = [release for release in releases if release.title[:59] in said]
    assert len(shown) >= min(4, len(releases))
    assert all(each.series.question.text in said for each in moved)


@SOME
@given(release=worded.releases(), zone=worded.ZONES, whole=st.booleans(), every=worded.EVERY, page=st.integers(1, 9))
def test_results(release: Release, zone: str, whole: bool, every: int, page: int) -> None:  # noqa: FBT001  drawn
    lens = worded.lens(release, every, whole=whole)
    hiding.left_out_shortly([release], lens)
    for number, result in enumerate(release.results):
        view = results.View(release, lens, zone, number)
        said = "\n".join(results.message(view).texts())
        assert result.question.text in said
        assert isinstance(result.whole, Mask) or called(EVERYBODY) in said, "the whole partnership comes first"
        results.message(replace(view, page=page))


@SOME
@given(data=st.data(), page=st.integers(0, 10**6), starts=st.booleans())
def test_home(data: st.DataObject, page: int, starts: bool) -> None:  # noqa: FBT001  drawn
    waiting = st.lists(st.tuples(worded.OCCURRENCES, worded.TITLED, st.sampled_from(Part)), max_size=12)
    place = st.builds(home.Place, worded.PARTNERSHIPS, worded.ORGANISATIONS, worded.MEMBERS, waiting, st.booleans())
    places = data.draw(st.lists(place, max_size=6))
    home.message(places, lets_start=starts, page=page, accounts=data.draw(worded.ACCOUNTS))


NAMED = st.lists(st.tuples(worded.NAMES, worded.TITLES), min_size=1, max_size=40)


@SOME
@given(known=NAMED, staying=NAMED | st.just([]), accounts=worded.ACCOUNTS, anew=st.booleans())
def test_pairing(
    known: list[tuple[str, str]],
    staying: list[tuple[str, str]],
    accounts: Accounts,
    anew: bool,  # noqa: FBT001  drawn
) -> None:
    pairing.code("7F3K-9QTX-2M")
    pairing.stranger()
    pairing.entering()
    pairing.written_here()
    pairing.only()
    pairing.linked(known, accounts, anew=anew)
    pairing.forgotten(known, accounts)
    assert len(pairing.row(accounts)) == 2
    told = pairing.forgetting(known, staying, accounts).intro
    assert speech.language() != speech.ENGLISH or told.startswith("With this account you will no longer be ")
    for sentence in (pairing.unknown(), pairing.OWN, pairing.NOBODY, pairing.READ_ALONG):
        notes.note(sentence, notes.home())


@SOME
@given(data=st.data(), page=st.integers(0, 2), partnership=worded.PARTNERSHIPS)
def test_tending(data: st.DataObject, page: int, partnership: Partnership) -> None:
    running = st.builds(
        tending.Running,
        worded.SCHEDULES,
        worded.TITLED,
        worded.TITLES,
        st.none() | st.just("Wednesday 30 September, 09:30"),
        st.none() | worded.OCCURRENCES,
    )
    counts = [("Organisations", "200"), ("People", "9999"), ("Channels", "x" * 900)]
    tending.message(partnership, counts, data.draw(st.lists(running, max_size=8)), page)


@SOME
@given(
    partnership=worded.PARTNERSHIPS,
    organisations=st.lists(worded.ORGANISATIONS, min_size=1, max_size=5),
    members=st.lists(worded.MEMBERS, min_size=1, max_size=5),
    space=worded.SPACES,
    time=worded.DIGEST_TIMES,
    name=worded.several_lines(200) | st.just(""),
)
def test_joining_and_convening(  # noqa: PLR0917  drawn
    partnership: Partnership,
    organisations: list[Organisation],
    members: list[Member],
    space: Space,
    time: DigestTime,
    name: str,
) -> None:
    joining.form(partnership, organisations, name, f"{worded.ID}:{worded.ID}")
    joining.leaving(partnership)
    joining.linked(partnership)
    joining.unlinked(space.id, space.title)
    convening.start_form(name, None)
    recording.organisation_form(partnership)
    recording.choose_form(partnership, organisations)
    recording.edit_form(organisations[0])
    recording.thresholds_form(partnership)
    convening.invite_form(partnership, organisations)
    convening.invited(members[0].name, "https://weft.example/" + "x" * 500)
    convening.role_form(partnership, members, {member.organisation: organisations[0].name for member in members})
    convening.role_organisation_form(partnership, organisations)
    convening.link_form(space, [partnership])
    convening.digest_form(partnership, time)


VALUES = worded.line(100).map(lambda text: (text,)) | st.sampled_from(
    (("1",), ("09:30",), ("09:30:15",), ("2026-05-05",), ())
)
FIELDS = (*DAYS_FIELDS, "clock", "open", "remind", "visibility")
HANGING = event_texts.Hanging("t" * 150, [(-days, NOW.replace(tzinfo=None)) for days in range(12)], range(12))
PLAN = st.dictionaries(st.sampled_from(("audience", "audience2", *FIELDS)), VALUES)


@SOME
@given(
    schedule=worded.SCHEDULES,
    prompt=worded.PROMPTS,
    kind=st.sampled_from(Kind),
    typed=worded.several_lines(5_000) | st.just(""),
    values=PLAN,
    organisations=st.lists(worded.ORGANISATIONS, max_size=4),
    spaces=st.lists(worded.SPACES, max_size=4),
)
def test_scheduling(  # noqa: PLR0917  drawn
    schedule: Schedule,
    prompt: Prompt,
    kind: Kind,
    typed: str,
    values: dict[str, tuple[str, ...]],
    organisations: list[Organisation],
    spaces: list[Space],
) -> None:
    audiences = scheduling.audiences(organisations, spaces)
    begun = Draft("p", kind=kind, title=prompt.title, questions=typed, values=values)
    edited = of_schedule(schedule, prompt.title, kind, written(prompt.questions))
    for draft in (begun, edited):
        scheduling.write_form(worded.ID, draft)
        scheduling.plan_form(worded.ID, draft, audiences)
    slot = NOW.replace(tzinfo=None)
    changed = replace(schedule, adjustments=(Adjustment(slot, None),))
    running = occur(replace(schedule, audience=Audience(Whom.SPACE, "x")), slot, worded.ID, State.OPEN)
    preview = scheduling.preview_form(
        worded.ID,
        prompt.title,
        prompt.questions,
        schedule=schedule,
        whom=audiences[-1][1],
        now=NOW,
        also=list(replanning.notes(changed, schedule, running)),
    )
    assert len(preview.intro.split("\n\n")[-1].splitlines()[1:]) == 5, "the days are always shown"
    once.form(schedule, prompt, NOW.replace(tzinfo=None))
    scheduling.stop_form(schedule.id, prompt.title)
    scheduling.close_form(worded.ID, prompt.title)


@SOME
@given(said=worded.several_lines(2_000), typed=st.lists(worded.several_lines(3_000), max_size=30))
def test_notes(said: str, typed: list[str]) -> None:
    for message in (notes.note(said), notes.note(said, notes.home()), notes.busy(), notes.trouble("ab12")):
        given_back = notes.with_words(message, typed)
        assert isinstance(given_back, Message)
        assert given_back.blocks[: len(message.blocks)] == message.blocks
    notes.help_()
    notes.stale()


def test_a_great_many_of_everything_still_fits() -> None:
    """Three lists of a hundred; names that differ only at their end."""
    organisations = [
        Organisation(f"{number:032}", "p", f"{'x' * 90} {number:05}", Sector.NHS, "c") for number in range(300)
    ]
    spaces = [
        Space(f"{number:032}", Address("chat", "T1", "x"), f"{'y' * 90} {number:05}", "p") for number in range(300)
    ]
    partnership = Partnership(worded.ID, "p" * 100, "UTC")
    form = joining.form(partnership, organisations[:200], "Ada", worded.ID)
    assert [len(getattr(field, "options", ())) for field in form.fields] == [0, 100, 100, 2]
    audiences = scheduling.audiences(organisations[:200], spaces)
    assert len(audiences) <= MOST_CHOICES
    assert audiences[-1][0].of == organisations[199].id, "every organisation can be asked"
    events = [Event(f"{number:032}", "p", "e" * 60, NOW.date()) for number in range(MOST_EVENTS)]
    scheduling.plan_form(worded.ID, Draft("p", kind=Kind.PULSE), audiences, events)
    hanging = {each.id: [HANGING] * 9 for each in events}
    event_texts.message(partnership, events, hanging)
    assert len(event_texts.moved(events[0], [HANGING] * 9)) <= 2_000
    convening.invite_form(partnership, organisations[:200])
    members = [
        Member(f"{number:032}", "p", "o", f"{'z' * 75} {number}", frozenset(), DigestTime(0, 9, "UTC"))
        for number in range(300)
    ]
    convening.role_form(partnership, members, {"o": "o" * 100})
    convening.link_form(spaces[0], [partnership] * 1)
