"""Numbers as people and programs write them: "1.234,5", "1,234.5", "1 234,5", "1'234.5", "12 kg", "5 %", "1e5".

Which mark is the decimal one is guessed from a column's samples; a value that has two readings in spite of that is
refused and never guessed one by one. Whole numbers stay whole, however long they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stadtkern.data.harmonise.missing import is_missing
from stadtkern.data.harmonise.refused import Refused, quote, refuse
from stadtkern.data.harmonise.units import unit_of_symbol
from stadtkern.town.text import Text

__all__ = ["NumberStyle", "Refused", "guess_style", "is_identifier", "is_number", "number_style", "parse_number", "parse_numbers"]

Number = int | float


@dataclass(frozen=True, slots=True)
class NumberStyle:
    """How a column writes numbers.

    ``decimal`` is "." or ","; ``group`` the mark between thousands (".", ",", " ", "'" or "" if none was seen); ``sure``
    is 0 to 1; ``seen`` counts the samples that spoke for it (0: only plain whole numbers, so nothing hangs on the style).
    """

    decimal: str = "."
    group: str = ""
    sure: float = 1.0
    seen: int = 0

    @property
    def text(self) -> Text:
        """Say the style in words, for the report of guesses."""
        de, en = (("Komma", "comma") if self.decimal == "," else ("Punkt", "point"))
        if not self.group:
            return Text(f"Dezimaltrennzeichen: {de}", f"Decimal mark: {en}")
        mark_de, mark_en = _MARKS[self.group]
        return Text(f"Dezimaltrennzeichen: {de}, Tausender: {mark_de}", f"Decimal mark: {en}, thousands: {mark_en}")


_MARKS = {
    ".": ("Punkt", "point"),
    ",": ("Komma", "comma"),
    " ": ("Leerzeichen", "space"),
    "'": ("Hochkomma", "apostrophe"),
}
# Space, no-break space, thin, figure and narrow no-break space; apostrophes of keyboards and of Swiss typesetting.
_SAME = str.maketrans(
    {"\u00a0": " ", "\u2009": " ", "\u2007": " ", "\u202f": " ", "\u2006": " ", "\t": " ", "’": "'", "´": "'", "`": "'",
     "‘": "'", "−": "-", "–": "-", "‒": "-", "﹣": "-", "－": "-"}
)  # fmt: skip
_BODY = re.compile(r"[0-9][0-9.,' ]*|[.,][0-9]+")
_EXPONENT = re.compile(r"[eE][+-]?[0-9]{1,4}$|[*x·×] ?10\^?[+-]?[0-9]{1,3}$")
_PLAIN = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,4})?")
_GROUPED = {mark: re.compile(r"[0-9]{1,3}(?:" + re.escape(mark) + r"[0-9]{3})+") for mark in _MARKS}
_LEADING_ZERO = re.compile(r"0[0-9]+")
_CODE_HEADER = re.compile(
    r"\b(plz|postleitzahl|ags|ars|rs|regionalschl(ü|ue)ssel|gemeindeschl(ü|ue)ssel|schl(ü|ue)ssel\w*|kennziffer|telefon\w*|tel|fax|"
    r"zip|postcode|postal code|iban|vorwahl|flurst(ü|ue)ck\w*|hausnr|hausnummer|nuts\w*)\b",
    re.IGNORECASE,
)
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class _Pieces:
    """A cell taken apart: sign, the digits with their marks, exponent."""

    negative: bool
    body: str
    exponent: int


def guess_style(samples: Iterable[str | None], expect: str = "") -> NumberStyle:
    """Guess how a column writes its numbers.

    ``expect`` is what the file as a whole speaks for ("," for a German file with semicolons, "." for an English one, ""
    for nothing) and decides only where the samples leave it open ("1.234" alone).
    """
    tally = {",": 0.0, ".": 0.0}
    groups: dict[str, int] = {}
    doubtful: dict[str, list[str]] = {",": [], ".": []}
    plain_long = plain_short = seen = 0
    for sample in samples:
        body = _body_of(sample)
        if body is None:
            continue
        decimal, group, doubt = _evidence(body)
        seen += bool(decimal or group or doubt)
        if decimal:
            tally[decimal] += 1
        if group:
            groups[group] = groups.get(group, 0) + 1
            if group in tally:
                tally["," if group == "." else "."] += 1
        if doubt:
            doubtful[doubt].append(body)
        if body.isdigit():
            plain_long += len(body) > 3
            plain_short += len(body) <= 3
    for mark in (",", "."):
        if doubtful[mark] and not tally[","] and not tally["."]:
            return _settle(mark, doubtful[mark], expect, plain_long, plain_short, seen)
    if not tally[","] and not tally["."]:
        group = max(groups, key=lambda mark: groups[mark], default="")
        return NumberStyle(expect or ".", group, 1.0 if not groups else 0.95, seen)
    decimal = "," if tally[","] > tally["."] or (tally[","] == tally["."] and expect == ",") else "."
    other = "." if decimal == "," else ","
    if doubtful[other]:
        groups[other] = groups.get(other, 0) + len(doubtful[other])
    groups.pop(decimal, None)
    group = max(groups, key=lambda mark: groups[mark], default="")
    sure = tally[decimal] / (tally[","] + tally["."])
    return NumberStyle(decimal, group, round(min(sure, 0.99) if sure < 1 else 1.0, 3), seen)


def _settle(mark: str, bodies: list[str], expect: str, plain_long: int, plain_short: int, seen: int) -> NumberStyle:
    """Decide a column whose every mark could be either ("1.234", "12.500"): what it is likelier to be, and how sure."""
    other = "." if mark == "," else ","
    grouping, decimal = NumberStyle(other, mark, 0.0, seen), NumberStyle(mark, "", 0.0, seen)
    if plain_long:  # 12345 without a mark stands beside 1.234: thousands are not marked here
        return _sure(decimal, 0.9)
    if plain_short:  # 950 beside 1.234: marks begin where thousands begin
        return _sure(grouping, 0.9 if expect in ("", other) else 0.75)
    if expect:
        return _sure(grouping, 0.8) if expect == other else _sure(decimal, 0.75)
    round_ones = sum(body.endswith("0") for body in bodies) / len(bodies)
    if round_ones > 0.5 and len(bodies) > 1:  # 12.000, 1.500: round thousands, not decimals that end in zero
        return _sure(grouping, 0.7)
    return _sure(decimal, 0.45)


def _sure(style: NumberStyle, sure: float) -> NumberStyle:
    return NumberStyle(style.decimal, style.group, sure, style.seen)


def _body_of(sample: str | None) -> str | None:
    """Give the digits and marks of a sample, or None where it is no number."""
    if sample is None or is_missing(sample):
        return None
    try:
        return _take_apart(sample).body
    except Refused:
        return None


def _evidence(body: str) -> tuple[str, str, str]:
    """Say what one value shows: (decimal mark, group mark, mark that could be either)."""
    points, commas = body.count("."), body.count(",")
    spaced = " " if " " in body else "'" if "'" in body else ""
    if points and commas:
        decimal = "." if body.rfind(".") > body.rfind(",") else ","
        return decimal, spaced or ("," if decimal == "." else "."), ""
    mark = "." if points else "," if commas else ""
    if not mark:
        return "", spaced, ""
    if points + commas > 1:
        return "", mark, ""
    whole, _, rest = body.partition(mark)
    if spaced:
        return mark, spaced, ""
    could_group = len(rest) == 3 and 1 <= len(whole) <= 3 and whole[0] != "0"
    return ("", "", mark) if could_group else (mark, "", "")


def parse_number(text: str | None, style: NumberStyle | None = None) -> Number | None:
    """Read one number; None where nothing is there. Whole numbers come as int, others as float.

    A unit after the number and a currency before it are dropped ("12 kg" is 12, "5 %" is 5). Raises Refused
    (``number.text``, ``number.group``, ``number.ambiguous``, ``number.bound``, ``number.range``).
    """
    if is_missing(text) or text is None:
        return None
    style = style or NumberStyle()
    if style.group != "." and style.decimal == "." and _PLAIN.fullmatch(text) and len(text) < _LONGEST:
        return _finish(text, text)
    pieces = _take_apart(text)
    digits = _unmark(pieces.body, style, text)
    sign = "-" if pieces.negative else ""
    exponent = f"e{pieces.exponent}" if pieces.exponent else ""
    return _finish(f"{sign}{digits}{exponent}", text)


def _finish(plain: str, text: str) -> Number:
    if plain.lstrip("+-").isdigit():
        return int(plain)
    value = float(plain)
    if value in (float("inf"), float("-inf")):
        raise refuse(
            "number.range",
            f"„{quote(text)}“ ist größer, als sich speichern lässt.",
            f"“{quote(text)}” is larger than can be stored.",
        )
    return value


def _take_apart(text: str) -> _Pieces:
    """Split a cell into sign, body and exponent, dropping units and currencies; raises Refused where it is no number."""
    plain = text.translate(_SAME).strip()
    if len(plain) > _LONGEST:
        raise _no_number(text)
    if plain[:1] in "<>≤≥~≈" or plain[:3].lower() in ("ca.", "ca ", "rd.", "etw", "bis", "übe", "unt"):
        raise refuse(
            "number.bound",
            f"„{quote(text)}“ nennt eine Grenze oder einen ungefähren Wert, keine Zahl.",
            f"“{quote(text)}” names a bound or an approximate value, not a number.",
        )
    sign, plain = _sign(plain)
    match = _BODY.search(plain)
    if match is None:
        raise _no_number(text)
    before, body, after = plain[: match.start()].strip(), match[0].strip(), plain[match.end() :].strip()
    if before and unit_of_symbol(before) is None:
        if before in "+-" and not sign:
            sign = before
        else:
            raise _no_number(text)
    exponent = 0
    found = _EXPONENT.match(after)
    if found is not None:
        exponent, after = int(found[0].lstrip("eE*x·× ").removeprefix("10").lstrip("^") if found[0][0] not in "eE" else found[0][1:]), ""
    if after == "-" and not sign:
        sign, after = "-", ""  # some ledgers put the sign behind
    if after in ("-", "--", "€-") and body[-1] in ",.":
        after = ""  # "12,-" is a price
    if after and unit_of_symbol(after.lstrip("-")) is None:
        raise _no_number(text)
    return _Pieces(sign == "-", body, exponent)


def _sign(plain: str) -> tuple[str, str]:
    return (plain[0], plain[1:].lstrip()) if plain[:1] in ("+", "-") and plain else ("", plain)


def _no_number(text: str) -> Refused:
    return refuse("number.text", f"„{quote(text)}“ ist keine Zahl.", f"“{quote(text)}” is not a number.")


def _unmark(body: str, style: NumberStyle, text: str) -> str:
    """Give the body as Python writes numbers, read in the column's style."""
    if body.isdigit():
        return body
    decimal, group = style.decimal, style.group
    other = "." if decimal == "," else ","
    if body.count(other) == 1 and body.count(decimal) == 0 and group != other:
        # The other mark where the column has never used it for thousands.
        shown, _, doubt = _evidence(body)
        if shown == other:
            decimal, other = other, decimal
        elif doubt and not style.seen:
            raise refuse(
                "number.ambiguous",
                f"„{quote(text)}“ kann zweierlei bedeuten: Tausender oder Dezimalstellen.",
                f"“{quote(text)}” can mean two things: thousands or decimals.",
            )
    whole, mark, rest = body.partition(decimal)
    if decimal in rest or any(sign in rest for sign in " '" + other):
        if not mark or body.count(decimal) == 1 or not _GROUPED[decimal].fullmatch(body):
            raise _misplaced(text)
        return body.replace(decimal, "")
    for sign in {char for char in whole if not char.isdigit()}:
        if not _GROUPED[sign].fullmatch(whole):
            raise _misplaced(text)
        whole = whole.replace(sign, "")
    return f"{whole or '0'}.{rest}" if rest else whole


def _misplaced(text: str) -> Refused:
    return refuse(
        "number.group",
        f"In „{quote(text)}“ stehen Punkt, Komma oder Leerzeichen nicht so wie in der übrigen Spalte.",
        f"In “{quote(text)}” point, comma or space do not stand as in the rest of the column.",
    )


def parse_numbers(
    texts: Sequence[str | None], style: NumberStyle | None = None
) -> tuple[list[Number | None], list[tuple[int, Refused]]]:
    """Read a column of numbers: the values (None where missing or refused) and the refusals with their index.

    Each distinct spelling is read once, so columns of counts are fast.
    """
    style = style or NumberStyle()
    known: dict[str | None, Number | None] = {None: None, "": None}
    bad: dict[str, Refused] = {}
    values: list[Number | None] = []
    refusals: list[tuple[int, Refused]] = []
    add = values.append
    for index, text in enumerate(texts):
        try:
            add(known[text])
            continue
        except KeyError:
            pass
        assert text is not None
        reason = bad.get(text)
        if reason is None:
            try:
                value = parse_number(text, style)
            except Refused as refused:
                reason = bad[text] = refused
            else:
                if len(known) < _MEMO:
                    known[text] = value
                add(value)
                continue
        refusals.append((index, reason))
        add(None)
    return values, refusals


_MEMO = 50_000


def is_number(text: str) -> bool:
    """Say whether a cell could be a number in any style."""
    return _body_of(text) is not None


def is_identifier(samples: Iterable[str | None], header: str = "") -> bool:
    """Say whether digits in a column are names, not amounts: leading zeros ("03046"), or a header such as "PLZ", "AGS"."""
    present = [sample.strip() for sample in samples if sample is not None and not is_missing(sample)]
    digits = [sample for sample in present if sample.isdigit()]
    if any(_LEADING_ZERO.fullmatch(sample) for sample in digits):
        return True
    return bool(digits) and _CODE_HEADER.search(header.replace("_", " ")) is not None


def number_style(decimal: str) -> NumberStyle:
    """Give the style for a saved mapping's decimal mark ("," or "."), as a person set it."""
    return NumberStyle(",", ".", 1.0, 1) if decimal == "," else NumberStyle(".", ",", 1.0, 1)
