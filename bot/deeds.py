"""Which verb is which deed: everything that a button or a form can ask for, in one table."""

from collections.abc import Callable, Container, Mapping
from datetime import datetime
from functools import partial
from types import MappingProxyType
from typing import TypeVar

from sqlmodel import Session

from bot import natures
from bot.chat.events import Opened, Pressed, Reply, Said, Submitted
from bot.domain.clock import asks_for_settings
from bot.domain.host import Host
from bot.domain.pairing import spoken
from bot.domain.partnership import Space
from bot.domain.presence import Rosters
from bot.domain.rights import asks
from bot.texts.verbs import Verb
from bot.usecases import (
    adjusting,
    answering,
    auditing,
    bringing,
    calendar,
    changes,
    closing,
    convening,
    digesting,
    enrolling,
    events,
    grouping,
    history,
    home,
    inviting,
    joining,
    meeting,
    pairing,
    people,
    quieting,
    recording,
    resting,
    rights,
    scheduling,
    settling,
    skipping,
    speaking,
    tending,
)

E = TypeVar("E")
A = TypeVar("A", Pressed, Submitted)
Deed = Callable[[Session, datetime, E], Reply]
"""What somebody asks for, done in one transaction at one moment."""


def presses(host: Host) -> Mapping[str, Deed[Pressed]]:
    """What buttons do."""
    return {
        Verb.HOME: partial(home.show, host=host),
        Verb.HELP: home.explain,
        Verb.ANSWERS: home.own_answers,
        Verb.ANSWER: answering.open_form,
        Verb.TAP: answering.tap,
        Verb.SKIP: answering.skip,
        Verb.WHY: skipping.ask,
        Verb.SNOOZE: resting.offer_snooze,
        Verb.NEVER: resting.decline,
        Verb.MINE: answering.own,
        Verb.JOIN: joining.open_form,
        Verb.OPT_IN: joining.take_part,
        Verb.MY_DATA: rights.my_data,
        Verb.DOWNLOAD: rights.download,
        Verb.ERASE: rights.confirm_erasing,
        Verb.LEAVE: joining.confirm_leaving,
        Verb.RESTS: resting.show,
        Verb.REST: resting.offer_rest,
        Verb.GO_ON: resting.go_on,
        Verb.TAKE_UP: resting.take_up,
        Verb.REMIND: resting.remind,
        Verb.PAIR: pairing.offer,
        Verb.ENTER: pairing.ask,
        Verb.WRITE_HERE: pairing.write_here,
        Verb.FORGET: pairing.confirm_forgetting,
        Verb.MERGE: pairing.confirm_merging,
        Verb.START: partial(convening.offer_start, host=host),
        Verb.QUIET: quieting.offer,
        Verb.LANGUAGE: speaking.choose,
        Verb.SHARED_LANGUAGE: speaking.offer_shared,
        Verb.THRESHOLDS: recording.offer_thresholds,
        Verb.CHANGES: changes.show,
        Verb.ORGANISATION: recording.offer_organisation,
        Verb.CHOOSE_ORGANISATION: recording.offer_organisations,
        Verb.GROUPS: grouping.show,
        Verb.GROUP: grouping.offer,
        Verb.BELONG: grouping.offer_belonging,
        Verb.LEADERS: grouping.offer_leads,
        Verb.INVITE: inviting.offer_invitation,
        Verb.NEW_LINK: inviting.offer_new_link,
        Verb.PEOPLE: people.show,
        Verb.BRING: bringing.offer,
        Verb.DECLINE: bringing.decline,
        Verb.TABLE: partial(enrolling.offer, host=host),
        Verb.END: people.confirm_ending,
        Verb.ROLE: convening.offer_role,
        Verb.LINK: meeting.choose,
        Verb.TEND: tending.show,
        Verb.CALENDAR: partial(calendar.show, host=host),
        Verb.NEW_FEED: calendar.confirm_renewing,
        Verb.HAND_OVER: convening.offer_handing_over,
        Verb.SETTINGS: settling.offer,
        Verb.EVENTS: events.show,
        Verb.EVENT: events.offer,
        Verb.MOVE_EVENT: events.offer_moving,
        Verb.DELETE_EVENT: events.confirm_deleting,
        Verb.CHOOSE: scheduling.offer,
        Verb.EDIT: scheduling.edit,
        Verb.REWRITE: scheduling.rewrite,
        Verb.COPY: scheduling.duplicate,
        Verb.ADJUST: adjusting.offer,
        Verb.PAUSE: tending.pause,
        Verb.RESUME: tending.resume,
        Verb.STOP: tending.confirm_stop,
        Verb.CLOSE: tending.confirm_close,
        Verb.DIGEST: digesting.read_now,
        Verb.RESULTS: digesting.results,
        Verb.HISTORY: history.show,
        Verb.DIGEST_TIME: convening.offer_digest_time,
    }


ASK_WHO: Mapping[str, Callable[[Session, Submitted], Space | None]] = {
    Verb.BRING: bringing.chosen,
    Verb.ASK_IN: bringing.meant,
}
"""The forms for which has to be looked up first who is in a space, and which space that is."""


def submissions(host: Host, rosters: Rosters = MappingProxyType({})) -> Mapping[str, Deed[Submitted]]:
    """What forms do, where this has been looked up of who is where."""
    return {
        Verb.ANSWER: answering.answer,
        Verb.WHY: skipping.tell,
        Verb.SNOOZE: resting.snooze,
        Verb.REST: resting.rest,
        Verb.QUIET: quieting.keep,
        Verb.SHARED_LANGUAGE: speaking.choose_shared,
        Verb.JOIN: partial(joining.join, host=host),
        Verb.ERASE: rights.erase,
        Verb.LEAVE: joining.leave,
        Verb.ENTER: pairing.enter,
        Verb.FORGET: pairing.forget,
        Verb.MERGE: pairing.merge,
        Verb.START: partial(convening.start, host=host),
        Verb.THRESHOLDS: recording.raise_thresholds,
        Verb.ORGANISATION: recording.add_organisation,
        Verb.CHOOSE_ORGANISATION: recording.choose_organisation,
        Verb.EDIT_ORGANISATION: recording.edit_organisation,
        Verb.GROUP: grouping.add,
        Verb.BELONG: grouping.belong,
        Verb.LEADERS: grouping.lead,
        Verb.INVITE: partial(inviting.invite, host=host),
        Verb.NEW_LINK: partial(inviting.renew_link, host=host),
        Verb.BRING: partial(bringing.show, host=host, rosters=rosters),
        Verb.ASK_IN: partial(bringing.ask, host=host, rosters=rosters),
        Verb.TABLE: partial(enrolling.take, host=host),
        Verb.END: people.end,
        Verb.ROLE: convening.give_role,
        Verb.NEW_FEED: partial(calendar.renew, host=host),
        Verb.HAND_OVER: convening.hand_over,
        Verb.LINK: meeting.link,
        Verb.SETTINGS: settling.settle,
        Verb.EVENT: events.add,
        Verb.MOVE_EVENT: events.move,
        Verb.DELETE_EVENT: events.delete,
        Verb.CHOOSE: scheduling.choose,
        Verb.WRITE: scheduling.write,
        Verb.PLAN: scheduling.plan,
        Verb.SAVE: scheduling.save,
        Verb.ADJUST: adjusting.adjust,
        Verb.THIS_ONE: adjusting.change_one,
        Verb.STOP: tending.stop,
        Verb.CLOSE: closing.close_now,
        Verb.DIGEST_TIME: convening.time_digest,
    }


def opened(host: Host) -> Deed[Opened]:
    """What looking at the home page does."""
    return partial(home.show, host=host)


def said(host: Host) -> Deed[Said]:
    """What writing to the bot does."""

    def hear(session: Session, now: datetime, event: Said) -> Reply:
        if spoken(event.text) is not None:
            return pairing.hear(session, now, event)
        if asks(event.text):
            return rights.my_data(session, now, event)
        if asks_for_settings(event.text):
            return settling.tell(session, now, event)
        if speaking.named(event.text):
            return speaking.hear(session, now, event)
        return home.speak(session, now, event, host)

    return hear


def on_record(table: Mapping[str, Deed[A]], but: Container[str] = ()) -> Mapping[str, Deed[A]]:
    """The deeds of a table, which put on record what they change; but for these verbs, and what is not recorded.

    A press of a verb that a form has as well only opens that form.
    """
    bare = natures.UNRECORDED
    return {verb: deed if verb in but or verb in bare else _recorded(verb)(deed) for verb, deed in table.items()}


def _recorded(verb: str) -> Callable[[Deed[A]], Deed[A]]:
    match verb:
        case Verb.ERASE:
            return auditing.recorded_erasing
        case Verb.JOIN:
            return auditing.recorded_of_oneself
        case Verb.MERGE:
            return auditing.recorded_merging
        case _:
            return auditing.recorded
