"""Who may do what: four roles with the least rights that their work needs, kept as groups."""

from __future__ import annotations

from dataclasses import dataclass, field

OFFICE = "wagtailadmin.access_admin"
SEE_DATA = "content.see_data"
MANAGE_DATA = "content.manage_data"
MAKE_KEYS = "content.make_keys"

ADMINISTRATOR = "Verwaltung"
EDITOR = "Redaktion"
STEWARD = "Daten"
READER = "Lesen"


@dataclass(frozen=True, slots=True)
class Role:
    """A role: rights as ``app.codename``, and what it may do with pages and with pictures."""

    name: str
    rights: tuple[str, ...]
    pages: tuple[str, ...] = field(default=())
    pictures: tuple[str, ...] = field(default=())


_DATA = (SEE_DATA, MANAGE_DATA, MAKE_KEYS)
_PEOPLE = tuple(
    f"{thing}"
    for app, model in (("town", "person"), ("auth", "group"))
    for thing in (f"{app}.add_{model}", f"{app}.change_{model}", f"{app}.delete_{model}")
)
_APPROVAL = tuple(
    f"wagtailcore.{what}_{model}"
    for model in ("workflow", "task", "groupapprovaltask")
    for what in ("add", "change", "delete")
)
ROLES = (
    Role(
        ADMINISTRATOR,
        (OFFICE, *_DATA, *_PEOPLE, *_APPROVAL),
        pages=("add_page", "change_page", "publish_page", "bulk_delete_page", "lock_page", "unlock_page"),
        pictures=("add_image", "change_image", "choose_image"),
    ),
    Role(EDITOR, (OFFICE,), pages=("add_page", "change_page"), pictures=("add_image", "choose_image")),
    Role(STEWARD, (OFFICE, *_DATA)),
    Role(READER, (OFFICE, SEE_DATA)),
)
