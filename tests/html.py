"""Reads an HTML page as a tree, for tests that look at pages without a browser."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"br", "hr", "img", "input", "link", "meta"})


@dataclass(slots=True)
class Node:
    """An element with its attributes and what it holds."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    inside: list["Node | str"] = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        return frozenset(self.attributes.get("class", "").split())

    @property
    def text(self) -> str:
        return "".join(part if isinstance(part, str) else part.text for part in self.inside)

    @property
    def value(self) -> str:
        """What a browser would send for this control; it drops a text area's first line feed."""
        if self.tag == "textarea":
            return self.text.removeprefix("\n")
        return self.attributes.get("value", "")

    def every(self, tag: str = "", **attributes: str) -> Iterator["Node"]:
        """All elements below with this tag and these attributes (`class_` for one class), in order."""
        for part in self.inside:
            if isinstance(part, Node):
                if _fits(part, tag, attributes):
                    yield part
                yield from part.every(tag, **attributes)

    def one(self, tag: str = "", **attributes: str) -> "Node":
        found = list(self.every(tag, **attributes))
        assert len(found) == 1, f"{len(found)} of {tag} {attributes}"
        return found[0]


def _fits(node: Node, tag: str, attributes: dict[str, str]) -> bool:
    fits = not tag or node.tag == tag
    for name, wanted in attributes.items():
        fits = fits and (wanted in node.classes if name == "class_" else node.attributes.get(name) == wanted)
    return fits


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self._path = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._path[-1].inside.append(node)
        if tag not in VOID:
            self._path.append(node)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self._path.pop().tag == tag, f"{tag} is closed where another element is open"

    def handle_data(self, data: str) -> None:
        self._path[-1].inside.append(data)

    def finished(self) -> Node:
        assert self._path == [self.root], "an element is left open"
        return self.root


def read(page: str) -> Node:
    """The page's tree; fails where an element is not closed as it should be."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return reader.finished()
