import type { Language, Texts } from "./types";

/** Everything the builder says. `%name` is replaced. */
export const TEXTS = {
  builder: { de: "Quartier aus Bausteinen", en: "Quarter in blocks" },
  picture: {
    de: "3D-Bild des Quartiers. Pfeiltasten bewegen den Zeiger, Bild auf und ab die Höhe, Eingabe setzt, Entfernen reißt ab, Fragezeichen zeigt alle Tasten.",
    en: "3D picture of the quarter. Arrow keys move the pointer, page up and down the level, Enter sets, Delete erases, question mark shows all keys.",
  },
  leave: { de: "Zurück", en: "Back" },
  loading: { de: "Das Quartier wird aufgebaut …", en: "Building the quarter …" },
  tools: { de: "Werkzeug", en: "Tool" },
  look: { de: "Umsehen", en: "Look around" },
  place: { de: "Setzen", en: "Place" },
  erase: { de: "Abreißen", en: "Remove" },
  paint: { de: "Bemalen", en: "Paint" },
  line: { de: "Reihe", en: "Line" },
  box: { de: "Fläche und Quader", en: "Area and box" },
  copy: { de: "Kopieren", en: "Copy" },
  stamp: { de: "Kopie oder Vorlage setzen", en: "Set the copy or template" },
  pick: { de: "Baustein aufnehmen", en: "Pick up a block" },
  undo: { de: "Zurücknehmen", en: "Undo" },
  redo: { de: "Wiederholen", en: "Redo" },
  turn: { de: "Drehen", en: "Turn" },
  mirror: { de: "Spiegeln", en: "Mirror" },
  higher: { de: "Höher", en: "Higher" },
  lower: { de: "Niedriger", en: "Lower" },
  height: { de: "%n m hoch", en: "%n m high" },
  storeys: { de: "%n m hoch, %s Stockwerke", en: "%n m high, %s storeys" },
  storey: { de: "%n m hoch, 1 Stockwerk", en: "%n m high, 1 storey" },
  blocks: { de: "Bausteine", en: "Blocks" },
  groups: { de: "Gruppen", en: "Groups" },
  choice: { de: "Auswahl", en: "Favourites" },
  houses: { de: "Häuser", en: "Houses" },
  roofs: { de: "Dächer", en: "Roofs" },
  ways: { de: "Wege", en: "Ways" },
  squares: { de: "Plätze", en: "Squares" },
  green: { de: "Grün, Wasser", en: "Green, water" },
  things: { de: "Dinge", en: "Things" },
  templates: { de: "Vorlagen", en: "Templates" },
  search: { de: "Baustein suchen", en: "Find a block" },
  nothing_found: { de: "Kein Baustein heißt so.", en: "No block has that name." },
  views: { de: "Ansicht", en: "View" },
  north: { de: "Nach Norden drehen", en: "Turn to the north" },
  start: { de: "Ganzes Quartier", en: "Whole quarter" },
  top: { de: "Von oben", en: "From above" },
  south: { de: "Von Süden", en: "From the south" },
  east: { de: "Von Osten", en: "From the east" },
  west: { de: "Von Westen", en: "From the west" },
  from_north: { de: "Von Norden", en: "From the north" },
  isometric: { de: "Schräg von oben", en: "Isometric" },
  walk: { de: "Hindurchgehen", en: "Walk through" },
  walk_off: { de: "Wieder von oben sehen", en: "Look from above again" },
  walk_hint: {
    de: "Ziehen dreht den Kopf, Pfeiltasten oder W, A, S, D gehen.",
    en: "Drag to turn your head, arrow keys or W, A, S, D walk.",
  },
  walk_hint_touch: {
    de: "Ziehen dreht den Kopf, mit den Pfeilen geht man.",
    en: "Drag to turn your head, walk with the arrows.",
  },
  ahead: { de: "Vorwärts", en: "Forwards" },
  behind: { de: "Rückwärts", en: "Backwards" },
  left: { de: "Nach links drehen", en: "Turn left" },
  right: { de: "Nach rechts drehen", en: "Turn right" },
  nearer: { de: "Näher", en: "Nearer" },
  farther: { de: "Weiter weg", en: "Farther away" },
  photo: { de: "Bild speichern", en: "Save picture" },
  dark: { de: "Tag oder Nacht", en: "Day or night" },
  help: { de: "Hilfe und Tasten", en: "Help and keys" },
  close: { de: "Schließen", en: "Close" },
  more: { de: "Mehr", en: "More" },
  live: { de: "Verbunden", en: "Connected" },
  connecting: { de: "Verbinde …", en: "Connecting …" },
  reconnecting: {
    de: "Verbindung unterbrochen. Sie kommt gleich wieder.",
    en: "Connection lost. It will be back soon.",
  },
  offline: {
    de: "Keine Verbindung. Bauen Sie ruhig weiter, alles wird nachgeschickt.",
    en: "No connection. Keep building, everything will be sent later.",
  },
  "read-only": { de: "Nur ansehen", en: "View only" },
  closed: {
    de: "Dieser Raum ist geschlossen. Ansehen geht weiter.",
    en: "This room is closed. You can still look.",
  },
  waiting: { de: "%n Änderungen warten", en: "%n changes are waiting" },
  waiting_one: { de: "1 Änderung wartet", en: "1 change is waiting" },
  counted: { de: "%n Bausteine, %c", en: "%n blocks, %c" },
  counted_one: { de: "1 Baustein, %c", en: "1 block, %c" },
  air: { de: "Luft", en: "Air" },
  at: { de: "%block, %x Ost, %y Nord, %level", en: "%block, %x east, %y north, %level" },
  ground_floor: { de: "Erdgeschoss", en: "ground floor" },
  floor: { de: "%n. Stock", en: "floor %n" },
  underground: { de: "unter der Erde", en: "underground" },
  edge: { de: "Rand des Quartiers", en: "Edge of the quarter" },
  did_place: { de: "%block gesetzt", en: "%block set" },
  did_erase: { de: "Abgerissen", en: "Removed" },
  did_undo: { de: "Zurückgenommen", en: "Undone" },
  did_redo: { de: "Wiederholt", en: "Done again" },
  nothing_undo: { de: "Es gibt nichts zurückzunehmen.", en: "There is nothing to undo." },
  built_over: { de: "Da ist inzwischen anderes gebaut.", en: "Something else stands there by now." },
  nothing_redo: { de: "Es gibt nichts zu wiederholen.", en: "There is nothing to redo." },
  span: {
    de: "Anfang gesetzt. Gehen Sie zum anderen Ende und drücken Sie noch einmal Eingabe.",
    en: "Start set. Go to the other end and press Enter again.",
  },
  cancelled: { de: "Abgebrochen", en: "Cancelled" },
  copied: { de: "Kopiert. Jetzt setzen.", en: "Copied. Now set it." },
  saved: { de: "Das Bild ist gespeichert.", en: "The picture is saved." },
  looking_only: { de: "Hier können Sie nur ansehen.", en: "You can only look here." },
  no_picture: { de: "Ihr Gerät kann kein 3D-Bild zeigen", en: "Your device cannot show a 3D picture" },
  no_picture_text: {
    de: "Der Browser hat kein WebGL oder es ist abgeschaltet. Plan und Tabelle zeigen dasselbe Quartier.",
    en: "The browser has no WebGL or it is switched off. Plan and table show the same quarter.",
  },
  broken: { de: "Das Quartier ließ sich nicht laden", en: "The quarter could not be loaded" },
  broken_text: {
    de: "Gebautes ist nicht verloren. Prüfen Sie die Verbindung und laden Sie die Seite neu.",
    en: "Nothing built is lost. Check your connection and load the page again.",
  },
  again: { de: "Neu laden", en: "Load again" },
  keys: { de: "Tasten", en: "Keys" },
  mouse: { de: "Maus und Finger", en: "Mouse and fingers" },
} as const satisfies Readonly<Record<string, Texts>>;

export type TextName = keyof typeof TEXTS;

/** Gives a text in a language with its places filled. */
export function text(
  name: TextName,
  language: Language,
  values: Readonly<Record<string, string | number>> = {},
): string {
  return TEXTS[name][language].replace(/%([a-z]+)/g, (whole, key: string) => String(values[key] ?? whole));
}

/** What the help says: keys and what they do. */
export const HELP: readonly (readonly [string, Texts])[] = [
  ["← ↑ → ↓", { de: "Zeiger bewegen", en: "Move the pointer" }],
  ["Bild ↑ Bild ↓", { de: "Eine Ebene höher, tiefer", en: "One level up, down" }],
  [
    "Eingabe",
    { de: "Setzen; bei Reihe und Fläche Anfang und Ende", en: "Set; start and end of lines and areas" },
  ],
  ["Entf", { de: "Abreißen", en: "Remove" }],
  ["1 … 9", { de: "Baustein der Auswahl", en: "Block of the favourites" }],
  ["Strg Z, Strg Y", { de: "Zurücknehmen, wiederholen", en: "Undo, redo" }],
  [
    "U S A B R F K I",
    {
      de: "Umsehen, setzen, abreißen, bemalen, Reihe, Fläche, kopieren, aufnehmen",
      en: "Look, place, remove, paint, line, area, copy, pick up",
    },
  ],
  ["D, X", { de: "Kopie oder Vorlage drehen, spiegeln", en: "Turn, mirror the copy or template" }],
  ["+ −", { de: "Näher, weiter weg", en: "Nearer, farther away" }],
  ["Q E", { de: "Nach links, nach rechts drehen", en: "Turn left, right" }],
  ["G", { de: "Hindurchgehen; wieder von oben", en: "Walk through; from above again" }],
  ["Esc", { de: "Abbrechen", en: "Cancel" }],
];

export const MOUSE: readonly (readonly [Texts, Texts])[] = [
  [
    { de: "Linke Taste, ein Finger", en: "Left button, one finger" },
    { de: "Bauen; beim Umsehen drehen", en: "Build; turn while looking around" },
  ],
  [
    { de: "Rechte Taste", en: "Right button" },
    { de: "Drehen und neigen", en: "Turn and tilt" },
  ],
  [
    { de: "Mittlere Taste, Umschalt", en: "Middle button, Shift" },
    { de: "Verschieben", en: "Move" },
  ],
  [
    { de: "Rad, zwei Finger", en: "Wheel, two fingers" },
    { de: "Näher und weiter, verschieben, drehen", en: "Nearer and farther, move, turn" },
  ],
];
