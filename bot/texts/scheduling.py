"""The forms by which a convener plans a check-in, and the preview before it is saved."""

from collections.abc import Sequence
from datetime import datetime

from bot.chat import limits
from bot.chat.form import Day, Field, Form, LongText, Option, PickOne, ShortText
from bot.chat.message import Action
from bot.domain import upcoming
from bot.domain.draft import LATE_DAYS, OPEN_HOURS, REMIND_HOURS, WAVES_LENGTH, Draft
from bot.domain.event import Event
from bot.domain.outlook import Crowded
from bot.domain.partnership import MOST_ORGANISATIONS, Organisation, Partnership, Role, Space
from bot.domain.prompt import QUESTIONS_LENGTH, TITLE_LENGTH, Kind, Question, written
from bot.domain.schedule import Audience, Schedule, Visibility, Whom
from bot.texts import evaluating, library, moments, outlook, recurring
from bot.texts.asking import KINDS, PROMISES
from bot.texts.room import MOST_CHOICES, one_line, pick, shorten
from bot.texts.verbs import Verb

OWN, THEME = "own.", "theme."
"""What precedes the kind in the choice of writing one's own, and the number of a theme in the choice of one."""
BACK = "back"
_INSTANTS = 5
_WARNINGS = 3
"""Weeks in which people would be asked too often that a preview tells of."""
_SAID = 1_700
"""Characters that a preview says besides the questions."""
_HINT = "One a line. Pulse: How well do we listen? [1-5] or Which first? [a / b] or (a / b) for several"


def choose_form(partnership: Partnership) -> Form:
    """Pick a theme of the library, or the kind of check-in to write."""
    own = [Option(f"{OWN}{kind.value}", f"Write my own: {label.lower()}") for kind, label in KINDS.items()]
    themes = [Option(f"{THEME}{number}", theme) for number, theme in enumerate(library.themes())]
    return Form(
        title="New check-in",
        action=Action(Verb.CHOOSE, partnership.id),
        fields=(PickOne(name="prompt", label="What to ask about", options=(*themes, *own)),),
        intro="Choose a theme to see its prompts, or write your own. You see everything again before it is saved.",
        submit="Next",
    )


def prompts_form(partnership: Partnership, theme: str) -> Form:
    """Pick one of the prompts of a theme."""
    prompts = [prompt for prompt in library.library() if prompt.theme == theme]
    options = [
        Option(prompt.key, shorten(f"{prompt.title} ({KINDS[prompt.kind].lower()})", limits.OPTION))
        for prompt in prompts
    ]
    back = Option(BACK, "Back to the themes")
    return Form(
        title="New check-in",
        action=Action(Verb.CHOOSE, partnership.id),
        fields=(PickOne(name="prompt", label=theme, options=(*options, back)),),
        intro="Choose a prompt to start from. You see everything again before it is saved.",
        submit="Next",
    )


def copy_of(title: str) -> str:
    """The title of a check-in that begins as the copy of another one."""
    return shorten(f"Copy of {title}", TITLE_LENGTH)


def write_form(draft_id: str, draft: Draft) -> Form:
    """The questions, as the convener types them."""
    return Form(
        title="The questions",
        action=Action(Verb.WRITE, draft_id),
        fields=(
            ShortText(name="title", label="Title", initial=draft.title, most=TITLE_LENGTH),
            LongText(
                name="questions", label="Questions, 1 to 10", hint=_HINT, initial=draft.questions[:QUESTIONS_LENGTH]
            ),
        ),
        intro=_KIND_INTROS[draft.kind],
        submit="Next",
    )


_KIND_INTROS = {
    Kind.REFLECTION: "A reflection has open questions that people answer in their own words.",
    Kind.PULSE: "A pulse mixes scales, choices and open questions, so that answers can be compared over time.",
    Kind.LEARNING_SHARE: "A learning share asks what somebody tried, or what they took over from others.",
}


def plan_form(
    draft_id: str, draft: Draft, audiences: Sequence[tuple[Audience, str]], events: Sequence[Event] = ()
) -> Form:
    """Whom to ask, when, how long and how visibly."""
    whom = [(str(audience), name) for audience, name in audiences]
    fields: tuple[Field, ...] = (
        *pick("audience", "Whom to ask", whom, draft.first("audience")),
        *recurring.fields(draft, events),
        *pick(
            "open",
            "How long it stays open",
            [(str(hours), _hours(hours)) for hours in OPEN_HOURS],
            draft.first("open"),
        ),
        *pick(
            "remind",
            "Private reminders to those who have not answered, two at most",
            [(str(hours), f"{_hours(hours)} before it closes" if hours else "None") for hours in REMIND_HOURS],
            draft.first("remind"),
        ),
        *pick(
            "late",
            "How long late answers are taken after that",
            [(str(days), _hours(days * 24) if days else "Not at all") for days in LATE_DAYS],
            draft.first("late") or "0",
        ),
        *pick(
            "visibility",
            "Who can tell whose answer it is",
            list(_VISIBILITIES.items()),
            draft.first("visibility"),
        ),
        *(_evaluation(draft) if draft.kind is Kind.PULSE else ()),
    )
    return Form("When and whom", Action(Verb.PLAN, draft_id), fields, submit="Preview")


def _evaluation(draft: Draft) -> tuple[Field, ...]:
    return (
        ShortText(
            name="waves",
            label="An evaluation? Name its waves",
            hint="2 to 6 names, such as: baseline, midpoint, endline. After the last one it is asked no more.",
            required=False,
            initial=one_line(draft.first("waves") or "", WAVES_LENGTH),
            most=WAVES_LENGTH,
        ),
        Day(
            name="ends",
            label="The day on which the evaluation ends",
            hint="Until then the same person's answers can be matched from wave to wave, and never after.",
            required=False,
            initial=recurring.day(draft.first("ends")),
        ),
    )


_VISIBILITIES = {
    Visibility.ANONYMOUS.value: "Nobody: neither name nor organisation is kept with it",
    Visibility.ORGANISATION.value: "The organisation is kept with it, the name is not",
    Visibility.ATTRIBUTED.value: "The name is kept with it; conveners may see it",
}


def preview_form(
    draft_id: str,
    title: str,
    questions: tuple[Question, ...],
    *,
    schedule: Schedule,
    whom: str,
    now: datetime,
    waves: Sequence[str] = (),
    ends_at: datetime | None = None,
    crowds: Sequence[Crowded] = (),
    event: Event | None = None,
    also: Sequence[str] = (),
) -> Form:
    """Everything once more in words, with the next instants or the waves to come, before it is saved."""
    zone = schedule.rhythm.zone
    slots = upcoming.preview(schedule, now, len(waves) or _INSTANTS)
    names = [f"{wave}: " for wave in waves] or [""] * len(slots)
    instants = [f"{name}{moments.slot(slot)}" for name, slot in zip(names, slots, strict=False)]
    remind = schedule.remind_before
    lines = [
        "",
        f"For {whom}, {moments.rhythm(schedule.rhythm, own_clock=schedule.own_clock)}.",
        *([f"Counted from {event.name} on {recurring.dated(event.day)}."] if event else []),
        f"Open for {_hours(int(schedule.open_for.total_seconds()) // 3600)}; "
        + (
            f"two reminders at most, from {_hours(int(remind.total_seconds()) // 3600)} before it closes on."
            if remind
            else "no reminder."
        ),
        *([_late(schedule)] if schedule.late_for else ()),
        PROMISES[schedule.visibility],
        *([evaluating.matching(schedule.visibility, ends_at, zone)] if ends_at else ()),
        *also,
        "",
        "It goes out on:" if instants else "It would never go out: please go back and change the days.",
        *instants,
        *map(outlook.warning, crowds[:_WARNINGS]),
    ]
    choices = (Option("save", "Save it"), Option(BACK, "Go back and change it"))
    return Form(
        title="Before you save",
        action=Action(Verb.SAVE, draft_id),
        fields=(PickOne(name="next", label="Is this right?", options=choices, initial="save"),),
        # Long questions give way: they have just been written, while the days are news.
        intro="\n".join((shorten(f"{title}\n{written(questions)}", limits.FORM_INTRO - _SAID), *lines)),
        submit="Go on",
    )


def _late(schedule: Schedule) -> str:
    if schedule.programme:
        return "An evaluation takes no late answers: its waves are compared as they close."
    return (
        f"Late answers are taken for another {_hours(schedule.late_for.days * 24)}; they are told of as one group "
        f"beside the results, or not at all."
    )


def stop_form(schedule_id: str, title: str) -> Form:
    """Sure?"""
    intro = f"“{title}” will not go out any more. What is open now stays open until it closes. This cannot be undone."
    return Form("Stop this check-in", Action(Verb.STOP, schedule_id), (), intro, "Stop it")


def close_form(occurrence_id: str, title: str) -> Form:
    """Sure?"""
    intro = f"“{title}” will take no more answers, and its results go into the next digest. This cannot be undone."
    return Form("Close this check-in", Action(Verb.CLOSE, occurrence_id), (), intro, "Close it")


def audiences(organisations: Sequence[Organisation], spaces: Sequence[Space]) -> list[tuple[Audience, str]]:
    """Whom this partnership can address, in words; at most what one choice holds, every organisation among it."""
    found = [(Audience(Whom.EVERYBODY), "everybody, in private")]
    some = spaces[: MOST_CHOICES - MOST_ORGANISATIONS - len(Role)]
    found += [(Audience(Whom.SPACE, space.id), f"{space.title}, in the channel") for space in some]
    found += [(Audience(Whom.ROLE, role), f"all {role}s, in private") for role in (Role.LEAD, Role.CONVENER)]
    found += [(Audience(Whom.ORGANISATION, each.id), f"{each.name}, in private") for each in organisations]
    return [(audience, shorten(name, limits.OPTION)) for audience, name in found[:MOST_CHOICES]]


def _hours(hours: int) -> str:
    if hours % 24:
        return f"{hours} hours"
    return "1 day" if hours == 24 else f"{hours // 24} days"  # noqa: PLR2004  a day has 24 hours
