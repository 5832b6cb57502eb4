"""Ways to break the adapters that the contract must notice: one small change of source each."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Sabotage:
    """One harm: in this file, the text `before`, found exactly once, becomes `after`."""

    harm: str
    driver: Literal["slack", "teams", "web"]
    path: str
    before: str
    after: str


def _slack(harm: str, file: str, before: str, after: str) -> Sabotage:
    return Sabotage(harm, "slack", f"adapters/slack/{file}", before, after)


def _web(harm: str, file: str, before: str, after: str) -> Sabotage:
    return Sabotage(harm, "web", f"adapters/web/{file}", before, after)


SABOTAGES = (
    _slack("let mark-up into notifications", "render.py", '.replace("<", "&lt;")', ""),
    _slack("turn emoji codes into pictures", "render.py", '"emoji": False', '"emoji": True'),
    _slack("lose all choices but the first", "parse.py", "for option in options if", "for option in options[:1] if"),
    _slack(
        "swap verb and subject",
        "carried.py",
        "return _action(verb, subject)\n        case _:\n            return None\n\n\ndef metadata",
        "return _action(subject, verb)\n        case _:\n            return None\n\n\ndef metadata",
    ),
    _slack(
        "skip the signature", "web.py", "if not signatures.genuine(body, timestamp, signature):", "if not signature:"
    ),
    _slack("accept a request twice", "web.py", "if signature in self._used:", "if not signature:"),
    _slack("give up where Slack says wait", "faults.py", "return Throttled(_seconds(", "return Refused(str("),
    _slack(
        "call a time-out a certain no",
        "faults.py",
        'return Uncertain(f"Slack did not',
        'return Unavailable(f"Slack did not',
    ),
    _slack(
        "forget what was typed",
        "views.py",
        "_initial(field) if typed is None else typed.get(field.name)",
        "_initial(field)",
    ),
    _slack("forget the mark", "render.py", "if message.mark is not None:", "if not message.blocks:"),
    _slack("look for the mark on one page only", "api.py", "if not cursor:", "if cursor or not cursor:"),
    _slack(
        "say no where Slack could not look",
        "search.py",
        'raise Uncertain(f"could not look for a post: {error}") from error',
        "return None",
    ),
    _slack(
        "give up looking where Slack says wait",
        "search.py",
        "except (Gone, Refused, Unreachable) as error:",
        "except Exception as error:",
    ),
    _slack(
        "whisper to everybody", "replies.py", 'return Call("chat.postEphemeral"', 'return Call("chat.postMessage"'
    ),
    _slack(
        "hand a press in twice",
        "reception.py",
        "turn.reply = await self._receive(inbound)",
        "await self._receive(inbound)\n        turn.reply = await self._receive(inbound)",
    ),
    _slack("lose a form's origin", "carried.py", 'return ["post", origin.channel, origin.ts]', "return []"),
    _slack(
        "take outsiders for our own",
        "parse.py",
        'tenant = _text(user, "team_id") or install.team',
        "tenant = install.team",
    ),
    _slack(
        "post with another workspace's token",
        "platform.py",
        "api = (await self._installs.at(to.tenant)).api",
        "api = (await self._installs.at(self.lanes[0].tenant)).api",
    ),
    _slack(
        "take a button's workspace from whoever presses it",
        "whose.py",
        "yield read_team(value)",
        'yield _text(payload, "user", "team_id")',
    ),
    _slack(
        "overlook who leaves",
        "parse_event.py",
        "return Arrival(Departed(who, space), Notice(), key)",
        "return None",
    ),
    _slack("overlook accounts that end", "parse_event.py", '"deleted": True}', '"deleted": None}'),
    Sabotage("let addresses into logs", "slack", "bot/chat/names.py", "repr=False, compare=False", "compare=False"),
    _slack("leave the home page as it was", "reception.py", "for call in page.calls:", "for call in page.calls[:0]:"),
    _web("escape nothing", "render.py", "autoescape=True", "autoescape=False"),
    _web("lose all choices but the last", "parse.py", "(*before, value)", "(value,)"),
    _web(
        "swap verb and subject",
        "parse.py",
        'Action(meta(sent, "verb"), meta(sent, "subject"))',
        'Action(meta(sent, "subject"), meta(sent, "verb"))',
    ),
    _web("ask for no proof", "gate.py", "if not self._seals.proves(", "if None and not self._seals.proves("),
    _web("let sessions live for ever", "gate.py", "if self._seals.ended(session):", "if not session:"),
    _web("let other sites send forms", "gate.py", "if origin is not None and", "if origin is None and"),
    _web(
        "give up where the store is busy",
        "platform.py",
        "_or(Unavailable, self._mailbox.put(letter))",
        "_or(Gone, self._mailbox.put(letter))",
    ),
    _web(
        "forget what was typed",
        "pages.py",
        "_form(visitor, reply.form, typed, reply.errors)",
        "_form(visitor, reply.form, None, reply.errors)",
    ),
    _web(
        "forget the mark",
        "platform.py",
        "to.place, message, self._clock()",
        "to.place, Message(message.summary, message.blocks), self._clock()",
    ),
    _web(
        "whisper over the post",
        "pages.py",
        "case Whisper():\n                return _aside(visitor, reply.message)\n            case Replace():",
        "case Whisper() | Replace():",
    ),
    _web(
        "hand a press in twice",
        "pages.py",
        "return await self._answer(await self._receive(replace(pressed",
        "await self._receive(pressed)\n        return await self._answer(await self._receive(replace(pressed",
    ),
    _web(
        "lose the origin",
        "parse.py",
        "return Receipt(address(who.identity.user), letter) if letter else None",
        "return None",
    ),
    _web(
        "keep a browser's line ends",
        "parse.py",
        "tuple((name, _line_feeds(value)) for name, value in found)",
        "tuple(found)",
    ),
    _web(
        "let a text area lose its first line feed",
        "templates/fields/long.html",
        ">\n{{ value }}</textarea>",
        ">{{ value }}</textarea>",
    ),
    _web(
        "say what is wrong, but not where",
        "templates/fields/parts.html",
        "{% if error %}\n<p",
        "{% if not error %}\n<p",
    ),
    _web("drop the complaint about the whole form", "render.py", "errors=apart + beside", "errors=beside"),
)
