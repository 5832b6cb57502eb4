"""What the tests here play with: messages, a form, and people and places in the words of the port."""

from bot.chat.form import Form, LongText, ShortText
from bot.chat.message import Message, Text
from bot.chat.names import Address, Identity, Person
from tests.contract.play import ANSWER
from tests.contract.teams import TeamsDriver
from tests.stubs import teams_people as people
from tests.stubs.teams import Conversation, Someone

HELLO = Message("Hello", (Text("Weft is here."),))
THANKS = Message("Thanks", (Text("Thank you."),))
FORM = Form("Your week", ANSWER, (ShortText(name="word", label="In a word"), LongText(name="why", label="Why?")))


def address(at: Conversation) -> Address:
    return Address("teams", at.tenant, at.id)


def known(someone: Someone) -> Person:
    """Somebody as the core knows them."""
    return Person(Identity("teams", someone.tenant, someone.user), someone.name)


async def heard_from(teams: TeamsDriver, at: Conversation) -> Address:
    """A conversation that the bot has been told of, by nobody in particular."""
    await teams.send(None, at, people.added("28:another bot"))
    return address(at)
