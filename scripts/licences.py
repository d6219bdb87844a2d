"""Checks that every installed dependency has a compatible licence and a line in docs/dependencies.md.

GPL and proprietary parts stay out of the program; tools for development may be anything open.
"""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import Distribution, distribution
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
REFUSED = re.compile(r"\b(A?GPL|GNU (Affero )?General Public|proprietary|SSPL|BUSL|Commons Clause)", re.IGNORECASE)
LESSER = re.compile(r"LGPL|Lesser General Public", re.IGNORECASE)


def names(lines: list[str]) -> list[str]:
    """Give the bare names of requirements."""
    return [re.split(r"[ <>=!~;\[]", line, maxsplit=1)[0].lower() for line in lines]


def licence(found: Distribution) -> str:
    """Give what a distribution says of its licence: expression, classifiers, else the first line of the field."""
    meta = found.metadata
    classifiers = [one for one in meta.get_all("Classifier", []) if one.startswith("License")]
    return meta.get("License-Expression") or "; ".join(classifiers) or (meta.get("License") or "").split("\n", 1)[0]


def reach(wanted: list[str]) -> set[str]:
    """Give the wanted distributions and all that they need."""
    seen: set[str] = set()
    while wanted:
        name = wanted.pop().replace("_", "-")
        if name in seen:
            continue
        try:
            found = distribution(name)
        except ModuleNotFoundError:
            continue
        seen.add(name)
        wanted += names([one for one in found.requires or [] if "extra ==" not in one])
    return seen


def main() -> int:
    """Print what is wrong; gives 1 when anything is."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    direct = names(project["dependencies"])
    page = (ROOT / "docs" / "dependencies.md").read_text("utf-8").lower()
    faults = [f"{name}: no line in docs/dependencies.md" for name in direct if f"`{name}`" not in page]
    for name in sorted(reach(list(direct))):
        said = licence(distribution(name))
        if REFUSED.search(LESSER.sub("", said)):
            faults.append(f"{name}: licence “{said}” does not fit")
    print("\n".join(faults) or f"{len(reach(list(direct)))} packages, licences fit")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
