"""The weekly digest in words: one screen, no names but those given freely, no figure without its n."""

from bot.chat import limits
from bot.chat.message import Action, Block, Button, Buttons, Chart, Divider, Facts, Message, Series, Text
from bot.domain.digest import Coming, Digest, Moved
from bot.domain.disclosure.figures import Mask, OpenFigure, Rate, ScaleFigure
from bot.domain.disclosure.release import Release, Result
from bot.domain.partnership import LEAST_THRESHOLD
from bot.texts import evaluating, figures, moments
from bot.texts.asking import KINDS
from bot.texts.hiding import left_out
from bot.texts.quoting import quotes
from bot.texts.room import distinct, shorten
from bot.texts.verbs import Verb

_MOST_RELEASES = 6
_MOST_QUOTES = 8
_MOST_COMING = 6
_ROOM = limits.MESSAGE_TEXT - 3_000
"""What the check-ins may fill; the rest is for what is always there."""


def message(digest: Digest, mark: str | None = None) -> Message:
    """A digest as its reader gets it."""
    week = f"{moments.day(digest.since, digest.zone)} to {moments.day(digest.until, digest.zone)}"
    blocks: list[Block] = [Text(f"{digest.name}: the week"[: limits.HEADING], "heading"), Text(week, "note")]
    if digest.moved:
        blocks += _moved(digest)
    room = _ROOM
    shown = 0
    talking = sum(bool(release.words) for release in digest.releases[:_MOST_RELEASES])
    most = _MOST_QUOTES // max(1, talking)
    for release in digest.releases[:_MOST_RELEASES]:
        # Figures come before words: quotes give way until the rest of a check-in fits.
        part = next(
            (fits for many in range(most, -1, -1) if _length(fits := _release(release, digest, many)) <= room), None
        )
        if part is None:
            break
        room -= _length(part)
        blocks += part
        shown += 1
    if not digest.releases:
        blocks.append(Text("No check-in closed this week."))
    elif shown < len(digest.releases):
        blocks.append(Text(f"{len(digest.releases) - shown} more closed this week.", "note"))
    blocks += [Divider(), Text(_coming(digest))]
    least = min((release.thresholds.scores for release in digest.releases), default=LEAST_THRESHOLD)
    blocks.append(Text(f"Nothing is ever shown of fewer than {least} answers.", "note"))
    blocks.append(Buttons(tuple(_ways(digest))))
    return Message(f"{digest.name}: the week to {moments.day(digest.until, digest.zone)}", tuple(blocks), mark)


def _ways(digest: Digest) -> list[Button]:
    ways = [Button("History", Action(Verb.HISTORY, digest.partnership))]
    if digest.releases:
        ways.insert(0, Button("Results by group", Action(Verb.RESULTS, digest.releases[-1].occurrence)))
    return ways


def _moved(digest: Digest) -> list[Block]:
    """What moved, in a sentence each, with a chart of the first."""
    blocks: list[Block] = [Text("What moved", "heading")]
    for place, each in enumerate(digest.moved):
        since = each.before.wave or moments.day(each.before.closed_at, digest.zone)
        now = each.change.now
        figure = f"{now.agree} % {figures.agree(each.series.question)} (n = {now.n})"
        how, _ = evaluating.same(each.same, since) if each.same else evaluating.different(each.change, since)
        sentence = f"“{each.series.question.text}”: {figure}. {how}"
        blocks.append(Text(sentence) if place else _chart(each, digest.zone, sentence))
    return blocks


def _chart(moved: Moved, zone: str, sentence: str) -> Chart:
    latest = moved.series.points[-limits.POINTS :]
    shown = [(point, point.figure) for point in latest if isinstance(point.figure, ScaleFigure)]
    return Chart(
        title=shorten(moved.series.question.text, limits.CHART_TITLE),
        kind="line",
        categories=distinct([point.wave or moments.short_day(point.closed_at, zone) for point, _ in shown]),
        series=(Series("% agree", tuple(float(figure.agree) for _, figure in shown)),),
        sentence=sentence,
    )


def _release(release: Release, digest: Digest, most: int) -> tuple[Text | Facts, ...]:
    blocks: list[Text | Facts] = [
        Text(release.title, "heading"),
        Text(f"{KINDS[release.kind]}{f' · {release.wave}' if release.wave else ''} · {_rate(release)}", "note"),
    ]
    facts = [
        (each.question.text, _said(each, digest))
        for each in release.results
        if not isinstance(each.whole, OpenFigure)
    ]
    if facts:
        blocks.append(Facts(tuple(facts)))
    if why := left_out(release, digest.lens):
        blocks.append(Text(why, "note"))
    return (*blocks, *quotes(release, most))


def _said(result: Result, digest: Digest) -> str:
    """What everybody said, and the reader's own groups beside it."""
    lines = [figures.said(result.question, result.whole)]
    lines += [
        f"{cell.group.name}: {figures.said(result.question, cell.figure)}"
        for cell in result.cells[1:]
        if digest.lens.is_own(cell.group) and not isinstance(result.whole, Mask)
    ]
    return shorten("\n".join(lines), limits.FACT_VALUE)


def _rate(release: Release) -> str:
    """How many answered, by sector where that may be said."""
    if isinstance(release.turnout, Mask):
        return "no numbers are shown"
    whole = f"{release.turnout.answered} of {release.turnout.asked} answered ({release.turnout.share} %)"
    sectors = [
        f"{each.group.name} {each.seen.answered} of {each.seen.asked}"
        for each in release.turnouts[1:]
        if isinstance(each.seen, Rate) and each.group.margin == "sector"
    ]
    return f"{whole}: {', '.join(sectors)}" if sectors else whole


def _length(part: tuple[Text | Facts, ...]) -> int:
    return sum(len(each.text) if isinstance(each, Text) else sum(map(len, sum(each.facts, ()))) for each in part)


def _coming(digest: Digest) -> str:
    if not digest.coming:
        return "Nothing is planned for next week."
    lines = [f"{_when(each, digest.zone)}: {each.title}" for each in digest.coming[:_MOST_COMING]]
    return "\n".join(("Next week:", *lines))


def _when(coming: Coming, zone: str) -> str:
    """On its own wall clock, which is named where it is not the reader's."""
    where = "" if coming.zone == zone else f" ({moments.place(coming.zone)} time)"
    return f"{moments.slot(coming.opens)}{where}"
