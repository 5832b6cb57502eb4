"""Literal text in cards: rich text reads no mark-up, which a plain text block would."""

import re
from typing import Any

Element = dict[str, Any]

INSIDE, LETTER = 292, 8
"""Pixels that a card has inside on a phone of 390, and that a bold letter takes there."""
_EDGES = 20
"""Pixels around the text of a table's cell."""
_DATE = re.compile(r"\{\{(?=DATE\(|TIME\()")


def rich(*inlines: Element, spacing: str = "Default") -> Element:
    """A paragraph."""
    block: Element = {"type": "RichTextBlock", "inlines": list(inlines)}
    return block if spacing == "Default" else {**block, "spacing": spacing}


def run(text: str, **style: object) -> Element:
    """Literal text with a style."""
    return {"type": "TextRun", "text": literal(text), **style}


def bold(text: str, **style: object) -> Element:
    """Literal text that stands out."""
    return run(text, weight="Bolder", **style)


def note(text: str) -> Element:
    """A paragraph that stands back."""
    return rich(run(text, size="Small", isSubtle=True), spacing="Small")


def literal(text: str) -> str:
    """Text in which `{{DATE(…)}}` is not read as a date: a joiner that nobody sees keeps the braces apart."""
    return _DATE.sub("{\u2060{", text)


def table(rows: list[list[str]]) -> Element | None:
    """A table whose first row names its columns; None where a phone is too narrow for its words."""
    words = ([len(word) for cell in column for word in cell.split()] for column in zip(*rows, strict=True))
    widths = [LETTER * max(column, default=0) + _EDGES for column in words]
    if sum(widths) > INSIDE:
        return None
    head, *body = rows
    return {
        "type": "Table",
        "columns": [{"width": width} for width in widths],
        "rows": [_row([bold(cell) for cell in head]), *(_row([run(cell) for cell in row]) for row in body)],
        "firstRowAsHeader": True,
    }


def _row(cells: list[Element]) -> Element:
    return {"type": "TableRow", "cells": [{"type": "TableCell", "items": [rich(cell)]} for cell in cells]}
