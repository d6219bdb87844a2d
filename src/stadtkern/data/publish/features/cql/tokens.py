"""Words of CQL2 text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stadtkern.data.publish.features.cql.nodes import LONGEST, syntax

_TOKEN = re.compile(
    r"""\s*(?:
    (?P<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)
  | (?P<text>'(?:[^'\\]|''|\\.)*')
  | (?P<quoted>"(?:[^"]|"")+")
  | (?P<name>[^\W\d](?:[\w.:-]*\w)?)
  | (?P<symbol><>|<=|>=|[=<>+\-*/%^(),])
    )""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word: kind number, text, quoted, name, symbol or end; ``at`` is its place in the filter, from 1."""

    kind: str
    text: str
    at: int

    @property
    def word(self) -> str:
        """The word in capitals if it is a bare name or a symbol, for keywords; a quoted name is never a keyword."""
        return self.text.upper() if self.kind in ("name", "symbol") else ""


def tokens_of(text: str) -> list[Token]:
    """Split a filter into words. Raises ProblemError (cql.syntax) where no word begins, or when it is too long."""
    if len(text) > LONGEST:
        raise syntax(f"er ist länger als {LONGEST} Zeichen.", f"it is longer than {LONGEST} characters.")
    found: list[Token] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        match = _TOKEN.match(text, at)
        if match is None:
            place = len(text[:at]) + len(text[at:]) - len(text[at:].lstrip()) + 1
            raise syntax(
                f"an Stelle {place} steht „{text[place - 1 : place + 9]}“.",
                f"at {place} stands “{text[place - 1 : place + 9]}”.",
            )
        kind = match.lastgroup or ""
        found.append(Token(kind, match[kind], match.start(kind) + 1))
        at = match.end()
    found.append(Token("end", "", len(text) + 1))
    return found


def unquoted(token: Token) -> str:
    """Give what a quoted text or name means: doubled quotes are one; in texts a backslash keeps a quote, too."""
    inner = token.text[1:-1]
    if token.kind == "quoted":
        return inner.replace('""', '"')
    return inner.replace("''", "'").replace("\\'", "'")
