"""The language in which somebody is spoken to, and the words of its catalogue.

What Weft says is written in English where it is said, and looked up here: `gettext` takes what is to be filled in as
arguments, since a translator may need them in another order. The language is that of the task or thread that runs,
so that whoever words a message need not be told for whom. A catalogue is a gettext `.po` file named for its
language: one that is put beside the others is offered at the next start.
"""

import string
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ENGLISH = "en"
FOLDERS = [Path(__file__).parent / "catalogues"]
"""Where catalogues are looked for; of two of one language the later folder's stands."""
_ROOM = (24, 40, 75, 150, 300)
"""Characters of a form's title, a button, an option, a hint and a label: see `bot.chat.limits`. A translation has
the least of these that holds the English; what is longer could not be shown at all."""
_ENGLISH = NullTranslations()
_speaking: ContextVar[str] = ContextVar("speaking", default=ENGLISH)


def gettext(message: str, /, **values: object) -> str:
    """These words in the language of who is spoken to, filled in with `values`."""
    # What a catalogue has for no words at all is its own header.
    return _filled(_words().gettext(message), values) if message else ""


def ngettext(one: str, many: str, count: int, /, **values: object) -> str:
    """The words for so many, by the language's own plurals; `{count}` stands for how many."""
    return _filled(_words().ngettext(one, many, count), {"count": count, **values})


def pgettext(context: str, message: str, /, **values: object) -> str:
    """Words that mean different things in different places: `context` says to translators which."""
    return _filled(_words().pgettext(context, message), values)


def noop(message: str) -> str:
    """Words that are put down here for the catalogues, and looked up where they are said."""
    return message


def speak(language: str) -> None:
    """From here on, this task or thread speaks this language; English where it has no catalogue."""
    _speaking.set(language)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak this language within."""
    before = _speaking.set(language)
    try:
        yield
    finally:
        _speaking.reset(before)


def language() -> str:
    """The code of the language that is spoken, such as `cy`."""
    return _speaking.get()


def locale() -> Locale:
    """How the language that is spoken writes dates, numbers and lists."""
    return _locale(_speaking.get())


def offered() -> Mapping[str, str]:
    """The languages that can be spoken, English first: their codes, and how each calls itself."""
    return _offered(tuple(FOLDERS))


def catalogue(language: str) -> Catalog | None:
    """The catalogue as its translators left it; None where there is none."""
    for folder in reversed(FOLDERS):
        if (path := folder / f"{language}.po").is_file():
            with path.open("rb") as file:
                return read_po(file, locale=language)
    return None


def fits(message: Message) -> bool:
    """Whether a translation is filled in with nothing but what the English is, and goes where the English goes."""
    sources = (message.id,) if isinstance(message.id, str) else message.id
    said = (message.string,) if isinstance(message.string, str) else message.string or ()
    known = set[str]().union(*map(_gaps, sources))
    try:
        filled = all(_gaps(each) <= known for each in said)
    except ValueError:
        return False
    room = next((most for most in _ROOM if len(sources[0]) <= most), None)
    is_label = not known and sources[0][-1:] not in {".", "?", ":"}
    return filled and (room is None or not is_label or all(len(each) <= room for each in said))


def _words() -> NullTranslations:
    language = _speaking.get()
    return _ENGLISH if language == ENGLISH else _translated(language, tuple(FOLDERS))


@lru_cache(maxsize=50)
def _offered(folders: tuple[Path, ...]) -> Mapping[str, str]:
    codes = sorted({path.stem for folder in folders for path in folder.glob("*.po")} - {ENGLISH})
    return {code: _own_name(code) for code in (ENGLISH, *codes)}


@lru_cache(maxsize=50)
def _translated(language: str, _: tuple[Path, ...]) -> NullTranslations:
    """The words of a language; what does not fit is said in English rather than not at all."""
    if (found := catalogue(language)) is None:
        return _ENGLISH
    for message in list(found):
        if message.id and not fits(message):
            found.delete(message.id, message.context)
    compiled = BytesIO()
    write_mo(compiled, found)
    compiled.seek(0)
    return GNUTranslations(compiled)


@lru_cache(maxsize=50)
def _locale(language: str) -> Locale:
    return Locale.parse("en_GB" if language == ENGLISH else language)


def _own_name(language: str) -> str:
    name = Locale.parse(language).get_display_name(language) or language
    return name[:1].upper() + name[1:]


def _filled(words: str, values: Mapping[str, object]) -> str:
    return words.format(**values) if values else words


def _gaps(words: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}
