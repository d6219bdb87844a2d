"""People's door for other rooms: make an account, make a key, and learn who a session or key belongs to."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass

from django.contrib.auth.models import Group
from django.utils import timezone

from stadtkern.town.content.roles import ADMINISTRATOR, MANAGE_DATA, SEE_DATA
from stadtkern.town.models import Key, Person
from stadtkern.town.text import problem

KEY_PREFIX = "sk_"


@dataclass(frozen=True, slots=True)
class Known:
    """A person who was recognised: ``is_staff`` may see all data, ``may_write`` may change them (a key may do less)."""

    id: int
    name: str
    is_staff: bool
    may_write: bool


def make_staff(name: str, password: str, office: str = "") -> int:
    """Make an account that may do everything, or set its password anew; gives the person's id.

    Raises ProblemError for an empty name.
    """
    if not name.strip():
        raise problem("people.name", "Der Name fehlt.", "The name is missing.")
    person, _made = Person.objects.get_or_create(username=name.strip(), defaults={"office": office})
    person.is_staff = True
    person.set_password(password)
    person.save()
    person.groups.add(*Group.objects.filter(name=ADMINISTRATOR))
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
    return _known(person, writing=found.may_write)


def by_id(person: int) -> Known | None:
    """Recognise a signed-in person by id; None when the account has ended."""
    found = Person.objects.filter(pk=person, is_active=True).first()
    return None if found is None else _known(found, writing=True)


def _known(person: Person, *, writing: bool) -> Known:
    """Say what a person's roles allow; an account that has ended has none."""
    sees = person.has_perm(SEE_DATA)
    return Known(person.pk, person.username, sees, may_write=writing and sees and person.has_perm(MANAGE_DATA))


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
