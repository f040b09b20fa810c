"""What each place expects of a value: rules written from the description of the language.

A rule turns the text that stands in a place into the text that comes out, or None where
the engine has to refuse it. URLs are judged here character by character, as the standard
of URLs tells it, and not by the engine's expressions, so that each checks the other.
"""

import json
import re
import unicodedata
from collections.abc import Callable
from string import ascii_letters, digits

Rule = Callable[[str], str | None]

REPLACED = "about:invalid#sx"
HTML_BLANKS = " \t\n\f\r"


def parsed(text: str) -> str:
    """Tell how a text comes back from a parser: NUL, surrogates and ends of lines are changed."""
    text = re.sub("[\0\ud800-\udfff]", "\ufffd", text)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def scheme(text: str) -> str | None:
    """Read the scheme of a URL as browsers do; None when it is a relative one."""
    left, right = 0, len(text)
    while left < right and ord(text[left]) <= 0x20:
        left += 1
    while right > left and ord(text[right - 1]) <= 0x20:
        right -= 1
    read = ""
    for character in text[left:right]:
        if character in "\t\n\r":
            continue
        if character == ":":
            return read.lower() if read else None
        if character not in ascii_letters + (digits + "+-." if read else ""):
            return None
        read += character
    return None


def is_picture(text: str) -> bool:
    """Tell a picture that stands in its own URL."""
    seen = re.sub("[\t\n\r]", "", text).lstrip("".join(map(chr, range(33))))
    kinds = ("png", "gif", "jpeg", "webp", "avif")
    starts = tuple(f"data:image/{kind}{end}" for kind in kinds for end in ";,")
    return seen.lower().startswith(starts)


def is_own(text: str) -> bool:
    """Tell a path of the site itself."""
    controls = any(unicodedata.category(each) == "Cc" for each in text)
    return text[:1] in ("/", "?") and text[:2] != "//" and "\\" not in text and not controls


def _url(*schemes: str, pictures: bool = False) -> Rule:
    def judge(text: str) -> str:
        found = scheme(text)
        good = found in (None, "http", "https", *schemes) or (pictures and is_picture(text))
        return parsed(text) if good else REPLACED

    return judge


url_href = _url("mailto", "tel")
url_picture = _url(pictures=True)
url_other = _url()


def candidates(text: str) -> list[tuple[str, str]]:
    """Split a `srcset` as the standard of HTML tells it, step by step."""
    found: list[tuple[str, str]] = []
    place, end = 0, len(text)
    while True:
        while place < end and text[place] in HTML_BLANKS + ",":
            place += 1
        if place == end:
            return found
        start = place
        while place < end and text[place] not in HTML_BLANKS:
            place += 1
        url = text[start:place]
        if url.endswith(","):
            found.append((url.rstrip(","), ""))
            continue
        start, in_brackets = place, False
        while place < end and (in_brackets or text[place] != ","):
            in_brackets = (in_brackets or text[place] == "(") and text[place] != ")"
            place += 1
        found.append((url, text[start:place].strip(HTML_BLANKS)))


def srcset(text: str) -> str:
    """Judge each picture of a `srcset`."""
    pairs = candidates(text)
    good = [url_picture(url) != REPLACED for url, _ in pairs]
    if all(good):
        return parsed(text)
    urls = [url if fine else REPLACED for (url, _), fine in zip(pairs, good, strict=True)]
    sized = [f"{url} {size}" if size else url for url, (_, size) in zip(urls, pairs, strict=True)]
    return parsed(", ".join(sized))


def path(text: str) -> str:
    """Take a path of the site, or nothing."""
    return parsed(text) if is_own(text) else REPLACED


def paths(text: str) -> str:
    """Take a list of paths of the site: `ping` calls each of them."""
    words = re.split(f"[{HTML_BLANKS}]+", text.strip(HTML_BLANKS))
    return parsed(text) if is_own(text) and all(map(is_own, words)) else REPLACED


def htmx_path(text: str) -> str:
    """Take a path that stays ours when htmx, joining it to another, takes the braces out."""
    return path(text) if is_own(re.sub("[{}]", "", text)) else REPLACED


def htmx_text(text: str) -> str | None:
    """Refuse what htmx would run: also when it takes the braces out."""
    bare = re.sub("[{}]", "", text).lstrip().lower()
    return None if bare.startswith(("js:", "javascript:")) else parsed(text)


def htmx_word(value: str) -> str | None:
    """Take what cannot be syntax of htmx or of SVG's paints."""
    return value if set(value) <= set(f"{ascii_letters}{digits}-_") else None


def name(text: str) -> str | None:
    """Take the names of attributes that data may choose."""
    if re.fullmatch(r"data-(?!hx-)[a-z0-9][a-z0-9._:-]*", text, re.ASCII):
        return text
    free = ("class", "id", "title", "lang", "dir", "role", "tabindex", "aria-label")
    return text if text in free else None


def custom_name(text: str) -> str | None:
    """Take the names that data may choose where every name is known."""
    free = re.fullmatch(r"(?:aria|data)-(?!hx-)[a-z0-9._:-]*", text, re.ASCII)
    return text if free else name(text)


def blank(text: str) -> str | None:
    """Take blanks of HTML, where only elements may stand."""
    return None if text.strip(HTML_BLANKS) else parsed(text)


def no_call(text: str) -> str | None:
    """Take what calls nothing, such as `url(...)`."""
    return None if "(" in text else parsed(text)


def nothing(_text: str) -> None:
    """Take no string at all."""


def json_text(text: str) -> str:
    """Give back the text that a reader of the JSON finds."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def read_json(text: str) -> str:
    """Read the value of the only key of a JSON text."""
    value = json.loads(text)["a"]
    return json_text(value) if isinstance(value, str) else f"not a string: {value!r}"


#: Rules of the value alone; all others judge the whole text that it makes with its neighbours.
OF_THE_VALUE = frozenset({"htmx word", "json", "name", "name of a custom element"})

RULES: dict[str, Rule] = {
    "whole": parsed,
    "url href": url_href,
    "url picture": url_picture,
    "url other": url_other,
    "srcset": srcset,
    "path": path,
    "paths": paths,
    "htmx path": htmx_path,
    "htmx text": htmx_text,
    "htmx word": htmx_word,
    "json": json_text,
    "no call": no_call,
    "blank": blank,
    "name": name,
    "name of a custom element": custom_name,
    "nothing": nothing,
}
