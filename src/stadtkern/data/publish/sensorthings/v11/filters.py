"""Parses $filter and $orderby (Pratt: each operator knows how strongly it binds)."""

from __future__ import annotations

from datetime import date, time

from stadtkern.data.publish.sensorthings.core import tree
from stadtkern.data.publish.sensorthings.core.refuse import RefusedError, refused
from stadtkern.data.publish.sensorthings.v11.lexer import Word, words
from stadtkern.data.publish.sensorthings.v11.times import duration, instant, period

# "not" binds weaker than a comparison, so that "not name eq 'x'" negates the comparison.
_BINDING = {
    "or": 1,
    "and": 2,
    "eq": 4, "ne": 4, "gt": 4, "ge": 4, "lt": 4, "le": 4, "in": 4,
    "add": 5, "sub": 5,
    "mul": 6, "div": 6, "mod": 6,
}  # fmt: skip
_NOT = 3
_MINUS = 7
_MAXIMUM_DEPTH = 60
_MAXIMUM_WORDS = 4_000
_LITERALS: dict[str, bool | None] = {"true": True, "false": False, "null": None}


def parse_filter(text: str) -> tree.Expression:
    """Parse a filter. Raises RefusedError with the position of what cannot be understood."""
    parser = _Parser(text)
    expression = parser.expression(0)
    parser.end()
    return expression


def parse_order(text: str) -> tuple[tree.Order, ...]:
    """Parse what to sort by: expressions with asc or desc, separated by commas."""
    parser = _Parser(text)
    orders = [_order(parser)]
    while parser.take(","):
        orders.append(_order(parser))
    parser.end()
    return tuple(orders)


def _order(parser: _Parser) -> tree.Order:
    by = parser.expression(0)
    if parser.take("desc"):
        return tree.Order(by, descending=True)
    parser.take("asc")
    return tree.Order(by)


class _Parser:
    def __init__(self, text: str) -> None:
        self._words = list(words(text))
        self._next = 0
        self._depth = 0
        if len(self._words) > _MAXIMUM_WORDS:
            raise refused("too-long", "Die Anfrage ist zu lang.", "The question is too long.")

    @property
    def word(self) -> Word:
        return self._words[self._next]

    def advance(self) -> Word:
        word = self.word
        self._next += 1
        return word

    def take(self, text: str) -> bool:
        if self.word.text == text and self.word.kind in ("mark", "name"):
            self._next += 1
            return True
        return False

    def need(self, text: str) -> None:
        if not self.take(text):
            raise self.surprise(f"„{text}“", f"“{text}”")

    def end(self) -> None:
        if self.word.kind != "end":
            raise self.surprise("das Ende", "the end")

    def surprise(self, wanted_de: str, wanted_en: str) -> RefusedError:
        word = self.word
        found_de, found_en = (f"„{word.text}“", f"“{word.text}”") if word.text else ("nichts mehr", "nothing more")
        return refused(
            "syntax",
            f"An Stelle {word.place + 1} steht {found_de}, erwartet wird {wanted_de}.",
            f"At position {word.place + 1} stands {found_en} where {wanted_en} is expected.",
        )

    def expression(self, binding: int) -> tree.Expression:
        self._depth += 1
        if self._depth > _MAXIMUM_DEPTH:
            raise refused("too-deep", "Der Ausdruck ist zu tief verschachtelt.", "The expression is nested too deeply.")
        left = self._prefix()
        while self.word.kind == "name" and (strength := _BINDING.get(self.word.text, 0)) > binding:
            operator = self.advance().text
            left = tree.OneOf(left, self._list()) if operator == "in" else self._infix(operator, left, strength)
        self._depth -= 1
        return left

    def _infix(self, operator: str, left: tree.Expression, strength: int) -> tree.Expression:
        return tree.Binary(operator, left, self.expression(strength))

    def _list(self) -> tuple[tree.Expression, ...]:
        self.need("(")
        options = [self.expression(0)]
        while self.take(","):
            options.append(self.expression(0))
        self.need(")")
        return tuple(options)

    def _prefix(self) -> tree.Expression:
        word = self.word
        if word.kind == "mark" and word.text == "(":
            self.advance()
            inner = self.expression(0)
            self.need(")")
            return inner
        if word.kind == "mark" and word.text == "-":
            self.advance()
            return tree.Unary("-", self.expression(_MINUS))
        if word.kind == "name":
            return self._name()
        literal = self._literal(word)
        self.advance()
        return literal

    def _name(self) -> tree.Expression:
        word = self.advance()
        if word.text == "not" and not (self.word.kind == "mark" and self.word.text == "/"):
            return tree.Unary("not", self.expression(_NOT))
        if word.text in _LITERALS and self.word.text != "/":
            return tree.Literal(_LITERALS[word.text])
        if self.word.kind == "mark" and self.word.text == "(":
            return tree.Call(word.text, self._arguments())
        return self._path(word)

    def _arguments(self) -> tuple[tree.Expression, ...]:
        self.need("(")
        if self.take(")"):
            return ()
        arguments = [self.expression(0)]
        while self.take(","):
            arguments.append(self.expression(0))
        self.need(")")
        return tuple(arguments)

    def _path(self, first: Word) -> tree.Path:
        names = [] if first.text == "$it" else [first.text]
        while True:
            if self.word.kind == "index":
                names.append(self.advance().text[1:-1])
            elif self.take("/"):
                if self.word.kind not in ("name", "number", "day"):
                    raise self.surprise("ein Name", "a name")
                names.append(self.advance().text)
            else:
                return tree.Path(tuple(names))

    def _literal(self, word: Word) -> tree.Expression:
        try:
            match word.kind:
                case "number":
                    return tree.Literal(_number(word.text))
                case "text":
                    return tree.Literal(word.text[1:-1].replace("''", "'"))
                case "instant":
                    return tree.Moment(instant(word.text))
                case "period":
                    return tree.Moment(*period(word.text))
                case "day":
                    return tree.Day(date.fromisoformat(word.text))
                case "clock":
                    return tree.Clock(time.fromisoformat(word.text))
                case "duration":
                    return tree.Duration(duration(word.text[9:-1]))
                case "geography":
                    return tree.Geography(word.text[word.text.index("'") + 1 : -1])
        except ValueError as error:
            raise self.surprise("ein gültiger Wert", "a valid value") from error
        raise self.surprise("ein Wert", "a value")


def _number(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        return float(text)
