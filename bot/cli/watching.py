"""Sets up what the settings ask for of metrics and traces, and loads the libraries of only those."""

import asyncio
from collections.abc import Iterator, MutableMapping
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot import logs
from bot.app import utc_now
from bot.errors import SettingsInvalid
from bot.settings import Settings
from bot.store.database import Database
from bot.watch.spans import UNTRACED, Tracer

if TYPE_CHECKING:
    from bot.watch.metrics import Metrics


@dataclass(frozen=True, slots=True)
class Watch:
    """Whoever follows what happens."""

    tracer: Tracer
    metrics: "Metrics | None"

    def metrics_served(self, database: Database, chosen: Settings) -> AbstractContextManager[None]:
        """Serve the metrics until the block ends, if there are any; to be called where the event loop runs.

        Raises:
            SettingsInvalid: nobody can listen at their port.
        """
        if self.metrics is None or chosen.weft_metrics_port is None:
            return nullcontext()
        from bot.watch import metrics_door  # noqa: PLC0415  as it loads Prometheus' client

        waiting = metrics_door.asked(database, asyncio.get_running_loop(), utc_now)
        return metrics_door.served(self.metrics, chosen.weft_metrics_host, chosen.weft_metrics_port, waiting)


UNWATCHED = Watch(UNTRACED, None)


@contextmanager
def watching(chosen: Settings) -> Iterator[Watch]:
    """Watch until the block ends."""
    with closing(_tracer(chosen)) as tracer:
        watch = Watch(tracer, _metrics(chosen))
        listeners = [] if watch.metrics is None else [watch.metrics]
        logs.configure(chosen.weft_log_format, *listeners, *([Traced(tracer)] if tracer is not UNTRACED else []))
        yield watch


@dataclass(frozen=True, slots=True)
class Traced:
    """Lets each log line say to which trace it belongs."""

    tracer: Tracer

    def __call__(self, _: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """Add its id to an event on its way to the log."""
        if (trace := self.tracer.trace_id) is not None:
            event["trace"] = trace
        return event


def _metrics(chosen: Settings) -> "Metrics | None":
    if chosen.weft_metrics_port is None:
        return None
    from bot.watch.metrics import Metrics  # noqa: PLC0415  half a second, for which only those wait who use it

    return Metrics()


def _tracer(chosen: Settings) -> Tracer:
    if not chosen.otel_exporter_otlp_endpoint:
        return UNTRACED
    from bot.watch.tracing import exporting  # noqa: PLC0415  half a second, for which only those wait who use it

    headers = chosen.otel_exporter_otlp_headers
    return exporting(
        chosen.otel_exporter_otlp_endpoint,
        _headers("" if headers is None else headers.get_secret_value()),
        chosen.otel_service_name,
    )


def _headers(listed: str) -> dict[str, str]:
    pairs = [pair.partition("=") for pair in listed.split(",") if pair.strip()]
    if any(not name.strip() or not separator for name, separator, _ in pairs):
        raise SettingsInvalid("OTEL_EXPORTER_OTLP_HEADERS: write name=value, with commas between")
    return {name.strip().lower(): value.strip() for name, _, value in pairs}
