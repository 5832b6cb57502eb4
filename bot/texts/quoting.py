"""What people let be shared, in their words, under the question that they answer."""

import math

from bot.chat.message import Text
from bot.domain.disclosure.release import Release, Words
from bot.domain.prompt import Kind
from bot.texts.room import shorten

_QUESTION, _QUOTE, _STORY = 150, 320, 700


def quotes(release: Release, most: int) -> list[Text]:
    """At most so many quotes, each question with its share of them."""
    by_question: dict[str, list[Words]] = {}
    for words in release.words:
        by_question.setdefault(words.question, []).append(words)
    blocks: list[Text] = []
    for place, (question, said) in enumerate(by_question.items()):
        shown = said[: math.ceil(most / (len(by_question) - place))]
        most -= len(shown)
        some = "" if len(shown) == len(said) else " (some of the answers that were shared)"
        if shown and (some or question != release.title):
            blocks.append(Text(f"{shorten(question, _QUESTION)}{some}", "note"))
        blocks += [Text(_quote(words, release.kind), "quote") for words in shown]
    return blocks


def _quote(words: Words, kind: Kind) -> str:
    text = shorten(words.text, _STORY if kind is Kind.LEARNING_SHARE else _QUOTE)
    return f"{text}\n— {words.author}" if words.author else text
