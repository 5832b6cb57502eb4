"""How old one has to be to read a text easily, as the Flesch-Kincaid grade tells it."""

import re

import textstat

WORDS_OF_OURS = {
    "organisation": "team",
    "organisations": "teams",
    "partnership": "group",
    "partnerships": "groups",
    "convener": "host",
    "conveners": "hosts",
    "commitment": "vow",
    "commitments": "vows",
}
"""Words of the glossary, which people learn on their first day, and shorter ones that count in their place."""
_GAP, _WORD = re.compile(r"\{[^}]*\}"), re.compile(r"[A-Za-z]+(?:'[a-z]+)?")


def words(text: str) -> list[str]:
    """The words of a text, a name in place of whatever it is filled in with."""
    return _WORD.findall(_GAP.sub("Ada", text))


def age(text: str) -> float:
    """The age in years, five more than the grade in school.

    Source: Kincaid et al., Derivation of new readability formulas, 1975: 0.39 words a sentence + 11.8 syllables a
    word - 15.59.
    """
    plain = _WORD.sub(lambda found: WORDS_OF_OURS.get(found[0].lower(), found[0]), _GAP.sub("Ada", text))
    # What stands in lines of its own, or before a colon or semicolon, is read as a sentence of its own.
    sentences = re.sub(r"\s*[\n:;]\s*", ". ", plain)
    return float(textstat.flesch_kincaid_grade(sentences)) + 5
