"""Logs: one line an event, and what must never be in one is withheld."""

import io
import json
import logging
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from bot import logs


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    """Leave structlog and the standard library's logging as they were."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    structlog.reset_defaults()
    root.handlers[:] = handlers
    root.setLevel(level)


def test_one_event_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json")
    structlog.get_logger().info("delivery.sent", delivery="17")
    (line,) = capsys.readouterr().err.splitlines()
    event = json.loads(line)
    assert event.pop("timestamp").endswith("Z")
    assert event == {"event": "delivery.sent", "level": "info", "delivery": "17"}


def test_as_text_it_can_be_read_by_people(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("text")
    structlog.get_logger().warning("lane.stopped", waiting=3)
    (line,) = capsys.readouterr().err.splitlines()
    assert "lane.stopped" in line
    assert "waiting=3" in line
    assert "\x1b" not in line, "colours are for terminals"


@pytest.mark.parametrize(
    "key", ["text", "values", "token", "link", "url", "address", "place", "user", "message", "answers"]
)
def test_what_must_not_be_logged_is_withheld(capsys: pytest.CaptureFixture[str], key: str) -> None:
    logs.configure("json")
    structlog.get_logger().error("receive.failed", **{key: "secret", "reference": "ab12"})
    line = capsys.readouterr().err
    assert "secret" not in line
    assert json.loads(line)[key] == "withheld"
    assert json.loads(line)["reference"] == "ab12"


def test_it_can_be_quiet_for_a_while(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json")
    with logs.quiet():
        structlog.get_logger().info("occurrence.open")
        structlog.get_logger().warning("lane.stopped")
    structlog.get_logger().info("occurrence.closed")
    events = [json.loads(line)["event"] for line in capsys.readouterr().err.splitlines()]
    assert events == ["lane.stopped", "occurrence.closed"]


def test_debugging_is_silent(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("json")
    structlog.get_logger().debug("detail", anything=1)
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("name", ["slack_sdk", "slack_bolt", "aiohttp", "apscheduler", "uvicorn"])
def test_libraries_say_nothing_below_a_warning_and_no_words(capsys: pytest.CaptureFixture[str], name: str) -> None:
    logs.configure("json")
    logging.getLogger(name).info("Ada wrote: secret")
    assert capsys.readouterr().err == ""
    logging.getLogger(name).warning("Ada wrote: %s", "secret")
    said = capsys.readouterr().err
    assert "secret" not in said
    event = json.loads(said)
    assert (event["event"], event["library"], event["level"]) == ("library.complained", name, "warning")


def test_a_library_s_traceback_is_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure("text")
    logging.getLogger("aiohttp.server").error("secret", exc_info=ValueError("Ada wrote: secret"))
    said = capsys.readouterr().err
    assert "ValueError" in said
    assert "secret" not in said


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_log_that_cannot_be_written_ends_nobody_s_work(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    with io.TextIOWrapper(Path("/dev/full").open("wb", buffering=0), write_through=True) as full:
        with pytest.raises(OSError, match="No space left"):
            full.write("it is full indeed\n")
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stderr", full)
            logs.configure(form)
            structlog.get_logger().error("store.unavailable")
            logging.getLogger("aiohttp").warning("secret")
    logs.configure(form)
    structlog.get_logger().error("store.unavailable")
    assert "store.unavailable" in capsys.readouterr().err
