"""The command ``stadtkern``: make a town, serve it, bring data in, look at what there is, back up and restore."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path
from typing import Any

from stadtkern.front import speak
from stadtkern.quarter.effects.cache import keep_compiled_in
from stadtkern.town.folder import TownFolder
from stadtkern.town.text import ProblemError, Text, problem

DONE, NOTHING, SOME_REFUSED = 0, 2, 3


def parser() -> argparse.ArgumentParser:
    """Make the parser; docs/operators/commands.md describes each of its commands."""
    top = argparse.ArgumentParser(prog="stadtkern", description="Der offene Stadtkern · the open city core")
    commands = top.add_subparsers(dest="command", required=True)

    one = commands.add_parser("init", help="eine Stadt anlegen · make a town")
    one.add_argument("dir", type=Path)
    one.add_argument("--name", default="", help="Name der Stadt · the town's name")
    one.add_argument("--staff", default="", help="Name für die Anmeldung · name to sign in with")
    one.add_argument("--password", default="", help="sonst wird eines ausgedacht · else one is made up")

    one = commands.add_parser("serve", help="die Stadt öffnen · open the town")
    one.add_argument("dir", type=Path)
    one.add_argument("--port", type=int, default=8000)
    one.add_argument("--host", default="127.0.0.1")
    one.add_argument("--only", choices=["data", "people"], help="nur eine Seite · one plane only")

    one = commands.add_parser("import", help="Dateien hereinholen · bring files in")
    one.add_argument("dir", type=Path)
    one.add_argument("files", type=Path, nargs="+", metavar="FILE")
    one.add_argument("--dataset", help="Name des Datensatzes · the dataset's name")
    one.add_argument("--source", metavar="KIND", help="Art der Quelle, sonst erkannt · kind of source, else recognised")
    one.add_argument("--dry-run", action="store_true", help="nur probieren · only try")
    one.add_argument("--json", action="store_true", help="ein Objekt je Datei · one object a file")

    for name, text in (("sources", "Quellen zeigen · show sources"), ("datasets", "Datensätze zeigen · show datasets")):
        one = commands.add_parser(name, help=text)
        one.add_argument("dir", type=Path)
        one.add_argument("--json", action="store_true")

    _quarter_words(commands.add_parser("quarter", help="Quartiere aus Bausteinen · quarters in blocks"))

    one = commands.add_parser("backup", help="sichern, auch im Betrieb · back up, also while it serves")
    one.add_argument("dir", type=Path)
    one.add_argument("file", type=Path)

    one = commands.add_parser("restore", help="aus einer Sicherung wiederherstellen · restore from a backup")
    one.add_argument("file", type=Path)
    one.add_argument("dir", type=Path)
    return top


def _quarter_words(quarter: argparse.ArgumentParser) -> None:
    parts = quarter.add_subparsers(dest="part", required=True)
    one = parts.add_parser(
        "build", help="aus Dateien oder den Daten der Stadt bauen · build from files or the town's data"
    )
    one.add_argument("dir", type=Path)
    one.add_argument("name", metavar="NAME")
    one.add_argument("files", type=Path, nargs="*", metavar="FILE")
    one.add_argument("--bbox", default="auto", metavar="W,S,E,N|auto", help="in Grad · in degrees")
    one.add_argument("--json", action="store_true", help="der Bericht als ein Objekt · the report as one object")
    one = parts.add_parser("effects", help="Wirkungen messen · measure effects")
    one.add_argument("dir", type=Path)
    one.add_argument("name", metavar="NAME")
    one.add_argument("--variant", type=int, metavar="V", help="sonst wie es heute ist · else as it is today")
    one.add_argument("--json", action="store_true", help="ein Objekt · one object")
    one = parts.add_parser("export", help="als Datei mitnehmen · take away as a file")
    one.add_argument("dir", type=Path)
    one.add_argument("name", metavar="NAME")
    one.add_argument("out", type=Path, metavar="OUT")
    one.add_argument(
        "--format", required=True, metavar="F", help="png, night, plan, pdf, glb, cityjson, geojson, stl, mts"
    )
    one.add_argument("--variant", type=int, metavar="V", help="sonst wie es heute ist · else as it is today")
    one.add_argument("--language", choices=["de", "en"], default="de")
    one.add_argument("--building", type=int, metavar="N", help="nur ein Gebäude (stl) · one building only (stl)")
    one.add_argument("--scale", type=float, default=500.0, help="Maßstab 1:… (stl) · scale 1:… (stl)")
    one.add_argument("--plate", action="store_true", help="mit Bodenplatte (stl) · with a plate to stand on (stl)")
    one.add_argument("--json", action="store_true", help="ein Objekt · one object")


def main(words: list[str] | None = None) -> int:
    """Run a command; gives its exit code: 0 done, 3 some rows refused, 2 nothing could be done."""
    given, rest = parser().parse_known_args(words)
    if rest and (getattr(given, "part", "") != "build" or any(one.startswith("-") for one in rest)):
        parser().parse_args(words)
    # argparse takes files only before the options.
    given.files = [*getattr(given, "files", []), *(Path(one) for one in rest)]
    try:
        return _COMMANDS[given.command](given)
    except ProblemError as error:
        speak.complain(error.problem)
        return NOTHING
    except KeyboardInterrupt:
        speak.say(
            Text("Abgebrochen. Es wurde nichts halb geschrieben.", "Stopped. Nothing was half-written."), sys.stderr
        )
        return 130


def open_town(path: Path) -> TownFolder:
    """Point Django at a town. Raises ProblemError when the folder holds none."""
    town = TownFolder(path.absolute())
    _ = town.settings
    keep_compiled_in(town.run)
    os.environ["STADTKERN_TOWN"] = str(town.path)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "stadtkern.front.settings")
    return town


def _init(given: argparse.Namespace) -> int:
    from stadtkern.front.found import found

    town, staff, password = found(given.dir.absolute(), name=given.name, staff=given.staff, password=given.password)
    speak.say(
        Text(
            f"Die Stadt ist angelegt: {town.path}\nAnmeldung: {staff} · {password}\n"
            f"Öffnen mit: stadtkern serve {given.dir}",
            f"The town is made: {town.path}\nSign in: {staff} · {password}\nOpen it with: stadtkern serve {given.dir}",
        )
    )
    return DONE


def _serve(given: argparse.Namespace) -> int:
    from stadtkern.front.serve import serve

    serve(open_town(given.dir), host=given.host, port=given.port, only=given.only)
    return DONE


def _import(given: argparse.Namespace) -> int:
    town, codes = open_town(given.dir), []
    files = _files(given.files)
    touched: set[str] = set()
    for file in files:
        try:
            done = _do(
                town,
                "import",
                path=str(file.absolute()),
                name=file.name,
                dataset=given.dataset,
                kind=given.source,
                dry_run=given.dry_run,
                more=len(files) > 1,
            )
        except ProblemError as error:
            codes.append(NOTHING)
            if given.json:
                print(json.dumps(_nothing(file, error), ensure_ascii=False), flush=True)
            else:
                speak.complain(error.problem, file.name)
            continue
        codes.append(SOME_REFUSED if done["refused_count"] else DONE)
        touched.add(done["dataset"])
        if given.json:
            print(json.dumps(done, ensure_ascii=False, default=str), flush=True)
        else:
            speak.tell_import(done)
    if len(files) > 1 and touched and not given.dry_run:
        _do(town, "describe", datasets=sorted(touched))
    if all(code == NOTHING for code in codes):
        return NOTHING
    return DONE if all(code == DONE for code in codes) else SOME_REFUSED


def _nothing(file: Path, error: ProblemError) -> dict[str, Any]:
    return {
        "file": file.name,
        "dataset": None,
        "read": 0,
        "written": 0,
        "refused": [],
        "guesses": [],
        "problem": error.problem.to_json(),
    }


def _files(given: list[Path]) -> list[Path]:
    """Give the files; a folder stands for all files in it, in order."""
    files: list[Path] = []
    for one in given:
        files += sorted(path for path in one.rglob("*") if path.is_file()) if one.is_dir() else [one]
    if not files:
        raise problem("import.no-files", "In dem Ordner sind keine Dateien.", "There are no files in the folder.")
    return files


def _datasets(given: argparse.Namespace) -> int:
    answer = _do(open_town(given.dir), "datasets")
    speak.tell_list(answer["datasets"], as_json=given.json, tell=speak.tell_dataset)
    return DONE


def _sources(given: argparse.Namespace) -> int:
    answer = _do(open_town(given.dir), "sources")
    if not given.json:
        speak.say(Text("Arten: " + ", ".join(answer["kinds"]), "Kinds: " + ", ".join(answer["kinds"])))
    speak.tell_list(answer["sources"], as_json=given.json, tell=speak.tell_source)
    return DONE


def _quarter(given: argparse.Namespace) -> int:
    from stadtkern.front import speak_quarter

    town = open_town(given.dir)
    if given.part == "effects":
        done = _do(town, "quarter-effects", name=given.name, variant=given.variant)
        tell = speak_quarter.tell_effects
    elif given.part == "export":
        done = _do(
            town,
            "quarter-export",
            name=given.name,
            key=given.format,
            file=str(given.out.absolute()),
            variant=given.variant,
            language=given.language,
            building=given.building,
            scale=given.scale,
            plate=given.plate,
        )
        tell = speak_quarter.tell_export
    else:
        box = speak_quarter.read_box(given.bbox)
        files = [str(one.absolute()) for one in given.files]
        done = _do(town, "quarter-build", name=given.name, bbox=box, files=files)
        tell = speak_quarter.tell_report
    if given.json:
        print(json.dumps(done, ensure_ascii=False), flush=True)
    else:
        tell(done)
    return DONE


def _backup(given: argparse.Namespace) -> int:
    done = _do(open_town(given.dir), "backup", file=str(given.file.absolute()))
    size = done["bytes"] / 1e6
    speak.say(Text(f"Gesichert: {given.file} ({size:.1f} MB)", f"Backed up: {given.file} ({size:.1f} MB)"))
    return DONE


def _restore(given: argparse.Namespace) -> int:
    from stadtkern.front.backup import restore

    town = restore(given.file.absolute(), given.dir.absolute())
    speak.say(Text(f"Wiederhergestellt: {town.path}", f"Restored: {town.path}"))
    return DONE


def _do(town: TownFolder, task: str, **words: Any) -> dict[str, Any]:
    """Have a task done: by the process that serves the town if there is one, else right here."""
    from stadtkern.front import control, tasks

    with speak.progress() as told:
        answer = control.ask(town, task, words, told)
        if answer is not None:
            return answer
        from stadtkern.front.found import ready

        ready(town)
        try:
            return tasks.TASKS[task](town, told, **words)
        except ProblemError:
            raise
        except Exception as error:
            raise ProblemError(tasks.broken(error)) from error


_COMMANDS = {
    "init": _init,
    "serve": _serve,
    "import": _import,
    "datasets": _datasets,
    "sources": _sources,
    "quarter": _quarter,
    "backup": _backup,
    "restore": _restore,
}

if __name__ == "__main__":
    sys.exit(main())
