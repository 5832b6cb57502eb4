"""A release as plain values for machines, under names that stay: what `weft releases --json` prints."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.domain.disclosure.figures import ChoiceFigure, Figure, Mask, OpenFigure, Rate, ScaleFigure, ScaleRange
from bot.domain.disclosure.release import Pairs, Release
from bot.domain.prompt import ChoiceQuestion, OpenQuestion, Question, ScaleQuestion
from bot.domain.trend import Move, matched
from bot.texts import figures

Values = Mapping[str, Any]


def exported(release: Release, audience: str, addendum: str | None = None) -> Values:
    """One release as its audience is shown it, or an addendum to one."""
    return {
        "audience": audience,
        "addendum": addendum,
        "occurrence": release.occurrence,
        "schedule": release.schedule,
        "title": release.title,
        "kind": release.kind.value,
        "wave": release.wave,
        "closed_at": release.closed_at.isoformat(),
        "visibility": release.visibility.value,
        "thresholds": {"scores": release.thresholds.scores, "words": release.thresholds.words},
        "rows": list(_rows(release)),
        "words": [
            {"question": words.question, "text": words.text, "author": words.author} for words in release.words
        ],
        "pairs": [_pairs(pairs) for pairs in release.pairs],
    }


def _rows(release: Release) -> Iterator[Values]:
    turnouts = {each.group: each.seen for each in release.turnouts}
    for result in release.results:
        for cell in result.cells:
            yield {
                "question": result.question.key,
                "text": result.question.text,
                "margin": cell.group.margin.value,
                "group": cell.group.name,
                "group_id": cell.group.id,
                **_rate(turnouts[cell.group]),
                **_figure(result.question, cell.figure),
            }


def _rate(seen: Rate | Mask) -> Values:
    match seen:
        case Rate(asked, answered):
            return {"asked": asked, "answered": answered, "response_rate": seen.share, "response_rate_hidden": None}
        case Mask():
            return {
                "asked": None,
                "answered": None,
                "response_rate": None,
                "response_rate_hidden": figures.hidden(seen),
            }


_NOTHING: Values = {
    "n": None,
    "counts": None,
    "mean": None,
    "agree": None,
    "agree_from": None,
    "agree_to": None,
    "strongly_agree": None,
    "hidden": None,
    "reason": None,
}


def _figure(question: Question, figure: Figure) -> Values:
    match figure:
        case Mask(reason):
            return {**_NOTHING, "hidden": figures.hidden(figure), "reason": reason.value}
        case ScaleFigure(counts=counts, n=n):
            told = {"mean": round(figure.mean, 2), "agree": figure.agree, "strongly_agree": figure.strongly}
            return {**_NOTHING, "n": n, "counts": _counts(question, counts), **told}
        case ScaleRange(n=n, bounds=(low, high)):
            return {**_NOTHING, "n": n, "agree_from": low, "agree_to": high}
        case ChoiceFigure(counts, n):
            return {**_NOTHING, "n": n, "counts": _counts(question, counts)}
        case OpenFigure(n):
            return {**_NOTHING, "n": n}


def _counts(question: Question, counts: Sequence[int]) -> Sequence[Values]:
    return [{"answer": answer, "count": count} for answer, count in zip(answers(question), counts, strict=True)]


def answers(question: Question) -> tuple[str, ...]:
    """What a question can be answered with, in the order of its counts; nothing where that is words."""
    match question:
        case ScaleQuestion(low=low, high=high):
            return tuple(str(point) for point in range(low, high + 1))
        case ChoiceQuestion(options=options):
            return options
        case OpenQuestion():
            return ()


def _pairs(pairs: Pairs) -> Values:
    people = matched(pairs)
    return {
        "question": pairs.question,
        "earlier": pairs.earlier,
        "n": pairs.n,
        "agree": _move(pairs.agreed, people.agree),
        "strongly_agree": _move(pairs.strongly, people.strongly),
    }


def _move(people: tuple[int, int], move: Move) -> Values:
    before, now = people
    return {"before": before, "now": now, "points": move.points, "from": move.low, "to": move.high}
