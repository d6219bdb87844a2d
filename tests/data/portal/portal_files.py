"""What the tests of the pages share: a password, a nasty text, files as a town has them."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

PASSWORD = "ein-langes-wort-1"
NASTY = '<script>alert("x")</script>'


def counter_csv(path: Path, days: int = 42, start: datetime = datetime(2025, 3, 1)) -> Path:
    """Write counts a quarter of an hour at two lanes; weekday mornings are busy, weekends are not."""
    lines = ["Datum;Neutor Gesamt;Neutor stadteinwärts"]
    at = start
    while at < start + timedelta(days=days):
        if not (at.month == 3 and at.day == 30 and at.hour == 2):
            busy = 40 if at.weekday() < 5 and at.hour in (7, 17) else 10 if 6 <= at.hour < 22 else 1
            lines.append(f"{at:%d.%m.%Y %H:%M};{busy};{busy // 2}")
        at += timedelta(minutes=15)
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def tree_csv(path: Path, rows: int = 60) -> Path:
    """Write trees with kinds, heights and places; one is named like an attack."""
    kinds = ("Ahorn", "Ahorn", "Ahorn", "Eiche", "Linde")
    lines = ["Baumart;Höhe (m);Straße;Lat;Lon"]
    for n in range(rows):
        street = NASTY if n == 3 else f"Weg {n % 7}"
        lines.append(f"{kinds[n % 5]};{5 + n % 20},5;{street};{52.4 + n * 0.0003:.5f};{13.1 + n * 0.0002:.5f}")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path
