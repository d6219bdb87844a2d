"""What a number of the town is made of: its definition in versions, what it needs, and its values by year and area."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from stadtkern.data.registry.facts import CollectionFacts, DatasetFacts
from stadtkern.town.text import Text


@dataclass(frozen=True, slots=True)
class Value:
    """A year's value. ``whole`` is False while parts of the year or of the town are missing."""

    number: float
    whole: bool = True


Yearly = Mapping[int, Value]


@dataclass(frozen=True, slots=True)
class Need:
    """One kind of data that a number is made of, described by meaning so that any town's dataset may fit.

    ``words``: one must stand in what is said about the dataset. ``measures``: one must stand in the series' or column's
    name (none: any). ``without``: none may. ``units``: UCUM codes that fit, with their factor to the number's unit (none:
    any). ``ages``: the bands of age to add up, from and to. ``take``: how values become a year's value (``TAKES``).
    """

    key: str
    words: tuple[str, ...]
    title: Text
    take: str = "last"
    measures: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    units: Mapping[str, float] = field(default_factory=dict)
    ages: tuple[int, int] | None = None


TAKES = ("last", "sum", "daily_mean", "stock")


@dataclass(frozen=True, slots=True)
class Version:
    """One definition of a number, valid since a day until the next one. ``change`` says what is different, and why."""

    number: int
    since: date
    definition: Text
    formula: Text
    change: Text
    reckon: str
    needs: tuple[Need, ...]


@dataclass(frozen=True, slots=True)
class Indicator:
    """A number of the town. ``areas`` names its parts (districts, buildings); ``compare``: words of a column elsewhere."""

    slug: str
    order: int
    icon: str
    theme: str
    title: Text
    sentence: Text
    unit: Text
    digits: int
    areas: Text
    compare: tuple[str, ...]
    compare_without: tuple[str, ...]
    versions: tuple[Version, ...]

    @property
    def current(self) -> Version:
        """The definition that holds now."""
        return self.versions[-1]

    def version(self, number: int) -> Version | None:
        """Give one version by its number."""
        return next((one for one in self.versions if one.number == number), None)


@dataclass(frozen=True, slots=True)
class Supply:
    """What one dataset gives for one need: values for the whole town and by area, and which series or columns they are."""

    need: Need
    dataset: DatasetFacts
    collection: CollectionFacts
    measures: tuple[str, ...]
    total: Yearly
    areas: Mapping[str, Yearly]


@dataclass(frozen=True, slots=True)
class Result:
    """A number's values by one version of its definition, with what they were made of."""

    indicator: Indicator
    version: Version
    total: Yearly
    areas: Mapping[str, Yearly]
    supplies: tuple[Supply, ...]

    @property
    def whole_years(self) -> dict[int, float]:
        """Values of complete years, in order; where there is none yet, of the years there are."""
        whole = {year: value.number for year, value in sorted(self.total.items()) if value.whole}
        return whole or {year: value.number for year, value in sorted(self.total.items())}

    @property
    def latest(self) -> tuple[int, float] | None:
        """The latest complete year and its value."""
        years = self.whole_years
        return (max(years), years[max(years)]) if years else None
