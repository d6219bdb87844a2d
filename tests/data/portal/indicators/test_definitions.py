from __future__ import annotations

from pathlib import Path

import pytest

from stadtkern.data.portal.indicators.definitions import definitions
from stadtkern.town.text import ProblemError

OWN = """
title = {de = "Bänke", en = "Benches"}
sentence = {de = "{year}: <b>{value}</b>", en = "{year}: <b>{value}</b>"}
unit = {de = "Bänke", en = "benches"}
[[version]]
number = 1
since = 2020-01-01
reckon = "as_it_is"
definition = {de = "a", en = "a"}
formula = {de = "b", en = "b"}
[version.needs.benches]
title = {de = "Bänke", en = "Benches"}
words = ["bank"]
"""


def test_every_own_definition_says_both_languages_and_how_it_is_reckoned() -> None:
    found = definitions()
    assert {one.slug for one in found} >= {"population", "income", "trees", "bicycles", "electricity"}
    for one in found:
        texts = [one.title, one.sentence, one.unit, one.current.definition, one.current.formula]
        assert all(text.de and text.en for text in texts), one.slug
        assert "{value}" in one.sentence.de
        assert "{value}" in one.sentence.en


def test_a_town_adds_and_replaces_numbers_by_files_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "numbers").mkdir()
    (tmp_path / "numbers" / "benches.toml").write_text(OWN, "utf-8")
    (tmp_path / "numbers" / "trees.toml").write_text(OWN, "utf-8")
    by_slug = {one.slug: one for one in definitions(tmp_path)}
    assert by_slug["benches"].title.en == "Benches"
    assert by_slug["trees"].title.de == "Bänke"
    assert len(by_slug) == len(definitions()) + 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('reckon = "as_it_is"', 'reckon = "by_feeling"'),
        ('reckon = "as_it_is"', 'reckon = "per_cent"'),
        ("since = 2020-01-01", 'since = "neulich"'),
        ('words = ["bank"]', 'words = "bank"'),
        ('unit = {de = "Bänke", en = "benches"}', ""),
        ("[[version]]", "[[version"),
    ],
)
def test_a_broken_definition_names_its_file_and_its_fault(tmp_path: Path, old: str, new: str) -> None:
    (tmp_path / "numbers").mkdir()
    (tmp_path / "numbers" / "benches.toml").write_text(OWN.replace(old, new), "utf-8")
    with pytest.raises(ProblemError) as caught:
        definitions(tmp_path)
    assert caught.value.problem.code == "numbers.definition"
    assert "benches.toml" in caught.value.problem.text.de
