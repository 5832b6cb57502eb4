"""The rules for Prometheus ask for metrics that there are, by labels and values that they have."""

import re
from pathlib import Path
from typing import Any

import pytest

from bot.domain.delivery import Progress
from bot.errors import Disconnected
from bot.watch.metrics import Metrics
from tests.deploying.plain_yaml import read

RULES: list[dict[str, Any]] = read(Path(__file__).parents[2] / "deploy" / "alerts.yaml")["groups"][0]["rules"]
VALUES: dict[str, set[str]] = {"progress": {each.value for each in Progress}, "fault": {Disconnected.__name__}}


def metrics() -> set[str]:
    made = Metrics()
    made.look_at(list)
    endings = {"counter": ["_total"], "histogram": ["_bucket", "_count"], "gauge": [""]}
    return {f"{each.name}{ending}" for each in made.registry.collect() for ending in endings[each.type]}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule["alert"])
def test_each_rule_asks_for_what_there_is(rule: dict[str, Any]) -> None:
    assert rule.keys() - {"for"} == {"alert", "expr", "labels", "annotations"}
    asked = re.findall(r"weft_[a-z_]+", rule["expr"])
    assert asked
    assert set(asked) <= metrics()
    for label, value in re.findall(r'(\w+)="(\w+)"', rule["expr"]):
        assert value in VALUES[label]
    assert rule["expr"].count("(") == rule["expr"].count(")")
    assert rule["labels"]["severity"] in {"page", "ticket"}
