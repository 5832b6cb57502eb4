"""Everything that is held about one member of one partnership, as plain values for themselves."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.speech import gettext as _
from bot.texts import settling
from bot.texts.answers import SHARING, in_words
from bot.texts.downloads import Answered
from bot.texts.outlines import organisation
from bot.texts.rights import Held

Values = Mapping[str, Any]


def everything(held: Held, answered: Sequence[Answered]) -> Values:
    """It, with the answers that have their name. Those without are for nobody's eyes but their own."""
    return {
        "partnership": {"id": held.partnership.id, "name": held.partnership.name},
        "organisation": organisation(held.organisation),
        "member": held.member.id,
        "name": held.member.name,
        "roles": sorted(role.value for role in held.member.roles),
        "left_at": held.member.left_at.isoformat() if held.member.left_at else None,
        "groups": [
            {"margin": group.margin.value, "name": group.name, "leads": leads} for group, leads in held.groups
        ],
        "accounts": [{"platform": each.platform, "tenant": each.tenant, "user": each.user} for each in held.accounts],
        "joined": [{"at": each.at.isoformat(), "shown": each.shown} for each in held.opt_ins],
        "settings": settling.in_words(held.clock),
        "check_ins": {
            "asked": held.tally.asked,
            "answered": held.tally.answered,
            "skipped": held.tally.skipped,
            "answered_with_their_name": held.tally.named,
            "answered_without_it_and_open": len(held.open),
        },
        "answers": [line for each in answered if each.named for line in _lines(each)],
    }


def _lines(each: Answered) -> Sequence[Values]:
    return [
        {
            "check_in": each.prompt.title,
            "asked": each.occurrence.due_at.date().isoformat(),
            "question": question.text,
            "answer": in_words(question, each.response.answers[question.key]),
            "sharing": _(SHARING[each.response.sharing]),
        }
        for question in each.prompt.questions
        if question.key in each.response.answers
    ]
