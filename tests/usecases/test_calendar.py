"""The next eight weeks on a page and in people's own calendars, and a warning where they are too full."""

from icalendar import Calendar

from bot.domain.host import Host
from bot.texts.verbs import Verb
from tests.replied import asked, buttons, initial, shown, words
from tests.world import ADA, LENA, World, member_id


def address(member: str, generation: int) -> str:
    return f"https://weft.example/calendar/{member}.{generation}.ics"


async def test_eight_weeks_are_told_week_by_week(world: World) -> None:
    await world.schedule()
    page = shown(await world.press(ADA, Verb.CALENDAR, world.partnership))
    told = words(page)
    assert "Fenland: 8 check-ins go out in the next 8 weeks." in told
    assert "Week of 4 May\nTue 5 May, 09:30: Listening, for everybody, in private" in told
    later = shown(await world.press(ADA, Verb.CALENDAR, buttons(page)["Later weeks"].action.subject))
    assert "Tue 23 Jun, 09:30" in words(later)
    assert "Earlier weeks" in buttons(later)
    assert "Week of" in words(await world.press(ADA, Verb.CALENDAR, f"{world.partnership}:99"))


async def test_what_is_skipped_and_moved_is_not_there(world: World) -> None:
    schedule = await world.schedule()
    form = asked(await world.press(ADA, Verb.ADJUST, schedule))
    await world.submit(ADA, form.action, {"what": "move", "day": "2026-05-08"})
    told = words(await world.press(ADA, Verb.CALENDAR, world.partnership))
    assert "Fri 8 May" in told
    assert "Tue 5 May" not in told
    await world.press(ADA, Verb.PAUSE, schedule)
    assert "Nothing goes out" in words(await world.press(ADA, Verb.CALENDAR, world.partnership))


async def test_a_week_with_too_many_asks_is_warned_of_before_it_is_saved(world: World) -> None:
    await world.schedule(weekdays=("0", "2", "4"))
    form = asked(await world.submit(ADA, Verb.CHOOSE, {"prompt": "trust.between_us"}, world.partnership))
    form = asked(await world.submit(ADA, form.action, initial(form)))
    assert "Too much: 3 people would get up to 4 asks in the week of 4 May." in form.intro
    await world.submit(ADA, form.action, {"next": "save"})
    assert "Too much: 3 people" in words(await world.press(ADA, Verb.CALENDAR, world.partnership))


async def test_only_those_who_are_asked_too_often_are_counted(world: World) -> None:
    await world.schedule(weekdays=("0", "2", "4"))
    await world.schedule(title="For leads", audience="role:lead")
    assert "Too much: 1 person" in words(await world.press(ADA, Verb.CALENDAR, world.partnership))


async def test_the_feed_tells_when_and_to_whom_and_nothing_that_is_asked(world: World) -> None:
    await world.schedule()
    read = await world.bot().calendar(await member_id(world, ADA), 1)
    assert read is not None
    calendar = Calendar.from_ical(read)
    events = calendar.walk("VEVENT")
    assert len(events) == 26
    assert str(events[0]["summary"]) == "Listening"
    assert b"DTSTART:20260505T083000Z" in read
    assert "How well" not in read.decode()
    assert len({str(event["uid"]) for event in events}) == len(events)


async def test_the_feed_ends_with_the_role(world: World) -> None:
    assert await world.bot().calendar(await member_id(world, LENA), 1) is None
    assert await world.bot().calendar("nobody", 1) is None


async def test_the_page_has_the_address_of_the_feed_where_the_web_is_served(world: World) -> None:
    assert "Subscribe" not in words(await world.press(ADA, Verb.CALENDAR, world.partnership))
    world.host = Host(calendar_link=address)
    told = words(await world.press(ADA, Verb.CALENDAR, world.partnership))
    assert f"https://weft.example/calendar/{await member_id(world, ADA)}.1.ics" in told


async def test_a_new_link_ends_the_old_one(world: World) -> None:
    world.host = Host(calendar_link=address)
    ada = await member_id(world, ADA)
    page = shown(await world.press(ADA, Verb.CALENDAR, world.partnership))
    form = asked(await world.press(ADA, buttons(page)["New calendar link"].action))
    assert "ends at once" in form.intro
    assert f"https://weft.example/calendar/{ada}.2.ics" in words(await world.submit(ADA, form.action, {}))
    assert await world.bot().calendar(ada, 1) is None
    assert await world.bot().calendar(ada, 2) is not None
    assert f"{ada}.2.ics" in words(await world.press(ADA, Verb.CALENDAR, world.partnership))
    await world.submit(ADA, form.action, {})
    assert await world.bot().calendar(ada, 2) is None
    told = words(await world.press(ADA, Verb.CHANGES, world.partnership))
    assert told.count("Ada made a new link to their calendar.") == 2
    assert told.count("Ada: earlier links to their calendar have ended") == 2


async def test_there_is_no_link_where_the_web_is_not_served(world: World) -> None:
    assert "the web is not served" in words(await world.submit(ADA, Verb.NEW_FEED, {}, world.partnership))
    assert "New calendar link" not in buttons(shown(await world.press(ADA, Verb.CALENDAR, world.partnership)))
