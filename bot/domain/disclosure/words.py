"""Which words that people let be shared may be shown, and in which order."""

import hashlib
from collections.abc import Mapping, Sequence
from itertools import chain

from bot.domain.disclosure.release import Words
from bot.domain.prompt import Kind, OpenQuestion, Prompt
from bot.domain.response import Response, Sharing


def quotable(
    prompt: Prompt, responses: Sequence[Response], names: Mapping[str, str], threshold: int
) -> tuple[Words, ...]:
    """What may be quoted, in an order that tells nothing about who answered when.

    A learning share is one story and stays whole; otherwise words stand question by question. Words without a name
    need the threshold behind them, of people who kept their names out, or the reader could guess; a name beside words
    is the author's own choice and needs none.
    """
    keys = [question.key for question in prompt.questions if isinstance(question, OpenQuestion)]
    texts = {question.key: question.text for question in prompt.questions}
    stories = [(prompt.title, keys)] if prompt.kind is Kind.LEARNING_SHARE else [(texts[key], [key]) for key in keys]
    return tuple(chain.from_iterable(_said(title, story, responses, names, threshold) for title, story in stories))


def _said(
    title: str, keys: Sequence[str], responses: Sequence[Response], names: Mapping[str, str], threshold: int
) -> Sequence[Words]:
    """What was shared in answer to these questions together."""
    told = [(each, _author(each, names), text) for each in responses if (text := _story(each, keys))]
    enough = sum(author is None for _, author, _ in told) >= threshold
    shared = [
        Words(title, text, author, each.member if author else None)
        for each, author, text in told
        if each.sharing is not Sharing.NO and (author is not None or enough)
    ]
    return sorted(shared, key=_place)


def _author(response: Response, names: Mapping[str, str]) -> str | None:
    """The name that its author lets stand beside a response's words."""
    return names.get(response.member or "") if response.sharing is Sharing.NAMED else None


def _story(response: Response, keys: Sequence[str]) -> str:
    return "\n".join(answer for key in keys if isinstance(answer := response.answers.get(key), str))


def _place(words: Words) -> bytes:
    """A fair place among others: by what is said, and favouring no letter of the alphabet."""
    return hashlib.sha256(f"{words.question}\0{words.text}\0{words.author}".encode()).digest()
