"""Results by group: reporting groups, thresholds, waves, and what organisations and people have agreed to."""

import hashlib
import hmac
import json
from typing import Any

from alembic import op
from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Integer,
    PrimaryKeyConstraint,
    String,
    UniqueConstraint,
    text,
)

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables and columns, and write responses and releases anew. There is no way down: a copy is."""
    op.create_table(
        "reporting_group",
        Column("id", String, nullable=False),
        Column(
            "partnership", String, ForeignKey("partnership.id", name="fk_reporting_group_partnership"), nullable=False
        ),
        Column("margin", String, nullable=False),
        Column("name", String, nullable=False),
        PrimaryKeyConstraint("id", name="pk_reporting_group"),
        UniqueConstraint("partnership", "margin", "name", name="uq_reporting_group_partnership_margin_name"),
    )
    op.create_table(
        "belonging",
        Column(
            "reporting_group",
            String,
            ForeignKey("reporting_group.id", name="fk_belonging_reporting_group"),
            nullable=False,
        ),
        Column("member", String, ForeignKey("member.id", name="fk_belonging_member"), nullable=False),
        Column("leads", Boolean, nullable=False),
        PrimaryKeyConstraint("reporting_group", "member", name="pk_belonging"),
    )
    op.create_index("ix_belonging_member", "belonging", ["member"])
    op.create_table(
        "opt_in",
        Column("id", String, nullable=False),
        Column("member", String, ForeignKey("member.id", name="fk_opt_in_member"), nullable=False),
        Column("at", DateTime(timezone=True), nullable=False),
        Column("shown", String, nullable=False),
        PrimaryKeyConstraint("id", name="pk_opt_in"),
    )
    op.create_index("ix_opt_in_member", "opt_in", ["member"])
    op.create_table(
        "programme",
        Column("id", String, nullable=False),
        Column("partnership", String, ForeignKey("partnership.id", name="fk_programme_partnership"), nullable=False),
        Column("waves", String, nullable=False),
        Column("ends_at", DateTime(timezone=True), nullable=False),
        Column("key", String, nullable=True),
        PrimaryKeyConstraint("id", name="pk_programme"),
    )
    op.create_index("ix_programme_partnership", "programme", ["partnership"])
    going_on = text("key IS NOT NULL")
    op.create_index(
        "programme_going_on", "programme", ["ends_at"], sqlite_where=going_on, postgresql_where=going_on
    )

    op.add_column("partnership", Column("threshold", Integer, server_default=text("5"), nullable=False))
    op.add_column("partnership", Column("words_threshold", Integer, server_default=text("10"), nullable=False))
    op.add_column("organisation", Column("basis", String, server_default=text("''"), nullable=False))
    op.add_column("organisation", Column("retention_days", Integer, nullable=True))
    # What is open already keeps the threshold under which it was shown.
    op.add_column("occurrence", Column("words_threshold", Integer, server_default=text("10"), nullable=False))
    op.execute(text("UPDATE occurrence SET words_threshold = threshold WHERE state <> 'open'"))
    op.add_column("occurrence", Column("wave", String, nullable=True))
    op.add_column("occurrence", Column("linked_until", DateTime(timezone=True), nullable=True))
    for table in ("schedule", "occurrence"):
        with op.batch_alter_table(table) as altered:
            altered.add_column(
                Column("programme", String, ForeignKey("programme.id", name=f"fk_{table}_programme"), nullable=True)
            )
    op.create_index("ix_occurrence_programme", "occurrence", ["programme"])
    is_open = text("state = 'open'")
    op.create_index(
        "occurrence_running",
        "occurrence",
        ["partnership", "schedule"],
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    _write_responses_anew()
    _write_releases_anew()


def _write_responses_anew() -> None:
    connection = op.get_bind()
    if connection.dialect.name == "sqlite":
        # SQLite drops no column that refers to another table; and the new one has no row numbers, as the old had none.
        op.create_table(
            "response_anew",
            Column("occurrence", String, ForeignKey("occurrence.id", name="fk_response_occurrence"), nullable=False),
            Column("token", String, nullable=False),
            Column("answers", String, nullable=False),
            Column("sharing", String, nullable=False),
            Column("member", String, ForeignKey("member.id", name="fk_response_member"), nullable=True),
            Column("groups", String, server_default=text("''"), nullable=False),
            PrimaryKeyConstraint("occurrence", "token", name="pk_response"),
            sqlite_with_rowid=False,
        )
        connection.execute(
            text(
                "INSERT INTO response_anew (occurrence, token, answers, sharing, member, groups) "
                "SELECT occurrence, token, answers, sharing, member, coalesce('organisation:' || organisation, '') "
                "FROM response"
            )
        )
        op.drop_table("response")
        op.rename_table("response_anew", "response")
        op.create_index("ix_response_member", "response", ["member"])
    else:
        op.add_column("response", Column("groups", String, server_default=text("''"), nullable=False))
        connection.execute(
            text("UPDATE response SET groups = 'organisation:' || organisation WHERE organisation IS NOT NULL")
        )
        op.drop_column("response", "organisation")
    sectors = {row.id: row.sector for row in connection.execute(text("SELECT id, sector FROM organisation"))}
    for organisation, sector in sectors.items():
        connection.execute(
            text("UPDATE response SET groups = :both WHERE groups = :one"),
            {"both": f"organisation:{organisation} sector:{sector}", "one": f"organisation:{organisation}"},
        )
    # While a check-in is open its key tells whose answer is whose, and so from which organisation it came.
    asked = text(
        "SELECT participation.occurrence, participation.member, member.organisation, occurrence.key "
        "FROM participation JOIN occurrence ON occurrence.id = participation.occurrence "
        "JOIN member ON member.id = participation.member "
        "WHERE participation.part = 'answered' AND occurrence.key IS NOT NULL"
    )
    for occurrence, member, organisation, key in connection.execute(asked).all():
        token = hmac.new(bytes.fromhex(key), member.encode(), hashlib.sha256).hexdigest()
        connection.execute(
            text("UPDATE response SET groups = :groups WHERE occurrence = :occurrence AND token = :token"),
            {
                "groups": f"organisation:{organisation} sector:{sectors[organisation]}",
                "occurrence": occurrence,
                "token": token,
            },
        )


def _write_releases_anew() -> None:
    op.add_column("release", Column("whole", String, server_default=text("''"), nullable=False))
    connection = op.get_bind()
    rows = text(
        "SELECT release.occurrence, release.content, prompt.questions, occurrence.visibility, occurrence.threshold "
        "FROM release JOIN occurrence ON occurrence.id = release.occurrence "
        "JOIN prompt ON prompt.id = occurrence.prompt"
    )
    for occurrence, content, questions, visibility, threshold in connection.execute(rows).all():
        old = json.loads(content)
        anew = {name: old[name] for name in ("occurrence", "schedule", "partnership", "kind", "title", "closed_at")}
        few = {"is": "Mask", "reason": "few"}
        rate = {"is": "Rate", "asked": old["asked"], "answered": old["answered"]}
        anew |= {
            "visibility": visibility,
            "thresholds": {"scores": threshold, "words": threshold},
            "turnouts": [{"group": _EVERYBODY, "seen": few if old["answered"] is None else rate}],
            "results": [
                {"question": question, "cells": [{"group": _EVERYBODY, "figure": _figure(figure)}]}
                for question, figure in zip(json.loads(questions), old["figures"], strict=True)
            ],
            "words": old["words"],
        }
        connection.execute(
            text("UPDATE release SET content = :content, whole = :whole WHERE occurrence = :occurrence"),
            {"content": _json(anew), "whole": _json(anew | {"words": []}), "occurrence": occurrence},
        )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


_EVERYBODY = {"margin": "partnership", "id": "", "name": "Everybody"}
_KEPT = {"ScaleFigure": ("low", "counts"), "ChoiceFigure": ("counts", "n"), "OpenFigure": ("n",)}


def _figure(old: dict[str, Any]) -> dict[str, Any]:
    if old["is"] == "Mask":
        return {"is": "Mask", "reason": "few"}
    return {"is": old["is"]} | {name: old[name] for name in _KEPT[old["is"]]}
