"""What Prometheus is told: counts of what happened, and what waits at the moment of looking.

What happened is heard from the log's own events, so neither the core nor an adapter knows of it. No label names
anybody: workspaces stand there under a code that only who knows the workspace can make again.
"""

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from hashlib import sha256
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.metrics_core import GaugeMetricFamily, Metric

from bot.chat.names import Lane
from bot.store.pulse import Queue
from bot.texts.verbs import Verb

_ANSWERS = frozenset({Verb.ANSWER, Verb.TAP})
_ACKS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 2.5, 3.0, 5.0, 10.0)
"""Seconds. Slack waits for 3 of them."""
_JOBS = (0.01, 0.05, 0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0)
_CODE = 8

Event = Mapping[str, Any]
Waiting = Callable[[], list[Queue] | None]
"""What waits now; None where that cannot be found out."""


def code_of(lane: Lane) -> str:
    """The name of a workspace in metrics: `printf slack:T012AB3CD | sha256sum | cut -c1-8`."""
    return sha256(f"{lane.platform}:{lane.tenant}".encode()).hexdigest()[:_CODE]


class Metrics:
    """The metrics of this process, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._sent = self._counter("deliveries_sent", "Posts made, asks among them.", "platform", "purpose")
        self._ended = self._counter("deliveries_ended", "Deliveries given up.", "progress", "purpose")
        self._answers = self._counter("answers", "Answers kept, changed ones among them.", "platform")
        self._deeds = self._counter("deeds", "What people did, and how it ended.", "platform", "deed", "outcome")
        self._throttled = self._counter("throttled", "Times that a platform said wait (429).", "platform")
        self._stopped = self._counter("lanes_stopped", "Times that a workspace's queue stopped.", "platform", "fault")
        self._late = self._counter("replies_late", "Replies that took longer than the platform waits.", "platform")
        self._refused = self._counter("requests_refused", "Requests turned away.", "platform", "reason")
        self._store = self._counter("store_unavailable", "Deeds that the database could not take in.")
        self._failed = self._counter("jobs_failed", "Jobs of the clock that failed.", "job")
        self._ack = self._histogram("ack_seconds", "From a request to its answer.", _ACKS, "door", "status")
        self._reply = self._histogram("reply_seconds", "From a deed to its reply, by socket, too.", _ACKS, "platform")
        self._ticks = self._histogram(
            "job_seconds", "How long jobs of the clock took that went through.", _JOBS, "job"
        )
        self._heard: Mapping[str, Callable[[Event], None]] = {
            "delivery.sent": lambda event: self._sent.labels(*_of(event, "platform", "purpose")).inc(),
            "delivery.ended": lambda event: self._ended.labels(*_of(event, "progress", "purpose")).inc(),
            "deed.done": self._done,
            "platform.throttled": lambda event: self._throttled.labels(*_of(event, "platform")).inc(),
            "lane.stopped": lambda event: self._stopped.labels(*_of(event, "platform", "fault")).inc(),
            "reply.late": lambda event: self._late.labels(*_of(event, "platform")).inc(),
            "request.refused": self._turned_away,
            "link.refused": self._turned_away,
            "store.unavailable": lambda _: self._store.inc(),
            "job.failed": lambda event: self._failed.labels(*_of(event, "job")).inc(),
            "job.ran": lambda event: self._ticks.labels(*_of(event, "job")).observe(event["seconds"]),
        }

    def __call__(self, _: object, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        """Count an event on its way to the log."""
        heard = self._heard.get(event["event"])
        if heard is not None:
            heard(event)
        return event

    def answered(self, door: str, status: int, seconds: float) -> None:
        """Count an answer that has begun so long after its request."""
        self._ack.labels(door, str(status)).observe(seconds)

    def replied(self, platform: str, seconds: float) -> None:
        """Count a reply that the core had so long after what somebody did."""
        self._reply.labels(platform).observe(seconds)

    def look_at(self, waiting: Waiting) -> None:
        """Ask how much waits whenever somebody looks."""
        self.registry.register(_Queues(waiting))

    def _done(self, event: Event) -> None:
        self._deeds.labels(*_of(event, "platform", "deed", "outcome")).inc()
        if event.get("deed") in _ANSWERS and event.get("outcome") == "done":
            self._answers.labels(*_of(event, "platform")).inc()

    def _turned_away(self, event: Event) -> None:
        self._refused.labels(*_of(event, "platform", "reason")).inc()

    def _counter(self, name: str, about: str, *labels: str) -> Counter:
        return Counter(f"weft_{name}", about, labels, registry=self.registry)

    def _histogram(self, name: str, about: str, buckets: tuple[float, ...], *labels: str) -> Histogram:
        return Histogram(f"weft_{name}", about, labels, buckets=buckets, registry=self.registry)


class _Queues:
    """How much waits in each workspace, and for how long: collected when somebody looks."""

    def __init__(self, waiting: Waiting) -> None:
        self._waiting = waiting

    def describe(self) -> Iterator[Metric]:
        """Their names, for the registry, which would look for them otherwise."""
        return iter(())

    def collect(self) -> Iterator[Metric]:
        """As they are now; where the database does not say, it is told that it did not."""
        found = self._waiting()
        yield GaugeMetricFamily("weft_database_up", "Whether the database answers.", value=float(found is not None))
        labels = ("platform", "workspace")
        depth = GaugeMetricFamily("weft_queue_depth", "Deliveries that are due and not yet posted.", labels=labels)
        lag = GaugeMetricFamily("weft_lag_seconds", "For how long the oldest of them has been due.", labels=labels)
        for queue in found or ():
            names = (queue.lane.platform, code_of(queue.lane))
            depth.add_metric(names, queue.depth)
            lag.add_metric(names, queue.lag.total_seconds())
        yield depth
        yield lag


def _of(event: Event, *labels: str) -> Iterator[str]:
    """What an event says under these keys."""
    return (str(event.get(label, "unknown")) for label in labels)
