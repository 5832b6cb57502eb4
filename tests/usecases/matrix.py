"""Every verb with what it is about, what its form holds, and by which deed the table of permissions knows it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.chat.form import Values
from bot.chat.names import Person, Receipt
from bot.domain.partnership import Role
from bot.domain.permission import Deed
from bot.texts.verbs import Verb
from tests.world import ADA, CARD, LENA, MO, ON_RECORD, PULSE, ZOE, World, somebody

GONE, OTHER = somebody("Gus"), somebody("Olga")
"""Somebody who has left, and a convener of another partnership."""
ROLES: Mapping[Person, Role] = {MO: Role.MEMBER, LENA: Role.LEAD, ADA: Role.CONVENER}
OUTSIDERS = (ZOE, GONE, OTHER)


@dataclass(frozen=True, slots=True)
class Scene:
    """What there is to do something with. A draft belongs to whoever began it: Ada."""

    world: World
    schedule: str
    occurrence: str
    closed: str
    draft: str
    space: str
    linked: str
    mo: str
    group: str
    event: str
    web: str
    """The user id of somebody in the web inbox."""

    @property
    def partnership(self) -> str:
        return self.world.partnership


@dataclass(frozen=True, slots=True)
class Try:
    """What a verb is about, what its form holds, and the deed that the table of permissions knows it by."""

    about: Callable[[Scene], str]
    deed: Deed | None
    values: Callable[[Scene], Values] = lambda _: {}
    on: Receipt | None = None


def partnership(scene: Scene) -> str:
    return scene.partnership


def schedule(scene: Scene) -> str:
    return scene.schedule


def occurrence(scene: Scene) -> str:
    return scene.occurrence


def closed(scene: Scene) -> str:
    return scene.closed


def draft(scene: Scene) -> str:
    return scene.draft


def space(scene: Scene) -> str:
    return scene.space


def group(scene: Scene) -> str:
    return scene.group


def event(scene: Scene) -> str:
    return scene.event


def organisation(scene: Scene) -> str:
    return scene.world.organisations["Ely Council"]


def nothing(_: Scene) -> str:
    return ""


def at_fen_trust(scene: Scene) -> Values:
    return {"name": "New", "organisation": scene.world.organisations["Fen Trust"]}


NEW = {
    "partnership": "Another",
    "zone": "Europe/London",
    "name": "Me",
    "organisation": "Mine",
    "sector": "nhs",
    "contact": "me",
    **ON_RECORD,
}
PLAN: Values = {
    "audience": "everybody",
    "weekdays": ("1",),
    "every": "1",
    "time": "09:30",
    "starts": "2026-05-10",
    "zone": "Europe/London",
    "open": "48",
    "remind": "24",
    "visibility": "anonymous",
}
THIS_ONE = {"title": "Once", "questions": PULSE, "open": "24", "day": "2026-05-19", "time": "10:00"}
LAUNCH = {"name": "Launch", "day": "2026-09-01"}

PRESSES: Mapping[str, Try] = {
    Verb.HOME: Try(nothing, None),
    Verb.HELP: Try(nothing, None),
    Verb.START: Try(nothing, None),
    Verb.ANSWERS: Try(partnership, Deed.ANSWER),
    Verb.ANSWER: Try(occurrence, Deed.ANSWER),
    Verb.TAP: Try(lambda scene: f"{scene.occurrence}:4", Deed.ANSWER),
    Verb.SKIP: Try(occurrence, Deed.ANSWER),
    Verb.MINE: Try(occurrence, Deed.ANSWER),
    Verb.WHY: Try(occurrence, Deed.ANSWER),
    Verb.SNOOZE: Try(occurrence, Deed.ANSWER),
    Verb.NEVER: Try(occurrence, Deed.ANSWER),
    Verb.RESTS: Try(partnership, Deed.ANSWER),
    Verb.REST: Try(partnership, Deed.ANSWER),
    Verb.GO_ON: Try(partnership, Deed.ANSWER),
    Verb.TAKE_UP: Try(schedule, Deed.ANSWER),
    Verb.REMIND: Try(lambda scene: f"{scene.partnership}:off", Deed.ANSWER),
    Verb.QUIET: Try(partnership, Deed.SCHEDULE),
    Verb.LANGUAGE: Try(lambda _: "cy", None),
    Verb.SHARED_LANGUAGE: Try(partnership, Deed.SCHEDULE),
    Verb.JOIN: Try(partnership, None, on=CARD),
    Verb.OPT_IN: Try(partnership, Deed.ANSWER),
    Verb.MY_DATA: Try(nothing, None),
    Verb.DOWNLOAD: Try(partnership, None),
    Verb.ERASE: Try(partnership, None),
    Verb.LEAVE: Try(partnership, Deed.LEAVE),
    Verb.PAIR: Try(nothing, None),
    Verb.ENTER: Try(nothing, None),
    Verb.WRITE_HERE: Try(nothing, None),
    Verb.FORGET: Try(nothing, None),
    Verb.ORGANISATION: Try(partnership, Deed.ADD_ORGANISATION),
    Verb.CHOOSE_ORGANISATION: Try(partnership, Deed.EDIT_ORGANISATION),
    Verb.THRESHOLDS: Try(partnership, Deed.RAISE_THRESHOLDS),
    Verb.CHANGES: Try(partnership, Deed.READ_CHANGES),
    Verb.GROUPS: Try(partnership, Deed.TEND_GROUPS),
    Verb.GROUP: Try(partnership, Deed.TEND_GROUPS),
    Verb.BELONG: Try(group, Deed.TEND_GROUPS),
    Verb.LEADERS: Try(group, Deed.TEND_GROUPS),
    Verb.INVITE: Try(partnership, Deed.INVITE),
    Verb.NEW_LINK: Try(partnership, Deed.INVITE),
    Verb.PEOPLE: Try(partnership, Deed.INVITE),
    Verb.BRING: Try(partnership, Deed.INVITE),
    Verb.TABLE: Try(partnership, Deed.INVITE),
    Verb.DECLINE: Try(partnership, None),
    Verb.END: Try(lambda scene: scene.mo, Deed.END_MEMBERSHIP),
    Verb.MERGE: Try(nothing, None),
    Verb.ROLE: Try(partnership, Deed.GIVE_ROLE),
    Verb.LINK: Try(space, Deed.LINK_SPACE),
    Verb.HAND_OVER: Try(partnership, Deed.GIVE_ROLE),
    Verb.NEW_FEED: Try(partnership, Deed.SCHEDULE),
    Verb.SETTINGS: Try(nothing, None),
    Verb.EVENTS: Try(partnership, Deed.SCHEDULE),
    Verb.EVENT: Try(partnership, Deed.SCHEDULE),
    Verb.MOVE_EVENT: Try(event, Deed.SCHEDULE),
    Verb.DELETE_EVENT: Try(event, Deed.SCHEDULE),
    Verb.TEND: Try(partnership, Deed.SCHEDULE),
    Verb.CALENDAR: Try(partnership, Deed.SCHEDULE),
    Verb.CHOOSE: Try(partnership, Deed.SCHEDULE),
    Verb.EDIT: Try(schedule, Deed.SCHEDULE),
    Verb.REWRITE: Try(schedule, Deed.SCHEDULE),
    Verb.COPY: Try(schedule, Deed.SCHEDULE),
    Verb.ADJUST: Try(schedule, Deed.SCHEDULE),
    Verb.PAUSE: Try(schedule, Deed.SCHEDULE),
    Verb.RESUME: Try(schedule, Deed.SCHEDULE),
    Verb.STOP: Try(schedule, Deed.SCHEDULE),
    Verb.CLOSE: Try(occurrence, Deed.SCHEDULE),
    Verb.RESULTS: Try(closed, Deed.READ_RESULTS),
    Verb.DIGEST: Try(partnership, Deed.READ_RESULTS),
    Verb.HISTORY: Try(partnership, Deed.READ_RESULTS),
    Verb.DIGEST_TIME: Try(partnership, Deed.TIME_DIGEST),
}
SUBMISSIONS: Mapping[str, Try] = {
    Verb.START: Try(nothing, None, lambda _: NEW),
    Verb.JOIN: Try(partnership, None, at_fen_trust, on=CARD),
    Verb.ANSWER: Try(occurrence, Deed.ANSWER, lambda _: {"q1": "4"}),
    Verb.WHY: Try(occurrence, Deed.ANSWER, lambda _: {"why": "0"}),
    Verb.SNOOZE: Try(occurrence, Deed.ANSWER, lambda _: {"until": "hour"}),
    Verb.REST: Try(partnership, Deed.ANSWER, lambda _: {"until": "2026-06-01"}),
    Verb.SHARED_LANGUAGE: Try(partnership, Deed.SCHEDULE, lambda _: {"language": "cy"}),
    Verb.QUIET: Try(partnership, Deed.SCHEDULE, lambda _: {"starts": "18", "ends": "8", "weekends": "yes"}),
    Verb.LEAVE: Try(partnership, Deed.LEAVE),
    Verb.ERASE: Try(partnership, None),
    Verb.ENTER: Try(nothing, None, lambda _: {"code": "7F3K-9QTX-2M"}),
    Verb.FORGET: Try(nothing, None),
    Verb.ORGANISATION: Try(
        partnership,
        Deed.ADD_ORGANISATION,
        lambda _: {"organisation": "March Mutual", "sector": "voluntary", "contact": "x", **ON_RECORD},
    ),
    Verb.CHOOSE_ORGANISATION: Try(
        partnership, Deed.EDIT_ORGANISATION, lambda scene: {"organisation": organisation(scene)}
    ),
    Verb.EDIT_ORGANISATION: Try(
        organisation,
        Deed.EDIT_ORGANISATION,
        lambda _: {"organisation": "Ely City", "sector": "other", "contact": "x", **ON_RECORD},
    ),
    Verb.THRESHOLDS: Try(partnership, Deed.RAISE_THRESHOLDS, lambda _: {"scores": "6", "words": "10"}),
    Verb.GROUP: Try(partnership, Deed.TEND_GROUPS, lambda _: {"margin": "site", "name": "Ely"}),
    Verb.BELONG: Try(group, Deed.TEND_GROUPS, lambda scene: {"members": (scene.mo,)}),
    Verb.LEADERS: Try(group, Deed.TEND_GROUPS, lambda scene: {"members": (scene.mo,)}),
    Verb.INVITE: Try(partnership, Deed.INVITE, at_fen_trust),
    Verb.NEW_LINK: Try(partnership, Deed.INVITE, lambda scene: {"user": scene.web}),
    Verb.MERGE: Try(nothing, None),
    Verb.BRING: Try(partnership, Deed.INVITE, lambda scene: {"space": scene.linked}),
    Verb.ASK_IN: Try(lambda scene: scene.linked, Deed.INVITE, lambda _: {"whom": "all"}),
    Verb.TABLE: Try(partnership, Deed.INVITE, lambda _: {"table": "Nia, Fen Trust", "next": "do"}),
    Verb.END: Try(lambda scene: scene.mo, Deed.END_MEMBERSHIP),
    Verb.ROLE: Try(partnership, Deed.GIVE_ROLE, lambda scene: {"member": scene.mo, "roles": ("lead", "convener")}),
    Verb.LINK: Try(space, Deed.LINK_SPACE, lambda scene: {"partnership": scene.partnership}),
    Verb.SETTINGS: Try(nothing, None, lambda _: {"zone": "Europe/Paris"}),
    Verb.EVENT: Try(partnership, Deed.SCHEDULE, lambda _: LAUNCH),
    Verb.MOVE_EVENT: Try(event, Deed.SCHEDULE, lambda _: LAUNCH | {"day": "2026-10-01"}),
    Verb.DELETE_EVENT: Try(event, Deed.SCHEDULE),
    Verb.CHOOSE: Try(partnership, Deed.SCHEDULE, lambda _: {"prompt": "own.pulse"}),
    Verb.WRITE: Try(draft, Deed.SCHEDULE, lambda _: {"title": "Later", "questions": PULSE}),
    Verb.PLAN: Try(draft, Deed.SCHEDULE, lambda _: PLAN),
    Verb.SAVE: Try(draft, Deed.SCHEDULE, lambda _: {"next": "save"}),
    Verb.ADJUST: Try(schedule, Deed.SCHEDULE, lambda _: {"what": "pause", "day": "2026-06-01"}),
    Verb.NEW_FEED: Try(partnership, Deed.SCHEDULE),
    Verb.THIS_ONE: Try(lambda scene: f"{scene.schedule}:2026-05-19T09:30:00", Deed.SCHEDULE, lambda _: THIS_ONE),
    Verb.HAND_OVER: Try(partnership, Deed.GIVE_ROLE, lambda scene: {"member": scene.mo, "own": "keep"}),
    Verb.STOP: Try(schedule, Deed.SCHEDULE),
    Verb.CLOSE: Try(occurrence, Deed.SCHEDULE),
    Verb.DIGEST_TIME: Try(
        partnership, Deed.TIME_DIGEST, lambda _: {"weekday": "3", "hour": "7", "zone": "Europe/London"}
    ),
}
