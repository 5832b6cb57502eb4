"""The weekly digest in words: one screen, no names but those given freely, no figure without its n."""

import math
from itertools import chain

from bot.chat import limits
from bot.chat.message import Block, Divider, Facts, Message, Text
from bot.domain.digest import Coming, Digest
from bot.domain.disclosure.figures import Mask, OpenFigure, Rate
from bot.domain.disclosure.release import Release, Result, Words
from bot.domain.prompt import Kind, ScaleQuestion
from bot.texts import moments
from bot.texts.asking import KINDS
from bot.texts.room import shorten

_AGREEMENT = ScaleQuestion("", "").high_label
_MOST_RELEASES = 6
_MOST_QUOTES = 8
_MOST_COMING = 6
_QUOTE, _STORY = 320, 700
_ROOM = limits.MESSAGE_TEXT - 1_300
"""What the check-ins may fill; the rest is for what is always there."""


def message(digest: Digest, mark: str | None = None) -> Message:
    """A digest as its reader gets it."""
    week = f"{moments.day(digest.since, digest.zone)} to {moments.day(digest.until, digest.zone)}"
    blocks: list[Block] = [Text(f"{digest.partnership}: the week"[: limits.HEADING], "heading"), Text(week, "note")]
    room = _ROOM
    shown = 0
    talking = sum(bool(release.words) for release in digest.releases[:_MOST_RELEASES])
    most = _MOST_QUOTES // max(1, talking)
    for release in digest.releases[:_MOST_RELEASES]:
        # Figures come before words: quotes give way until the rest of a check-in fits.
        part = next(
            (fits for quotes in range(most, -1, -1) if _length(fits := _release(release, digest, quotes)) <= room),
            None,
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
    blocks.append(Text("Only whole-partnership results of five or more answers are ever shown.", "note"))
    return Message(f"{digest.partnership}: the week to {moments.day(digest.until, digest.zone)}", tuple(blocks), mark)


def _release(release: Release, digest: Digest, quotes: int) -> tuple[Text | Facts, ...]:
    blocks: list[Text | Facts] = [
        Text(release.title, "heading"),
        Text(f"{KINDS[release.kind]} · {_rate(release)}", "note"),
    ]
    facts = [(each.question.text, _figure(each, digest)) for each in release.results if not isinstance(each.whole, OpenFigure)]
    if facts:
        blocks.append(Facts(tuple(facts)))
    return (*blocks, *_said(release, quotes))


def _said(release: Release, most: int) -> list[Text]:
    """What was shared under the question it answers, each question with its share of the room."""
    by_question: dict[str, list[Words]] = {}
    for words in release.words:
        by_question.setdefault(words.question, []).append(words)
    blocks: list[Text] = []
    for place, (question, said) in enumerate(by_question.items()):
        shown = said[: math.ceil(most / (len(by_question) - place))]
        most -= len(shown)
        some = "" if len(shown) == len(said) else " (some of the answers that were shared)"
        if shown and (some or question != release.title):
            blocks.append(Text(f"{question}{some}", "note"))
        blocks += [Text(_quote(words, release.kind), "quote") for words in shown]
    return blocks


def _length(part: tuple[Text | Facts, ...]) -> int:
    return sum(len(each.text) if isinstance(each, Text) else sum(map(len, chain(*each.facts))) for each in part)


def _rate(release: Release) -> str:
    rate = release.turnout
    if isinstance(rate, Mask):
        return "no numbers are shown"
    return f"{rate.answered} of {rate.asked} answered ({rate.share} %)"


def _figure(result: Result, digest: Digest) -> str:
    return str(result.whole.n if isinstance(result.whole, Rate) else "")


def _quote(words: Words, kind: Kind) -> str:
    text = shorten(words.text, _STORY if kind is Kind.LEARNING_SHARE else _QUOTE)
    return f"{text}\n— {words.author}" if words.author else text


def _coming(digest: Digest) -> str:
    if not digest.coming:
        return "Nothing is planned for next week."
    lines = [f"{_when(each, digest.zone)}: {each.title}" for each in digest.coming[:_MOST_COMING]]
    return "\n".join(("Next week:", *lines))


def _when(coming: Coming, zone: str) -> str:
    """On its own wall clock, which is named where it is not the reader's."""
    where = "" if coming.zone == zone else f" ({moments.place(coming.zone)} time)"
    return f"{moments.slot(coming.opens)}{where}"
