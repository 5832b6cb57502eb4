"""The forms by which a convener puts organisations and thresholds on record."""

from collections.abc import Sequence

from bot.chat.form import Field, Form, Option, PickOne, ShortText
from bot.chat.message import Action
from bot.domain.partnership import (
    LEAST_WORDS,
    RETENTION_DAYS,
    THRESHOLDS,
    Basis,
    Organisation,
    Partnership,
    Sector,
    Thresholds,
)
from bot.domain.record import CONTACT_LENGTH, NAME_LENGTH
from bot.speech import gettext as _
from bot.speech import ngettext, noop
from bot.texts.room import capital, one_line, pick
from bot.texts.verbs import Verb

SECTORS = {
    Sector.NHS: noop("NHS"),
    Sector.LOCAL_AUTHORITY: noop("Local authority"),
    Sector.VOLUNTARY: noop("Voluntary and community"),
    Sector.EDUCATION: noop("Education"),
    Sector.BUSINESS: noop("Business"),
    Sector.OTHER: noop("Other"),
}
BASES = {
    Basis.CONSENT: noop("consent (each person says yes, and may take it back)"),
    Basis.CONTRACT: noop("contract (an agreement with the person needs it)"),
    Basis.LEGAL_OBLIGATION: noop("legal obligation (a law requires it)"),
    Basis.VITAL_INTERESTS: noop("vital interests (it protects somebody's life)"),
    Basis.PUBLIC_TASK: noop("public task (part of what a public body is there to do)"),
    Basis.LEGITIMATE_INTERESTS: noop("legitimate interests (useful, and fair to those asked)"),
}
"""The six of UK GDPR, article 6(1)."""
_PERIODS = (noop("6 months"), noop("1 year"), noop("2 years"), noop("3 years"), noop("6 years"))
PERIODS = dict(zip(RETENTION_DAYS, _PERIODS, strict=True))
_USUAL_PERIOD = 730
UNSAID = noop("not on record yet")


def basis(organisation: Organisation) -> str:
    """Its lawful basis in words."""
    return _(BASES[organisation.basis] if organisation.basis else UNSAID)


def period(organisation: Organisation) -> str:
    """How long it keeps what its people answered, in words."""
    days = organisation.retention_days
    if days is None:
        return _(UNSAID)
    return _(PERIODS[days]) if days in PERIODS else ngettext("{count} day", "{count} days", days)


def fields(known: Organisation | None = None) -> tuple[Field, ...]:
    """What is on record of an organisation, filled in with what is known."""
    chosen = known.basis if known and known.basis else Basis.LEGITIMATE_INTERESTS
    days = known.retention_days if known and known.retention_days in PERIODS else _USUAL_PERIOD
    return (
        ShortText(
            name="organisation",
            label=_("Organisation"),
            initial=one_line(known.name, NAME_LENGTH) if known else "",
            most=NAME_LENGTH,
        ),
        PickOne(
            name="sector",
            label=_("Sector"),
            options=tuple(Option(sector.value, _(label)) for sector, label in SECTORS.items()),
            initial=known.sector.value if known else None,
        ),
        ShortText(
            name="contact",
            label=_("Contact"),
            hint=_("Whom people ask about their data, such as an e-mail address"),
            initial=one_line(known.contact, CONTACT_LENGTH) if known else "",
            most=CONTACT_LENGTH,
        ),
        PickOne(
            name="basis",
            label=_("Lawful basis for holding what its people answer"),
            options=tuple(Option(each.value, capital(_(label))) for each, label in BASES.items()),
            hint=_("The organisation decides this; whoever looks after its data protection knows"),
            initial=chosen.value,
        ),
        PickOne(
            name="retention",
            label=_("How long it keeps what its people answer"),
            options=tuple(Option(str(number), _(label)) for number, label in PERIODS.items()),
            initial=str(days),
        ),
    )


def organisation_form(partnership: Partnership) -> Form:
    """One more organisation."""
    return Form(_("Add an organisation"), Action(Verb.ORGANISATION, partnership.id), fields(), submit=_("Add"))


def choose_form(partnership: Partnership, organisations: Sequence[Organisation]) -> Form:
    """Which organisation's record to change."""
    return Form(
        title=_("Edit an organisation"),
        action=Action(Verb.CHOOSE_ORGANISATION, partnership.id),
        fields=pick("organisation", _("Organisation"), [(each.id, each.name) for each in organisations]),
        submit=_("Next"),
    )


def edit_form(organisation: Organisation) -> Form:
    """What is on record of an organisation."""
    return Form(
        title=_("Edit an organisation"),
        action=Action(Verb.EDIT_ORGANISATION, organisation.id),
        fields=fields(organisation),
        intro=_(
            "Its people read this under “My data” from now on. Results keep the sector of the time of the answer."
        ),
    )


def thresholds_form(partnership: Partnership) -> Form:
    """Fewest people of a group that is shown."""
    now = partnership.thresholds
    return Form(
        title=_("Thresholds"),
        action=Action(Verb.THRESHOLDS, partnership.id),
        fields=(
            _threshold("scores", _("Fewest people of a group whose scores are shown"), now.scores, now.scores),
            _threshold(
                "words",
                _("Fewest people for words, and for what is published"),
                now.words,
                max(now.words, LEAST_WORDS),
            ),
        ),
        intro=_(
            "Only groups of so many people or more are ever shown. A threshold may rise and never fall, so a higher "
            "one cannot be taken back. It holds for check-ins that open from now on; those that are open keep theirs."
        ),
    )


def raised(thresholds: Thresholds) -> str:
    """What holds from now on."""
    return _(
        "From the next check-in on, only groups of {scores} or more people are shown, and words and what "
        "is published need {words}.",
        scores=thresholds.scores,
        words=thresholds.words,
    )


def _threshold(name: str, label: str, now: int, least: int) -> PickOne:
    possible = sorted({now, *(number for number in THRESHOLDS if number >= least)})
    return PickOne(
        name=name,
        label=label,
        options=tuple(Option(str(number), str(number)) for number in possible),
        initial=str(now),
    )
