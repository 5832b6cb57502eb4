"""The weekly digest in words: one screen, no names but those given freely, no figure without its n."""

from collections.abc import Sequence

from bot.chat import limits
from bot.chat.message import Action, Block, Button, Buttons, Chart, Divider, Facts, Message, Series, Text, texts
from bot.domain.digest import Coming, Digest, Moved
from bot.domain.disclosure.figures import Mask, OpenFigure, Rate, ScaleFigure
from bot.domain.disclosure.release import Release, Result
from bot.domain.group import Groups
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
_ROOM, _BLOCKS = limits.MESSAGE_TEXT - 1_500, limits.BLOCKS - 8
"""Characters and blocks for what moved and the check-ins; the rest is for what is always there."""
_PART = 4
"""Blocks that a check-in takes without what was said in words."""
_BRIEF = 250
"""Characters of a figure where there is no room for more."""


def message(digest: Digest, mark: str | None = None) -> Message:
    """A digest as its reader gets it."""
    week = f"{moments.day(digest.since, digest.zone)} to {moments.day(digest.until, digest.zone)}"
    blocks: list[Block] = [Text(f"{digest.name}: the week"[: limits.HEADING], "heading"), Text(week, "note")]
    moved = _moved(digest) if digest.moved else []
    blocks += moved
    room, free = _ROOM - _length(moved), _BLOCKS - len(moved)
    releases = digest.releases[:_MOST_RELEASES]
    most = _MOST_QUOTES // max(1, sum(bool(release.words) for release in releases))
    shown = 0
    for place, release in enumerate(releases, 1):
        part = _fitting(release, digest, most, room, free - _PART * (len(releases) - place))
        if part is None:
            break
        room, free = room - _length(part), free - len(part)
        blocks += part
        shown = place
    if not digest.releases:
        blocks.append(Text("No check-in closed this week."))
    elif shown < len(digest.releases):
        blocks.append(Text(f"{len(digest.releases) - shown} more closed this week.", "note"))
    blocks += [Divider(), Text(_coming(digest))]
    least = min((release.thresholds.scores for release in digest.releases), default=LEAST_THRESHOLD)
    blocks.append(Text(f"Nothing is ever shown of fewer than {least} answers.", "note"))
    ways = (*_results(releases[:shown]), Button("History", Action(Verb.HISTORY, digest.partnership)))
    blocks += [Buttons(ways[start : start + limits.BUTTONS]) for start in range(0, len(ways), limits.BUTTONS)]
    return Message(f"{digest.name}: the week to {moments.day(digest.until, digest.zone)}", tuple(blocks), mark)


def _results(releases: Sequence[Release]) -> list[Button]:
    """The way to each check-in's results by group, by its title where there are several."""
    titles = ["Results by group"] if len(releases) == 1 else [f"Results: {release.title}" for release in releases]
    return [
        Button(shorten(title, limits.LABEL), Action(Verb.RESULTS, release.occurrence))
        for title, release in zip(titles, releases, strict=True)
    ]


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


def _fitting(release: Release, digest: Digest, most: int, room: int, free: int) -> list[Block] | None:
    """As much of a check-in as fits: first quotes give way, then the reader's own groups, and then long figures."""
    ways = [(many, digest.lens.own, limits.FACT_VALUE) for many in range(most, -1, -1)]
    for many, own, longest in (*ways, (0, frozenset[str](), limits.FACT_VALUE), (0, frozenset[str](), _BRIEF)):
        facts = [
            (each.question.text, shorten(_said(each, own), longest))
            for each in release.results
            if not isinstance(each.whole, OpenFigure)
        ]
        part: list[Block] = [
            Text(release.title, "heading"),
            Text(f"{KINDS[release.kind]}{f' · {release.wave}' if release.wave else ''} · {_rate(release)}", "note"),
            *([Facts(tuple(facts))] if facts else []),
            *([Text(why, "note")] if (why := left_out(release, digest.lens)) else []),
            *quotes(release, many),
        ]
        if _length(part) <= room and len(part) <= free:
            return part
    return None


def _said(result: Result, own: Groups) -> str:
    """What everybody said, and these groups beside it."""
    cells = [cell for cell in result.cells[1:] if cell.group.key in own and not isinstance(result.whole, Mask)]
    lines = (f"{cell.group.name}: {figures.said(result.question, cell.figure)}" for cell in cells)
    return "\n".join((figures.said(result.question, result.whole), *lines))


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


def _length(part: Sequence[Block]) -> int:
    return sum(map(len, texts(part)))


def _coming(digest: Digest) -> str:
    if not digest.coming:
        return "Nothing is planned for next week."
    lines = [f"{_when(each, digest.zone)}: {each.title}" for each in digest.coming[:_MOST_COMING]]
    return "\n".join(("Next week:", *lines))


def _when(coming: Coming, zone: str) -> str:
    """On its own wall clock, which is named where it is not the reader's."""
    where = "" if coming.zone == zone else f" ({moments.place(coming.zone)} time)"
    return f"{moments.slot(coming.opens)}{where}"
