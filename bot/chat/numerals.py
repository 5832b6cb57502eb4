"""Figures as the language that is spoken writes them."""

from babel.numbers import get_decimal_symbol, get_group_symbol

from bot.speech import locale


def numeral(value: float, form: str = "g") -> str:
    """A number in a form of Python's, such as `g` or `,.0f`, with the separators of the language that is spoken."""
    spoken = locale()
    apart = {ord(","): get_group_symbol(spoken), ord("."): get_decimal_symbol(spoken)}
    return format(value, form).translate(apart)
