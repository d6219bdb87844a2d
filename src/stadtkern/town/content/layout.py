"""Lays a new town out: roles with their rights, the root of pages and news, and who approves them. Changes nothing later."""

from __future__ import annotations

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.db import transaction
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Site,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from stadtkern.town.content.models import NewsList, PageList, Start
from stadtkern.town.content.roles import ADMINISTRATOR, ROLES, Role


@transaction.atomic
def lay_out() -> None:
    """Make what is missing. What the office changed since stays as it is."""
    start = Start.objects.first() or _make_start()
    for role in ROLES:
        group, new = Group.objects.get_or_create(name=role.name)
        if new:
            _give(group, role, start)
            if role.name == ADMINISTRATOR:
                group.user_set.set(get_user_model().objects.filter(is_staff=True))
    _make_approval(start)


def _make_start() -> Start:
    root = Page.get_first_root_node()
    start = Start(title="Inhalte der Stadt", slug="stadt")
    root.add_child(instance=start)
    start.add_child(instance=NewsList(title="Neuigkeiten", slug="news"))
    start.add_child(instance=PageList(title="Seiten", slug="pages"))
    Site.objects.update_or_create(is_default_site=True, defaults={"root_page": start, "hostname": "localhost"})
    # What Wagtail lays out by itself: a page of welcome, and roles that are not ours.
    for page in Page.objects.filter(depth=2, slug="home").exclude(pk=start.pk):
        page.delete()
    Group.objects.filter(name__in=["Moderators", "Editors"]).delete()
    return start


def _give(group: Group, role: Role, start: Start) -> None:
    for right in role.rights:
        app, codename = right.split(".")
        group.permissions.add(Permission.objects.get(content_type__app_label=app, codename=codename))
    for codename in role.pages:
        right_to = Permission.objects.get(content_type__app_label="wagtailcore", codename=codename)
        GroupPagePermission.objects.create(group=group, page=start, permission=right_to)
    pictures = Collection.get_first_root_node()
    for codename in role.pictures:
        right_to = Permission.objects.get(content_type__app_label="wagtailimages", codename=codename)
        GroupCollectionPermission.objects.create(group=group, collection=pictures, permission=right_to)


def _make_approval(start: Start) -> None:
    if WorkflowPage.objects.filter(page=start).exists():
        return
    WorkflowPage.objects.all().delete()
    Workflow.objects.all().delete()
    GroupApprovalTask.objects.all().delete()
    task = GroupApprovalTask.objects.create(name="Freigabe durch die Verwaltung")
    task.groups.set(Group.objects.filter(name=ADMINISTRATOR))
    workflow = Workflow.objects.create(name="Freigabe")
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(workflow=workflow, page=start)
