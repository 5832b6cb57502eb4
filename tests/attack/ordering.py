"""The attacks upon words: too few authors, names that should not stand there, and an order that tells who or when."""

from collections.abc import Iterable, Sequence

from bot.domain.disclosure.release import Release
from bot.domain.prompt import OpenQuestion
from bot.domain.response import Sharing
from tests.attack.partnerships import Case
from tests.attack.seen import Success

SURE = 4.5
"""Standard deviations: by chance once in a hundred thousand times or so."""


def quoted(case: Case, made: Release) -> list[Success]:
    """Words that may not be shown at all, or not in this way."""
    found = []
    for question in case.prompt.questions:
        if not isinstance(question, OpenQuestion):
            continue
        said = {each.answers[question.key]: each for each in case.responses if question.key in each.answers}
        unnamed = sum(each.sharing is not Sharing.NAMED or each.member not in case.names for each in said.values())
        for words in made.words:
            if words.question != question.text:
                continue
            author = said[words.text]
            named = author.sharing is Sharing.NAMED and author.member in case.names
            if author.sharing is Sharing.NO:
                found.append(Success("words", question.key, f"{words.text!r} was not to be shared"))
            if (words.author is not None or words.member is not None) and not named:
                found.append(Success("words", question.key, f"{words.text!r} stands beside {words.author}"))
            if words.author is None and unnamed < case.occurrence.thresholds.words:
                needed = case.occurrence.thresholds.words
                found.append(Success("words", question.key, f"{unnamed} people are behind words, of {needed} needed"))
    return found


def ordered(published: Iterable[tuple[Case, Release]]) -> list[Success]:
    """Whether over many releases the order of words follows that of answers or tokens, or comes twice."""
    by_time, by_token, by_question = [], [], []
    for case, made in published:
        came = {str(text): place for place, each in enumerate(case.responses) for text in each.answers.values()}
        tokens = {text: case.responses[place].token for text, place in came.items()}
        orders = []
        for question in case.prompt.questions:
            texts = [words.text for words in made.words if words.question == question.text]
            orders.append([came[text] for text in texts])
            by_time.append(orders[-1])
            by_token.append([sorted(tokens.values()).index(tokens[text]) for text in texts])
        if len(orders) > 1:
            second = {author: place for place, author in enumerate(orders[1])}
            by_question.append([second[author] for author in orders[0] if author in second])
    return [
        Success("ordering", "words", f"they follow {what}: {score:+.1f} standard deviations off chance")
        for what, orders in (
            ("that in which people answered", by_time),
            ("that of their tokens", by_token),
            ("that of the same people under another question", by_question),
        )
        if abs(score := agreement(orders)) > SURE
    ]


def agreement(orders: Sequence[Sequence[int]]) -> float:
    """By how many standard deviations lists are more in order, or out of it, than by chance (Kendall)."""
    concordant, variance = 0, 0.0
    for order in orders:
        n = len(order)
        concordant += sum(
            (later > earlier) - (later < earlier)
            for place, earlier in enumerate(order)
            for later in order[place + 1 :]
        )
        variance += n * (n - 1) * (2 * n + 5) / 18
    return float(concordant / variance**0.5) if variance else 0.0
