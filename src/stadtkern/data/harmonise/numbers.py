"""Numbers as people and programs write them: "1.234,5", "1,234.5", "1 234,5", "1'234.5", "12 kg", "5 %", "1e5".

Which mark is the decimal one is guessed from a column's samples; a value that has two readings in spite of that is
refused and never guessed one by one. Whole numbers stay whole, however long they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from stadtkern.data.harmonise._number_style import GROUPED, NumberStyle, evidence, guess_from
from stadtkern.data.harmonise.missing import is_missing
from stadtkern.data.harmonise.refused import Refused, quote, refuse
from stadtkern.data.harmonise.units import unit_of_symbol

__all__ = [
    "Number",
    "NumberStyle",
    "Refused",
    "guess_style",
    "is_identifier",
    "is_number",
    "number_style",
    "parse_number",
    "parse_numbers",
]

Number = int | float

# Space, no-break space, thin, figure and narrow no-break space; apostrophes of keyboards and of Swiss typesetting.
_SAME = str.maketrans(
    {"\u00a0": " ", "\u2009": " ", "\u2007": " ", "\u202f": " ", "\u2006": " ", "\t": " ", "’": "'", "´": "'", "`": "'",
     "‘": "'", "−": "-", "–": "-", "‒": "-", "﹣": "-", "－": "-"}
)  # fmt: skip
_BODY = re.compile(r"[0-9][0-9.,' ]*|[.,][0-9]+")
_EXPONENT = re.compile(r"(?:[eE]|[*x·×] ?10\^?)([+-]?[0-9]{1,4})")
_POINT = re.compile(r"[+-]?[0-9]+\.[0-9]+(?:[eE][+-]?[0-9]{1,4})?")
_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
_LEADING_ZERO = re.compile(r"0[0-9]+")
_BOUND = re.compile(
    r"[<>≤≥~≈]|(?:ca\.?|rd\.?|rund|etwa|bis|über|unter|mind\.|mindestens|max\.|höchstens)\s", re.IGNORECASE
)
_CURRENCY = frozenset({"€", "EUR", "Euro", "$", "USD"})
_CODE_HEADER = re.compile(
    r"\b(plz|postleitzahl|ags|ars|rs|regionalschl(ü|ue)ssel|gemeindeschl(ü|ue)ssel|schl(ü|ue)ssel\w*|kennziffer|telefon\w*|"
    r"tel|fax|zip|postcode|postal code|iban|vorwahl|flurst(ü|ue)ck\w*|hausnr|hausnummer|nuts\w*)\b",
    re.IGNORECASE,
)
_LONGEST = 200
_MEMO = 50_000
PLAIN = NumberStyle()


@dataclass(frozen=True, slots=True)
class _Pieces:
    """A cell taken apart: sign, the digits with their marks, exponent, and the unit as written."""

    negative: bool
    body: str
    exponent: int
    unit: str


def guess_style(samples: Iterable[str | None], expect: str = "") -> NumberStyle:
    """Guess how a column writes its numbers.

    ``expect`` is what the file as a whole speaks for ("," for a German file with semicolons, "." for an English one, ""
    for nothing) and decides only where the samples leave it open ("1.234" alone).
    """
    bodies: list[str] = []
    units: list[str] = []
    for sample in samples:
        if sample is None or is_missing(sample):
            continue
        try:
            pieces = _take_apart(sample)
        except Refused:
            continue
        bodies.append(pieces.body)
        units.append(pieces.unit)
    return guess_from(bodies, expect, _common_unit(units))


def _common_unit(units: Sequence[str]) -> str:
    """Give the UCUM code that stands after most of the numbers, or ""."""
    codes = [unit.ucum for text in units if text and (unit := unit_of_symbol(text)) is not None]
    common = max(set(codes), key=codes.count, default="")
    return common if codes.count(common) * 2 > len(units) else ""


def parse_number(text: str | None, style: NumberStyle | None = None) -> Number | None:
    """Read one number; None where nothing is there. Whole numbers come as int, others as float.

    A unit after the number and a currency before it are dropped ("12 kg" is 12, "5 %" is 5). Raises Refused:
    ``number.text`` (no number), ``number.group`` (marks stand wrong), ``number.ambiguous``, ``number.bound`` ("< 5"),
    ``number.unit`` (another unit than the column's), ``number.range``.
    """
    if text is None:
        return None
    style = style or PLAIN
    if len(text) < _LONGEST and text.isascii():
        if text.isdigit():
            return int(text)
        if style.seen and style.decimal == "." and style.group != "." and _POINT.fullmatch(text):
            return _finish(text, text)
        if style.seen and style.decimal == "," and style.group != "," and _COMMA.fullmatch(text):
            return float(text.replace(",", "."))
    if is_missing(text):
        return None
    pieces = _take_apart(text)
    _check_unit(pieces.unit, style, text)
    digits = _unmark(pieces.body, style, text)
    exponent = f"e{pieces.exponent}" if pieces.exponent else ""
    return _finish(f"{'-' if pieces.negative else ''}{digits}{exponent}", text)


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
    """Split a cell into sign, body, exponent and unit; raises Refused where it is no number."""
    plain = text.translate(_SAME).strip()
    if len(plain) > _LONGEST:
        raise _no_number(text)
    if _BOUND.match(plain):
        raise refuse(
            "number.bound",
            f"„{quote(text)}“ nennt eine Grenze oder einen ungefähren Wert, keine Zahl.",
            f"“{quote(text)}” names a bound or an approximate value, not a number.",
        )
    match = _BODY.search(plain)
    if match is None:
        raise _no_number(text)
    before, body, after = plain[: match.start()].strip(), match[0].strip(), plain[match.end() :].strip()
    sign, before = _sign(before)
    if before and before not in _CURRENCY:
        raise _no_number(text)
    exponent = 0
    found = _EXPONENT.match(after)
    if found is not None:
        exponent, after = int(found[1]), after[found.end() :].strip()
    if after == "-" and body[-1].isdigit() and not sign:
        sign, after = "-", ""  # some ledgers put the sign behind
    if after in ("-", "--") and body[-1] in ",.":
        body, after = body[:-1], ""  # "12,-" is a price
    if after and unit_of_symbol(after) is None:
        raise _no_number(text)
    return _Pieces(sign == "-", body, exponent, after)


def _sign(before: str) -> tuple[str, str]:
    """Take one sign from either end of what stands before the digits ("-€ 5", "€ -5")."""
    if before[:1] in ("+", "-"):
        return before[:1], before[1:].strip()
    if before[-1:] in ("+", "-"):
        return before[-1:], before[:-1].strip()
    return "", before


def _no_number(text: str) -> Refused:
    return refuse("number.text", f"„{quote(text)}“ ist keine Zahl.", f"“{quote(text)}” is not a number.")


def _check_unit(written: str, style: NumberStyle, text: str) -> None:
    """Refuse another unit than the column's, and single letters where the column has none ("12 A" is a house)."""
    unit = unit_of_symbol(written) if written else None
    if unit is None or unit.ucum == style.unit:
        return
    if style.unit:
        raise refuse(
            "number.unit",
            f"„{quote(text)}“ hat eine andere Einheit als die übrige Spalte.",
            f"“{quote(text)}” has another unit than the rest of the column.",
        )
    if len(written) == 1 and written.isalpha():
        raise _no_number(text)


def _unmark(body: str, style: NumberStyle, text: str) -> str:
    """Give the body as Python writes numbers, read in the column's style."""
    if body.isdigit():
        return body
    decimal = style.decimal
    shown, group, doubt = evidence(body)
    if not style.seen and not style.group:
        # The samples held whole numbers only: what has one reading is taken, what has two is not.
        if doubt:
            raise refuse(
                "number.ambiguous",
                f"„{quote(text)}“ kann zweierlei bedeuten: Tausender oder Dezimalstellen.",
                f"“{quote(text)}” can mean two things: thousands or decimals.",
            )
        decimal = shown or ("," if group == "." else ".")
    elif shown and (group or (shown != style.group and body[-1] != shown)):
        decimal = shown  # one reading only: both marks, or the other mark where the column never used it for thousands
    other = "." if decimal == "," else ","
    if body.count(decimal) > 1:
        decimal, other = other, decimal  # "1,234,567" beside decimal commas can only be thousands
    whole, mark, rest = body.partition(decimal)
    if (rest and not rest.isdigit()) or (mark and not rest and not whole):
        raise _misplaced(text)
    for sign in {char for char in whole if not char.isdigit()}:
        if not GROUPED[sign].fullmatch(whole):
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
    style = style or PLAIN
    known: dict[str | None, Number | None] = {None: None, "": None}
    values: list[Number | None] = []
    refusals: list[tuple[int, Refused]] = []
    add = values.append
    for index, text in enumerate(texts):
        try:
            add(known[text])
        except KeyError:
            try:
                value = parse_number(text, style)
            except Refused as refused:
                refusals.append((index, refused))
                value = None
            else:
                if len(known) < _MEMO:
                    known[text] = value
            add(value)
    return values, refusals


def is_number(text: str) -> bool:
    """Say whether a cell could be a number in some style."""
    if is_missing(text):
        return False
    try:
        _take_apart(text)
    except Refused:
        return False
    return True


def is_identifier(samples: Iterable[str | None], header: str = "") -> bool:
    """Say whether digits are names, not amounts: leading zeros ("03046"), or a header such as "PLZ" or "AGS"."""
    present = [sample.strip() for sample in samples if sample is not None and not is_missing(sample)]
    digits = [sample for sample in present if sample.isascii() and sample.isdigit()]
    if any(_LEADING_ZERO.fullmatch(sample) for sample in digits):
        return True
    return bool(digits) and _CODE_HEADER.search(header.replace("_", " ")) is not None


def number_style(decimal: str) -> NumberStyle:
    """Give the style for a decimal mark ("," or ".") that a saved mapping names."""
    return NumberStyle("," if decimal == "," else ".")
