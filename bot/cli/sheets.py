"""A folder of CSV files and one of JSON that says what they are about: all of them there, or none."""

import csv
import json
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from types import TracebackType
from typing import Any, Self

from bot.errors import Declined, StoreUnavailable
from bot.texts.spreadsheets import cell


class Sheets:
    """Writes rows as they come; what is written stands in the folder once the block has ended well."""

    def __init__(
        self, folder: Path, columns: Mapping[str, Sequence[str]], about: str, *, force: bool = False
    ) -> None:
        self._folder, self._columns, self._about = folder, columns, about
        self._counts = dict.fromkeys(columns, 0)
        self._writers: dict[str, Any] = {}
        self._open = ExitStack()
        names = [about, *(f"{name}.csv" for name in columns)]
        if not force and (there := [name for name in names if (folder / name).exists()]):
            raise Declined(f"{folder / there[0]} is there already: choose another folder, or say --force")
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            self._passing = Path(mkdtemp(dir=folder.parent, prefix=".weft-"))
        except OSError as error:
            raise StoreUnavailable(f"{folder} cannot be written: {error.strerror}") from None

    @property
    def told(self) -> str:
        """What was written, in words."""
        return ", ".join(f"{name}.csv ({count})" for name, count in self._counts.items()) + f" and {self._about}"

    def describe(self, values: object) -> None:
        """Write what the sheets are about."""
        text = json.dumps(values, indent=2, ensure_ascii=False)
        (self._passing / self._about).write_text(text + "\n", encoding="utf-8")

    def add(self, name: str, row: Mapping[str, object]) -> None:
        """One more row of a sheet."""
        self._counts[name] += 1
        self._writers[name].writerow({column: cell(value) for column, value in row.items()})

    def __enter__(self) -> Self:
        try:
            for name, columns in self._columns.items():
                # With a mark at its beginning, by which spreadsheets see that it is UTF-8.
                path = self._passing / f"{name}.csv"
                file = self._open.enter_context(path.open("w", encoding="utf-8-sig", newline=""))
                self._writers[name] = csv.DictWriter(file, columns)
                self._writers[name].writeheader()
        except OSError as error:
            rmtree(self._passing, ignore_errors=True)
            raise self._unwritten(error) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            self._open.close()
            if kind is None:
                self._folder.mkdir(exist_ok=True)
                for each in self._passing.iterdir():
                    each.replace(self._folder / each.name)
        except OSError as failed:
            raise self._unwritten(failed) from None
        finally:
            rmtree(self._passing, ignore_errors=True)
        if isinstance(error, OSError):
            raise self._unwritten(error) from None

    def _unwritten(self, error: OSError) -> StoreUnavailable:
        return StoreUnavailable(f"{self._folder} cannot be written: {error.strerror}")
