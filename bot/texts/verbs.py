"""The verbs that buttons and forms carry, each with what its subject is."""

from enum import StrEnum


class Verb(StrEnum):
    """A deed that somebody asks for. The comment names the subject."""

    HOME = "home"  # nothing, or the page
    HELP = "help"

    ANSWER = "check_in.answer"  # occurrence
    TAP = "check_in.tap"  # occurrence:point
    SKIP = "check_in.skip"  # occurrence
    WHY = "check_in.why"  # occurrence
    SNOOZE = "check_in.snooze"  # occurrence
    NEVER = "check_in.never"  # occurrence
    MINE = "check_in.mine"  # occurrence
    ANSWERS = "check_in.answers"  # partnership

    JOIN = "member.join"  # partnership, or partnership:occurrence to go on to
    OPT_IN = "member.opt_in"  # partnership:mark of the words above it
    MY_DATA = "member.data"  # nothing, or the page
    DOWNLOAD = "member.download"  # partnership, or partnership:words or json:page
    SETTINGS = "member.settings"
    LANGUAGE = "member.language"  # language
    ERASE = "member.erase"  # partnership
    LEAVE = "member.leave"  # partnership
    RESTS = "member.rests"  # partnership
    REST = "member.rest"  # partnership
    GO_ON = "member.go_on"  # partnership
    TAKE_UP = "member.take_up"  # schedule
    REMIND = "member.remind"  # partnership:on or off
    NEW_LINK = "member.new_link"  # partnership

    PAIR = "identity.pair"
    ENTER = "identity.enter"
    WRITE_HERE = "identity.write_here"
    FORGET = "identity.forget"

    START = "partnership.start"
    TEND = "partnership.tend"  # partnership, or partnership:page
    CALENDAR = "partnership.calendar"  # partnership, or partnership:page
    HAND_OVER = "partnership.hand_over"  # partnership
    QUIET = "partnership.quiet"  # partnership
    SHARED_LANGUAGE = "partnership.language"  # partnership
    THRESHOLDS = "partnership.thresholds"  # partnership
    CHANGES = "partnership.changes"  # partnership, or partnership:number of the entry before which to begin
    ORGANISATION = "organisation.add"  # partnership
    CHOOSE_ORGANISATION = "organisation.choose"  # partnership
    EDIT_ORGANISATION = "organisation.edit"  # organisation
    GROUPS = "group.list"  # partnership, or partnership:page
    GROUP = "group.add"  # partnership
    BELONG = "group.belong"  # cohort or site, or this:organisation
    LEADERS = "group.lead"  # cohort or site, or this:organisation
    INVITE = "member.invite"  # partnership
    ROLE = "member.role"  # partnership
    LINK = "space.link"  # space

    EVENTS = "event.list"  # partnership
    EVENT = "event.add"  # partnership
    MOVE_EVENT = "event.move"  # event

    CHOOSE = "schedule.choose"  # partnership
    WRITE = "schedule.write"  # draft
    PLAN = "schedule.plan"  # draft
    SAVE = "schedule.save"  # draft
    EDIT = "schedule.edit"  # schedule
    REWRITE = "schedule.rewrite"  # schedule
    ADJUST = "schedule.adjust"  # schedule, or schedule:slot that comes next
    COPY = "schedule.copy"  # schedule
    PAUSE = "schedule.pause"  # schedule
    RESUME = "schedule.resume"  # schedule
    STOP = "schedule.stop"  # schedule
    CLOSE = "check_in.close"  # occurrence

    RESULTS = "digest.results"  # occurrence, or occurrence:question, or occurrence:question:page
    DIGEST = "digest.read"  # partnership
    HISTORY = "digest.history"  # partnership, or partnership:schedule:question
    DIGEST_TIME = "digest.time"  # partnership
