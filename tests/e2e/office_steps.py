"""A clerk who knows only the handbook: presses nothing that its page does not name, and takes its pictures."""

from __future__ import annotations

import functools
import http.server
import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

ROOT = Path(__file__).resolve().parents[2]
BOOK = ROOT / "docs" / "clerks"
PICTURES = BOOK / "pictures"
PASSWORD = "ein-gutes-wort-7"
PATIENCE = 60_000


class Clerk:
    """Someone in front of the office with the handbook open at one page."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.context: BrowserContext = browser.new_context(
            viewport={"width": 1280, "height": 840}, locale="de", reduced_motion="reduce"
        )
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        self.address = address
        self.faults: list[str] = []
        self._book = ""
        self.page.on("console", lambda said: said.type == "error" and self.faults.append(f"console: {said.text}"))
        self.page.on("pageerror", lambda error: self.faults.append(f"script: {error}"))
        self.page.on("request", lambda asked: self._inside(asked.url))

    def _inside(self, url: str) -> None:
        if url.startswith("http") and not url.startswith(self.address):
            self.faults.append(f"outside: {url}")

    def reads(self, name: str) -> None:
        """Open a page of the handbook; from now on only what it names is pressed."""
        self._book = (BOOK / f"{name}.md").read_text("utf-8")

    def named(self, label: str) -> str:
        """Give a label that the open page names in quotation marks; fails when it does not."""
        assert f"„{label}" in re.sub(r"\s+", " ", self._book), f"the handbook's page does not name „{label}“"
        return label

    def press(self, label: str, role: str = "button", *, within: Locator | None = None) -> None:
        """Press what the handbook names."""
        place = (within or self.page.locator("body")).get_by_role(role, name=self.named(label), exact=False)  # type: ignore[arg-type]
        place.first.click()
        self.page.wait_for_load_state()

    def follow(self, label: str) -> None:
        """Follow a link that the handbook names."""
        self.press(label, "link")

    def fill(self, label: str, words: str) -> None:
        """Fill the field of this name."""
        self.page.get_by_label(label, exact=True).first.fill(words)

    def sees(self, text: str) -> None:
        """Wait until a text stands there."""
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=PATIENCE)

    def picture(self, name: str, top: str = "") -> None:
        """The handbook shows this moment; with STADTKERN_PICTURES its picture is taken anew."""
        assert f"(pictures/{name}.png)" in self._book, f"the handbook's page does not show {name}"
        if not os.environ.get("STADTKERN_PICTURES"):
            assert (PICTURES / f"{name}.png").is_file(), f"{name}.png is missing; take it with STADTKERN_PICTURES=1"
            return
        if top:
            self.page.locator(top).first.evaluate(
                "one => scrollTo({top: one.getBoundingClientRect().top + scrollY - 90, behavior: 'instant'})"
            )
        self.page.wait_for_timeout(600)
        PICTURES.mkdir(exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{name}.png")

    def signs_in(self, name: str, password: str) -> None:
        """Come in through the front door."""
        self.reads("01-anmelden")
        self.page.goto(self.address + "/")
        self.press("Anmelden", "link")
        self.fill("Name", name)
        self.fill("Passwort", password)
        self.press("Anmelden", within=self.page.locator("main"))
        self.page.wait_for_url("**/office/**")

    def home(self) -> None:
        """Go to the office's start."""
        self.page.goto(self.address + "/office/")

    def uploads(self, *files: Path) -> None:
        """Bring files to the trial, as page 2 says."""
        self.page.set_input_files("input[type=file]", list(files))
        self.press("Hochladen und prüfen")
        self.page.wait_for_url("**/office/trials/**")
        self.sees("Zeilen gelesen")

    def imports(self) -> None:
        """Import the trial that is open, as page 2 says."""
        self.press("So importieren")
        self.page.wait_for_selector("h1:has-text('Fertig')")

    def describes(self, text: str, office: str) -> None:
        """Fill in what a dataset needs before it may be public, as page 4 says."""
        self.page.fill("textarea[name=description_de]", text)
        self.page.fill("input[name=owner_office]", office)
        self.page.fill("input[name=contact]", "daten@stadt.example")
        self.page.select_option("select[name=licence]", label=self._licence())
        self.press("Speichern", within=self.page.locator("form:has(textarea[name=description_de])"))
        self.sees("Gespeichert.")

    def _licence(self) -> str:
        wanted = self.named("Datenlizenz Deutschland – Zero")
        options = self.page.locator("select[name=licence] option").all_inner_texts()
        return next(one for one in options if one.startswith(wanted))

    def closes(self) -> None:
        """Go home. Nothing may have gone wrong on the way."""
        self.context.close()
        assert self.faults == []


@contextmanager
def shelf(folder: Path) -> Iterator[str]:
    """A server elsewhere with files in a folder; gives its address."""
    handler = functools.partial(_Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_words: object) -> None:
        """Say nothing."""
