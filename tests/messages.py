"""Brings the catalogues up to date with what is said: `python -m tests.messages`, or `make messages`.

The template holds every text with its file; each catalogue keeps its translations, and gets what is new without one.
"""

import io
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

HOME = Path(__file__).parent.parent
CATALOGUES = HOME / "bot" / "catalogues"
TEMPLATE = CATALOGUES / "weft.pot"
KEYWORDS = DEFAULT_KEYWORDS | {"noop": None}


def template() -> Catalog:
    """Every text that is marked for translation, by the files that say it."""
    made = Catalog(project="Weft", version="", charset="utf-8")
    for filename, _, message, comments, context in sorted(_extracted()):
        made.add(message, None, [(filename, 0)], auto_comments=comments, context=context)
    return made


def _extracted() -> Iterator[tuple[str, int, str | tuple[str, ...], list[str], str | None]]:
    with (HOME / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]  # Babel types it by half
    for part in ("bot", "adapters"):
        for filename, *rest in extract_from_dir(HOME / part, methods, options, KEYWORDS):
            yield f"{part}/{filename}", *rest  # type: ignore[misc]  # a tuple of as many


def written(catalogue: Catalog) -> str:
    """A catalogue as it is kept: without line numbers and dates, which change with every edit."""
    kept = io.BytesIO()
    write_po(kept, catalogue, width=110, omit_header=True, include_lineno=False, ignore_obsolete=True)
    return kept.getvalue().decode()


def main() -> None:
    """Write the template, and each catalogue anew."""
    made = template()
    TEMPLATE.write_text(written(made), encoding="utf-8")
    for path in CATALOGUES.glob("*.po"):
        with path.open("rb") as file:
            kept = read_po(file, locale=path.stem)
        kept.update(made, no_fuzzy_matching=True)
        header = path.read_text(encoding="utf-8").partition("\n\n")[0]
        path.write_text(f"{header}\n\n{written(kept)}", encoding="utf-8")


if __name__ == "__main__":
    main()
