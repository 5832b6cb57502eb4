"""A partnership as plain values for machines, without its people: who takes part and what is asked when."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.domain.group import Group
from bot.domain.partnership import Organisation, Partnership
from bot.domain.prompt import Prompt, written
from bot.domain.schedule import Schedule, Whom

Values = Mapping[str, Any]


def outline(
    partnership: Partnership,
    organisations: Sequence[Organisation],
    groups: Sequence[Group],
    running: Sequence[tuple[Schedule, Prompt]],
) -> Values:
    """Everything about a partnership but its people and what they said."""
    names = {each.id: each.name for each in organisations}
    return {
        "id": partnership.id,
        "name": partnership.name,
        "zone": partnership.zone,
        "thresholds": {"scores": partnership.thresholds.scores, "words": partnership.thresholds.words},
        "organisations": [organisation(each) for each in organisations],
        "groups": [{"id": each.id, "margin": each.margin.value, "name": each.name} for each in groups],
        "check_ins": [_check_in(schedule, prompt, names) for schedule, prompt in running],
    }


def organisation(each: Organisation) -> Values:
    """What is on record of an organisation."""
    return {
        "id": each.id,
        "name": each.name,
        "sector": each.sector.value,
        "contact": each.contact,
        "basis": each.basis.value if each.basis else None,
        "retention_days": each.retention_days,
    }


def _check_in(schedule: Schedule, prompt: Prompt, names: Mapping[str, str]) -> Values:
    audience = schedule.audience
    of = names.get(audience.of, audience.of) if audience.whom is Whom.ORGANISATION else audience.of
    return {
        "schedule": schedule.id,
        "title": prompt.title,
        "kind": prompt.kind.value,
        "questions": written(prompt.questions).split("\n"),
        "rule": schedule.rhythm.rule,
        "starts": schedule.rhythm.starts.isoformat(),
        "zone": schedule.rhythm.zone,
        "audience": audience.whom.value,
        "of": of or None,
        "open_hours": _hours(schedule.open_for),
        "remind_hours": None if schedule.remind_before is None else _hours(schedule.remind_before),
        "visibility": schedule.visibility.value,
        "status": schedule.status.value,
    }


def _hours(span: timedelta) -> float:
    return span / timedelta(hours=1)
