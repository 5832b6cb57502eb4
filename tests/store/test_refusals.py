"""Why a server cannot be used: said in words of its own for each cause, and never in the server's or the driver's."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from time import sleep

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import URL, make_url
from sqlalchemy.exc import OperationalError

from bot.cli import examine
from bot.errors import StoreUnavailable
from bot.store.engine import UNUSABLE, Full, engine, told
from bot.store.refusals import reason
from tests.databases import Postgresql

PASSWORD = "kept-to-itself"
ELSEWHERE = make_url(f"postgresql+psycopg://weft:{PASSWORD}@127.0.0.1/weft?sslmode=disable")


def said(url: URL) -> str:
    """What is told of a database that cannot be used, which the doctor tells, too."""
    whole = url.render_as_string(hide_password=False)
    made = engine(whole)
    with pytest.raises(StoreUnavailable) as refused, told(), made.connect():
        pass
    made.dispose()
    complaint = str(refused.value)
    assert PASSWORD not in complaint
    assert refused.value.__cause__ is None
    assert complaint.startswith(UNUSABLE), complaint
    why = complaint.removeprefix(UNUSABLE)
    [found] = examine.database(whole)
    assert (found.what, found.state) == (f"Database: it cannot be used: {why}", "wrong")
    return why


@pytest.fixture(scope="module")
def server(postgresql: Postgresql) -> Iterator[URL]:
    """A database, and users who are not let in: by their password, by the server's rules, and for want of a place."""
    with postgresql.empty() as url:
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as opened:
            opened.execute("CREATE ROLE known LOGIN PASSWORD 'another'")
            opened.execute("CREATE ROLE barred LOGIN")
            opened.execute("CREATE ROLE crowded LOGIN CONNECTION LIMIT 0")
            [(name,)] = opened.execute("SHOW hba_file").fetchall()
            rules = Path(name)
            before = rules.read_text()
            rules.write_text(f"local all known scram-sha-256\nlocal all barred reject\n{before}")
            opened.execute("SELECT pg_reload_conf()")
            while not opened.execute("SELECT 1 FROM pg_hba_file_rules WHERE user_name = '{barred}'").fetchall():
                sleep(0.01)
            sleep(0.2)
        yield make_url(url)
        with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as opened:
            rules.write_text(before)
            opened.execute("SELECT pg_reload_conf()")
            opened.execute("DROP ROLE known, barred, crowded")


def test_who_is_not_let_in_is_told_why(server: URL) -> None:
    refused = "it refuses the user or the password"
    assert said(server.set(username="known", password=PASSWORD)) == refused
    assert said(server.set(username="nobody")) == refused
    assert said(server.set(username="known")) == "it asks for a password, and there is none in DATABASE_URL"
    rules = "its pg_hba.conf does not let this user in from here, or not without TLS"
    assert said(server.set(username="barred", password=PASSWORD)) == rules
    assert said(server.set(username="crowded", password=PASSWORD)) == "it has too many connections"
    assert said(server.set(database="none")) == "there is no such database"


@pytest.mark.parametrize("name", ["too many", "SSL error", "timeout expired", "certificate "])
def test_a_name_is_not_taken_for_a_cause(server: URL, name: str) -> None:
    assert said(server.set(database=name)) == "there is no such database"


@pytest.mark.parametrize(
    ("option", "value", "why"),
    [
        ("sslmod", "require", "DATABASE_URL has an option that it does not know"),
        ("sslmode", PASSWORD, "an option in DATABASE_URL has a value that it does not take"),
        ("port", "99999", "an option in DATABASE_URL has a value that it does not take"),
        ("options", f"-c {PASSWORD}=1", "an option in DATABASE_URL has a value that it does not take"),
    ],
)
def test_a_wrong_option_is_told(server: URL, option: str, value: str, why: str) -> None:
    assert said(server.update_query_dict({option: value})) == why


def test_a_server_out_of_reach_is_told_from_one_whose_host_is_none() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    assert said(ELSEWHERE.set(port=port)) == "nobody listens there"
    assert said(ELSEWHERE.set(host=None).update_query_dict({"host": "/nowhere"})) == "nobody listens there"
    assert said(ELSEWHERE.set(host="no-such.invalid")) == "its host cannot be found"


@contextmanager
def answering(answer: bytes | None) -> Iterator[int]:
    """Listen, and answer everybody so; None answers nobody."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    caller, _ = listening.accept()
                except OSError:
                    return
                with caller:
                    if caller.recv(1_000) and answer:
                        caller.sendall(answer)
                        caller.recv(1_000)

        thread = Thread(target=serve, daemon=True)
        if answer is not None:
            thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
    if answer is not None:
        thread.join()


@pytest.mark.parametrize(
    ("answer", "option", "why"),
    [
        (b"N", {"sslmode": "require"}, "TLS could not be agreed on"),
        (b"Snothing that is TLS", {"sslmode": "require"}, "TLS could not be agreed on"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", {"sslmode": "require"}, "what answers there is no PostgreSQL"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", {}, "what answers there is no PostgreSQL"),
    ],
)
def test_what_answers_otherwise_is_told(answer: bytes, option: dict[str, str], why: str) -> None:
    with answering(answer) as port:
        assert said(ELSEWHERE.set(port=port).update_query_dict(option)) == why


def test_a_server_that_says_nothing_is_told_of() -> None:
    with answering(None) as port:
        silent = ELSEWHERE.set(port=port).update_query_dict({"connect_timeout": "2"})
        with pytest.raises(StoreUnavailable, match="it does not answer in time"), told():
            engine(silent.render_as_string(hide_password=False)).connect()


def test_what_may_quote_a_row_is_told_by_its_code_alone() -> None:
    for error, why in (
        (errors.InvalidPassword("Ada wrote"), "it refuses the user or the password"),
        (errors.InvalidCatalogName("Ada wrote"), "there is no such database"),
        (errors.TooManyConnections("Ada wrote"), "it has too many connections"),
        (errors.CannotConnectNow("Ada wrote"), "it is just starting or stopping"),
        (errors.ReadOnlySqlTransaction("Ada wrote"), "it can only be read"),
        (errors.DiskFull("Ada wrote"), "its disk is full"),
        (errors.UniqueViolation("connection failed: timeout expired"), None),
        (psycopg.OperationalError("Ada wrote: timeout expired"), None),
    ):
        assert reason(error) == why
    with pytest.raises(Full, match=f"^{UNUSABLE}its disk is full$"), told():
        raise OperationalError("INSERT", {}, errors.DiskFull("Ada wrote"))


@pytest.mark.parametrize(
    ("server_says", "why"),
    [
        ("FATAL:  the database system is starting up", "it is just starting or stopping"),
        ("FATAL:  sorry, too many clients already", "it has too many connections"),
        ("FATAL:  remaining connection slots are reserved for roles", "it has too many connections"),
        ("FATAL:  something of which nobody thought", None),
    ],
)
def test_what_a_server_says_in_passing_is_understood(server_says: str, why: str | None) -> None:
    said_by_driver = f'connection failed: connection to server at "127.0.0.1", port 5432 failed: {server_says}'
    assert reason(psycopg.OperationalError(said_by_driver)) == why
