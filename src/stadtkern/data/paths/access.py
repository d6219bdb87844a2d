"""Where people may walk, by OpenStreetMap's tags.

Source: the wiki's "OSM tags for routing/Access restrictions", row Germany.
"""

from __future__ import annotations

_NEVER = frozenset(
    {"motorway", "motorway_link", "raceway", "bus_guideway", "busway", "construction", "proposed", "via_ferrata"}
)
_ONLY_IF_SAID = frozenset({"trunk", "trunk_link", "cycleway", "bridleway"})
_ALLOWED = frozenset({"yes", "designated", "permissive", "official", "destination", "customers"})
_FORBIDDEN = frozenset({"no", "private", "use_sidepath", "military", "discouraged"})


def walkable(highway: str | None, foot: str | None = None, access: str | None = None) -> bool:
    """Tell whether a way with these values of ``highway``, ``foot`` and ``access`` may be walked.

    What is said about walking counts before what is said about access in general. Steps, paths and tracks are walked;
    motorways never are, fast roads and cycle tracks only where a sign allows it.
    """
    if not highway or highway in _NEVER:
        return False
    if foot in _ALLOWED:
        return True
    if foot in _FORBIDDEN:
        return False
    return highway not in _ONLY_IF_SAID and access not in _FORBIDDEN
