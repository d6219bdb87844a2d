"""The office's forms about quarters: the box and the sources, what is said of a quarter, the town's factors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from django import forms

from stadtkern.data.portal.forms import say
from stadtkern.quarter.blocks.palette import palette
from stadtkern.quarter.effects.model import Settings
from stadtkern.quarter.survey.area import area_of
from stadtkern.town.text import ProblemError, Text

_TITLE = say("Bitte geben Sie einen Namen ein.", "Please enter a name.")


class WordsForm(forms.Form):
    """What is said of a quarter."""

    title_de = forms.CharField(
        max_length=80,
        label=say("Name", "Name (German)"),
        help_text=say(
            "Wie die Leute das Quartier nennen: „Altstadt“, „Am Anger“.", "What people call the quarter: “Altstadt”."
        ),
        error_messages={"required": _TITLE},
    )
    title_en = forms.CharField(max_length=80, required=False, label=say("Name auf Englisch", "Name (English)"))
    text_de = forms.CharField(
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=say("Worum geht es hier?", "What is it about? (German)"),
        help_text=say("Zwei, drei Sätze: was hier gefragt ist.", "Two or three sentences: what is asked here."),
    )
    text_en = forms.CharField(
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        label=say("Worum geht es hier, auf Englisch?", "What is it about? (English)"),
    )


class NewForm(WordsForm):
    """A new quarter: its words, its box, its sources."""

    _wrong = say("Bitte eine Zahl in Grad.", "Please a number in degrees.")
    west = forms.FloatField(required=False, min_value=-180, max_value=180, label=say("Westen", "West"))
    south = forms.FloatField(required=False, min_value=-85, max_value=85, label=say("Süden", "South"))
    east = forms.FloatField(required=False, min_value=-180, max_value=180, label=say("Osten", "East"))
    north = forms.FloatField(required=False, min_value=-85, max_value=85, label=say("Norden", "North"))
    datasets = forms.MultipleChoiceField(
        required=False, widget=forms.CheckboxSelectMultiple, label=say("Daten der Stadt", "The town's data")
    )

    def __init__(self, *given: Any, datasets: list[tuple[str, object]], **words: Any) -> None:
        """Take the town's datasets that a quarter can be made of."""
        super().__init__(*given, **words)
        field = self.fields["datasets"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = datasets
        for name in ("west", "south", "east", "north"):
            self.fields[name].widget.attrs |= {"step": "any", "inputmode": "decimal", "data-box": name}

    def clean(self) -> dict[str, Any]:
        """Take a whole box or none: none means what the files cover."""
        cleaned = super().clean() or {}
        sides = [cleaned.get(name) for name in ("west", "south", "east", "north")]
        cleaned["bbox"] = None
        if all(side is not None for side in sides):
            cleaned["bbox"] = tuple(sides)
            try:
                area_of(cleaned["bbox"])
            except ProblemError as error:
                self.add_error("west", say(error.problem.text.de, error.problem.text.en))
        elif any(side is not None for side in sides) or any(
            name in self.errors for name in ("west", "south", "east", "north")
        ):
            self.add_error(
                "west",
                say("Ein Kasten braucht alle vier Zahlen, oder keine.", "A box needs all four numbers, or none."),
            )
        return cleaned


# Where a usual value comes from, when its label cannot say.
_SOURCES: dict[str, Text] = {
    "detour": Text(
        "Annahme; Umwege zu Fuß liegen meist zwischen 1,2 und 1,4", "Assumption; detours on foot are mostly 1.2 to 1.4"
    ),
}
_LABELS: dict[str, Any] = {
    "dwelling_m2": say("Wohnfläche einer Wohnung (m²)", "Living area of a dwelling (m²)"),
    "people_per_dwelling": say("Menschen je Wohnung", "People a dwelling"),
    "usable_share": say(
        "Anteil der Geschossfläche, der Wohnfläche ist (0 bis 1)", "Share of floor area that is living area (0 to 1)"
    ),
    "adult_speed": say("Gehtempo Erwachsene (m/s)", "Walking speed, adults (m/s)"),
    "child_speed": say("Gehtempo Kinder (m/s)", "Walking speed, children (m/s)"),
    "old_speed": say("Gehtempo alte Menschen (m/s)", "Walking speed, old people (m/s)"),
    "detour": say(
        "Umweg zu Zielen außerhalb (mal Luftlinie)", "Detour to destinations outside (times the straight line)"
    ),
    "sun_kwh": say("Sonne auf einen Quadratmeter im Jahr (kWh)", "Sun on a square metre a year (kWh)"),
    "solar_efficiency": say("Davon wird Strom (0 bis 1)", "Of it becomes electricity (0 to 1)"),
    "heat_low": say("Heizwärme, sanierte Häuser (kWh/m² im Jahr)", "Heat, renewed houses (kWh/m² a year)"),
    "heat_high": say("Heizwärme, alte Häuser (kWh/m² im Jahr)", "Heat, old houses (kWh/m² a year)"),
    "sun_diffuse": say("Anteil des Lichts vom ganzen Himmel (0 bis 1)", "Share of light from the whole sky (0 to 1)"),
    "park_m2": say("Ab so vielen m² ist Grün ein Park", "From so many m² on green is a park"),
    "green_per_person": say("Grün je Mensch in der Nähe (m²)", "Green per person nearby (m²)"),
}


class SettingsForm(forms.Form):
    """The town's factors. Tables of sealing and prices are lines of ``block = number``."""

    def __init__(self, *given: Any, kept: Mapping[str, Any], **words: Any) -> None:
        """Take what is kept of the quarter."""
        super().__init__(*given, **words)
        self._settings = Settings()
        try:
            now = Settings.from_json(kept)
        except ValueError:
            now = Settings()
        for one in fields(Settings):
            if one.name not in _LABELS:
                continue
            usual, source = f"{getattr(Settings(), one.name):g}", _SOURCES.get(one.name)
            more_de, more_en = (f". {source.de}.", f". {source.en}.") if source else ("", "")
            self.fields[one.name] = forms.FloatField(
                min_value=0,
                label=_LABELS[one.name],
                initial=getattr(now, one.name),
                help_text=say(f"Üblich: {usual.replace('.', ',')}{more_de}", f"Usual: {usual}{more_en}"),
                widget=forms.NumberInput(attrs={"step": "any"}),
            )
        for name, label in (
            (
                "sealing",
                say(
                    "Versiegelung je Baustein, wo sie abweicht (0 bis 1)", "Sealing by block where it differs (0 to 1)"
                ),
            ),
            ("prices", say("Preise je Baustein, wo sie abweichen (Euro)", "Prices by block where they differ (euros)")),
        ):
            self.fields[name] = forms.CharField(
                required=False,
                label=label,
                widget=forms.Textarea(attrs={"rows": 4}),
                initial="\n".join(f"{key} = {value:g}" for key, value in getattr(now, name).items()),
                help_text=say(
                    "Eine Zeile je Baustein, zum Beispiel: square = 0.6", "A line each block, for example: square = 0.6"
                ),
            )

    def clean(self) -> dict[str, Any]:
        """Make settings of the fields, or say which of them cannot be."""
        cleaned = super().clean() or {}
        given = {name: cleaned[name] for name in _LABELS if name in cleaned}
        for name in ("sealing", "prices"):
            try:
                given[name] = _table(str(cleaned.get(name) or ""))
            except ValueError as error:
                wrong = say(f"Diese Zeile lässt sich nicht lesen: {error}", f"This line cannot be read: {error}")
                self.add_error(name, wrong)
        if not self.errors:
            try:
                self._settings = Settings.from_json(given)
            except ValueError as error:
                self.add_error(None, say(f"So geht es nicht: {error}", f"This does not work: {error}"))
        return cleaned

    def settings(self) -> Settings:
        """Give the settings of a valid form."""
        return self._settings


def _table(lines: str) -> dict[str, float]:
    """Read lines of ``block = number``. Raises ValueError with the line that cannot be read."""
    out = {}
    for line in lines.splitlines():
        key, sign, value = (part.strip() for part in line.partition("="))
        if not line.strip():
            continue
        try:
            number = float(value.replace(",", "."))
        except ValueError:
            raise ValueError(line[:60]) from None
        if not sign or key not in palette().by_key:
            raise ValueError(line[:60])
        out[key] = number
    return out
