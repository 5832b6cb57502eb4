"""Everything that can be wrong with a TOML file, and the line on which it is."""

from pathlib import Path

import pytest

from tests.cli.fen import FEN
from tests.cli.weft import Weft

WRONG = {
    "no partnership": ("[partnership]", "[partnershp]", ":1: the file needs a table [partnership]"),
    "a key that is not known": ("zone =", "zon =", ":3: nothing is called 'zon' here; did you mean zone?"),
    "a key that is missing": ('sector = "nhs"\n', "", ":6: organisation needs sector"),
    "a zone": ("Europe/London", "Europe/Ely", ":3: 'Europe/Ely' is no time zone we know"),
    "a sector": ('"nhs"', '"nsh"', ":8: sector is one of nhs,"),
    "a text for a number": ("730", '"730"', ":11: retention_days is a whole number, not '730'"),
    "a number that is none of them": ("730", "7", ":11: retention_days is one of 183"),
    "a number for a text": ('"data@fen.example"', "7", ":9: contact is a text in quotation marks, not '7'"),
    "no name": ('name = "Ely"', 'name = " "', ":24: name has 1 to 100 characters"),
    "one bracket": ("[[site]]", "[site]", ":23: begin each site with the line [[site]]"),
    "a threshold": ("scores = 6", "scores = 4", ":4: scores is one of 5, 6"),
    "thresholds the wrong way round": ("scores = 6", "scores = 15", ":4: words need at least as many"),
    "an account": ('"slack:T1:UADA"', '"@ada"', ":29: '@ada' is no account"),
    "an account of the inbox": ('"slack:T1:UADA"', '"web:web:ada"', ":29: people of the web inbox have no account"),
    "a list of numbers": ('["First year"]', "[1]", ":35: cohorts is a list of texts"),
    "a list with something twice": ('["First year"]', '["a", "a"]', ":35: cohorts names something twice"),
    "a role": ('["convener"]', '["boss"]', ":30: 'boss' is no role"),
    "an organisation that is not there": ('"Ely Council"\ncoh', '"Ely"\ncoh', ":32: there is no organisation 'Ely'"),
    "a cohort that is not there": ('["First year"]', '["Second"]', ":32: there is no cohort 'Second'"),
    "a lead of what they are not in": ('sites = ["Ely"]\n', "", ":32: whoever leads Ely belongs to it"),
    "no convener": ('roles = ["convener"]', 'roles = ["lead"]', ":1: a partnership has at least one convener"),
    "a kind": ('"pulse"', '"quiz"', ":41: kind is one of reflection"),
    "questions": ("[1-5]", "[5-1]", ":42: Line 1: a scale goes up"),
    "a rule": ("BYDAY=TU", "BYDAY=XX", ":46: “XX” is no day"),
    "a start without a time": ("2027-01-05T09:30:00", "2027-01-05", ":47: starts is a day and time"),
    "a kind of the library's": ('library = "', 'kind = "pulse"\nlibrary = "', ":52: kind comes from the library"),
    "an audience": ("organisation: Fen Trust", "friends", ":55: audience is everybody"),
    "a status": ('"paused"', '"stopped"', ":57: status is one of active, paused"),
    "no TOML": ("zone =", "zone", ":"),
    "accounts that are no list": (
        '["slack:T1:UADA"]',
        '"slack:T1:UADA"',
        ":29: accounts is a list in square brackets",
    ),
    "a lead of what is not there": (
        'leads = ["Ely"]',
        'leads = ["March"]',
        ":32: there is no cohort or site 'March'",
    ),
    "a start with an offset": (
        "2027-01-05T09:30:00",
        "2027-01-05T09:30:00Z",
        ":47: starts is a time on the wall clock",
    ),
    "a reminder before the opening": (
        "remind_hours = 24",
        "open_hours = 24\nremind_hours = 24",
        ":49: the reminder would come before",
    ),
    "a prompt of the library": (
        "trust.between_us",
        "trust.nothing",
        ":52: the library has no prompt 'trust.nothing'",
    ),
    "an audience that is not there": (
        "organisation: Fen Trust",
        "space: fenland",
        ":51: there is no space 'fenland'",
    ),
    "a person twice": (
        'name = "Lena"\norganisation',
        'name = "Adele"\naccounts = ["slack:T1:UADA"]\norganisation',
        ":32: this is a person that stands on line 26",
    ),
    "a cohort twice": (
        "[[site]]\n",
        '[[cohort]]\nname = "First year"\n[[site]]\n',
        ":23: this is a cohort or site that stands on line 20",
    ),
    "a number for a true or false": ("730", "true", ":11: retention_days is one of 183"),
    "a table that is none": (
        "thresholds = { scores = 6 }",
        "thresholds = 6",
        ":4: thresholds is a table: begin it with a line such as [thresholds]",
    ),
    "an organisation twice": (
        '"Ely Council"\nsec',
        '"Fen Trust"\nsec',
        ":13: this is an organisation that stands on",
    ),
}


@pytest.mark.parametrize(("before", "after", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_said_with_its_line(before: str, after: str, said: str, weft: Weft, file: Path) -> None:
    assert before in FEN
    file.write_text(FEN.replace(before, after, 1))
    weft("apply", str(file), "--yes").refused(3, f"{file}{said}")
    if not weft.data.exists():
        # It was wrong whatever is there, and nobody looked at that.
        return
    (weft.folder / "none.toml").write_text('[partnership]\nname = "Fenland"\nzone = "UTC"\n')
    # Nothing of it was kept, or this partnership would have its convener.
    weft("apply", "none.toml", "--yes").refused(3, "none.toml:1: a partnership has at least one convener")


def test_all_that_is_wrong_is_said_at_once(weft: Weft, file: Path) -> None:
    file.write_text(FEN.replace('"nhs"', "7").replace("BYDAY=TU", "BYDAY=XX"))
    ran = weft("apply", str(file))
    ran.refused(3, ":8: sector is", ":46: “XX” is no day")
    assert ran.err.count("\n") == 2


def test_files_that_cannot_be_read(weft: Weft) -> None:
    weft("apply", "nothing.toml").refused(3, "nothing.toml cannot be read: No such file or directory")
    (weft.folder / "latin.toml").write_bytes(b'name = "\xe9"')
    weft("apply", "latin.toml").refused(3, "latin.toml is not text in UTF-8")
    (weft.folder / "large.toml").write_bytes(b"#" * 5_000_001)
    weft("apply", "large.toml").refused(3, "large.toml is too large")
    weft("apply", "-", given=FEN.replace("730", "7")).refused(3, "-:11: retention_days")
    assert weft("apply", "-", "--yes", given=FEN).code == 0


def test_more_than_a_partnership_has(weft: Weft, file: Path) -> None:
    one = FEN[FEN.index("[[organisation]]") : FEN.index('[[organisation]]\nname = "Ely')]
    many = "".join(one.replace("Fen Trust", f"Fen {number}") for number in range(199))
    file.write_text(FEN + many)
    weft("apply", str(file), "--yes").refused(3, ":1: a partnership has at most 200 organisations")
    file.write_text(FEN + "".join(f"[[cohort]]\nname = 'Year {number}'\n" for number in range(99)))
    weft("apply", str(file), "--yes").refused(3, ": a partnership has at most 100 cohorts and sites")
