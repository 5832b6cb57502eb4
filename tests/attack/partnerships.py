"""Partnerships that a seed makes: who belongs where, whom a check-in asked, who answered and what."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from bot.domain.disclosure.making import release
from bot.domain.disclosure.release import Release
from bot.domain.group import Group, Groups, Margin, organisation_in
from bot.domain.occurrence import Occurrence, State
from bot.domain.partnership import Sector, Thresholds
from bot.domain.prompt import Kind, OpenQuestion, Prompt, Question
from bot.domain.response import Answers, Response, Sharing
from bot.domain.schedule import Audience, Visibility, Whom
from tests.attack.opinions import ask, opinions

at = datetime.fromisoformat
VISIBILITIES = (Visibility.ANONYMOUS, Visibility.ORGANISATION, Visibility.ATTRIBUTED)
SHAPES = ("tiny", "small", "middling", "large", "uneven", "small", "middling", "four")
"""By the seed's remainder, so that each shape comes as often in every stretch of seeds."""


@dataclass(frozen=True, slots=True)
class Case:
    """All that a release is made from, and with it the truth."""

    seed: int
    prompt: Prompt
    occurrence: Occurrence
    groups: tuple[Group, ...]
    asked: tuple[Groups, ...]
    responses: tuple[Response, ...]
    names: dict[str, str]

    def released(self) -> Release:
        """What the engine makes of it."""
        return release(
            prompt=self.prompt,
            occurrence=self.occurrence,
            groups=self.groups,
            asked=self.asked,
            responses=self.responses,
            names=self.names,
            closed_at=self.occurrence.closes_at,
        )


def partnership(seed: int, wave: int = 0) -> Case:
    """The partnership of a seed, every eighth in programme 4's shape. Its waves ask the same people the same."""
    chance = Random(seed)
    shape = SHAPES[seed % len(SHAPES)]
    sizes, sectors = _sizes(shape, chance)
    cohorts, sites = (2, 0) if shape == "four" else (chance.choice((0, 1, 2, 3)), chance.choice((0, 0, 2, 3, 5)))
    people = [
        frozenset({f"organisation:o{place}", f"sector:{sector}"})
        for place, (size, sector) in enumerate(zip(sizes, sectors, strict=True))
        for _ in range(size)
    ]
    for margin, count in ((Margin.COHORT, cohorts), (Margin.SITE, sites)):
        people = _spread(people, margin, count, chance)
    asks = (chance.choice(VISIBILITIES), chance.choice((5, 5, 5, 6, 8, 10)), ask(chance))
    tokens = [f"{chance.getrandbits(256):064x}" for _ in people]
    return answered(seed, people, tokens, asks, wave)


def answered(
    seed: int,
    people: list[Groups],
    tokens: list[str],
    asks: tuple[Visibility, int, tuple[Question, ...]],
    wave: int,
) -> Case:
    """A check-in that these people were asked, with whatever they answered."""
    visibility, threshold, questions = asks
    chance, id_ = Random(f"{seed} {wave}"), f"wave-{wave}"
    prompt = Prompt("prompt", Kind.PULSE, "Seeing the system", "systems", questions)
    silence, left_out = chance.choice((0.0, 0.1, 0.25, 0.5)), chance.choice((0.0, 0.05, 0.2))
    given = {question.key: opinions(question, people, chance) for question in questions}
    responses, names = [], {}
    for number, groups in enumerate(people):
        if chance.random() < silence:
            continue
        answers: Answers = {
            key: said[number] for key, said in given.items() if said[number] != "" and chance.random() >= left_out
        }
        if not answers:
            continue
        member = f"m{number}" if visibility is Visibility.ATTRIBUTED else None
        if member:
            names[member] = f"Person {number}"
        sharing = chance.choice(tuple(Sharing) if member else (Sharing.NO, Sharing.UNNAMED))
        responses.append(Response(id_, tokens[number], answers, sharing, member, groups))
    return Case(
        seed=seed,
        prompt=prompt,
        occurrence=occurrence(visibility, Thresholds(threshold, max(threshold, 10)), id_),
        groups=groups_of(people),
        asked=tuple(people),
        responses=tuple(responses),
        names=names,
    )


def occurrence(visibility: Visibility, thresholds: Thresholds, id_: str = "occurrence") -> Occurrence:
    """A check-in with these locked thresholds."""
    return Occurrence(
        id=id_,
        schedule="schedule",
        partnership="partnership",
        prompt="prompt",
        audience=Audience(Whom.EVERYBODY),
        slot=at("2026-06-01 09:00"),
        zone="Europe/London",
        due_at=at("2026-06-01 08:00Z"),
        closes_at=at("2026-06-03 08:00Z"),
        remind_at=None,
        visibility=visibility,
        thresholds=thresholds,
        state=State.OPEN,
    )


def groups_of(people: list[Groups]) -> tuple[Group, ...]:
    """Every group that somebody stands in, the highest margin first."""
    keys = sorted(frozenset().union(*people))
    return tuple(
        Group(margin, key.partition(":")[2], key.partition(":")[2])
        for margin in Margin
        for key in keys
        if key.startswith(f"{margin}:")
    )


def _sizes(shape: str, chance: Random) -> tuple[list[int], list[Sector]]:
    """How many people each organisation has, and its sector."""
    match shape:
        case "tiny":
            sizes = [chance.randint(1, 3) for _ in range(chance.randint(2, 4))]
        case "small":
            sizes = [chance.randint(1, 6) for _ in range(chance.randint(3, 6))]
        case "middling":
            sizes = [chance.randint(2, 9) for _ in range(chance.randint(5, 9))]
        case "large":
            sizes = [chance.randint(3, 8) for _ in range(chance.randint(10, 16))]
        case "uneven":
            sizes = [chance.choice((1, 1, 2, 12, 20)) for _ in range(chance.randint(3, 7))]
        case _:
            sectors = [Sector.NHS] * 5 + [Sector.LOCAL_AUTHORITY] * 4 + [Sector.VOLUNTARY] * 4
            return [5, 5, 5, 5, 5, 5, 5, 5, 4, 4, 4, 4, 4], sectors
    among = list(Sector)[: chance.randint(1, 4)]
    return sizes, [chance.choice(among) for _ in sizes]


def _spread(people: list[Groups], margin: Margin, count: int, chance: Random) -> list[Groups]:
    """Let people stand in groups that follow their organisations, partly or not at all; some in two, some in none."""
    if not count:
        return people
    follows, twice, none = chance.choice((0.0, 0.5, 0.85, 1.0)), chance.choice((0.0, 0.1)), chance.choice((0.0, 0.15))
    home = {f"o{place}": chance.randrange(count) for place in range(20)}
    spread = []
    for groups in people:
        first = home[organisation_in(groups)] if chance.random() < follows else chance.randrange(count)
        places = {first} | ({chance.randrange(count)} if chance.random() < twice else set())
        if chance.random() < none:
            places = set()
        spread.append(groups | {f"{margin}:{place}" for place in places})
    return spread


def words_only(seed: int) -> Case:
    """Sixty people who answer two open questions, so that the order of words can be looked at."""
    chance = Random(seed)
    questions = (OpenQuestion("q1", "What did you notice?"), OpenQuestion("q2", "What next?"))
    people = [frozenset({f"organisation:o{n % 6}", f"sector:{('nhs', 'other')[n % 2]}"}) for n in range(60)]
    responses = tuple(
        Response(
            "occurrence",
            f"{chance.getrandbits(256):064x}",
            {"q1": f"{chance.getrandbits(40)} seen by {n}", "q2": f"{chance.getrandbits(40)} next by {n}"},
            Sharing.UNNAMED,
            None,
            groups,
        )
        for n, groups in enumerate(people)
    )
    prompt = Prompt("prompt", Kind.REFLECTION, "Noticing", "noticing", questions)
    made = occurrence(Visibility.ANONYMOUS, Thresholds())
    return Case(seed, prompt, made, groups_of(people), tuple(people), responses, {})
