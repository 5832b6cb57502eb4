"""Entries of the audit that somebody has been at: whatever stands there, the page is shown and says so."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.audit import NEVER, RETAINED, Change, Entry, load, readable
from bot.domain.partnership import Partnership
from bot.texts import changes, tending
from bot.texts.changing import told
from tests.replied import words
from tests.texts.changed import VIEWS
from tests.texts.test_changes import ENTRY
from tests.texts.test_total import NOW, SOME

FENLAND = Partnership("p", "Fenland", "Europe/London")
_NAMES = st.sampled_from(
    [
        "of",
        "id",
        "before",
        "after",
        "rule",
        "starts",
        "zone",
        "left_at",
        "visibility",
        "open_minutes",
        "retention_days",
    ]
)
_OF = st.sampled_from(["rolegiven", "belonging", "link", "feed", "retention", "member", "schedule", "space", "x\x00"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.sampled_from(["0001-01-01T00:00:00+00:00"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_NAMES, inner, max_size=4),
    max_leaves=12,
)
SHAPED = st.lists(
    st.fixed_dictionaries({"of": _OF | JSON, "id": st.text(max_size=5) | JSON, "before": JSON, "after": JSON}),
    max_size=3,
)
DAMAGED = st.one_of(st.text(max_size=20), JSON.map(json.dumps), SHAPED.map(json.dumps))


def page(*entries: Entry) -> str:
    names = {"a": "Ada"}
    return words(changes.message(changes.View(FENLAND, "America/New_York", entries, names), latest=True))


@SOME
@given(text=DAMAGED, view=VIEWS)
def test_whatever_somebody_put_there_the_page_is_shown(text: str, view: changes.View) -> None:
    entry = Entry("p", 1, NEVER, "\x00", "\x00", text, "", "")
    entries = [entry, *view.entries][: changes.PAGE]
    shown = changes.View(view.partnership, view.zone, entries, view.names)
    changes.ids(readable(entries))
    changes.message(shown, latest=True)
    tending.retained(entry, view.zone)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no JSON {",
        "7",
        '{"of": "schedule"}',
        '[{"of": "schedule"}]',
        '["schedule"]',
        '[{"of": 1, "id": "s", "before": null, "after": null}]',
        '[{"of": "schedule", "id": "s", "before": [], "after": null}]',
        "[" * 100_000,
    ],
)
def test_what_is_no_change_is_told_to_be_damaged_and_others_are_told(text: str) -> None:
    broken = Entry("p", 4, NOW, RETAINED, "a", text, "", "")
    with pytest.raises(ValueError, match=r"no changes|Expecting"):
        load(text)
    assert readable([broken, ENTRY]) == ()
    said = page(broken, ENTRY)
    assert said.count("• This entry is damaged: what it told cannot be read.") == 1
    assert "Ada paused a check-in." in said
    assert "damaged" in tending.retained(broken, "Europe/London")


def test_changes_that_mean_nothing_are_damaged_too() -> None:
    change = Change("schedule", "s", {"visibility": "secret"}, {"visibility": "anonymous"})
    text = json.dumps([{"of": change.of, "id": change.id, "before": change.before, "after": change.after}])
    with pytest.raises(ValueError, match="secret"):
        list(told(change, {}, "UTC"))
    assert "This entry is damaged" in page(Entry("p", 4, NOW, "schedule.save", "a", text, "", ""))


def test_a_moment_that_cannot_be_read_is_said_to_be_so() -> None:
    assert "At a time that cannot be read: Ada paused a check-in." in page(
        Entry("p", 4, NEVER, ENTRY.deed, "a", "[]", "", "")
    )
