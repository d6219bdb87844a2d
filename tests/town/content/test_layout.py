"""A new town has roles with the least rights, a place for news and pages, and someone who approves."""

from __future__ import annotations

import pytest

from stadtkern.town.content.roles import ROLES
from stadtkern.town.folder import TownFolder


def rights(name: str) -> set[str]:
    from django.contrib.auth.models import Group

    found = Group.objects.get(name=name).permissions.select_related("content_type")
    return {f"{one.content_type.app_label}.{one.codename}" for one in found}


def test_every_role_has_exactly_the_rights_it_needs(town: TownFolder) -> None:
    from django.contrib.auth.models import Group

    assert set(Group.objects.values_list("name", flat=True)) == {"Verwaltung", "Redaktion", "Daten", "Lesen"}
    assert {one.name: rights(one.name) for one in ROLES} == {one.name: set(one.rights) for one in ROLES}
    assert rights("Lesen") == {"wagtailadmin.access_admin", "content.see_data"}
    assert rights("Redaktion") == {"wagtailadmin.access_admin"}


def test_only_the_administration_may_publish_pages_and_keep_people(town: TownFolder) -> None:
    from django.contrib.auth.models import Group

    pages = {
        group.name: set(group.page_permissions.values_list("permission__codename", flat=True))
        for group in Group.objects.all()
    }
    assert "publish_page" in pages["Verwaltung"]
    assert pages["Redaktion"] == {"add_page", "change_page"}
    assert pages["Daten"] == pages["Lesen"] == set()
    keepers = [one.name for one in ROLES if "town.change_person" in one.rights]
    assert keepers == ["Verwaltung"]


def test_news_and_pages_have_a_place_and_nothing_of_wagtails_welcome_is_left(town: TownFolder) -> None:
    from wagtail.models import Page, Site

    assert [(page.depth, page.slug) for page in Page.objects.order_by("path")] == [
        (1, "root"), (2, "stadt"), (3, "news"), (3, "pages"),
    ]  # fmt: skip
    assert Site.objects.get().root_page.slug == "stadt"


def test_approval_has_a_step_that_only_the_administration_takes(town: TownFolder) -> None:
    from wagtail.models import Workflow

    (step,) = Workflow.objects.get().workflow_tasks.all()
    assert [group.name for group in step.task.specific.groups.all()] == ["Verwaltung"]


def test_laying_out_again_changes_nothing_that_the_office_changed(town: TownFolder) -> None:
    from django.contrib.auth.models import Group
    from wagtail.models import Page, Workflow

    from stadtkern.town.content.layout import lay_out

    Group.objects.get(name="Lesen").permissions.clear()
    Workflow.objects.update(name="Vier Augen")
    lay_out()
    assert rights("Lesen") == set()
    assert Workflow.objects.get().name == "Vier Augen"
    assert Page.objects.count() == 4


def test_staff_of_an_older_town_keep_all_their_rights(town: TownFolder) -> None:
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group

    from stadtkern.town.content.layout import lay_out

    people = get_user_model().objects
    Group.objects.all().delete()
    people.create_user("alt", password="x", is_staff=True)
    people.create_user("gast", password="x")
    lay_out()
    members = Group.objects.get(name="Verwaltung").user_set.values_list("username", flat=True)
    assert list(members) == ["alt"]


@pytest.mark.parametrize("name", ["images", "documents"])
def test_the_interface_nobody_offers_is_not_loaded(name: str) -> None:
    import sys

    assert f"wagtail.{name}.api.v3.router" not in sys.modules
    assert "wagtail.api.v3.api" not in sys.modules
