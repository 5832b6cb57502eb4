"""One prompt, schedule and occurrence from which the domain's tests make theirs."""

from datetime import datetime, timedelta

from bot.domain.occurrence import Occurrence, State
from bot.domain.partnership import USUAL
from bot.domain.prompt import ChoiceQuestion, Kind, OpenQuestion, Prompt, ScaleQuestion
from bot.domain.schedule import Audience, Rhythm, Schedule, Status, Visibility, Whom

at = datetime.fromisoformat
"""`2026-05-12 09:00` is naive local time, `2026-05-12 09:00Z` a moment."""

ZONES = (
    "Europe/London",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Africa/Casablanca",
    "UTC",
)
"""North and south, half an hour of summer time, a quarter of an hour of offset, a day left out, no change at all."""

SCALE = ScaleQuestion("q1", "I see the whole system.")
ONE = ChoiceQuestion("q2", "Which first?", ("red", "green", "blue"))
SEVERAL = ChoiceQuestion("q3", "Which of these?", ("red", "green", "blue"), several=True)
OPEN = OpenQuestion("q4", "What else?")
PULSE = Prompt("prompt", Kind.PULSE, "Seeing the system", "Seeing the system", (SCALE, ONE, SEVERAL, OPEN))

SCHEDULE = Schedule(
    id="schedule",
    partnership="partnership",
    prompt="prompt",
    rhythm=Rhythm("FREQ=WEEKLY;BYDAY=MO", at("2026-01-05 09:00"), "Europe/London"),
    audience=Audience(Whom.EVERYBODY),
    open_for=timedelta(hours=48),
    remind_before=timedelta(hours=24),
    visibility=Visibility.ANONYMOUS,
    status=Status.ACTIVE,
)
OCCURRENCE = Occurrence(
    id="occurrence",
    schedule="schedule",
    partnership="partnership",
    prompt="prompt",
    audience=Audience(Whom.EVERYBODY),
    slot=at("2026-06-01 09:00"),
    zone="Europe/London",
    due_at=at("2026-06-01 08:00Z"),
    closes_at=at("2026-06-03 08:00Z"),
    remind_at=at("2026-06-02 08:00Z"),
    visibility=Visibility.ANONYMOUS,
    thresholds=USUAL,
    state=State.OPEN,
)
