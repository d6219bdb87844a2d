"""People's door for other rooms: make an account, make a key, and learn who a session or key belongs to."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from django.utils import timezone

from stadtkern.town.models import Key, Person
from stadtkern.town.text import problem

KEY_PREFIX = "sk_"


@dataclass(frozen=True, slots=True)
class Known:
    """A person who was recognised, and whether they (or their key) may change data."""

    id: int
    name: str
    is_staff: bool
    may_write: bool


def make_staff(name: str, password: str, office: str = "") -> int:
    """Make a staff account, or set its password anew; gives the person's id. Raises ProblemError for an empty name."""
    if not name.strip():
        raise problem("people.name", "Der Name fehlt.", "The name is missing.")
    person, _made = Person.objects.get_or_create(username=name.strip(), defaults={"office": office})
    person.is_staff = True
    person.set_password(password)
    person.save()
    return person.pk


def make_key(person: int, name: str, *, may_write: bool) -> str:
    """Make a key for a person's program. It is given once; only its SHA-256 is kept."""
    key = KEY_PREFIX + secrets.token_urlsafe(30)
    Key.objects.create(person_id=person, name=name[:200], digest=_digest(key), may_write=may_write)
    return key


def by_key(key: str) -> Known | None:
    """Recognise a key; None when it is unknown or has ended."""
    found = Key.objects.select_related("person").filter(digest=_digest(key)).first()
    if found is None or (found.expires is not None and found.expires < timezone.now()):
        return None
    person = found.person
    return Known(person.pk, person.username, person.is_staff and person.is_active, found.may_write)


def by_id(person: int) -> Known | None:
    """Recognise a signed-in person by id; None when the account has ended."""
    found = Person.objects.filter(pk=person, is_active=True).first()
    return None if found is None else Known(found.pk, found.username, found.is_staff, may_write=found.is_staff)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
