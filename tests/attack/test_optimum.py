"""How much less is shown than could be: the engine against the best of all sets of cells, where these are few."""

from collections import Counter
from collections.abc import Callable
from functools import cache

from bot.domain.group import EVERYBODY, Group
from bot.domain.schedule import Visibility
from tests.attack import careless
from tests.attack.bounds import bound
from tests.attack.optimum import MOST, eligible, greedy, optimum, shown, weight
from tests.attack.partnerships import Case, partnership
from tests.attack.seen import Seen, questions
from tests.attack.subtraction import subtract
from tests.attack.unanimity import unanimous

SEEDS = range(10_000, 10_112)
LEAST = 0.9


@cache
def _tried() -> list[tuple[Case, Seen, set[int]]]:
    """Questions with few enough cells, and the best set of them.

    Only those where it could be shown to the last figure: where people answered nearly alike more has to be hidden,
    by rules that the search knows nothing of.
    """
    tried = []
    for case in map(partnership, SEEDS):
        visibility = case.occurrence.visibility
        for seen in questions(case, careless.publish(case, careless.threshold_only)):
            if 2 <= len(eligible(seen, visibility)) <= MOST:
                best = optimum(seen, visibility)
                keys = {seen.cells[cell] for cell in best}
                (figures,) = [
                    each
                    for each in questions(case, careless.publish(case, _only(keys)))
                    if each.question == seen.question
                ]
                if best and not unanimous(figures) and not bound(figures):
                    tried.append((case, seen, best))
    return tried


def _only(keys: set[str]) -> careless.Rule:
    def rule(sizes: dict[Group, int], _: int, __: Visibility) -> set[Group]:
        return {group for group, n in sizes.items() if n and ("" if group == EVERYBODY else group.key) in keys}

    return rule


def test_the_engine_shows_nine_tenths_of_what_could_be_shown(record_property: Callable[[str, object], None]) -> None:
    instances = _tried()
    total = Counter[str]()
    worst, unsafe = [], []
    for case, seen, best in instances:
        (released,) = [each for each in questions(case, case.released()) if each.question == seen.question]
        theirs, most = weight(seen, shown(released)), weight(seen, best)
        unsafe += subtract(released, case.occurrence.visibility)
        kind = "scales and choices" if seen.answers.size else "words"
        total.update({f"{kind}, engine": theirs, f"{kind}, optimum": most, "engine": theirs, "optimum": most})
        total["groups, engine"] += weight(seen, shown(released) - {0})
        total["groups, optimum"] += weight(seen, best - {0})
        total["one cell at a time"] += weight(seen, set(greedy(seen, case.occurrence.visibility)))
        missed = seen.names(sorted(best - shown(released)))
        worst.append((most - theirs, f"seed {case.seed} {seen.question}: {theirs} of {most}, without {missed}"))
    for what, value in total.items():
        record_property(what, value)
    share = total["engine"] / total["optimum"]
    record_property("share of the optimum", round(share, 4))
    assert len(instances) >= 40
    assert not unsafe, f"more is shown than may be: {unsafe[0]}"
    report = "\n".join(line for _, line in sorted(worst, reverse=True)[:10])
    assert share >= LEAST, f"{share:.1%} of the optimum over {len(instances)} questions, {dict(total)}\n{report}"


def test_the_optimum_is_no_worse_than_the_next_best_cell_at_a_time() -> None:
    for case, seen, best in _tried():
        assert weight(seen, best) >= weight(seen, set(greedy(seen, case.occurrence.visibility)))
