"""People and roles in the office: kept by the administration, and nobody stands above the roles."""

from __future__ import annotations

PASSWORD = "ein-langes-wort-1"


def words(**more) -> dict:
    return {
        "username": "neu", "first_name": "", "last_name": "", "office": "Bauhof", "email": "",
        "password1": PASSWORD, "password2": PASSWORD, "is_active": "on", **more,
    }  # fmt: skip


def test_the_administration_makes_a_person_with_a_role_who_may_sign_in(person, visitor) -> None:
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group

    client = person("Verwaltung")
    role = Group.objects.get(name="Daten").pk
    assert client.post("/office/users/new/", words(groups=[role])).status_code == 302
    made = get_user_model().objects.get(username="neu")
    assert (made.office, made.is_superuser) == ("Bauhof", False)
    assert made.has_perm("content.manage_data")
    assert visitor.login(username="neu", password=PASSWORD)


def test_nobody_is_made_more_than_their_roles_allow(person) -> None:
    from django.contrib.auth import get_user_model

    client = person("Verwaltung")
    client.post("/office/users/new/", words(is_superuser="on", is_staff="on"))
    made = get_user_model().objects.get(username="neu")
    assert not made.is_superuser
    assert not made.has_perm("content.see_data")


def test_nobody_takes_their_own_role_away(person) -> None:
    from django.contrib.auth import get_user_model

    client = person("Verwaltung", "chefin")
    own = get_user_model().objects.get(username="chefin")
    given = {**words(username="chefin", first_name="Ada"), "password1": "", "password2": ""}
    client.post(f"/office/users/edit/{own.pk}/", given)
    own.refresh_from_db()
    assert own.first_name == "Ada"
    assert own.is_active
    assert own.groups.get().name == "Verwaltung"


def test_a_weak_password_is_refused_with_its_reason(person) -> None:
    from django.contrib.auth import get_user_model

    client = person("Verwaltung")
    page = client.post("/office/users/new/", words(password1="kurz", password2="kurz")).content.decode()
    assert "mindestens 10" in page
    assert not get_user_model().objects.filter(username="neu").exists()


def test_the_list_names_people_with_their_roles(person) -> None:
    client = person("Verwaltung")
    person("Redaktion", "rita")
    page = client.get("/office/users/").content.decode()
    assert "Personen" in page
    assert "rita" in page
    assert "Redaktion" in page


def test_others_keep_no_people(person) -> None:
    for role in ("Redaktion", "Daten", "Lesen"):
        client = person(role)
        assert client.get("/office/users/").status_code == 302
        assert client.post("/office/users/new/", words()).status_code == 302
    from django.contrib.auth import get_user_model

    assert not get_user_model().objects.filter(username="neu").exists()
