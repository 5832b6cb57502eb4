"""Knocks on the command line: with files, settings and words that no operator should have."""

import asyncio
import contextlib
import os
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from click.testing import CliRunner

from bot import speech
from bot.cli.clearly import FAULT
from bot.cli.commands import main
from bot.settings import Settings
from tests.cli.fen import FEN
from tests.soak.ear import Ear
from tests.soak.knocks import Answer, Knock
from tests.soak.mutations import Mutations
from tests.stubs.certificates import certificate, private_key

HUSH = "hush-hush-hush"
"""Stands in every secret of the settings."""
TABLE = """\
name,e-mail,organisation,cohort
Zoe Fen,zoe@fen.example,Fen Trust,Spring
"Ng, Ari",ari@ely.example,Ely Council,Ely
Bea;bea@march.example;March Mind
"""
ENVIRONMENT = f"""\
WEFT_PORT=8080
WEFT_URL=https://weft.example
WEFT_SECRET={HUSH * 3}
WEFT_LINK_DAYS=14
WEFT_STARTERS=anyone
WEFT_TICK_SECONDS=5
WEFT_CATALOGUES=words
SLACK_BOT_TOKEN=xoxb-{HUSH},xoxb-{HUSH}-too
SLACK_SIGNING_SECRET={HUSH}
MICROSOFT_APP_ID=00000000-0000-0000-0000-000000000000
MICROSOFT_APP_TENANT_ID=00000000-0000-0000-0000-000000000001
MICROSOFT_APP_CERTIFICATE=bot.pem
WEFT_TEAMS_APPS=apps.toml
"""
APPS = f"""\
[[app]]
app_id = "00000000-0000-0000-0000-000000000002"
tenant_id = "00000000-0000-0000-0000-000000000003"
secret = "{HUSH}"
"""
WORDS = (
    'msgid ""\nmsgstr "Language: fr\\nPlural-Forms: nplurals=2; plural=n>1\\n"\n\nmsgid "Home"\nmsgstr "Accueil"\n'
)
COMMANDS = ("apply", "people import", "restore", "settings", "preview", "words")
_WORDS = (("releases",), ("export",), ("erase", "--yes"), ("audit", "verify"), ("link",), ("export", "--person"))
_STATUS: Mapping[int, int] = {0: 200, FAULT: 500}
_REFUSED = 422


@dataclass(slots=True)
class FilesRoom:
    """An operator in a folder of their own, with a copy of the database."""

    folder: Path
    """Deep enough that no `..` of ours leaves it."""
    template: Path
    mutations: Mutations
    ear: Ear
    pem: str = field(default_factory=lambda: certificate() + private_key())
    _turn: int = 0

    def begin(self) -> None:
        """See `Room.begin`."""
        self._turn = 0

    def think(self, dice: Random) -> Knock:
        """One command."""
        self._turn += 1
        command = COMMANDS[self._turn % len(COMMANDS)]
        arguments, files = self._wanted(dice, command)

        async def send() -> Answer:
            return await asyncio.to_thread(self._run, arguments, files)

        what = arguments, {name: content[:3_000] for name, content in files.items() if name != "backup.db"}
        return Knock("files", command, what, send)

    def _wanted(self, dice: Random, command: str) -> tuple[Sequence[str], Mapping[str, bytes]]:
        how = [dice.choice(("--dry-run", "--yes")), *(["--json"] if dice.random() < 0.3 else [])]
        match command:
            case "apply":
                return ["apply", "file", *how], {"file": self._bent(dice, FEN)}
            case "people import":
                whose = "Fenland" if dice.random() < 0.9 else self._argument(dice)
                return ["people", "import", whose, "file", *how], {"file": self._bent(dice, TABLE)}
            case "restore":
                return ["restore", "backup.db", "--yes", "--force"], {"backup.db": self._damaged(dice)}
            case "settings":
                files = {".env": ENVIRONMENT, "apps.toml": APPS, "bot.pem": self.pem, "words/fr.po": WORDS}
                wrong = dice.choice((".env", ".env", *files))
                made = {
                    name: self._bent(dice, text) if name == wrong else text.encode() for name, text in files.items()
                }
                return ["link", "Zoe"], made
            case "preview":
                rule = self.mutations.text(dice, dice.choice(("FREQ=MONTHLY;BYDAY=2TU", "FREQ=WEEKLY;COUNT=3")))
                return ["preview", "--count", "3", "--json", _as_argument(rule)], {}
            case _:
                return [*dice.choice(_WORDS), self._argument(dice)], {}

    def _argument(self, dice: Random) -> str:
        return _as_argument(self.mutations.word(dice))

    def _bent(self, dice: Random, text: str) -> bytes:
        for _ in range(dice.randint(0, 3)):
            text = self.mutations.text(dice, text)
        body = text.encode("utf-8", "surrogatepass")
        return self.mutations.raw(dice, body) if dice.random() < 0.2 else body

    def _damaged(self, dice: Random) -> bytes:
        body = bytearray(self.template.read_bytes())
        match dice.randint(0, 3):
            case 0:
                return bytes(body[: dice.randint(0, len(body))])
            case 1:
                return self.mutations.raw(dice, bytes(body[:4_096]))
            case _:
                for _ in range(dice.randint(0, 6)):
                    body[dice.randrange(dice.choice((100, 4_096, len(body))))] = dice.randint(0, 255)
                return bytes(body)

    def _run(self, arguments: Sequence[str], files: Mapping[str, bytes]) -> Answer:
        with self._inside():
            for name, content in files.items():
                Path(name).parent.mkdir(parents=True, exist_ok=True)
                Path(name).write_bytes(content)
            shutil.copyfile(self.template, Path("data", "weft.db"))
            unset: dict[str, str | None] = dict.fromkeys(map(str.upper, Settings.model_fields))
            logged = {"WEFT_LOG_FORMAT": "json"}
            done = CliRunner().invoke(main, list(arguments), env=unset | logged, prog_name="weft")
        log = [line for line in done.stderr.splitlines() if line.startswith("{")]
        sys.stderr.write("".join(f"{line}\n" for line in log))
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return Answer(_STATUS.get(done.exit_code, _REFUSED), done.output)

    @contextlib.contextmanager
    def _inside(self) -> Iterator[None]:
        """In an empty folder with a database; what a command does to its process is undone."""
        before, mask, folders = Path.cwd(), os.umask(0o077), list(speech.FOLDERS)
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / "data").mkdir(parents=True)
        os.chdir(self.folder)
        try:
            yield
        finally:
            os.chdir(before)
            os.umask(mask)
            speech.FOLDERS[:] = folders
            self.ear.set_up()


def _as_argument(word: str) -> str:
    """No operating system hands over a zero byte."""
    return word.replace("\0", "")
