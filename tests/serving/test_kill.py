"""The server killed while people answer over HTTP: whatever it acknowledged is on disk."""

from pathlib import Path

from bench import kill


def test_whatever_was_acknowledged_survives_kill_minus_nine(tmp_path: Path) -> None:
    toll = kill.toll(tmp_path, 0, people=300)
    assert toll.acknowledged >= kill.EARLIEST
    assert toll.lost == 0
