"""Cohorts and sites in words, however many there are and whatever they are called."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.domain.group import Group, Margin
from bot.domain.partnership import DigestTime, Member, Organisation, Partnership, Sector
from bot.texts import grouping
from bot.texts.recording import UNSAID, basis, period
from bot.texts.verbs import Verb
from tests.replied import buttons, words
from tests.texts import worded

SOME = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
GROUPS = st.builds(
    Group, st.sampled_from(tuple(grouping.MARGINS)), st.uuids().map(lambda each: each.hex), worded.line(80)
)


@SOME
@given(
    partnership=worded.PARTNERSHIPS,
    standing=st.lists(
        st.builds(grouping.Standing, GROUPS, st.integers(0, 9_999), st.lists(worded.NAMES, max_size=9)), max_size=30
    ),
    members=st.lists(worded.MEMBERS, min_size=1, max_size=5),
    page=st.integers(0, 3),
)
def test_every_page_and_form_can_be_built(
    partnership: Partnership, standing: list[grouping.Standing], members: list[Member], page: int
) -> None:
    grouping.message(partnership, standing, page)
    grouping.add_form(partnership)
    for group in (each.group for each in standing):
        names = {member.organisation: "Fen Trust" for member in members}
        for of in ("", worded.ID):
            grouping.belonging_form(group, members, names, {members[0].id}, of)
            grouping.leads_form(group, members, names, (), of)
        grouping.added(partnership, group)
        grouping.nobody(group)
        grouping.set_(partnership, group, "12 people now belong to it.")


def test_a_great_many_people_fit_one_form() -> None:
    group = Group(Margin.COHORT, worded.ID, "g" * 80)
    people = [
        Member(f"{number:032}", "p", "o", f"{'z' * 75} {number}", frozenset(), DigestTime(0, 9, "UTC"))
        for number in range(300)
    ]
    form = grouping.belonging_form(group, people, {"o": "o" * 100}, {each.id for each in people}, worded.ID)
    assert [field.name for field in form.fields] == ["members", "members2", "members3"]


def test_only_the_first_few_leads_are_named() -> None:
    group = Group(Margin.SITE, worded.ID, "Ely")
    standing = grouping.Standing(group, 40, [f"L{number}" for number in range(7)])
    page = words(grouping.message(Partnership("p", "Fenland", "UTC"), [standing], 0))
    assert "Site, 40 people, led by L0, L1, L2, L3, L4 and 2 more" in page
    organisations = [Organisation("o", "p", "Fen Trust", Sector.NHS, "c")]
    form = grouping.whose(Verb.LEADERS, group, Partnership("p", "Fenland", "UTC"), organisations)
    assert form.title == "Who leads"


def test_what_is_not_on_record_is_said() -> None:
    organisation = Organisation("o", "p", "Fen Trust", Sector.NHS, "c")
    assert basis(organisation) == period(organisation) == UNSAID
    assert period(Organisation("o", "p", "Fen Trust", Sector.NHS, "c", None, 90)) == "90 days"


def test_nobody_can_be_made_to_lead_what_nobody_belongs_to() -> None:
    empty = grouping.Standing(Group(Margin.SITE, "coast", "Coast"), 0, ())
    partnership = Partnership("p", "Fenland", "UTC")
    assert "Who leads" not in buttons(grouping.message(partnership, [empty], 0))
    assert "Who leads" in buttons(grouping.message(partnership, [replace(empty, people=3)], 0))
    assert "There are none yet." in words(grouping.message(partnership, [], 0))
