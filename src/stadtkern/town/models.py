"""People who work for the town, and the keys that their programs use."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models

from stadtkern.town.content.words import lazy_say


class Person(AbstractUser):
    """Someone who signs in. Citizens need no account; this is the office."""

    office = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=5, default="de")

    class Meta:
        """Its name in the office."""

        verbose_name = lazy_say("Person", "Person")
        verbose_name_plural = lazy_say("Personen", "People")


class Key(models.Model):
    """A key for a program or a sensor. Only its SHA-256 is kept: the key is random, so no slow hash is needed."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="keys")
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, unique=True)
    may_write = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField(null=True, blank=True)
