"""Audits as they may stand in a database: every sort of thing and of value, and people who are no longer there."""

from collections.abc import Mapping
from datetime import UTC, datetime

from hypothesis import strategies as st

from bot.domain.audit import ERASED, OPERATOR, RETAINED, SOMEBODY, WEFT, WITHHELD, Change, Entry, Value, dump
from bot.domain.partnership import RETENTION_DAYS, Basis, Sector
from bot.domain.schedule import Status, Visibility
from bot.texts.changes import DEEDS, PAGE, View
from tests.texts import worded

KNOWN = [f"{number:032x}" for number in range(6)]
"""Ids and pseudonyms that have a name; of any other nobody knows what it was."""
IDS = st.sampled_from([*KNOWN, "f" * 32])
NAMES = st.fixed_dictionaries(dict.fromkeys(KNOWN, worded.TITLES))
_MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  wall clock
_VALUES: Mapping[str, st.SearchStrategy[Value]] = {
    "name": st.just(WITHHELD),
    "threshold": st.integers(5, 20),
    "retention_days": st.sampled_from((*RETENTION_DAYS, 7)),
    "basis": st.sampled_from(["", *map(str, Basis)]),
    "sector": st.sampled_from(list(map(str, Sector))),
    "visibility": st.sampled_from(list(map(str, Visibility))),
    "status": st.sampled_from(list(map(str, Status))),
    "audience": st.sampled_from(["everybody", "role:lead", f"space:{KNOWN[0]}", f"organisation:{'f' * 32}"]),
    "open_minutes": st.sampled_from((30, 60, 2_880)),
    "closes_at": _MOMENTS.map(datetime.isoformat),
    "prompt": IDS,
    "partnership": IDS,
    "skips_holidays": st.booleans(),
    "of_a_later_version": st.integers() | worded.line(20),
}
_RHYTHM: Mapping[str, st.SearchStrategy[Value]] = {
    "rule": st.just("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"),
    "starts": st.just("2026-05-05T09:30:00"),
    "zone": worded.ZONES,
}
SIDES = st.fixed_dictionaries({}, optional=dict(_VALUES)) | st.fixed_dictionaries(dict(_RHYTHM))
_THINGS = st.sampled_from(
    ["partnership", "organisation", "reporting_group", "schedule", "occurrence", "programme", "space", "a_later_one"]
)
_MEMBERS = st.fixed_dictionaries({}, optional={"organisation": IDS, "left_at": _MOMENTS.map(datetime.isoformat)})
CHANGES = st.one_of(
    st.builds(Change, _THINGS, IDS, st.none() | SIDES, SIDES),
    st.builds(Change, _THINGS, IDS, SIDES, st.none()),
    st.builds(Change, st.just("member"), IDS, st.none() | _MEMBERS, st.none() | _MEMBERS),
    st.builds(Change, st.just("rolegiven"), IDS.map("{}:lead".format), st.none(), st.none() | st.just({})),
    st.builds(
        Change,
        st.just("belonging"),
        st.tuples(IDS, IDS).map(":".join),
        st.none() | st.just({"leads": False}),
        st.none() | st.sampled_from(({"leads": True}, {"leads": False})),
    ),
    st.builds(Change, st.just("link"), IDS, st.none() | st.just({"generation": 1}), st.just({"generation": 2})),
    st.builds(
        Change,
        st.just("retention"),
        st.just(""),
        st.none(),
        st.fixed_dictionaries({}, optional=dict.fromkeys(("check_ins", "messages", "drafts"), st.integers(1, 10**6))),
    ),
)
ENTRIES = st.builds(
    Entry,
    st.just(KNOWN[0]),
    st.integers(1, 10**8),
    _MOMENTS,
    st.sampled_from([*DEEDS, ERASED, RETAINED, "a.later_verb"]),
    IDS | st.sampled_from((WEFT, OPERATOR, SOMEBODY)),
    st.lists(CHANGES, max_size=9).map(dump),
    st.just("0" * 64),
    st.just("1" * 64),
)
VIEWS = st.builds(View, worded.PARTNERSHIPS, worded.ZONES, st.lists(ENTRIES, max_size=PAGE), NAMES)
