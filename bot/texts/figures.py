"""Figures in words: never one without its n, and why where none is shown."""

from bot.domain.disclosure.figures import (
    ChoiceFigure,
    Figure,
    Mask,
    OpenFigure,
    Rate,
    Reason,
    ScaleFigure,
    ScaleRange,
)
from bot.domain.prompt import ChoiceQuestion, Question, ScaleQuestion
from bot.texts.room import shorten

WHY = {
    Reason.FEW: "too few answers",
    Reason.ALONE: "too few answers besides one organisation's",
    Reason.OTHERS: "to protect another group",
    Reason.TELLING: "it would tell too much",
}
_COUNTED = 220
"""Characters of options with their counts, the most chosen first."""
_AGREEMENT = ScaleQuestion("", "").high_label


def hidden(mask: Mask) -> str:
    """Why a figure is not shown."""
    return f"hidden: {WHY[mask.reason]}"


def rate(seen: Rate | Mask) -> str:
    """How many answered."""
    return hidden(seen) if isinstance(seen, Mask) else f"{seen.answered} of {seen.asked} ({seen.share} %)"


def said(question: Question, figure: Figure) -> str:
    """What a group said, in one line."""
    match figure:
        case Mask():
            return hidden(figure)
        case ScaleFigure(n=n):
            return f"{figure.agree} % {agree(question)}, average {figure.mean:.1f} (n = {n})"
        case ScaleRange(bounds=(low, high), n=n):
            return f"{low} to {high} % {agree(question)} (n = {n})"
        case ChoiceFigure(counts=counts, n=n):
            options = question.options if isinstance(question, ChoiceQuestion) else ()
            chosen = sorted(zip(options, counts, strict=True), key=lambda each: -each[1])
            counted = "; ".join(f"{option}: {count}" for option, count in chosen)
            return f"{shorten(counted, _COUNTED)} (n = {n})"
        case OpenFigure(n=n):
            return f"{n} answered in words"


def agree(question: Question) -> str:
    """What those above the middle of a scale do."""
    if not isinstance(question, ScaleQuestion) or question.high_label == _AGREEMENT:
        return "agree"
    return f"say {above(question)}, towards “{question.high_label}”"


def names(question: ScaleQuestion) -> tuple[str, str]:
    """What those above the middle of a scale do, and those at its highest point."""
    if question.high_label == _AGREEMENT:
        return "agree", "strongly agree"
    return f"say {above(question)}", f"say {question.high}"


def scale(question: ScaleQuestion) -> str:
    """From where to where a scale goes, and who agrees on it."""
    means = f"; agree means {above(question)}, strongly agree means {question.high}"
    ends = f"The scale goes from {question.low} ({question.low_label}) to {question.high} ({question.high_label})"
    return f"{ends}{means if question.high_label == _AGREEMENT else ''}."


def above(question: ScaleQuestion) -> str:
    """The points above the middle of a scale."""
    low, high = (question.low + question.high) // 2 + 1, question.high
    return f"{high}" if low == high else f"{low} {'or' if high - low == 1 else 'to'} {high}"
