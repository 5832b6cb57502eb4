"""Saying why one skipped, which nobody needs to."""

from datetime import datetime

from sqlmodel import Session

from bot.chat.events import Pressed, Reject, Reply, Show, Submitted, Whisper
from bot.domain import response
from bot.domain.disclosure.addenda import WHY
from bot.domain.occurrence import Occurrence, Part
from bot.domain.partnership import Member
from bot.domain.permission import Deed
from bot.domain.prompt import Prompt
from bot.errors import Closed
from bot.speech import gettext as _
from bot.speech import noop
from bot.store import groups, members, occurrences, prompts, reasons
from bot.texts import skipping as texts

_CLOSED = noop("This check-in has closed, so that reasons are no longer counted.")


def ask(session: Session, now: datetime, event: Pressed) -> Reply:
    """Show the question."""
    occurrence, _member, prompt = _skipped(session, now, event)
    return Show(texts.form(prompt, occurrence))


def tell(session: Session, now: datetime, event: Submitted) -> Reply:
    """Keep the reason in place of an earlier one."""
    occurrence, member, prompt = _skipped(session, now, event)
    chosen = str(event.values.get(WHY.key, ""))
    if chosen not in {str(index) for index in range(len(WHY.options))}:
        return Reject(texts.form(prompt, occurrence), {WHY.key: _("Choose one of the options.")})
    if (key := occurrences.hold(session, occurrence.id, now)) is None:
        raise Closed(_(_CLOSED))
    token = response.token(key, member.id)
    reasons.put(session, occurrence.id, token, int(chosen), groups.of_member(session, member.id))
    return Whisper(texts.thanks(prompt))


def _skipped(session: Session, now: datetime, event: Pressed | Submitted) -> tuple[Occurrence, Member, Prompt]:
    occurrence = occurrences.get(session, event.action.subject)
    member = members.acting(session, event.who.identity, occurrence.partnership, Deed.ANSWER)
    if not occurrence.takes_answers(now):
        raise Closed(_(_CLOSED))
    if occurrences.part(session, occurrence.id, member.id) is not Part.SKIPPED:
        raise Closed(_("You have not skipped this check-in, or have answered it after all."))
    return occurrence, member, prompts.get(session, occurrence.prompt)
