/** What the map says, in both languages. A page may replace single texts. */
export type Language = "de" | "en";

const GERMAN = {
  map: "Karte",
  help: "%s. Mit den Pfeiltasten verschieben, mit Plus und Minus vergrößern und verkleinern, mit der Eingabetaste zeigen, was in der Mitte liegt.",
  layers: "Ebenen",
  show: "Ebenen zeigen",
  hide: "Ebenen schließen",
  others: "übrige",
  table: "Tabelle",
  tableOf: "%s als Tabelle",
  dataset: "Zum Datensatz",
  close: "Schließen",
  next: "Weiter",
  back: "Zurück",
  of: "%s von %s",
  oneOf: "Eines von %s an dieser Stelle. Vergrößern Sie die Karte, um die anderen zu sehen.",
  nothing: "Hier liegt nichts aus den Ebenen, die gezeigt werden.",
  share: "Link zu dieser Ansicht kopieren",
  shared: "Link kopiert",
  shareByHand: "Der Link steht in der Adresszeile.",
  print: "Drucken",
  tilt: "Schräg von oben",
  noWebgl:
    "Ihr Browser kann die Karte nicht zeichnen (WebGL 2 fehlt oder ist ausgeschaltet). Die Daten stehen hier als Tabellen.",
  failed:
    "Die Karte konnte nicht geladen werden. Die Daten stehen hier als Tabellen. Bitte laden Sie die Seite neu.",
  missing: "Ein Teil der Karte fehlt gerade. Wir versuchen es beim Verschieben wieder.",
  yes: "ja",
  no: "nein",
  empty: "keine Angabe",
  "NavigationControl.ZoomIn": "Vergrößern",
  "NavigationControl.ZoomOut": "Verkleinern",
  "NavigationControl.ResetBearing": "Nach Norden drehen",
  "GeolocateControl.FindMyLocation": "Meinen Ort zeigen",
  "GeolocateControl.LocationNotAvailable": "Ihr Ort ist nicht verfügbar",
  "AttributionControl.ToggleAttribution": "Quellen zeigen",
  "AttributionControl.MapFeedback": "Fehler melden",
  "ScaleControl.Feet": "ft",
  "ScaleControl.Meters": "m",
  "ScaleControl.Kilometers": "km",
  "ScaleControl.Miles": "mi",
  "CooperativeGesturesHandler.WindowsHelpText": "Strg und Mausrad vergrößern die Karte",
  "CooperativeGesturesHandler.MacHelpText": "⌘ und Mausrad vergrößern die Karte",
  "CooperativeGesturesHandler.MobileHelpText": "Mit zwei Fingern verschieben",
};

export type Texts = typeof GERMAN;

const ENGLISH: Texts = {
  map: "Map",
  help: "%s. Move with the arrow keys, zoom with plus and minus, press Enter to see what lies in the middle.",
  layers: "Layers",
  show: "Show layers",
  hide: "Close layers",
  others: "others",
  table: "Table",
  tableOf: "%s as a table",
  dataset: "To the dataset",
  close: "Close",
  next: "Next",
  back: "Back",
  of: "%s of %s",
  oneOf: "One of %s in this spot. Zoom in to see the others.",
  nothing: "There is nothing here from the layers that are shown.",
  share: "Copy a link to this view",
  shared: "Link copied",
  shareByHand: "The link is in the address bar.",
  print: "Print",
  tilt: "Look from the side",
  noWebgl:
    "Your browser cannot draw the map (WebGL 2 is missing or switched off). The data are here as tables.",
  failed: "The map could not be loaded. The data are here as tables. Please load the page again.",
  missing: "A part of the map is missing just now. We try again as you move.",
  yes: "yes",
  no: "no",
  empty: "not given",
  "NavigationControl.ZoomIn": "Zoom in",
  "NavigationControl.ZoomOut": "Zoom out",
  "NavigationControl.ResetBearing": "Turn to the north",
  "GeolocateControl.FindMyLocation": "Show my location",
  "GeolocateControl.LocationNotAvailable": "Your location is not available",
  "AttributionControl.ToggleAttribution": "Show sources",
  "AttributionControl.MapFeedback": "Report a mistake",
  "ScaleControl.Feet": "ft",
  "ScaleControl.Meters": "m",
  "ScaleControl.Kilometers": "km",
  "ScaleControl.Miles": "mi",
  "CooperativeGesturesHandler.WindowsHelpText": "Use Ctrl and the wheel to zoom the map",
  "CooperativeGesturesHandler.MacHelpText": "Use ⌘ and the wheel to zoom the map",
  "CooperativeGesturesHandler.MobileHelpText": "Use two fingers to move the map",
};

/** Gives the texts of a language with a page's own in place. */
export function textsOf(language: Language, own: Record<string, string> = {}): Texts {
  return { ...(language === "en" ? ENGLISH : GERMAN), ...own };
}

/** Fills each `%s` in turn. */
export function fill(text: string, ...values: (string | number)[]): string {
  let at = 0;
  return text.replace(/%s/g, () => String(values[at++] ?? ""));
}
