"""A release as lines of plain text, for whoever reads it in a terminal."""

from collections.abc import Iterator, Sequence

from bot.domain.disclosure.figures import ChoiceFigure, Figure, Mask, OpenFigure, ScaleFigure, ScaleRange
from bot.domain.disclosure.release import Pairs, Release, Result
from bot.domain.prompt import ChoiceQuestion, OpenQuestion, Question, ScaleQuestion
from bot.domain.schedule import Visibility
from bot.domain.trend import matched
from bot.texts import evaluating, figures
from bot.texts.asking import KINDS
from bot.texts.exports import answers

_KEPT = {
    Visibility.ATTRIBUTED: "by name",
    Visibility.ORGANISATION: "by organisation",
    Visibility.ANONYMOUS: "anonymous",
}


def listing(release: Release, audience: str, addendum: str | None = None) -> str:
    """One release as its audience is shown it, in as many lines as that takes."""
    return "\n".join(_plain(line).rstrip() for line in _lines(release, audience, addendum))


def _plain(line: str) -> str:
    """What people wrote must not steer a terminal, nor begin another line."""
    return "".join(each if each.isprintable() else " " for each in line)


def _lines(release: Release, audience: str, addendum: str | None) -> Iterator[str]:
    part = release.wave or (f"addendum: {addendum}" if addendum else "")
    wave = f" · {part}" if part else ""
    yield f"{release.title} · {KINDS[release.kind]}{wave}"
    closed = f"{release.closed_at:%Y-%m-%d %H:%M} UTC"
    yield f"  for: {audience} · occurrence: {release.occurrence} · closed: {closed}"
    least = f"{release.thresholds.scores} or more people, {release.thresholds.words} for words and what is published"
    yield f"  answers: {_KEPT[release.visibility]} · shown: groups of {least}"
    for result in release.results:
        yield ""
        yield f"  {result.question.text}"
        yield from _table(release, result)
        yield from (_pairs(result.question, each) for each in release.pairs if each.question == result.question.key)
    for words in release.words:
        yield ""
        yield f"  “{words.text}”" + (f" ({words.author})" if words.author else "")


def _table(release: Release, result: Result) -> Iterator[str]:
    titles = ["Margin", "Group", "Answered", "n", *answers(result.question), *_last(result.question)]
    turnouts = {each.group: each.seen for each in release.turnouts}
    rows = [
        [cell.group.margin.value, cell.group.name, figures.rate(turnouts[cell.group]), *_figure(cell.figure)]
        for cell in result.cells
    ]
    # What hides a figure or bounds it stands at the end of its line, over all the columns that have nothing to say.
    full = [row for row in [titles, *rows] if len(row) == len(titles)]
    short = [row[:4] for row in [titles, *rows]]
    widths = [max(len(row[place]) for row in (short if place < 3 else full)) for place in range(len(titles))]  # noqa: PLR2004  what every row has
    for row in [titles, *rows]:
        sides = [*map(str.ljust, row[:3], widths[:3]), *map(str.rjust, row[3:], widths[3:])]
        yield "    " + "  ".join(sides if len(row) == len(titles) else [*sides[:3], *row[3:]])


def _last(question: Question) -> tuple[str, ...]:
    match question:
        case ScaleQuestion():
            agree, strongly = figures.names(question)
            return "average", f"% {agree}", f"% {strongly}"
        case ChoiceQuestion() | OpenQuestion():
            return ()


def _figure(figure: Figure) -> Sequence[str]:
    match figure:
        case Mask():
            return [figures.hidden(figure)]
        case ScaleRange(n=n, bounds=(low, high)):
            return [f"{n}, of whom {low} to {high} % stand above the middle"]
        case ScaleFigure(counts=counts, n=n):
            return [*map(str, (n, *counts)), f"{figure.mean:.1f}", str(figure.agree), str(figure.strongly)]
        case ChoiceFigure(counts, n):
            return [*map(str, (n, *counts))]
        case OpenFigure(n):
            return [str(n)]


def _pairs(question: Question, pairs: Pairs) -> str:
    people = matched(pairs)
    agree, strongly = figures.names(question) if isinstance(question, ScaleQuestion) else ("", "")
    told = ", ".join(
        f"{who} {move.before} % to {move.now} %, {evaluating.briefly(move)} points"
        for who, move in ((agree, people.agree), (strongly, people.strongly))
    )
    return f"    the same people as in {pairs.earlier}, n = {pairs.n}: {told}"
