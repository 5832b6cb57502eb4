"""The weekly digest in words: one screen, no names but those given freely, no figure without its n."""

from bot.chat import limits
from bot.chat.message import Action, Block, Button, Buttons, Chart, Divider, Facts, Message, Series, Text, texts
from bot.domain.digest import Coming, Digest, Moved
from bot.domain.disclosure.figures import Mask, OpenFigure, Rate, ScaleFigure
from bot.domain.disclosure.release import Release, Result
from bot.domain.group import Margin
from bot.domain.partnership import LEAST_THRESHOLD
from bot.texts import evaluating, figures, moments
from bot.texts.asking import KINDS
from bot.texts.hiding import left_out
from bot.texts.quoting import quotes
from bot.texts.room import distinct, shorten
from bot.texts.verbs import Verb

_MOST_FACTS = 8
"""Check-ins and figures on one screen; Results by group has all of them."""
_FACT = 250
"""Characters of what is said of one of them."""
_MOST_QUOTES = 4
_MOST_COMING = 4


def message(digest: Digest, mark: str | None = None) -> Message:
    """A digest as its reader gets it."""
    week = f"{moments.day(digest.since, digest.zone)} to {moments.day(digest.until, digest.zone)}"
    told: list[Block] = [
        Text(f"{digest.name}: the week"[: limits.HEADING], "heading"),
        Text(week, "note"),
        *_moved(digest),
        *_answered(digest),
    ]
    rest: list[Block] = [
        Divider(),
        Text(_coming(digest)),
        Text(_hidden(digest), "note"),
        Buttons(tuple(_ways(digest))),
    ]
    # Where all of it is as long as it may be, words give way: four whole stories do not fit beside eight figures.
    room = limits.MESSAGE_TEXT - sum(map(len, texts([*told, *rest])))
    quoted = (_said(digest, most) for most in range(_MOST_QUOTES, -1, -1))
    said = next(each for each in quoted if sum(map(len, texts(each))) <= room)
    summary = f"{digest.name}: the week to {moments.day(digest.until, digest.zone)}"
    return Message(summary, (*told, *said, *rest), mark)


def _ways(digest: Digest) -> list[Button]:
    """The way to each check-in's results by group, by its title where there are several."""
    some = digest.releases[: limits.BUTTONS - 1]
    titles = ["Results by group"] if len(some) == 1 else [f"Results: {release.title}" for release in some]
    ways = [
        Button(shorten(title, limits.LABEL), Action(Verb.RESULTS, release.occurrence))
        for title, release in zip(titles, some, strict=True)
    ]
    return [*ways, Button("History", Action(Verb.HISTORY, digest.partnership))]


def _moved(digest: Digest) -> list[Block]:
    """What moved, in a sentence each, with a chart of the first."""
    blocks: list[Block] = []
    for each in digest.moved:
        since = each.before.wave or moments.day(each.before.closed_at, digest.zone)
        now = each.change.now
        how = evaluating.same_shortly(each.same, since) if each.same else evaluating.shortly(each.change, since)
        said = f"{now.agree} % {figures.agree(each.series.question)} (n = {now.n}), {how}"
        sentence = f"“{each.series.question.text}” {said}"
        blocks.append(Text(sentence) if blocks else _chart(each, digest.zone, sentence))
    return [Text("What moved", "heading"), *blocks] if blocks else []


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


def _answered(digest: Digest) -> list[Block]:
    """How many answered each check-in, and what they said to whatever has not just been told of."""
    if not digest.releases:
        return [Text("No check-in closed this week.")]
    told = {(each.series.schedule, each.series.question) for each in digest.moved}
    facts: list[tuple[str, str]] = []
    for release in digest.releases:
        facts.append((_name(release), _rate(release)))
        facts += [
            (result.question.text, _figure(result, digest))
            for result in release.results
            if (release.schedule, result.question) not in told and not isinstance(result.whole, Mask | OpenFigure)
        ]
    shown = [(name, shorten(value, _FACT)) for name, value in facts[:_MOST_FACTS]]
    blocks: list[Block] = [Text("Who answered, and what", "heading"), Facts(tuple(shown))]
    if len(shown) < len(facts):
        blocks.append(Text(f"{len(facts) - len(shown)} more lines are in Results by group.", "note"))
    return blocks


def _name(release: Release) -> str:
    wave = f", {release.wave}" if release.wave else ""
    return f"{release.title} ({KINDS[release.kind].lower()}{wave})"


def _figure(result: Result, digest: Digest) -> str:
    """What everybody said, and those of the reader's own groups that may be shown."""
    lines = [figures.said(result.question, result.whole)]
    lines += [
        f"{cell.group.name}: {figures.said(result.question, cell.figure)}"
        for cell in result.cells[1:]
        if digest.lens.is_own(cell.group) and not isinstance(cell.figure, Mask)
    ]
    return "\n".join(lines)


def _rate(release: Release) -> str:
    """How many answered, by sector where that may be said."""
    if isinstance(release.turnout, Mask):
        return figures.hidden(release.turnout)
    whole = f"{release.turnout.answered} of {release.turnout.asked} answered ({release.turnout.share} %)"
    sectors = [
        f"{each.group.name} {each.seen.answered} of {each.seen.asked}"
        for each in release.turnouts[1:]
        if isinstance(each.seen, Rate) and each.group.margin is Margin.SECTOR
    ]
    return f"{whole}: {', '.join(sectors)}" if sectors else whole


def _said(digest: Digest, most: int) -> list[Block]:
    """A few of the words that people let be shared, of each check-in with its share of the room."""
    talking = [release for release in digest.releases if release.words][:most]
    return [block for release in talking for block in quotes(release, most // len(talking))]


def _hidden(digest: Digest) -> str:
    """What is not shown and why, in one note."""
    least = min((release.thresholds.scores for release in digest.releases), default=LEAST_THRESHOLD)
    least_shown = f"Nothing is ever shown of fewer than {least} answers."
    return " ".join(filter(None, (left_out(digest.releases, digest.lens), least_shown)))


def _coming(digest: Digest) -> str:
    if not digest.coming:
        return "Nothing is planned for next week."
    lines = [f"{_when(each, digest.zone)}: {each.title}" for each in digest.coming[:_MOST_COMING]]
    return "\n".join(("Next week:", *lines))


def _when(coming: Coming, zone: str) -> str:
    """On its own wall clock, which is named where it is not the reader's."""
    where = "" if coming.zone == zone else f" ({moments.place(coming.zone)} time)"
    return f"{moments.slot(coming.opens)}{where}"
