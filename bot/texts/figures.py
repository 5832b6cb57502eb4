"""Figures in words: never one without its n, and why where none is shown."""

from babel.numbers import format_decimal

from bot.chat import limits
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
from bot.speech import gettext as _
from bot.speech import locale, ngettext, noop, pgettext
from bot.texts.room import distinct, shorten

WHY = {
    Reason.FEW: noop("too few answers"),
    Reason.ALONE: noop("too few answers besides one organisation's"),
    Reason.OTHERS: noop("to protect another group"),
    Reason.TELLING: noop("it would tell too much"),
}
_SCALE = noop("The scale goes from {low} ({low_label}) to {high} ({high_label}).")
_AGREEING = noop(
    "The scale goes from {low} ({low_label}) to {high} ({high_label}); agree means {points}, strongly agree means "
    "{high}."
)
_COUNTED = 220
"""Characters of options with their counts, the most chosen first."""
_AGREEMENT = ScaleQuestion("", "").high_label


def hidden(mask: Mask) -> str:
    """Why a figure is not shown."""
    return _("hidden: {why}", why=_(WHY[mask.reason]))


def rate(seen: Rate | Mask) -> str:
    """How many answered."""
    if isinstance(seen, Mask):
        return hidden(seen)
    return _("{answered} of {asked} ({share} %)", answered=seen.answered, asked=seen.asked, share=seen.share)


def said(question: Question, figure: Figure) -> str:
    """What a group said, in one line."""
    match figure:
        case Mask():
            return hidden(figure)
        case ScaleFigure():
            return _average(question, figure)
        case ScaleRange():
            return _between(question, figure)
        case ChoiceFigure(counts=counts, n=n):
            options = question.options if isinstance(question, ChoiceQuestion) else ()
            chosen = sorted(zip(options, counts, strict=True), key=lambda each: -each[1])
            counted = "; ".join(f"{option}: {count}" for option, count in chosen)
            return _("{counted} (n = {n})", counted=shorten(counted, _COUNTED), n=n)
        case OpenFigure(n=n):
            return ngettext("{count} answered in words", "{count} answered in words", n)


def _average(question: Question, figure: ScaleFigure) -> str:
    share, mean, n = figure.agree, average(figure), figure.n
    if (way := towards(question)) is None:
        return _("{share} % agree, average {average} (n = {n})", share=share, average=mean, n=n)
    points, end = way
    return _(
        "{share} % say {points}, towards “{end}”, average {average} (n = {n})",
        share=share,
        points=points,
        end=end,
        average=mean,
        n=n,
    )


def _between(question: Question, figure: ScaleRange) -> str:
    (low, high), n = figure.bounds, figure.n
    if (way := towards(question)) is None:
        return _("{low} to {high} % agree (n = {n})", low=low, high=high, n=n)
    points, end = way
    return _(
        "{low} to {high} % say {points}, towards “{end}” (n = {n})", low=low, high=high, points=points, end=end, n=n
    )


def average(figure: ScaleFigure) -> str:
    """The average, as the language that is spoken writes decimals."""
    return format_decimal(round(figure.mean, 1), format="0.0", locale=locale())


def towards(question: Question) -> tuple[str, str] | None:
    """Which points stand above the middle of a scale, and what its end is called; None where these mean agreeing."""
    if not isinstance(question, ScaleQuestion) or question.high_label == _AGREEMENT:
        return None
    return above(question), question.high_label


def names(question: ScaleQuestion) -> tuple[str, str]:
    """What those above the middle of a scale do, and those at its highest point."""
    if question.high_label == _AGREEMENT:
        return pgettext("those who answer", "agree"), pgettext("those who answer", "strongly agree")
    return _say(above(question)), _say(question.high)


def per_cent(question: ScaleQuestion) -> tuple[str, str]:
    """The shares of both, as the lines of a chart are called."""
    if question.high_label == _AGREEMENT:
        agreeing, strongly = distinct((_("% agree"), _("% strongly agree")))
        return agreeing, strongly
    points = above(question), question.high
    said, highest = (shorten(_("% say {points}", points=each), limits.CHART_LABEL) for each in points)
    return said, highest


def _say(points: str | int) -> str:
    return pgettext("those who answer", "say {points}", points=points)


def scale(question: ScaleQuestion) -> str:
    """From where to where a scale goes, and who agrees on it."""
    template = _AGREEING if question.high_label == _AGREEMENT else _SCALE
    return _(
        template,
        low=question.low,
        low_label=question.low_label,
        high=question.high,
        high_label=question.high_label,
        points=above(question),
    )


def above(question: ScaleQuestion) -> str:
    """The points above the middle of a scale."""
    low, high = (question.low + question.high) // 2 + 1, question.high
    if low == high:
        return f"{high}"
    return _("{low} or {high}", low=low, high=high) if high - low == 1 else _("{low} to {high}", low=low, high=high)
