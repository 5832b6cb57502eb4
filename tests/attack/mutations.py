"""Ways to break a rule of what may be shown, or of the close, that the attacks must notice: one small change each."""

from dataclasses import dataclass
from typing import Literal

Attack = Literal["figures", "words", "waves", "late", "file", "rules"]


@dataclass(frozen=True, slots=True)
class Mutation:
    """One broken rule: in this file, the text `before`, found exactly once, becomes `after`."""

    harm: str
    attack: Attack
    """Which attacks are to notice.

    "rules" are the engine's own tests, for what no attacker of ours makes use of: they know all answers of their
    organisation, so a range within it hides nothing from them, and organisations so large that a part of one and its
    rest both pass the threshold are too rare among the seeds.
    """
    path: str
    before: str
    after: str


def _engine(harm: str, file: str, before: str, after: str, attack: Attack = "figures") -> Mutation:
    return Mutation(harm, attack, f"bot/domain/disclosure/{file}", before, after)


def _close(harm: str, path: str, before: str, after: str) -> Mutation:
    return Mutation(harm, "file", path, before, after)


MUTATIONS = (
    _engine(
        "ask for one person fewer than the threshold",
        "making.py",
        "desk = _Desk((EVERYBODY, *shown), occurrence.thresholds.scores)",
        "desk = _Desk((EVERYBODY, *shown), occurrence.thresholds.scores - 1)",
    ),
    _engine(
        "show cells whatever their size",
        "safety.py",
        "enough = crowd.totals >= threshold",
        "enough = crowd.totals > 0",
    ),
    _engine(
        "think of no insider",
        "safety.py",
        "attackers = np.flatnonzero(self._people.any(axis=0))",
        "attackers = np.flatnonzero(self._people.any(axis=0))[:0]",
    ),
    _engine("let one organisation stand alone", "safety.py", "self._several < 2)", "self._several < 1)"),
    _engine(
        "look for no total that is too small",
        "safety.py",
        "asked=self._suspect & (self._left < self._threshold)",
        "asked=self._suspect & (self._left < 0)",
    ),
    _engine(
        "look for no total of one organisation",
        "safety.py",
        "asked=self._suspect & only & (theirs > 0)",
        "asked=self._suspect & only & (theirs < 0)",
    ),
    _engine(
        "look for no total of people who are alike",
        "safety.py",
        "asked=(people >= self._threshold)[:, None]",
        "asked=(people < 0)[:, None]",
    ),
    _engine(
        "count an organisation's part for the whole of it",
        "safety.py",
        "worth=whole or 1",
        "worth=0 if whole else 1",
        "rules",
    ),
    _engine("suspect only what moves by itself", "safety.py", "rest > SLACK", "rest > 1 - SLACK"),
    _engine(
        "take every insider's case for settled with the outsider's",
        "safety.py",
        "everywhere: Bools = np.asarray(proved.all(axis=1))",
        "everywhere: Bools = np.asarray(proved.any(axis=1))",
    ),
    _engine(
        "take a price above the cost for a proof",
        "safety.py",
        "prices <= self.costs + SLACK)\n",
        "prices <= self.costs + 5)\n",
    ),
    _engine("pass over all leaks", "choice.py", "if not found:", "if found or not found:"),
    _engine(
        "show a range without looking what follows from it",
        "choice.py",
        "while more.any() and (found",
        "while not more.any() and (found",
    ),
    _engine(
        "let what is shown rest on a range", "choice.py", "worth * exact, forbidden", "worth, forbidden", "rules"
    ),
    _engine(
        "show again what does not follow from what is shown",
        "choice.py",
        "(axes.T @ within)).max(axis=0) < SLACK",
        "(axes.T @ within)).max(axis=0) < 2",
    ),
    _engine("leave out the last check", "making.py", "or not self._tight(question, crowd, shown):", "or shown:"),
    _engine(
        "let people be exchanged who stand in different cells",
        "otherwise.py",
        "cells = np.unique(exact.T, axis=0)",
        "cells = np.unique(exact.T, axis=0)[:1]",
    ),
    _engine(
        "let whoever knows one of two be deceived by their exchange",
        "otherwise.py",
        "attackers[(attackers != NOBODY) & always[attackers]]",
        "attackers[:0]",
    ),
    _engine(
        "let people swap who stand in different cells",
        "otherwise.py",
        "np.unique(self._rows, axis=1, return_inverse=True)[1].reshape(-1)",
        "np.zeros(atoms, np.int64)",
    ),
    _engine(
        "call a bound loose when it is tight",
        "bounds.py",
        "attacker):\n                return True",
        "attacker):\n                return False",
    ),
    _engine(
        "show organisations where answers are anonymous",
        "making.py",
        "or visibility is not Visibility.ANONYMOUS",
        "or visibility in Visibility",
    ),
    _engine(
        "say how many answered by no rule",
        "making.py",
        "        choice = self._choose(crowd)\n",
        "        choice = Choice((None,) * len(self.cells))\n",
    ),
    _engine(
        "show nearly all of one mind as they are",
        "tally.py",
        "    if not few:\n",
        "    if few or not few:\n",
        "rules",
    ),
    _engine(
        "end a range where people stand",
        "tally.py",
        "ScaleRange(n, 0, most) if few[0] is above else ScaleRange(n, n - most, n)",
        "ScaleRange(n, int(above.sum()), int(above.sum()))",
        "rules",
    ),
    _engine("show groups of one mind", "tally.py", "if alike_to_somebody or ", "if ", "rules"),
    _engine(
        "let an option be everybody's",
        "tally.py",
        "or total.max() >= n - _NEARLY or not total.any():",
        "or n < 0:",
        "rules",
    ),
    _engine(
        "think of what somebody knows of a side no more than of what everybody does",
        "tally.py",
        "max(int(side.max(initial=0)), _NEARLY) + 1",
        "_NEARLY + 1",
        "rules",
    ),
    _engine(
        "tell more of a question than of how many answered it",
        "choice.py",
        "kept &= True if among is None else among",
        "kept &= True",
        "rules",
    ),
    _engine("quote too few", "words.py", ">= threshold\n", ">= threshold - 5\n", "words"),
    _engine(
        "quote what was not to be shared",
        "words.py",
        "if each.sharing is not Sharing.NO and (",
        "if each.token and (",
        "words",
    ),
    _engine(
        "name who did not ask for it",
        "words.py",
        "if response.sharing is Sharing.NAMED else None",
        "if response.member else None",
        "words",
    ),
    _engine(
        "quote in the order in which people answered",
        "words.py",
        "return sorted(shared, key=_place)",
        "return shared",
        "words",
    ),
    _close(
        "leave answers under their tokens",
        "bot/store/responses.py",
        "scatter(session, occurrence.id, kept.__getitem__)",
        "(kept, scatter)",
    ),
    _close(
        "keep the groups",
        "bot/store/responses.py",
        "scatter(session, occurrence.id, kept.__getitem__)",
        "scatter(session, occurrence.id, lambda groups: groups)",
    ),
    _close("leave deleted rows in free pages", "bot/store/engine.py", '"secure_delete=ON"', '"secure_delete=OFF"'),
    _close(
        "keep late answers that nobody is told of",
        "bot/usecases/latecoming.py",
        "        responses.withdraw_late(session, occurrence.id)\n",
        "        pass\n",
    ),
    _close(
        "keep the key when late answers end",
        "bot/store/occurrences.py",
        "occurrence)\n    row.state, row.key = State.CLOSED.value, None",
        "occurrence)\n    row.state = State.CLOSED.value",
    ),
    _close(
        "leave late answers under their tokens",
        "bot/usecases/latecoming.py",
        "responses.unlink(session, occurrence)",
        "(responses.unlink, session)",
    ),
    _close(
        "keep why people skipped",
        "bot/usecases/closing.py",
        "reasons.drop(session, occurrence.id)",
        "(reasons.drop, session)",
    ),
    _engine(
        "tell of late answers however few",
        "addenda.py",
        "if len(responses) < occurrence.thresholds.scores:",
        "if len(responses) < 0:",
        "late",
    ),
    Mutation(
        "match waves of nearly one mind",
        "waves",
        "bot/domain/matching.py",
        "_APART = 2",
        "_APART = 0",
    ),
    Mutation(
        "match waves that leave one organisation to another",
        "waves",
        "bot/domain/matching.py",
        "_OTHERS = 2",
        "_OTHERS = 1",
    ),
)
