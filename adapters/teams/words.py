"""Literal text in cards: rich text reads no mark-up, which a plain text block would."""

import re
from typing import Any

Element = dict[str, Any]

_DATE = re.compile(r"\{\{(?=DATE\(|TIME\()")


def rich(*inlines: Element, spacing: str = "Default") -> Element:
    """A paragraph."""
    block: Element = {"type": "RichTextBlock", "inlines": list(inlines)}
    return block if spacing == "Default" else {**block, "spacing": spacing}


def run(text: str, **style: object) -> Element:
    """Literal text with a style."""
    return {"type": "TextRun", "text": literal(text), **style}


def bold(text: str) -> Element:
    """Literal text that stands out."""
    return run(text, weight="Bolder")


def note(text: str) -> Element:
    """A paragraph that stands back."""
    return rich(run(text, size="Small", isSubtle=True), spacing="Small")


def literal(text: str) -> str:
    """Text in which `{{DATE(…)}}` is not read as a date: a joiner that nobody sees keeps the braces apart."""
    return _DATE.sub("{\u2060{", text)


def table(rows: list[list[str]]) -> Element:
    """A table whose first row names its columns."""
    head, *body = rows
    return {
        "type": "Table",
        "columns": [{"width": 1} for _ in head],
        "rows": [_row([bold(cell) for cell in head]), *(_row([run(cell) for cell in row]) for row in body)],
        "firstRowAsHeader": True,
    }


def _row(cells: list[Element]) -> Element:
    return {"type": "TableRow", "cells": [{"type": "TableCell", "items": [rich(cell)]} for cell in cells]}
