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
from bot.speech import gettext as _
from bot.speech import ngettext
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
    since, until = moments.day(digest.since, digest.zone), moments.day(digest.until, digest.zone)
    blocks = (
        Text(_("{name}: the week", name=digest.name)[: limits.HEADING], "heading"),
        Text(_("{since} to {until}", since=since, until=until), "note"),
        *_moved(digest),
        *_said(digest),
        *_quoted(digest),
        Facts(((_("Answered"), _answered(digest)), (_("Next week"), _coming(digest)))),
        Text(_hidden(digest), "note"),
        *_more(digest),
        *_late(digest),
        Buttons(tuple(_ways(digest))),
    )
    return Message(_("{name}: the week to {until}", name=digest.name, until=until), blocks, mark)


def _late(digest: Digest) -> list[Block]:
    """Late answers that were released since, each with the way to them."""
    some = digest.late[: limits.BUTTONS]
    if not some:
        return []
    said = _lines([f"{shorten(each.title, _TITLE)}: {_people(each)}" for each in some])
    names = distinct([shorten(_("Late: {title}", title=each.title), limits.LABEL) for each in some], limits.LABEL)
    ways = (
        Button(name, Action(Verb.RESULTS, f"{each.occurrence}:{Addition.LATE}:0"))
        for name, each in zip(names, some, strict=True)
    )
    heading = _("Late answers, as a group of their own:")
    return [Text(f"{heading}\n{said}", "note"), Buttons(tuple(ways))]


def _people(late: Release) -> str:
    match late.turnout:
        case Rate(answered=answered):
            return ngettext("{count} more person", "{count} more people", answered)
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
    labels = [_("See all")] if len(some) == 1 else [*distinct(labels, limits.LABEL)]
    ways = [
        Button(label, Action(Verb.RESULTS, release.occurrence)) for label, release in zip(labels, some, strict=True)
    ]
    return [*ways, Button(_("History"), Action(Verb.HISTORY, digest.partnership))]


def _moved(digest: Digest) -> list[Block]:
    """What moved, in a sentence each, with a chart of the first; what holds for all of them is said once."""
    terms = [evaluating.terms(each.change, each.same, _since(each, digest.zone)) for each in digest.moved]
    together = len(terms) > 1 and len(set(terms)) == 1
    blocks: list[Block] = []
    who = figures.towards(digest.moved[0].series.question) if digest.moved else None
    for each, on in zip(digest.moved, terms, strict=True):
        how = evaluating.shortly(each.told, named=not blocks)
        again = bool(blocks) and figures.towards(each.series.question) == who
        question, stands = each.series.question.text, _how_many(each) if again else _stands(each)
        sentence = (
            _("“{question}” {stands}, {how}.", question=question, stands=stands, how=how)
            if together
            else _("“{question}” {stands}, {how} {terms}.", question=question, stands=stands, how=how, terms=on)
        )
        blocks.append(Text(sentence) if blocks else _chart(each, digest.zone, sentence))
    notes = [_("All {terms}.", terms=terms[0])] if together else []
    if any(evaluating.apart(each.told) for each in digest.moved):
        notes.append(_(evaluating.ROUNDED))
    return [*blocks, Text(" ".join(notes), "note")] if notes else blocks


def _stands(moved: Moved) -> str:
    """How many agree, of the people whose change is told."""
    points, end = figures.towards(moved.series.question) or ("", "")
    before, now, n = moved.told.before, moved.told.now, moved.change.now.n
    if moved.same:
        same = moved.same.n
        return (
            _(
                "{before} % to {now} % of the same {count} people say {points}, towards “{end}”",
                before=before,
                now=now,
                count=same,
                points=points,
                end=end,
            )
            if points
            else _("{before} % to {now} % of the same {count} people agree", before=before, now=now, count=same)
        )
    if points:
        return _("{now} % say {points}, towards “{end}” (n = {n})", now=now, points=points, end=end, n=n)
    return _("{now} % agree (n = {n})", now=now, n=n)


def _how_many(moved: Moved) -> str:
    """The same, without what was just told of another question: what those do who are counted."""
    before, now = moved.told.before, moved.told.now
    if moved.same:
        return _("{before} % to {now} % of the same {count} people", before=before, now=now, count=moved.same.n)
    return _("{now} % (n = {n})", now=now, n=moved.change.now.n)


def _since(moved: Moved, zone: str) -> str:
    return moved.before.wave or moments.day(moved.before.closed_at, zone)


def _chart(moved: Moved, zone: str, sentence: str) -> Chart:
    """The same people twice where it is their change that is told, otherwise everybody each time."""
    latest = moved.series.points[-limits.POINTS :]
    shown = [(point, point.figure.agree) for point in latest if isinstance(point.figure, ScaleFigure)]
    if moved.same:
        shown = [(moved.before, moved.told.before), (moved.series.points[-1], moved.told.now)]
    points, _end = figures.towards(moved.series.question) or ("", "")
    title = _("What moved: % who say {points}", points=points) if points else _("What moved: % who agree")
    per_cent, _strongly = figures.per_cent(moved.series.question)
    return Chart(
        title=shorten(title, limits.CHART_TITLE),
        kind="line",
        categories=distinct([point.wave or moments.short_day(point.closed_at, zone) for point, _figure in shown]),
        series=(Series(per_cent, tuple(float(share) for _point, share in shown)),),
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
    return [Text(_("What people said"), "heading"), Facts(facts)] if facts else []


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
    blocks: list[Block] = [Text(_("In their words"), "heading")] if few else []
    for (_occurrence, question), quotes in few.items():
        blocks += [Text(after_a_word(question, _QUESTION), "note"), *quotes]
    return blocks


def _answered(digest: Digest) -> str:
    """How many answered each check-in."""
    return _lines([_rate(release) for release in digest.releases]) or _("No check-in closed this week.")


def _rate(release: Release) -> str:
    name = shorten(f"{release.title}, {release.wave}" if release.wave else release.title, _TITLE)
    match release.turnout:
        case Rate(asked, answered):
            return _("{name}: {answered} of {asked}", name=name, answered=answered, asked=asked)
        case Mask() as mask:
            return f"{name} ({figures.hidden(mask)})"


def _coming(digest: Digest) -> str:
    return _lines([_when(each, digest.zone) for each in digest.coming]) or _("Nothing is planned.")


def _when(coming: Coming, zone: str) -> str:
    """On its own wall clock, which is named where it is not the reader's."""
    slot, title = moments.short_slot(coming.opens), shorten(coming.title, _TITLE)
    if coming.zone == zone:
        return f"{slot}: {title}"
    return _("{slot} ({place} time): {title}", slot=slot, place=moments.place(coming.zone), title=title)


def _lines(said: list[str]) -> str:
    """A few of them, and how many more there are."""
    more = len(said) - _MOST_LINES
    return "\n".join([*said[:_MOST_LINES], _("and {count} more", count=more)] if more > 0 else said)


def _hidden(digest: Digest) -> str:
    """What is not shown and why, in one sentence."""
    least = min((release.thresholds.scores for release in digest.releases), default=LEAST_THRESHOLD)
    nothing = _("Only groups of {threshold} or more people are ever shown.", threshold=least)
    return left_out_shortly(digest.releases, digest.lens) or nothing


def _more(digest: Digest) -> list[Text]:
    """What else the buttons lead to."""
    quotes = sum(len(release.words) for release in digest.releases)
    figures_left, quotes_left = len(_told(digest)) - _room(digest), quotes - _MOST_QUOTES
    left: list[str] = []
    if figures_left > 0:
        left.append(ngettext("{count} more figure", "{count} more figures", figures_left))
    if quotes_left > 0:
        left.append(ngettext("{count} more quote", "{count} more quotes", quotes_left))
    more = ", ".join(left)
    if len(digest.releases) > 1:
        return [Text(_("See all ({more}):", more=more) if more else _("See all:"), "note")]
    return [Text(_("See all has {more}.", more=more), "note")] if more else []
