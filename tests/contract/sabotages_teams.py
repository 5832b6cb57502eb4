"""Ways to break the Teams adapter that the contract must notice: one small change of source each."""

from tests.contract.sabotages import Sabotage


def _teams(harm: str, file: str, before: str, after: str) -> Sabotage:
    return Sabotage(harm, "teams", f"adapters/teams/{file}", before, after)


TEAMS = (
    _teams(
        "skip the signature",
        "tokens.py",
        "self._jws.decode(token, key.public, _ALGORITHMS)",
        'self._jws.decode(token, key.public, _ALGORITHMS, {"verify_signature": False})',
    ),
    _teams("let tokens live for ever", "tokens.py", "if now >= until:", "if now < 0:"),
    _teams("take other bots' requests", "tokens.py", "or app_id not in self._audiences:", "or not app_id:"),
    _teams(
        "believe any service URL",
        "tokens.py",
        "if not isinstance(service_url, str) or not self._hosts.allows(service_url):",
        "if not isinstance(service_url, str):",
    ),
    _teams("accept a request twice", "web.py", "if not once.first(key):", "if not key:"),
    _teams(
        "let mark-up be read", "render.py", 'case "heading" if not _MARKED_UP.search(text.text):', 'case "heading":'
    ),
    _teams("lose all choices but the first", "forms.py", 'tuple(value.split(","))', 'tuple(value.split(",")[:1])'),
    _teams(
        "swap verb and subject",
        "carried.py",
        'Action(_text(ours, "verb"), _text(ours, "subject"))',
        'Action(_text(ours, "subject"), _text(ours, "verb"))',
    ),
    _teams(
        "forget what was typed",
        "forms.py",
        "_initial(field) if typed is None else _typed(field, typed)",
        "_initial(field)",
    ),
    _teams(
        "drop the complaint about the whole form",
        "forms.py",
        "top = [_complaint(sentence, name) for name, sentence in complaints.items()]",
        "top: list[Element] = []",
    ),
    _teams(
        "call a time-out a certain no",
        "faults.py",
        'return Uncertain(f"Teams did not',
        'return Unavailable(f"Teams did not',
    ),
    _teams(
        "give up where Teams says wait",
        "faults.py",
        "return Throttled(seconds(answered.retry_after))",
        "return Refused(said)",
    ),
    _teams(
        "post again after a failure",
        "connector.py",
        "again = _REPEATABLE if harmless else NOT_DONE",
        "again = _REPEATABLE",
    ),
    _teams(
        "whisper over the post",
        "replies.py",
        "case Replace(message), Receipt() as post:\n            return",
        "case Replace(message) | Whisper(message), Receipt() as post:\n            return",
    ),
    _teams(
        "hand a press in twice",
        "reception.py",
        "reply = await self._receive(inbound)",
        "await self._receive(inbound)\n                reply = await self._receive(inbound)",
    ),
    _teams(
        "lose a form's origin", "carried.py", "data |= _sealed(origin)\n        case Home", "pass\n        case Home"
    ),
    _teams(
        "leave the home page as it was",
        "reception.py",
        "Nothing() | Replace() | Whisper() if card.post:",
        "Nothing() | Replace() | Whisper() if not card:",
    ),
    _teams("read the roster's first page only", "connector.py", "if not cursor:", "if cursor or not cursor:"),
    _teams(
        "post by another tenant's registration",
        "places.py",
        "self._registrations.speaking_in(to.tenant)",
        "self._registrations.speaking_in(self._registrations.tenants[0])",
    ),
    _teams(
        "take outsiders for our own",
        "told.py",
        'tenant = text(someone, "tenantId") or tenant_of(activity)',
        "tenant = tenant_of(activity)",
    ),
    _teams(
        "take who leaves for what only Teams calls them",
        "reception.py",
        "who = await self._places.known_as(each.who, arrival.whereabouts.conversation)",
        "who = each.who",
    ),
    _teams(
        "overlook who comes and goes",
        "parse_event.py",
        'if where.kind == "personal":\n        return ()',
        "if where.kind:\n        return ()",
    ),
    _teams("forget the mark", "posting.py", "if message.mark is not None:", "if not message.blocks:"),
    _teams(
        "say no where Teams could not be searched",
        "postbook.py",
        'raise Uncertain("it may have been posted, and Teams cannot be searched")',
        "return None",
    ),
    _teams("post everything in one part", "size.py", "if heavy > left and parts[-1]:", "if not parts:"),
)
