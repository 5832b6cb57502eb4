"""A check-in that a convener is planning: what is filled in so far, and reading it as a schedule."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Self

from bot.chat.form import Values
from bot.chat.limits import printable
from bot.domain.event import Event
from bot.domain.prompt import Kind
from bot.domain.recurring import CLOCKS, DAYS_FIELDS, OWN, as_filled_in, read_rhythm
from bot.domain.schedule import Audience, Schedule, Status, Visibility, Whom
from bot.domain.typed import Typed, stretches
from bot.speech import gettext as _

OPEN_HOURS = (4, 8, 24, 48, 72, 120, 168)
REMIND_HOURS = (0, 2, 4, 24)
"""Hours before closing; 0 for no reminder."""
LATE_DAYS = (0, 1, 2, 3, 5, 7)
"""Days after closing; 0 for no late answers."""
_FIELDS = (
    *stretches("audience"),
    *DAYS_FIELDS,
    "clock",
    "open",
    "remind",
    "late",
    "visibility",
    "waves",
    "ends",
)
WAVES_LENGTH = 150
"""Characters of the names of all waves together, as they are written."""
_LONGEST = WAVES_LENGTH + 1
"""Characters that are kept of a value: enough to see that it is too long."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Kept between the steps, so that nothing typed is lost on the way."""

    partnership: str
    schedule: str | None = None
    """The schedule that is being edited."""
    prompt: str | None = None
    """The prompt it asks already, unless the questions are written anew."""
    library: str | None = None
    """The key of a prompt from the library."""
    kind: Kind = Kind.REFLECTION
    title: str = ""
    questions: str = ""
    """As typed, one a line."""
    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The form of when and whom, as it was last sent."""

    def planned(self, values: Values) -> Self:
        """With the form of when and whom filled in like this."""
        given = {name: values[name] for name in _FIELDS if name in values}
        several = {name: (value,) if isinstance(value, str) else value for name, value in given.items()}
        kept = {name: tuple(printable(each)[:_LONGEST] for each in value) for name, value in several.items()}
        return replace(self, values=kept)

    def typed(self) -> Typed:
        """The form of when and whom, to be read."""
        several = {"weekdays"}
        return Typed({name: value if name in several else value[0] for name, value in self.values.items() if value})

    def first(self, name: str) -> str | None:
        """The one value of a field, if it is filled in."""
        return next((value[0] for field in stretches(name) if (value := self.values.get(field))), None)


def of_schedule(
    schedule: Schedule, title: str, kind: Kind, questions: str, evaluation: tuple[Collection[str], date] | None = None
) -> Draft:
    """A draft by which an existing schedule is edited; its evaluation as the names of its waves and its last day."""
    remind = schedule.remind_before or timedelta()
    values = {
        "audience": (str(schedule.audience),),
        **as_filled_in(schedule.rhythm, schedule.event),
        **({"clock": (OWN,)} if schedule.own_clock else {}),
        "open": (str(int(schedule.open_for / timedelta(hours=1))),),
        "remind": (str(int(remind / timedelta(hours=1))),),
        "late": (str(schedule.late_for.days),),
        "visibility": (schedule.visibility.value,),
    }
    if evaluation:
        waves, ends = evaluation
        values |= {"waves": (", ".join(waves),), "ends": (ends.isoformat(),)}
    return Draft(
        partnership=schedule.partnership,
        schedule=schedule.id,
        prompt=schedule.prompt,
        kind=kind,
        title=title,
        questions=questions,
        values=values,
    )


def usual(zone: str, now: datetime) -> dict[str, tuple[str, ...]]:
    """What most conveners choose, so that little is left to fill in."""
    return {
        "audience": (str(Audience(Whom.EVERYBODY)),),
        "weekdays": ("1",),
        "every": ("1",),
        "time": ("09:30",),
        "starts": (now.date().isoformat(),),
        "zone": (zone,),
        "open": ("48",),
        "remind": ("24",),
        "late": ("3",),
        "visibility": ("anonymous",),
    }


def read(
    draft: Draft, audiences: Collection[str], now: datetime, events: Collection[Event] = ()
) -> tuple[Schedule | None, Mapping[str, str]]:
    """The schedule that a draft describes (its id and prompt still empty where they are new), or what is wrong.

    Args:
        draft: with its form filled in.
        audiences: whom this partnership can address, as `str(Audience)`.
        now: the moment; something must still be to come.
        events: those of this partnership.
    """
    typed = draft.typed()
    audience = typed.one_of("audience", audiences)
    rhythm, event = read_rhythm(typed, now, {each.id: each for each in events})
    hours = typed.one_of("open", {str(hours) for hours in OPEN_HOURS})
    remind = typed.one_of("remind", {str(hours) for hours in REMIND_HOURS})
    # A form that was opened before there were late answers does not have it.
    late = typed.one_of("late", {str(days) for days in LATE_DAYS}) if "late" in draft.values else "0"
    visibility = typed.one_of("visibility", set(Visibility))
    if not typed.errors and int(remind) >= int(hours):
        typed.errors["remind"] = _("The reminder would come before the check-in opens. Choose a later one, or none.")
    clock = typed.choice("clock")
    if clock and clock not in CLOCKS:
        typed.errors["clock"] = _("Choose one of the options.")
    if typed.errors or rhythm is None:
        return None, typed.errors
    schedule = Schedule(
        id=draft.schedule or "",
        partnership=draft.partnership,
        prompt=draft.prompt or "",
        rhythm=rhythm,
        audience=Audience.parse(audience),
        open_for=timedelta(hours=int(hours)),
        remind_before=timedelta(hours=int(remind)) if int(remind) else None,
        visibility=Visibility(visibility),
        status=Status.ACTIVE,
        event=event,
        own_clock=clock == OWN,
        late_for=timedelta(days=int(late)),
    )
    return schedule, {}
