"""Texts and names that have broken chat bots and web pages before, for hypothesis."""

from functools import cache

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

_MARKUP = r"""
& < > &amp; &lt;b&gt; &#10; <b> </textarea> </option> <!-- ]]> <script>x</script>
{{7*7}} {x} %s %2C + ; = , " ' \ \n |
<!channel> @here <@U0000001> <#C0000001|x> <https://example.org|here> https://example.org?a=1&b=2 <!date^0^{date}|x>
*bold* _so_ ~not~ `code` ``` :tada: # - > 1. [a](b) **x** __y__
"""
_SCRIPTS = "שלום, مرحبا بالعالم 日本語 ÅÉß e\u0301 q\u0323\u0307 👩🏽\u200d🚀 🇬🇧 🎉 \U0010ffff"
_UNSEEN = ("\u202eturned\u202c", "\u200f", "\u00a0", "\u200b", "\ufeff", "\u2028", "\u0085", "\ufffd", "\t")
_CONTROL = [chr(code) for code in (*range(0x09), *range(0x0A, 0x20), 0x7F)]
# An adapter could want these for itself.
_WANTED = "csrf csrf_token token action origin form values submit id name method a.b a_b"

_PIECE = st.sampled_from((*_MARKUP.split(), *_SCRIPTS.split(), *_UNSEEN)) | st.text(
    st.characters(codec="utf-8", exclude_characters=_CONTROL), max_size=8
)
_EDGE = st.sampled_from(("", "", "", " ", "  ", "\t", "\n", "\n\n"))
_PARTS = st.tuples(_EDGE, st.lists(_PIECE, min_size=1, max_size=5), st.sampled_from(("", " ", "\n")), _EDGE)
# Most texts are short; now and then one fills the room it has.
_FILLING = st.sampled_from((False,) * 7 + (True,))


@cache
def texts(most: int, *, least: int = 1, lines: bool = True) -> SearchStrategy[str]:
    """Texts that `limits.text` lets pass; `lines` says whether line feeds may be in them."""

    def joined(parts: tuple[str, list[str], str, str], filling: bool) -> str:  # noqa: FBT001  drawn, not chosen
        before, pieces, glue, after = parts
        core = glue.join(pieces) * (most if filling else 1)
        text = (before + core[: max(most - 4, 1)] + after)[:most]
        text = text if lines else text.replace("\n", " ")
        return text if text.strip() else "·"

    whole = st.builds(joined, _PARTS, _FILLING)
    return whole if least else st.just("") | whole


@cache
def names(most: int) -> SearchStrategy[str]:
    """Machine names, among them those that an adapter could have wanted for itself."""
    other = st.text("abz09_.", max_size=most - 1).map("n".__add__)
    return st.sampled_from(_WANTED.split()) | other
