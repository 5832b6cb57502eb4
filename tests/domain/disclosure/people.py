"""Partnerships in a line or two, from which the tests of what may be shown make theirs."""

from collections.abc import Sequence
from dataclasses import replace

from bot.domain.disclosure.crowd import Crowd, gather
from bot.domain.disclosure.making import release
from bot.domain.disclosure.release import Release
from bot.domain.group import EVERYBODY, Group, Groups, Margin
from bot.domain.partnership import Thresholds
from bot.domain.prompt import Prompt
from bot.domain.response import Answers, Response, Sharing
from bot.domain.schedule import Visibility
from tests.domain.examples import OCCURRENCE, PULSE


def people(*kinds: str) -> list[Groups]:
    """`4 o1 sector:nhs` is four people of the organisation o1 in this sector; `3 - site:x` are of none that is known.

    Args:
        kinds: how many, of which organisation, and the other groups in which they stand.
    """
    standing: list[Groups] = []
    for kind in kinds:
        many, organisation, *more = kind.split()
        known = [] if organisation == "-" else [f"organisation:{organisation}"]
        standing += [frozenset((*known, *more))] * int(many)
    return standing


def groups_of(standing: Sequence[Groups]) -> tuple[Group, ...]:
    """Every group in which somebody stands, the highest margin first."""
    keys = sorted(frozenset[str]().union(*standing))
    found = ((margin, key.partition(":")[2]) for margin in Margin for key in keys if key.startswith(f"{margin}:"))
    return tuple(Group(margin, id_, id_.upper()) for margin, id_ in found)


def crowd_of(standing: Sequence[Groups], *, by_organisation: bool = True) -> tuple[Crowd, tuple[Group, ...]]:
    """These people and the cells that they may be shown by."""
    groups = [each for each in groups_of(standing) if by_organisation or each.margin is not Margin.ORGANISATION]
    cells = (EVERYBODY, *groups)
    return gather([(groups, ()) for groups in standing], cells), cells


def responses(standing: Sequence[Groups], answers: Sequence[Answers]) -> list[Response]:
    """What each of these people answered; nothing is to be shared."""
    return [
        Response("occurrence", f"t{n}", given, Sharing.NO, None, groups)
        for n, (groups, given) in enumerate(zip(standing, answers, strict=True))
    ]


def released(
    given: Sequence[Response],
    *,
    asked: Sequence[Groups] | None = None,
    prompt: Prompt = PULSE,
    visibility: Visibility = Visibility.ORGANISATION,
    thresholds: Thresholds | None = None,
    names: dict[str, str] | None = None,
) -> Release:
    """The release of these responses, by every group in which somebody stands."""
    everybody = [response.groups for response in given] if asked is None else asked
    return release(
        prompt=prompt,
        occurrence=replace(OCCURRENCE, visibility=visibility, thresholds=thresholds or Thresholds()),
        groups=groups_of(everybody) if everybody else (),
        asked=everybody,
        responses=given,
        names=names or {},
        closed_at=OCCURRENCE.closes_at,
    )
