"""Traces by OpenTelemetry, sent by OTLP over HTTP. To import this takes half a second: only who traces does.

Errors are told by their kind: what they say, and where they were raised, may quote what somebody wrote.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Status, StatusCode

from bot.watch.spans import Fact

_TRACES = "/v1/traces"
_FAREWELL = 2_000
"""Milliseconds that handing over the last spans may take: nobody waits for a collector that is away."""
_CALL = 5.0
"""Seconds for one call to the collector."""


class OpenTelemetry:
    """Satisfies `bot.watch.spans.Tracer`."""

    def __init__(self, processor: SpanProcessor, service: str = "weft") -> None:
        # No detectors: they would send the command line and the machine's name along.
        self._provider = TracerProvider(resource=Resource({"service.name": service}), shutdown_on_exit=False)
        self._provider.add_span_processor(processor)
        self._tracer = self._provider.get_tracer("weft")

    @contextmanager
    def span(self, name: str, **facts: Fact) -> Iterator[None]:
        """Satisfies `Tracer`."""
        with self._tracer.start_as_current_span(
            name, attributes=facts, record_exception=False, set_status_on_exception=False
        ) as span:
            try:
                yield
            except BaseException as error:
                span.set_status(Status(StatusCode.ERROR, type(error).__name__))
                raise

    @property
    def trace_id(self) -> str | None:
        """Satisfies `Tracer`."""
        context = trace.get_current_span().get_span_context()
        return trace.format_trace_id(context.trace_id) if context.is_valid else None

    def close(self) -> None:
        """Satisfies `Tracer`."""
        self._provider.force_flush(_FAREWELL)
        self._provider.shutdown()


def exporting(endpoint: str, headers: Mapping[str, str], service: str) -> OpenTelemetry:
    """Traces that are sent to a collector, by its address without a path for traces."""
    exporter = OTLPSpanExporter(f"{endpoint.rstrip('/')}{_TRACES}", headers=dict(headers), timeout=_CALL)
    return OpenTelemetry(BatchSpanProcessor(exporter), service)
