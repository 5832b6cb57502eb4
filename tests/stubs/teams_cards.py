"""What Teams refuses in a card: whatever breaks the schema of Adaptive Cards 1.5, which is Microsoft's own."""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft6Validator

_EXTENSIONS = frozenset({"Chart.Line", "Chart.VerticalBar.Grouped"})
"""Elements of Teams's own; everybody else shows their fallback."""


def complaint(card: Mapping[str, Any]) -> str:
    """What is wrong with a card, where; "" for nothing."""
    errors = sorted(_schema().iter_errors(without_extensions(card)), key=lambda error: len(error.absolute_path))
    return "" if not errors else f"at {list(errors[0].absolute_path)}: {errors[0].message[:200]}"


def without_extensions(value: Any) -> Any:  # noqa: ANN401  any JSON value
    """The card as a client shows it that knows Adaptive Cards 1.5 and nothing else."""
    match value:
        case {"type": str(kind), "fallback": fallback} if kind in _EXTENSIONS:
            return without_extensions(fallback | ({"separator": True} if value.get("separator") else {}))
        case Mapping():
            return {key: without_extensions(inner) for key, inner in value.items()}
        case list():
            return [without_extensions(inner) for inner in value]
        case _:
            return value


@cache
def _schema() -> Draft6Validator:
    text = files("adaptive_cards").joinpath("schemas/schema-1.5.json").read_text(encoding="utf-8")
    return Draft6Validator(json.loads(text))
