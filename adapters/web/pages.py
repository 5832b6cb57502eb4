"""The pages: what a person asks for by the browser goes to the core, and the core's reply becomes a page."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from adapters.web import notices, parse, render
from adapters.web.gate import Gate, Visitor
from adapters.web.notices import Notice
from adapters.web.parse import Pairs
from adapters.web.seals import Seals
from bot.chat.events import Nothing, Opened, Receive, Reject, Replace, Reply, Show, Whisper
from bot.chat.form import Form, Values
from bot.chat.mailbox import Letter, Mailbox
from bot.chat.message import Message
from bot.chat.names import Receipt
from bot.speech import gettext as _

OPEN, PAGE, ALL = 1, 10, 1_000
"""Letters that lie open on the first page, that a page has, and that can be had at all."""
_AFTERWARDS = timedelta(days=30)
"""How long a browser keeps a session that has ended: without it nobody could be told that it has, nor be given back
what they had typed by then."""


@dataclass(frozen=True, slots=True)
class Cookie:
    """How a session is kept; the `__Host-` prefix makes a browser hold it to this host and to https."""

    name: str
    secure: bool


class Pages:
    """One method a page."""

    def __init__(self, *, receive: Receive, mailbox: Mailbox, seals: Seals, gate: Gate, cookie: Cookie) -> None:
        self._receive = receive
        self._mailbox = mailbox
        self._seals = seals
        self._gate = gate
        self._cookie = cookie

    async def enter(self, request: Request) -> Response:
        """Opens a link. It can be opened again, so a scanner that follows it in advance takes nothing away."""
        seen = await self._gate.enter(request.path_params["token"])
        response = _go("/")
        response.set_cookie(
            self._cookie.name,
            self._seals.session(seen.user, seen.generation),
            max_age=int((self._seals.life + _AFTERWARDS).total_seconds()),
            secure=self._cookie.secure,
            httponly=True,
            samesite="lax",
        )
        return response

    async def home(self, request: Request) -> Response:
        """The home page: what the core says to whoever looks, then the letters."""
        visitor = await self._gate.visitor(request)
        reply = await self._receive(Opened(visitor.person))
        if page := parse.page(request.query_params, ALL // PAGE):
            return await self._inbox(visitor, None, page)
        match reply:
            case Replace() | Whisper():
                return await self._inbox(visitor, reply.message)
            case Nothing():
                return await self._inbox(visitor, None)
            case Show() | Reject():
                return await self._answer(reply, visitor, None)

    async def press(self, request: Request) -> Response:
        """A button was pressed."""
        visitor, sent = await self._gate.sent(request)
        pressed = parse.pressed(visitor.person, sent)
        origin = await self._own(pressed.origin)
        return await self._answer(await self._receive(replace(pressed, origin=origin)), visitor, origin)

    async def submit(self, request: Request) -> Response:
        """A form was sent."""
        visitor, sent = await self._gate.sent(request)
        submitted = parse.submitted(visitor.person, sent)
        origin = await self._own(submitted.origin)
        reply = await self._receive(replace(submitted, origin=origin))
        return await self._answer(reply, visitor, origin, submitted.values)

    async def leave(self, request: Request) -> Response:
        """Ends the session, or everywhere: every session and link of this person."""
        visitor, sent = await self._gate.sent(request)
        everywhere = parse.meta(sent, "where") == "everywhere"
        if everywhere:
            await self._mailbox.revoke(visitor.person.identity.user)
        response = notice(notices.LEFT_EVERYWHERE if everywhere else notices.LEFT)
        response.delete_cookie(self._cookie.name, secure=self._cookie.secure, httponly=True, samesite="lax")
        return response

    async def _own(self, origin: Receipt | None) -> Receipt | None:
        """The origin if it is a letter of this person; a letter since removed must not cost them their words."""
        if origin is None or await self._mailbox.letter(origin.address.place, origin.post) is None:
            return None
        return origin

    async def _answer(
        self, reply: Reply, visitor: Visitor, origin: Receipt | None, typed: Values | None = None
    ) -> Response:
        if origin is not None:
            visitor = replace(visitor, carry=replace(visitor.carry, origin=origin.post))
        match reply:
            case Nothing():
                return _go("/")
            case Show():
                return _form(visitor, reply.form, None, {})
            case Reject():
                return _form(visitor, reply.form, typed, reply.errors)
            case Whisper():
                return _aside(visitor, reply.message)
            case Replace():
                user = visitor.person.identity.user
                if origin is None or not await self._mailbox.replace(user, origin.post, reply.message):
                    return _aside(visitor, reply.message)
                page = await self._page_of(user, origin.post)
                return _go(f"/{f'?page={page}' if page else ''}#letter-{origin.post}")

    async def _page_of(self, user: str, post: str) -> int:
        """The page on which a letter lies; nearly always the first."""
        for most in (PAGE, ALL):
            letters = await self._mailbox.letters(user, most)
            if found := [place for place, letter in enumerate(letters) if letter.id == post]:
                return found[0] // PAGE
        return 0

    async def _inbox(self, visitor: Visitor, home: Message | None, page: int = 0) -> Response:
        """A page of letters, the first one after what the core says."""
        letters = await self._mailbox.letters(visitor.person.identity.user, PAGE + 1, page * PAGE)
        return _page(
            "home.html",
            visitor,
            title=_("Earlier letters") if page else _("Your inbox"),
            home=home and render.message(home, visitor.carry, 1, "home"),
            letters=[
                _letter(letter, visitor, lies_open=not page and place < OPEN)
                for place, letter in enumerate(letters[:PAGE])
            ],
            page=page,
            more=len(letters) > PAGE and (page + 1) * PAGE < ALL,
        )


def notice(said: Notice, words: tuple[str, ...] = (), again: tuple[str, Pairs] | None = None) -> Response:
    """A page that stands alone: what was wrong and what to do; `again` is a path and what to send there once more."""
    context = {"title": _(said.title), "text": _(said.text), "words": words, "again": again, "home": said.home}
    return HTMLResponse(render.template("notice.html", visitor=None, **context), said.status)


def _letter(letter: Letter, visitor: Visitor, *, lies_open: bool) -> Mapping[str, object]:
    carry = replace(visitor.carry, origin=letter.id)
    return {
        "id": letter.id,
        "open": lies_open,
        "summary": letter.message.summary,
        "posted_at": letter.posted_at,
        "body": render.message(letter.message, carry, 3, f"letter-{letter.id}"),
    }


def _form(visitor: Visitor, form: Form, typed: Values | None, errors: Mapping[str, str]) -> Response:
    title = _("Error: {title}", title=form.title) if errors else form.title
    body = render.form(form, visitor.carry, typed, errors)
    return _page("form.html", visitor, status=422 if errors else 200, title=title, body=body)


def _aside(visitor: Visitor, message: Message) -> Response:
    # Its buttons are not those of the letter that it was shown beside: nothing they do may take that letter's place.
    body = render.message(message, replace(visitor.carry, origin=""), 1, "aside")
    return _page("aside.html", visitor, title=message.summary, body=body)


def _page(template: str, visitor: Visitor, status: int = 200, **context: object) -> Response:
    body = render.template(template, visitor=visitor.person.name, carry=visitor.carry, **context)
    return HTMLResponse(body, status)


def _go(path: str) -> Response:
    return RedirectResponse(path, 303)
