"""What Slack is given stays inside its limits, and reads the same where tables and charts cannot be shown."""

from datetime import date, time

from hypothesis import given

from adapters.slack.render import blocks, marked, posted
from adapters.slack.scene import Home, Nowhere
from adapters.slack.views import form_view, home_view, message_view
from bot.chat.form import Day, Form, LongText, Option, PickMany, PickOne, Scale, ShortText, Time, Values
from bot.chat.message import Action, Chart, Message, Series, Table, Text
from tests.contract.play import EXAMPLES
from tests.contract.seen import assert_shows
from tests.contract.slack_reading import form_of, shown_in
from tests.strategies import FORMS, MESSAGES
from tests.stubs.slack import TEAM
from tests.stubs.slack_limits import complaint

ACTION = Action("check_in.answer", "17")
CHART = Chart("Trust", "line", ("May", "June"), (Series("All", (3.25, 4.0)),), "Trust rose to 4.")


@EXAMPLES
@given(MESSAGES)
def test_a_message_reads_the_same_everywhere(message: Message) -> None:
    for place, shown in (
        ("message", blocks(message, TEAM)),
        ("message", blocks(message, TEAM, native=False)),
        ("home", home_view(message, Home(TEAM))["blocks"]),
        ("modal", message_view(message, Nowhere(TEAM))["blocks"]),
    ):
        assert complaint(shown, place) == ""
        assert_shows(shown_in(shown), message)


@EXAMPLES
@given(FORMS)
def test_a_form_stays_inside_the_limits(form: Form) -> None:
    errors = {field.name: "x" * 5_000 for field in form.fields} | {"": "", "unknown": "Not here."}
    for view in (form_view(form, Nowhere(TEAM)), form_view(form, Nowhere(TEAM), typed={}, errors=errors)):
        assert complaint(view["blocks"], "modal") == ""
    assert form_of(view).errors.keys() == errors.keys()
    assert form_of(view).initial == {}


def test_a_chart_s_figures_are_written_where_it_cannot_be_drawn() -> None:
    [words, figures] = blocks(Message("Trust", (CHART,)), TEAM, native=False)
    assert words["elements"][1]["elements"][0]["text"] == "Trust rose to 4."
    assert [part["text"] for part in figures["elements"][1]["elements"]] == ["All: ", "3.25 · 4"]


def test_a_table_too_large_for_slack_is_written_in_lines() -> None:
    table = Table("All of it", ("Where",) * 4, (("x" * 300,) * 4,) * 8)
    assert [block["type"] for block in blocks(Message("Table", (table,)), TEAM)] == ["rich_text", "table"]
    larger = Table("All of it", ("Where",) * 4, (("x" * 300,) * 4,) * 9)
    assert [block["type"] for block in blocks(Message("Table", (larger,)), TEAM)] == ["rich_text"]


def test_a_notification_s_text_is_literal() -> None:
    body = posted(Message("<!channel> & co", (Text(":tada: *x*"),), "a mark"), TEAM)
    assert body["text"] == "&lt;!channel&gt; &amp; co"
    assert (body["parse"], body["link_names"]) == ("none", False)
    assert marked(body) == "a mark"
    assert marked({"metadata": {"event_type": "another"}}) is None


def test_what_was_typed_is_filled_in_where_it_still_fits() -> None:
    few, many = ((Option("a", "A"), Option("b", "B")), tuple(Option(f"v{n}", f"L{n}") for n in range(11)))
    fields = (
        ShortText(name="short", label="l", initial="old", required=False, hint="a hint"),
        LongText(name="long", label="l"),
        PickOne(name="one", label="l", options=few),
        PickOne(name="menu", label="l", options=many),
        PickMany(name="some", label="l", options=few, initial=("b", "a")),
        PickMany(name="lots", label="l", options=many),
        Scale(name="scale", label="l", low=0, high=10, low_label="none", high_label="all", initial=0),
        Day(name="day", label="l", initial=date(2026, 3, 2)),
        Time(name="time", label="l", initial=time(9, 5)),
    )
    form = Form("Title", ACTION, fields, intro=" ")
    fresh = form_of(form_view(form, Nowhere(TEAM)))
    assert fresh.initial == {
        "short": "old",
        "some": ("b", "a"),
        "scale": "0",
        "day": "2026-03-02",
        "time": "09:05",
    }
    typed: Values = {"long": " words\n", "one": "gone", "menu": "v10", "lots": ("v3", "gone"), "day": "2026-01-01"}
    kept = form_of(form_view(form, Nowhere(TEAM), typed=typed))
    assert kept.initial == {"long": " words\n", "menu": "v10", "lots": ("v3",), "day": "2026-01-01"}


def test_the_same_form_shown_again_starts_afresh() -> None:
    form = Form("Title", ACTION, (ShortText(name="word", label="l"),), intro="Words first.")
    ids = {form_view(form, Nowhere(TEAM))["blocks"][1]["block_id"] for _ in range(2)}
    assert len(ids) == 2
