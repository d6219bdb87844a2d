const OSM = '<a href="https://www.openstreetmap.org/copyright">OpenStreetMap</a>';

/**
 * Writes the sources' names for MapLibre, which takes markup there: datasets' own words are escaped, and OpenStreetMap,
 * whose licence asks for it, is linked.
 */
export function attributionMarkup(text: string): string {
  const signs: Record<string, string> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return text.replace(/[&<>"']/g, (sign) => signs[sign] ?? "").replace("OpenStreetMap", OSM);
}
