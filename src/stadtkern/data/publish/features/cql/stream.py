"""The words of a filter, taken one by one."""

from __future__ import annotations

from stadtkern.data.publish.features.cql.nodes import syntax
from stadtkern.data.publish.features.cql.tokens import Token, tokens_of
from stadtkern.town.text import ProblemError


class Stream:
    """Where the parser is in the filter."""

    def __init__(self, text: str) -> None:
        """Split the text into words. Raises ProblemError (cql.syntax)."""
        self._tokens = tokens_of(text)
        self._at = 0

    def peek(self) -> Token:
        """Look at the next word."""
        return self._tokens[self._at]

    def take(self) -> Token:
        """Take the next word; the end may be taken any number of times."""
        token = self._tokens[self._at]
        if token.kind != "end":
            self._at += 1
        return token

    def accept(self, word: str) -> bool:
        """Take the next word if it is this one."""
        if self.peek().word == word:
            self._at += 1
            return True
        return False

    def expect(self, word: str) -> None:
        """Take the next word, which must be this one."""
        token = self.take()
        if token.word != word:
            raise self.unexpected(token, word)

    def expect_end(self) -> None:
        """Make sure that nothing follows."""
        if self.peek().kind != "end":
            raise self.unexpected(self.peek())

    def number(self) -> float:
        """Take a number with an optional sign."""
        sign = -1.0 if self.accept("-") else 1.0
        self.accept("+")
        token = self.take()
        if token.kind != "number":
            raise self.unexpected(token)
        return sign * float(token.text)

    def unexpected(self, token: Token, instead: str = "") -> ProblemError:
        """Make the error for a word that cannot stand here."""
        if token.kind == "end":
            return syntax("er hört zu früh auf.", "it ends too early.")
        de, en = (f", erwartet war „{instead}“", f", expected was “{instead}”") if instead else ("", "")
        word = token.text[:40]
        return syntax(f"„{word}“ an Stelle {token.at} passt nicht{de}.", f"“{word}” at {token.at} does not fit{en}.")
