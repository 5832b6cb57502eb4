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
from bot.speech import gettext as _
from bot.speech import ngettext, noop
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
_HINT = noop("One a line. Pulse: How well do we listen? [1-5] or Which first? [a / b] or (a / b) for several")


_WRITE_OWN = {
    Kind.REFLECTION: noop("Write my own: reflection"),
    Kind.PULSE: noop("Write my own: pulse"),
    Kind.LEARNING_SHARE: noop("Write my own: learning share"),
}


def choose_form(partnership: Partnership) -> Form:
    """Pick a theme of the library, or the kind of check-in to write."""
    own = [Option(f"{OWN}{kind.value}", _(label)) for kind, label in _WRITE_OWN.items()]
    themes = [Option(f"{THEME}{number}", theme) for number, theme in enumerate(library.themes())]
    return Form(
        title=_("New check-in"),
        action=Action(Verb.CHOOSE, partnership.id),
        fields=(PickOne(name="prompt", label=_("What to ask about"), options=(*themes, *own)),),
        intro=_("Choose a theme to see its prompts, or write your own. You see everything again before it is saved."),
        submit=_("Next"),
    )


def prompts_form(partnership: Partnership, theme: str) -> Form:
    """Pick one of the prompts of a theme."""
    prompts = [prompt for prompt in library.library() if prompt.theme == theme]
    options = [
        Option(
            prompt.key,
            shorten(_("{title} ({kind})", title=prompt.title, kind=_(KINDS[prompt.kind]).lower()), limits.OPTION),
        )
        for prompt in prompts
    ]
    back = Option(BACK, _("Back to the themes"))
    return Form(
        title=_("New check-in"),
        action=Action(Verb.CHOOSE, partnership.id),
        fields=(PickOne(name="prompt", label=theme, options=(*options, back)),),
        intro=_("Choose a prompt to start from. You see everything again before it is saved."),
        submit=_("Next"),
    )


def copy_of(title: str) -> str:
    """The title of a check-in that begins as the copy of another one."""
    return shorten(_("Copy of {title}", title=title), TITLE_LENGTH)


def write_form(draft_id: str, draft: Draft) -> Form:
    """The questions, as the convener types them."""
    return Form(
        title=_("The questions"),
        action=Action(Verb.WRITE, draft_id),
        fields=(
            ShortText(name="title", label=_("Title"), initial=draft.title, most=TITLE_LENGTH),
            LongText(
                name="questions",
                label=_("Questions, 1 to 10"),
                hint=_(_HINT),
                initial=draft.questions[:QUESTIONS_LENGTH],
            ),
        ),
        intro=_(_KIND_INTROS[draft.kind]),
        submit=_("Next"),
    )


_KIND_INTROS = {
    Kind.REFLECTION: noop("A reflection has open questions that people answer in their own words."),
    Kind.PULSE: noop("A pulse mixes scales, choices and open questions, so that answers can be compared over time."),
    Kind.LEARNING_SHARE: noop("A learning share asks what somebody tried, or what they took over from others."),
}


def plan_form(
    draft_id: str, draft: Draft, audiences: Sequence[tuple[Audience, str]], events: Sequence[Event] = ()
) -> Form:
    """Whom to ask, when, how long and how visibly."""
    whom = [(str(audience), name) for audience, name in audiences]
    fields: tuple[Field, ...] = (
        *pick("audience", _("Whom to ask"), whom, draft.first("audience")),
        *recurring.fields(draft, events),
        *pick(
            "open",
            _("How long it stays open"),
            [(str(hours), _hours(hours)) for hours in OPEN_HOURS],
            draft.first("open"),
        ),
        *pick(
            "remind",
            _("Private reminders to those who have not answered, two at most"),
            [
                (str(hours), _("{hours} before it closes", hours=_hours(hours)) if hours else _("None"))
                for hours in REMIND_HOURS
            ],
            draft.first("remind"),
        ),
        *pick(
            "late",
            _("How long late answers are taken after that"),
            [(str(days), _hours(days * 24) if days else _("Not at all")) for days in LATE_DAYS],
            draft.first("late") or "0",
        ),
        *pick(
            "visibility",
            _("Who can tell whose answer it is"),
            [(value, _(said)) for value, said in _VISIBILITIES.items()],
            draft.first("visibility"),
        ),
        *(_evaluation(draft) if draft.kind is Kind.PULSE else ()),
    )
    return Form(_("When and whom"), Action(Verb.PLAN, draft_id), fields, submit=_("Preview"))


def _evaluation(draft: Draft) -> tuple[Field, ...]:
    return (
        ShortText(
            name="waves",
            label=_("An evaluation? Name its waves"),
            hint=_("2 to 6 names, such as: baseline, midpoint, endline. After the last one it is asked no more."),
            required=False,
            initial=one_line(draft.first("waves") or "", WAVES_LENGTH),
            most=WAVES_LENGTH,
        ),
        Day(
            name="ends",
            label=_("The day on which the evaluation ends"),
            hint=_("Until then the same person's answers can be matched from wave to wave, and never after."),
            required=False,
            initial=recurring.day(draft.first("ends")),
        ),
    )


_VISIBILITIES = {
    Visibility.ANONYMOUS.value: noop("Nobody: neither name nor organisation is kept with it"),
    Visibility.ORGANISATION.value: noop("The organisation is kept with it, the name is not"),
    Visibility.ATTRIBUTED.value: noop("The name is kept with it; conveners may see it"),
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
    instants = [moments.slot(slot) for slot in slots]
    if waves:
        instants = [_("{wave}: {slot}", wave=wave, slot=slot) for wave, slot in zip(waves, instants, strict=False)]
    rhythm = moments.rhythm(schedule.rhythm, own_clock=schedule.own_clock)
    lines = [
        "",
        _("For {whom}, {rhythm}.", whom=whom, rhythm=rhythm),
        *([_("Counted from {event} on {day}.", event=event.name, day=recurring.dated(event.day))] if event else []),
        _open(schedule),
        *([_late(schedule)] if schedule.late_for else ()),
        _(PROMISES[schedule.visibility]),
        *([evaluating.matching(schedule.visibility, ends_at, zone)] if ends_at else ()),
        *also,
        "",
        _("It goes out on:") if instants else _("It would never go out: please go back and change the days."),
        *instants,
        *map(outlook.warning, crowds[:_WARNINGS]),
    ]
    save, back = Option("save", _("Save it")), Option(BACK, _("Go back and change it"))
    choices = (save, back) if instants else (back,)
    return Form(
        title=_("Before you save"),
        action=Action(Verb.SAVE, draft_id),
        fields=(PickOne(name="next", label=_("Is this right?"), options=choices, initial=choices[0].value),),
        # Long questions give way: they have just been written, while the days are news.
        intro="\n".join((shorten(f"{title}\n{written(questions)}", limits.FORM_INTRO - _SAID), *lines)),
        submit=_("Go on"),
    )


def _open(schedule: Schedule) -> str:
    for_so_long, remind = _hours(int(schedule.open_for.total_seconds()) // 3600), schedule.remind_before
    if not remind:
        return _("Open for {hours}; no reminder.", hours=for_so_long)
    return _(
        "Open for {hours}; two reminders at most, from {before} before it closes on.",
        hours=for_so_long,
        before=_hours(int(remind.total_seconds()) // 3600),
    )


def _late(schedule: Schedule) -> str:
    if schedule.programme:
        return _("An evaluation takes no late answers: its waves are compared as they close.")
    return _(
        "Late answers are taken for another {days}; they are told of as one group beside the results, or not at all.",
        days=_hours(schedule.late_for.days * 24),
    )


def stop_form(schedule_id: str, title: str) -> Form:
    """Sure?"""
    intro = _(
        "“{title}” will not go out any more. What is open now stays open until it closes. This cannot be undone.",
        title=title,
    )
    return Form(_("Stop this check-in"), Action(Verb.STOP, schedule_id), (), intro, _("Stop it"))


def close_form(occurrence_id: str, title: str) -> Form:
    """Sure?"""
    intro = _(
        "“{title}” will take no more answers, and its results go into the next digest. This cannot be undone.",
        title=title,
    )
    return Form(_("Close this check-in"), Action(Verb.CLOSE, occurrence_id), (), intro, _("Close it"))


def audiences(organisations: Sequence[Organisation], spaces: Sequence[Space]) -> list[tuple[Audience, str]]:
    """Whom this partnership can address, in words; at most what one choice holds, every organisation among it."""
    found = [(Audience(Whom.EVERYBODY), _("everybody, in private"))]
    some = spaces[: MOST_CHOICES - MOST_ORGANISATIONS - len(Role)]
    found += [(Audience(Whom.SPACE, space.id), _("{space}, in the channel", space=space.title)) for space in some]
    found += [
        (Audience(Whom.ROLE, Role.LEAD), _("all leads, in private")),
        (Audience(Whom.ROLE, Role.CONVENER), _("all conveners, in private")),
    ]
    found += [
        (Audience(Whom.ORGANISATION, each.id), _("{organisation}, in private", organisation=each.name))
        for each in organisations
    ]
    return [(audience, shorten(name, limits.OPTION)) for audience, name in found[:MOST_CHOICES]]


def _hours(hours: int) -> str:
    if hours % 24:
        return ngettext("{count} hour", "{count} hours", hours)
    return ngettext("{count} day", "{count} days", hours // 24)
