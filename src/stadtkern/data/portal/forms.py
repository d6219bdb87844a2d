"""The office's forms: what is asked, why, and an example each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.functional import lazy

from stadtkern.data.portal.access import language
from stadtkern.data.registry.facts import DatasetFacts
from stadtkern.data.registry.terms import LICENCES, THEMES
from stadtkern.town.text import Text


def _say(de: str, en: str) -> str:
    return Text(de, en).in_language(language())


say = lazy(_say, str)


def _choices(form: forms.Form, name: str, choices: Sequence[tuple[str, object]]) -> None:
    field = form.fields[name]
    if isinstance(field, forms.ChoiceField):
        field.choices = choices


class DatasetForm(forms.Form):
    """What is said about a dataset. ``needed``: may wait, but not beyond publishing."""

    needed = ("description_de", "owner_office", "contact", "licence")
    parts = (
        (
            Text("Worum geht es?", "What is it about?"),
            ("title_de", "title_en", "description_de", "description_en"),
        ),
        (Text("Wer steht dafür gerade?", "Who answers for it?"), ("owner_office", "contact")),
        (Text("Wer darf was damit tun?", "Who may do what with it?"), ("licence", "attribution")),
        (Text("Wie findet man es?", "How is it found?"), ("theme", "keywords", "spatial")),
    )
    examples = {
        "title_de": Text(
            "Gut: „Welche Bäume stehen an unseren Straßen?“ Weniger gut: „Baumkataster_2025_final“.",
            "Good: “Which trees stand along our streets?” Less good: “Baumkataster_2025_final”.",
        ),
        "description_de": Text(
            "„Das Baumkataster nennt Art, Höhe und Stammumfang jedes Straßenbaums. Das Grünamt misst alle drei Jahre nach. "
            "Bäume in Parks und auf privatem Grund fehlen.“",
            "“The tree register gives species, height and girth of each street tree. It is measured every three years. "
            "Trees in parks and on private ground are missing.”",
        ),
        "licence": Text(
            "Eigene Zählungen, Messungen und Listen: „Datenlizenz Deutschland – Zero 2.0“, alle dürfen alles. Mit "
            "„Namensnennung“ muss die Stadt genannt werden. Daten aus OpenStreetMap behalten immer deren Lizenz (ODbL).",
            "Own counts, measurements and lists: “Data licence Germany – Zero 2.0”, everyone may do everything. With "
            "“Attribution” the town must be named. Data from OpenStreetMap always keep their licence (ODbL).",
        ),
        "keywords": Text(
            "Worte, nach denen jemand suchen würde, der den Titel nicht kennt: Grün, Straßenbaum, Linde, Schatten.",
            "Words that someone who does not know the title would search for: green, street tree, lime, shade.",
        ),
    }

    title_de = forms.CharField(
        max_length=300,
        label=say("Titel", "Title (German)"),
        help_text=say(
            "Am besten als Frage, ohne Ort und Jahr: „Wie viele Räder fahren über die Brücke?“",
            "Best as a question, without place and year: „Wie viele Räder fahren über die Brücke?“",
        ),
        error_messages={"required": say("Bitte geben Sie einen Titel ein.", "Please enter a title.")},
    )
    title_en = forms.CharField(
        max_length=300,
        required=False,
        label=say("Titel auf Englisch", "Title (English)"),
        help_text=say("„How many bicycles cross the bridge?“", "“How many bicycles cross the bridge?”"),
    )
    description_de = forms.CharField(
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        label=say("Beschreibung", "Description (German)"),
        help_text=say(
            "Was die Daten zeigen, wie sie entstehen, was fehlt. Zwei bis fünf Sätze.",
            "What the data show, how they come about, what is missing. Two to five sentences.",
        ),
    )
    description_en = forms.CharField(
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        label=say("Beschreibung auf Englisch", "Description (English)"),
    )
    owner_office = forms.CharField(
        max_length=200,
        required=False,
        label=say("Verantwortliches Amt", "Responsible office"),
        help_text=say(
            "Wer für die Daten geradesteht: „Fachbereich Tiefbau“.", "Who answers for the data: „Fachbereich Tiefbau“."
        ),
    )
    contact = forms.CharField(
        max_length=300,
        required=False,
        label=say("Kontakt", "Contact"),
        help_text=say(
            "Eine E-Mail-Adresse, eine Telefonnummer oder eine Adresse im Netz: daten@stadt.example",
            "An e-mail address, a phone number or a web address: daten@stadt.example",
        ),
    )
    licence = forms.ChoiceField(
        required=False,
        label=say("Lizenz", "Licence"),
        help_text=say(
            "Für eigene Daten der Stadt passt meist „Datenlizenz Deutschland – Zero“. Bei fremden Daten gilt deren Lizenz.",
            "For the town's own data “Data licence Germany – Zero” usually fits. Data of others keep their licence.",
        ),
    )
    attribution = forms.CharField(
        max_length=500,
        required=False,
        label=say("So soll die Quelle genannt werden", "How the source is to be named"),
        help_text=say("„Stadt Beispiel, Fachbereich Tiefbau“", "“Stadt Beispiel, Fachbereich Tiefbau”"),
    )
    theme = forms.ChoiceField(required=False, label=say("Thema", "Theme"))
    keywords = forms.CharField(
        max_length=500,
        required=False,
        label=say("Stichworte", "Keywords"),
        help_text=say(
            "Mit Komma getrennt: Fahrrad, Verkehr, Zählung", "Separated by commas: Fahrrad, Verkehr, Zählung"
        ),
    )
    spatial = forms.RegexField(
        r"^\d{0,12}$",
        required=False,
        label=say("Gemeinde- oder Regionalschlüssel", "Municipality or regional key"),
        help_text=say(
            "Acht oder zwölf Ziffern, mit der Null vorn: 12054000",
            "Eight or twelve digits, with the leading zero: 12054000",
        ),
        error_messages={"invalid": say("Bitte nur Ziffern, höchstens zwölf.", "Digits only, twelve at most.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fill the choices in the reader's language."""
        super().__init__(*args, **kwargs)
        for name, text in self.examples.items():
            self.fields[name].widget.example = text  # read by field.html
        unknown = self.initial.get("licence", "")
        licences = [
            ("", say("noch nicht gewählt", "not chosen yet")),
            *((key, text.in_language(language())) for key, text in LICENCES.items()),
        ]
        if unknown and unknown not in LICENCES:
            licences.append((unknown, unknown))
        _choices(self, "licence", licences)
        _choices(
            self,
            "theme",
            [
                ("", say("noch keines", "none yet")),
                *((key, text.in_language(language())) for key, text in THEMES.items()),
            ],
        )

    def sections(self) -> list[tuple[Text, list[forms.BoundField]]]:
        """Give the fields in the order of the questions they answer."""
        return [(title, [self[name] for name in names]) for title, names in self.parts]

    def clean_contact(self) -> str:
        """Turn a bare e-mail address or phone number into the form that the catalogue wants."""
        text = str(self.cleaned_data["contact"]).strip()
        if not text or text.startswith(("mailto:", "tel:", "https://", "http://")):
            return text
        if "@" in text and " " not in text:
            return f"mailto:{text}"
        digits = "".join(sign for sign in text if sign in "+0123456789")
        if len(digits) >= 5 and set(text) <= set("+0123456789 ()/-"):
            return f"tel:{digits}"
        if "." in text and " " not in text:
            return f"https://{text}"
        raise forms.ValidationError(
            _say(
                "Das ist weder E-Mail-Adresse noch Telefonnummer noch Adresse im Netz.",
                "This is neither an e-mail address nor a phone number nor a web address.",
            )
        )


def initial_of(dataset: DatasetFacts) -> dict[str, str]:
    """Give a dataset's words as the form shows them."""
    return {
        "title_de": dataset.title.de,
        "title_en": "" if dataset.title.en == dataset.title.de else dataset.title.en,
        "description_de": dataset.description.de,
        "description_en": "" if dataset.description.en == dataset.description.de else dataset.description.en,
        "owner_office": dataset.owner_office,
        "contact": dataset.contact.removeprefix("mailto:"),
        "licence": dataset.licence,
        "attribution": dataset.attribution,
        "theme": dataset.theme,
        "keywords": ", ".join(dataset.keywords),
        "spatial": dataset.spatial,
    }


class AddressForm(forms.Form):
    """Data from an address on the web, once or again and again."""

    address = forms.URLField(
        max_length=1000,
        assume_scheme="https",
        label=say("Adresse der Datei", "Address of the file"),
        help_text=say(
            "Zum Beispiel https://daten.stadt.example/zaehlung.csv",
            "For example https://daten.stadt.example/zaehlung.csv",
        ),
        error_messages={
            "required": say("Bitte geben Sie eine Adresse ein.", "Please enter an address."),
            "invalid": say("Das ist keine Adresse im Netz.", "This is not a web address."),
        },
    )
    every_minutes = forms.TypedChoiceField(
        coerce=int,
        empty_value=None,
        required=False,
        label=say("Wie oft nachsehen?", "How often to look?"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Fill the choices in the reader's language."""
        super().__init__(*args, **kwargs)
        _choices(self, "every_minutes", schedules())


def schedules() -> list[tuple[str, str]]:
    """Give the choices of how often an address is asked."""
    return [
        ("", _say("nur dieses eine Mal", "only this once")),
        ("5", _say("alle fünf Minuten", "every five minutes")),
        ("15", _say("jede Viertelstunde", "every quarter of an hour")),
        ("60", _say("jede Stunde", "every hour")),
        ("1440", _say("jeden Tag", "every day")),
        ("10080", _say("jede Woche", "every week")),
    ]


class KeyForm(forms.Form):
    """A key for a program."""

    name = forms.CharField(
        max_length=200,
        label=say("Wofür ist der Schlüssel?", "What is the key for?"),
        help_text=say("Zum Beispiel: Wetterstation am Rathaus", "For example: weather station at the town hall"),
        error_messages={
            "required": say("Bitte sagen Sie, wofür der Schlüssel ist.", "Please say what the key is for.")
        },
    )
    may_write = forms.BooleanField(
        required=False, label=say("Darf auch schreiben (Messwerte senden)", "May write as well (send values)")
    )
