"""People and roles in the office: who signs in, and what each may do. Nobody is above the roles."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.admin.ui.tables import Column
from wagtail.users.forms import UserCreationForm, UserEditForm
from wagtail.users.views import groups, users

from stadtkern.town.content.words import lazy_say as say

_FIELDS = ["username", "first_name", "last_name", "office", "email", "groups"]


class _PersonFields(forms.ModelForm):  # type: ignore[type-arg]
    """What is asked about a person, in the town's words."""

    email = forms.EmailField(required=False, label=say("E-Mail-Adresse", "E-mail address"))
    first_name = forms.CharField(required=False, label=say("Vorname", "First name"))
    last_name = forms.CharField(required=False, label=say("Nachname", "Last name"))
    is_superuser = None  # all rights come from roles
    office = forms.CharField(
        required=False,
        max_length=200,
        label=say("Amt", "Office"),
        help_text=say("Zum Beispiel: Fachbereich Tiefbau", "For example: civil engineering"),
    )
    groups = forms.ModelMultipleChoiceField(
        Group.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label=say("Rollen", "Roles"),
        help_text=say(
            "Verwaltung darf alles. Redaktion schreibt Seiten und Neuigkeiten, die Verwaltung gibt sie frei. "
            "Daten holt Daten herein und veröffentlicht sie. Lesen sieht alle Daten, ändert aber nichts.",
            "Verwaltung may do everything. Redaktion writes pages and news, which Verwaltung approves. "
            "Daten brings data in and publishes them. Lesen sees all data but changes nothing.",
        ),
    )


class PersonCreationForm(_PersonFields, UserCreationForm):  # Wagtail has no types
    """A new person."""

    class Meta:
        """What is kept."""

        model = get_user_model()
        fields: ClassVar[list[str]] = _FIELDS


class PersonEditForm(_PersonFields, UserEditForm):  # Wagtail has no types
    """A person who is there; without a new password the old one stays."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Leave out what Wagtail would take out of the form by itself."""
        editing_self = kwargs.pop("editing_self", False)
        super().__init__(*args, **kwargs)
        if editing_self:
            # Whoever takes their own role away could not give it back.
            del self.fields["is_active"]
            self.fields["groups"].disabled = True

    class Meta:
        """What is kept."""

        model = get_user_model()
        fields: ClassVar[list[str]] = [*_FIELDS, "is_active"]


class PeopleList(users.IndexView):  # Wagtail has no types
    """Everyone who may sign in, with roles."""

    page_title = say("Personen", "People")
    add_item_label = say("Person hinzufügen", "Add a person")

    @property
    def columns(self) -> list[Any]:
        """Show roles where Wagtail shows who is above them."""
        roles = Column(
            "groups",
            accessor=lambda one: ", ".join(sorted(group.name for group in one.groups.all())) or "–",
            label=say("Rollen", "Roles"),
        )
        return [roles if one.name == "is_superuser" else one for one in super().columns]

    def get_base_queryset(self) -> Any:
        """Fetch the roles with the people."""
        return super().get_base_queryset().prefetch_related("groups")


class NewPerson(users.CreateView):  # Wagtail has no types
    """A form for a new person."""

    page_title = say("Neue Person", "New person")


class PeopleViewSet(users.UserViewSet):  # Wagtail has no types
    """People in the settings."""

    menu_label = say("Personen", "People")
    index_view_class = PeopleList
    add_view_class = NewPerson
    create_template_name = "wagtailadmin/generic/create.html"
    edit_template_name = "wagtailadmin/generic/edit.html"

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[Any]]:  # noqa: FBT001, FBT002 - Wagtail's way
        """Give the form for a new or a known person."""
        return PersonEditForm if for_update else PersonCreationForm


class RolesList(groups.IndexView):  # Wagtail has no types
    """All roles."""

    page_title = say("Rollen", "Roles")
    add_item_label = say("Rolle hinzufügen", "Add a role")


class RolesViewSet(groups.GroupViewSet):  # Wagtail has no types
    """Roles in the settings."""

    menu_label = say("Rollen", "Roles")
    index_view_class = RolesList
