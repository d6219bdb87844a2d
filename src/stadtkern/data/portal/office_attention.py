"""What needs a person: sources that fail or are late, refused rows, datasets not described or not public, files that wait."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from stadtkern.data.gather.live import state_of
from stadtkern.data.portal.charts.scale import number
from stadtkern.data.portal.trials import Waiting
from stadtkern.data.registry.facts import DatasetFacts
from stadtkern.data.registry.public import ImportFacts, SourceFacts
from stadtkern.data.registry.terms import missing_for_publishing
from stadtkern.town.text import Problem, Text

# An address may be late by this before anyone is bothered: twice its own rhythm, and never less than half an hour.
_LATE_TIMES, _LATE_LEAST = 2, timedelta(minutes=30)
_ALL_REFUSED_SHARE = 0.01
_LACKS = {
    "publish.title": Text("Titel", "title"),
    "publish.description": Text("Beschreibung", "description"),
    "publish.owner": Text("Amt", "office"),
    "publish.contact": Text("Kontakt", "contact"),
    "publish.licence": Text("Lizenz", "licence"),
}


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing to do: what it is about, what is wrong, how bad (bad, warn, info), and where to mend it."""

    tone: str
    about: str | Text
    what: Text
    address: str
    do: Text


def missing(dataset: DatasetFacts) -> list[Problem]:
    """Name what a dataset lacks before it may be public."""
    return missing_for_publishing(
        title=dataset.title.de,
        description=dataset.description.de,
        owner=dataset.owner_office,
        contact=dataset.contact,
        licence=dataset.licence,
    )


def of_sources(sources: Iterable[SourceFacts], now: datetime) -> list[Attention]:
    """Name sources whose last run failed, that were not asked in time, or that lost their broker."""
    found = []
    for one in sources:
        what, tone = _fault(one), "bad"
        if what is None and one.enabled and late(one, now):
            tone, what = "warn", Text("wurde nicht rechtzeitig abgerufen", "was not fetched in time")
        if what is not None:
            where = reverse("office-dataset", args=[one.dataset_slug]) + "#src-title"
            found.append(
                Attention(tone, one.address or one.kind, what, where, Text("Quelle ansehen", "See the source"))
            )
    return found


def _fault(one: SourceFacts) -> Text | None:
    if one.last_problem:
        reason = one.last_problem.get("reason", {})
        return Text(str(reason.get("de", "")), str(reason.get("en", "")))
    if one.kind == "mqtt" and one.enabled:
        live = state_of(one.id)
        if live is not None and not live.connected and live.problem is not None:
            return live.problem.text
    return None


def late(one: SourceFacts, now: datetime) -> bool:
    """Whether an address with a schedule has not been asked for clearly longer than it should."""
    if not one.every_minutes or one.last_run is None or one.kind == "mqtt":
        return False
    rhythm = timedelta(minutes=one.every_minutes)
    return now - one.last_run > max(_LATE_TIMES * rhythm, rhythm + _LATE_LEAST)


def of_imports(imports: Sequence[ImportFacts]) -> list[Attention]:
    """Name each dataset's latest import if it failed or refused rows. ``imports`` come newest first."""
    found, seen = [], set()
    for one in imports:
        if one.dataset_id in seen or one.state == "undone":
            continue
        seen.add(one.dataset_id)
        where = reverse("office-import", args=[one.id])
        if one.state == "failed":
            what = Text(
                "ist beim Import abgebrochen; nichts wurde verändert", "broke off while importing; nothing changed"
            )
            found.append(Attention("bad", one.file_name, what, where, Text("Bericht ansehen", "See the report")))
        elif one.refused:
            tone = "warn" if one.refused >= _ALL_REFUSED_SHARE * max(1, one.read) else "info"
            what = Text(
                f"{number(one.refused, 'de')} von {number(one.read, 'de')} Zeilen abgelehnt",
                f"{number(one.refused, 'en')} of {number(one.read, 'en')} rows refused",
            )
            found.append(Attention(tone, one.file_name, what, where, Text("Gründe ansehen", "See the reasons")))
    return found


def of_datasets(datasets: Iterable[DatasetFacts], language: str) -> list[Attention]:
    """Name datasets that are not public yet, with what they lack, and public ones that are hard to find."""
    found = []
    for one in datasets:
        where, title = reverse("office-dataset", args=[one.slug]), one.title.in_language(language)
        if not one.published:
            lacks = missing(one)
            if lacks:
                names = [_LACKS[each.code] for each in lacks]
                what = Text(
                    f"nicht öffentlich. Es fehlt noch: {', '.join(each.de for each in names)}.",
                    f"not public. Still missing: {', '.join(each.en for each in names)}.",
                )
                found.append(Attention("warn", title, what, where, Text("Beschreiben", "Describe")))
            else:
                what = Text("fertig beschrieben, aber nicht öffentlich", "fully described, but not public")
                found.append(Attention("info", title, what, where, Text("Veröffentlichen", "Publish")))
        elif not one.theme:
            what = Text(
                "hat kein Thema und fehlt darum auf den Themenseiten", "has no theme and so is on no theme's page"
            )
            found.append(Attention("info", title, what, where, Text("Thema wählen", "Choose a theme")))
    return found


def of_trials(waiting: Iterable[Waiting]) -> list[Attention]:
    """Name files that were tried and not imported."""
    found = []
    for one in waiting:
        unread = one.problem is not None
        what = (
            Text("lässt sich so nicht lesen", "cannot be read as it is")
            if unread
            else Text("ist geprüft, aber nicht importiert", "is checked, but not imported")
        )
        where = reverse("office-trial", args=[one.id])
        found.append(Attention("warn" if unread else "info", one.name, what, where, Text("Weitermachen", "Go on")))
    return found


def of_reports(count: int) -> list[Attention]:
    """Tell of mistakes that readers reported and nobody has looked at."""
    if not count:
        return []
    about = Text("Gemeldete Fehler", "Reported mistakes")
    what = Text(
        "Eine Meldung wartet auf Antwort" if count == 1 else f"{count} Meldungen warten auf Antwort",
        "one report waits for an answer" if count == 1 else f"{count} reports wait for an answer",
    )
    return [Attention("warn", about, what, reverse("office-reports"), Text("Ansehen", "Look at them"))]


def in_order(found: Iterable[Attention]) -> list[Attention]:
    """Put the worst first."""
    return sorted(found, key=lambda one: ("bad", "warn", "info").index(one.tone))
