import { make } from "../shared/dom";

/** Tells people things: short notes that go away by themselves, and words for those who listen. */
export class Say {
  private readonly notes: HTMLElement;
  private readonly voice: HTMLElement;
  private last = "";

  constructor(root: HTMLElement) {
    this.notes = make("div", { class: "builder-notes", role: "status" });
    this.voice = make("p", { class: "unseen", "aria-live": "polite", "data-voice": true });
    root.append(this.notes, this.voice);
  }

  /** Speaks without showing. The same words twice are spoken twice. */
  speak(words: string): void {
    this.voice.textContent = words === this.last ? `${words}\u00a0` : words;
    this.last = this.voice.textContent;
  }

  /** Shows a note for some seconds; the same note again only stays longer. */
  note(words: string, kind: "plain" | "bad" | "good" = "plain", seconds = 5): void {
    const known = [...this.notes.children].find((one) => one.textContent === words) as
      | HTMLElement
      | undefined;
    const note = known ?? make("p", { class: `builder-note builder-note--${kind}` }, words);
    if (!known) this.notes.append(note);
    while (this.notes.children.length > 3) this.notes.firstElementChild?.remove();
    clearTimeout(Number(note.dataset.timer));
    note.dataset.timer = String(setTimeout(() => note.remove(), seconds * 1000));
  }
}
