"""The form that people sign in with: the usual one, which after several wrong passwords asks for patience."""

from __future__ import annotations

from math import ceil
from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from stadtkern.town.patience import Patience
from stadtkern.town.text import Text

WAIT = "wait"
patience = Patience()


class SignInForm(AuthenticationForm):
    """Checks name and password. ``wait`` is 0, or the seconds until the next try may be made."""

    wait = 0

    def clean(self) -> dict[str, Any]:
        """Check the password unless it is too early; the same for names that exist and names that do not."""
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        address = self.request.META.get("REMOTE_ADDR", "") if self.request is not None else ""
        if not name or not password:
            return super().clean()
        self.wait = ceil(patience.begin(name, address))
        if self.wait:
            text = please_wait(self.wait)
            raise ValidationError(text.in_language(get_language() or "de"), code=WAIT)
        cleaned = super().clean()
        patience.succeeded(name, address)
        return cleaned


def please_wait(seconds: int) -> Text:
    """Ask for patience: how long until the next try, in seconds or whole minutes."""
    minutes = ceil(seconds / 60)
    if seconds < 60:
        de, en = ("eine Sekunde", "one second") if seconds == 1 else (f"{seconds} Sekunden", f"{seconds} seconds")
    else:
        de, en = ("eine Minute", "one minute") if minutes == 1 else (f"{minutes} Minuten", f"{minutes} minutes")
    return Text(
        f"Es gab mehrere falsche Versuche hintereinander. Bitte warten Sie {de} und melden Sie sich dann noch einmal an.",
        f"There were several wrong tries in a row. Please wait {en}, then sign in again.",
    )
