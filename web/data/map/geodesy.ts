/** Lengths and areas on the earth, taken as a ball of mean radius: within half a per cent, which is a map's own exactness. */
export type Place = [lon: number, lat: number];

const RADIUS = 6_371_008.8;
const RAD = Math.PI / 180;

/** Metres between two places. */
export function distance(a: Place, b: Place): number {
  const across = Math.sin(((b[0] - a[0]) * RAD) / 2) ** 2 * Math.cos(a[1] * RAD) * Math.cos(b[1] * RAD);
  const up = Math.sin(((b[1] - a[1]) * RAD) / 2) ** 2;
  return 2 * RADIUS * Math.asin(Math.min(1, Math.sqrt(across + up)));
}

/** Metres along a way. */
export function length(way: readonly Place[]): number {
  let sum = 0;
  for (let n = 1; n < way.length; n++) sum += distance(way[n - 1] as Place, way[n] as Place);
  return sum;
}

/** Square metres inside a ring, which may be left open; the way around does not matter. */
export function area(ring: readonly Place[]): number {
  if (ring.length < 3) return 0;
  let sum = 0;
  for (let n = 0; n < ring.length; n++) {
    const [a, b] = [ring[n] as Place, ring[(n + 1) % ring.length] as Place];
    sum += (b[0] - a[0]) * RAD * (2 + Math.sin(a[1] * RAD) + Math.sin(b[1] * RAD));
  }
  return Math.abs((sum * RADIUS * RADIUS) / 2);
}

/** Writes metres as people say them: „85 m“, „1,24 km“. */
export function writeLength(metres: number, language: string): string {
  const digits = (most: number) => new Intl.NumberFormat(language, { maximumFractionDigits: most });
  if (metres < 1000) return `${digits(metres < 10 ? 1 : 0).format(metres)} m`;
  return `${digits(metres < 100_000 ? 2 : 0).format(metres / 1000)} km`;
}

/** Writes square metres as people say them: „85 m²“, „1,24 ha“, „3,1 km²“. */
export function writeArea(metres: number, language: string): string {
  const digits = (most: number) => new Intl.NumberFormat(language, { maximumFractionDigits: most });
  if (metres < 10_000) return `${digits(0).format(metres)} m²`;
  if (metres < 1_000_000) return `${digits(2).format(metres / 10_000)} ha`;
  return `${digits(2).format(metres / 1_000_000)} km²`;
}

/** Metres that a pixel is wide at a zoom (tiles of 512) and latitude. */
export function metresPerPixel(zoom: number, lat: number): number {
  return (2 * Math.PI * 6_378_137 * Math.cos(lat * RAD)) / (512 * 2 ** zoom);
}

/** The longest round length (1, 2, 5 …) that is no longer than `most` metres. */
export function roundLength(most: number): number {
  const size = 10 ** Math.floor(Math.log10(most));
  const step = [5, 2, 1].find((one) => one * size <= most) ?? 1;
  return step * size;
}
