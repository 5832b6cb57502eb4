"""The weekly digest in words: one screen, no names but those given freely, no figure without its n."""

from collections import Counter
from itertools import chain, islice, zip_longest

from bot.chat import limits
from bot.chat.message import Action, Block, Button, Buttons, Chart, Facts, Message, Series, Text
from bot.domain.digest import Coming, Digest, Moved
from bot.domain.disclosure.addenda import Addition
from bot.domain.disclosure.figures import Mask, OpenFigure, Rate, ScaleFigure
from bot.domain.disclosure.release import Release, Result
from bot.domain.partnership import LEAST_THRESHOLD
from bot.texts import evaluating, figures, moments
from bot.texts.hiding import left_out_shortly
from bot.texts.quoting import quote
from bot.texts.room import after_a_word, distinct, shorten
from bot.texts.verbs import Verb

_MOST_FIGURES, _MOST_QUOTES, _MOST_LINES = 3, 2, 4
"""What a phone shows without much scrolling; See all has the rest."""
_QUESTION, _QUOTE, _TITLE, _FACT = 72, 180, 60, 250
"""Characters of a question, of a quote, of a title and of what is said of a question."""


def message(digest: Digest, mark: str | None = None) -> Message:
    """A digest as its reader gets it."""
    week = f"{moments.day(digest.since, digest.zone)} to {moments.day(digest.until, digest.zone)}"
    blocks = (
        Text(f"{digest.name}: the week"[: limits.HEADING], "heading"),
        Text(week, "note"),
        *_moved(digest),
        *_said(digest),
        *_quoted(digest),
        Facts((("Answered", _answered(digest)), ("Next week", _coming(digest)))),
        Text(_hidden(digest), "note"),
        *_more(digest),
        *_late(digest),
        Buttons(tuple(_ways(digest))),
    )
    return Message(f"{digest.name}: the week to {moments.day(digest.until, digest.zone)}", blocks, mark)


def _late(digest: Digest) -> list[Block]:
    """Late answers that were released since, each with the way to them."""
    some = digest.late[: limits.BUTTONS]
    if not some:
        return []
    said = _lines([f"{shorten(each.title, _TITLE)}: {_people(each)}" for each in some])
    names = distinct([shorten(f"Late: {each.title}", limits.LABEL) for each in some], limits.LABEL)
    ways = (
        Button(name, Action(Verb.RESULTS, f"{each.occurrence}:{Addition.LATE}:0"))
        for name, each in zip(names, some, strict=True)
    )
    return [Text(f"Late answers, as a group of their own:\n{said}", "note"), Buttons(tuple(ways))]


def _people(late: Release) -> str:
    match late.turnout:
        case Rate(answered=answered):
            return f"{answered} more people"
        case Mask() as mask:
            return figures.hidden(mask)


def _ways(digest: Digest) -> list[Button]:
    """The way to all of each check-in, by its title where there are several, and by its day where titles repeat."""
    some = digest.releases[: limits.BUTTONS - 1]
    named = [shorten(release.title, limits.LABEL) for release in some]
    times = Counter(named)
    days = [f", {moments.short_day(release.closed_at, digest.zone)}" for release in some]
    labels = [
        name if times[name] == 1 else f"{shorten(name, limits.LABEL - len(day))}{day}"
        for name, day in zip(named, days, strict=True)
    ]
    labels = ["See all"] if len(some) == 1 else [*distinct(labels, limits.LABEL)]
    ways = [
        Button(label, Action(Verb.RESULTS, release.occurrence)) for label, release in zip(labels, some, strict=True)
    ]
    return [*ways, Button("History", Action(Verb.HISTORY, digest.partnership))]


def _moved(digest: Digest) -> list[Block]:
    """What moved, in a sentence each, with a chart of the first; what holds for all of them is said once."""
    terms = [evaluating.terms(each.change, each.same, _since(each, digest.zone)) for each in digest.moved]
    together = len(terms) > 1 and len(set(terms)) == 1
    blocks: list[Block] = []
    who = figures.agree(digest.moved[0].series.question) if digest.moved else ""
    for each, on in zip(digest.moved, terms, strict=True):
        how = evaluating.shortly(each.told, "" if blocks else "95 % interval ")
        agree = figures.agree(each.series.question)
        stands = _stands(each, "" if blocks and agree == who else f" {agree}")
        sentence = f"“{each.series.question.text}” {stands}, {how}{'' if together else f' {on}'}."
        blocks.append(Text(sentence) if blocks else _chart(each, digest.zone, sentence))
    notes = [f"All {terms[0]}."] if together else []
    if any(evaluating.apart(each.told) for each in digest.moved):
        notes.append(evaluating.ROUNDED)
    return [*blocks, Text(" ".join(notes), "note")] if notes else blocks


def _stands(moved: Moved, agree: str) -> str:
    """How many agree, of the people whose change is told."""
    if moved.same:
        return f"{moved.told.before} % to {moved.told.now} % of the same {moved.same.n} people{agree}"
    return f"{moved.told.now} %{agree} (n = {moved.change.now.n})"


def _since(moved: Moved, zone: str) -> str:
    return moved.before.wave or moments.day(moved.before.closed_at, zone)


def _chart(moved: Moved, zone: str, sentence: str) -> Chart:
    """The same people twice where it is their change that is told, otherwise everybody each time."""
    latest = moved.series.points[-limits.POINTS :]
    shown = [(point, point.figure.agree) for point in latest if isinstance(point.figure, ScaleFigure)]
    if moved.same:
        shown = [(moved.before, moved.told.before), (moved.series.points[-1], moved.told.now)]
    agree, _ = figures.names(moved.series.question)
    return Chart(
        title=f"What moved: % who {agree}",
        kind="line",
        categories=distinct([point.wave or moments.short_day(point.closed_at, zone) for point, _ in shown]),
        series=(Series(f"% {agree}", tuple(float(share) for _, share in shown)),),
        sentence=sentence,
    )


def _told(digest: Digest) -> list[Result]:
    """The figures of the week that are not told of as having moved."""
    moved = {(each.series.schedule, each.series.question) for each in digest.moved}
    return [
        result
        for release in digest.releases
        for result in release.results
        if (release.schedule, result.question) not in moved and not isinstance(result.whole, Mask | OpenFigure)
    ]


def _room(digest: Digest) -> int:
    """How many figures there is room for beside those that moved."""
    return _MOST_FIGURES - len(digest.moved)


def _said(digest: Digest) -> list[Block]:
    """What everybody said to a few questions, where less than a screen moved."""
    facts = tuple((result.question.text, _figure(result, digest)) for result in _told(digest)[: _room(digest)])
    return [Text("What people said", "heading"), Facts(facts)] if facts else []


def _figure(result: Result, digest: Digest) -> str:
    """What everybody said, and those of the reader's own groups that may be shown."""
    said = figures.said(result.question, result.whole)
    for cell in result.cells[1:]:
        if digest.lens.is_own(cell.group) and not isinstance(cell.figure, Mask):
            more = f"{said}\n{cell.group.name}: {figures.said(result.question, cell.figure)}"
            # Cut at its end it would lose its n.
            said = more if len(more) <= _FACT else said
    return said


def _quoted(digest: Digest) -> list[Block]:
    """A few of the words that people let be shared, in turn of each check-in, under the question that they answer."""
    told = [[(release, words) for words in release.words] for release in digest.releases]
    turns = chain.from_iterable(zip_longest(*told))
    few: dict[tuple[str, str], list[Text]] = {}
    for release, words in islice(filter(None, turns), _MOST_QUOTES):
        few.setdefault((release.occurrence, words.question), []).append(quote(words, release.kind, _QUOTE))
    blocks: list[Block] = [Text("In their words", "heading")] if few else []
    for (_, question), quotes in few.items():
        blocks += [Text(after_a_word(question, _QUESTION), "note"), *quotes]
    return blocks


def _answered(digest: Digest) -> str:
    """How many answered each check-in."""
    return _lines([_rate(release) for release in digest.releases]) or "No check-in closed this week."


def _rate(release: Release) -> str:
    name = shorten(f"{release.title}, {release.wave}" if release.wave else release.title, _TITLE)
    match release.turnout:
        case Rate(asked, answered):
            return f"{name}: {answered} of {asked}"
        case Mask() as mask:
            return f"{name} ({figures.hidden(mask)})"


def _coming(digest: Digest) -> str:
    return _lines([_when(each, digest.zone) for each in digest.coming]) or "Nothing is planned."


def _when(coming: Coming, zone: str) -> str:
    """On its own wall clock, which is named where it is not the reader's."""
    where = "" if coming.zone == zone else f" ({moments.place(coming.zone)} time)"
    return f"{moments.short_slot(coming.opens)}{where}: {shorten(coming.title, _TITLE)}"


def _lines(said: list[str]) -> str:
    """A few of them, and how many more there are."""
    more = len(said) - _MOST_LINES
    return "\n".join([*said[:_MOST_LINES], f"and {more} more"] if more > 0 else said)


def _hidden(digest: Digest) -> str:
    """What is not shown and why, in one sentence."""
    least = min((release.thresholds.scores for release in digest.releases), default=LEAST_THRESHOLD)
    nothing = f"Only groups of {least} or more people are ever shown."
    return left_out_shortly(digest.releases, digest.lens) or nothing


def _more(digest: Digest) -> list[Text]:
    """What else the buttons lead to."""
    quotes = sum(len(release.words) for release in digest.releases)
    left = ((len(_told(digest)) - _room(digest), "figure"), (quotes - _MOST_QUOTES, "quote"))
    more = ", ".join(f"{count} more {what}{'' if count == 1 else 's'}" for count, what in left if count > 0)
    if len(digest.releases) > 1:
        return [Text(f"See all ({more}):" if more else "See all:", "note")]
    return [Text(f"See all has {more}.", "note")] if more else []
