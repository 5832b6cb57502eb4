"""A pasted table of people: whatever separates its columns, with a heading or without; faults are told by line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.roll import read

FOUR = ["name", "e-mail", "organisation", "site"]
ADA = ["Ada Lovelace", "ada@ely.gov.uk", "Ely Council", "Ely"]
BO = ["Bo Berg", "bo@fen.example", "Fen Trust", ""]


@pytest.mark.parametrize("separator", [",", ";", "\t", ", "])
@pytest.mark.parametrize("heading", [True, False])
def test_a_table_is_read_whatever_separates_it(separator: str, heading: bool) -> None:  # noqa: FBT001  drawn
    text = "\r\n".join(separator.join(row) for row in ([FOUR] if heading else []) + [ADA, BO])
    roll = read(text)
    assert not roll.misread
    assert [(each.name, each.email, each.organisation, each.groups) for each in roll.lines] == [
        ("Ada Lovelace", "ada@ely.gov.uk", "Ely Council", ("Ely",)),
        ("Bo Berg", "bo@fen.example", "Fen Trust", ()),
    ]
    assert [each.number for each in roll.lines] == ([2, 3] if heading else [1, 2])


def test_a_heading_says_which_column_is_which_and_others_are_left_out() -> None:
    roll = read("Organisation;Phone;Cohort;Name;Site\nEly Council;01;Spring;Ada;Ely")
    assert [(each.name, each.organisation, each.groups) for each in roll.lines] == [
        ("Ada", "Ely Council", ("Spring", "Ely"))
    ]


def test_names_may_hold_commas_in_quotation_marks() -> None:
    roll = read('"Lovelace, Ada",ada@ely.gov.uk,Ely Council\n"Berg, Bo",bo@fen.example,Fen Trust')
    assert [each.name for each in roll.lines] == ["Lovelace, Ada", "Berg, Bo"]


def test_a_single_column_or_line_is_read_too() -> None:
    assert [each.name for each in read("Ada").lines] == ["Ada"]
    assert read("  \n\n").lines == ()
    assert [each.organisation for each in read("Ada,Fen Trust").lines] == ["Fen Trust"]


def test_doubles_are_merged() -> None:
    roll = read("Ada,a@x.example,Fen Trust\nADA,A@x.example,Fen Trust\nBo,Fen Trust\nBO,fen trust")
    assert [each.name for each in roll.lines] == ["Ada", "Bo"]
    assert roll.merged == 2


def test_several_may_share_an_address() -> None:
    roll = read("Ada,team@x.example,Fen Trust\nBo,team@x.example,Fen Trust")
    assert [each.name for each in roll.lines] == ["Ada", "Bo"]


@pytest.mark.parametrize(
    "heading", ["Name,Email,Organisation,Cohort or site", "Enw,Cyfeiriad e-bost,Sefydliad,Carfan neu safle"]
)
def test_a_heading_may_say_what_the_form_says(heading: str) -> None:
    (line,) = read(f"{heading}\nAda,a@x.example,Fen Trust,Atlantis").lines
    assert line.groups == ("Atlantis",)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (",a@x.example,Fen Trust", "no name"),
        (f"{'x' * 81},Fen Trust", "more than 80"),
        ("Ada,ada@,Fen Trust", "no e-mail address"),
    ],
)
def test_what_is_not_understood_is_told_by_its_line(line: str, why: str) -> None:
    roll = read(f"name,email,organisation\n{line.replace(',Fen', ',,Fen') if line.startswith('x') else line}")
    (misread,) = roll.misread
    assert misread.number == 2
    assert why in misread.why


@given(st.text(alphabet=st.sampled_from("ab,;\t\n\"'@. \x00é|"), max_size=200))
def test_whatever_is_pasted_no_line_is_lost(text: str) -> None:
    roll = read(text)
    assert all(each.name for each in roll.lines)
    assert len(roll.lines) + roll.merged + len(roll.misread) <= len(text.splitlines())
