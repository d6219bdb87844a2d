"""What a GTFS feed's tables become, as SQL for the private DuckDB that holds them.

Each ``*_CHECK`` gives rows (line, code, value) that do not go in; the other statements leave those out.
"""

from __future__ import annotations

CLEAN = """
CREATE MACRO degrees_of(cell) AS try_cast(replace(cell, ',', '.') AS DOUBLE);
CREATE MACRO day_of(cell) AS try_strptime(cell, '%Y%m%d')::DATE;
CREATE MACRO seconds_of(cell) AS CASE WHEN regexp_full_match(cell, '[0-9]{1,3}:[0-5][0-9](:[0-5][0-9])?')
    THEN try_cast(split_part(cell, ':', 1) AS INTEGER) * 3600 + try_cast(split_part(cell, ':', 2) AS INTEGER) * 60
    + coalesce(try_cast(nullif(split_part(cell, ':', 3), '') AS INTEGER), 0) END;
"""

_STOPS = """
CREATE TABLE stop AS SELECT *, CASE
    WHEN stop_id IS NULL THEN 'gtfs.stop-id'
    WHEN row_number() OVER (PARTITION BY stop_id ORDER BY line) > 1 THEN 'gtfs.stop-twice'
    WHEN lat IS NULL OR lon IS NULL OR abs(lat) > 90 OR abs(lon) > 180 OR (abs(lat) < 1e-6 AND abs(lon) < 1e-6)
        THEN 'gtfs.stop-place' END AS code
FROM (SELECT *, degrees_of({lat}) AS lat, degrees_of({lon}) AS lon FROM stops);
"""

SERVICES = """
CREATE TABLE calendar_check AS SELECT *, CASE
    WHEN service_id IS NULL THEN 'gtfs.service-id'
    WHEN first IS NULL OR last IS NULL OR last < first THEN 'gtfs.service-dates'
    WHEN last - first > 3660 THEN 'gtfs.service-span' END AS code
FROM (SELECT *, day_of(start_date) AS first, day_of(end_date) AS last FROM calendar);
CREATE TABLE exception_check AS SELECT *, CASE
    WHEN service_id IS NULL THEN 'gtfs.service-id'
    WHEN day IS NULL THEN 'gtfs.service-dates'
    WHEN exception_type IS NULL OR exception_type NOT IN ('1', '2') THEN 'gtfs.service-exception' END AS code
FROM (SELECT *, day_of(date) AS day FROM calendar_dates);
CREATE TABLE service AS
WITH regular AS (
    SELECT service_id, unnest(generate_series(first::TIMESTAMP, last::TIMESTAMP, INTERVAL 1 DAY))::DATE AS date,
        [monday, tuesday, wednesday, thursday, friday, saturday, sunday] AS days, line
    FROM calendar_check WHERE code IS NULL
), running AS (
    SELECT service_id, date, line FROM regular WHERE days[isodow(date)] = '1'
        AND NOT EXISTS (SELECT 1 FROM exception_check e WHERE e.code IS NULL AND e.exception_type = '2'
            AND e.service_id = regular.service_id AND e.day = regular.date)
    UNION ALL
    SELECT service_id, day, line FROM exception_check WHERE code IS NULL AND exception_type = '1'
)
SELECT service_id, date, isodow(date)::BIGINT AS weekday, min(line) AS line FROM running
GROUP BY service_id, date ORDER BY service_id, date;
"""

# A trip's line and days, each trip once: the first row of an id counts.
TRIPS = """
CREATE TABLE route AS SELECT *, CASE
    WHEN route_id IS NULL THEN 'gtfs.route-id'
    WHEN row_number() OVER (PARTITION BY route_id ORDER BY line) > 1 THEN 'gtfs.route-twice' END AS code FROM routes;
CREATE TABLE trip AS SELECT t.trip_id, t.route_id, t.service_id, t.trip_headsign, t.shape_id, t.direction_id,
    coalesce(r.route_short_name, r.route_long_name, r.route_id) AS route_name
FROM (SELECT *, row_number() OVER (PARTITION BY trip_id ORDER BY line) AS nth FROM trips WHERE trip_id IS NOT NULL) t
LEFT JOIN route r ON r.route_id = t.route_id AND r.code IS NULL WHERE nth = 1;
"""

TIMES = """
CREATE TABLE time_check AS
SELECT x.line, x.trip_id, x.stop_id, x.position, x.arrival, x.departure, x.stop_headsign, x.pickup_type,
    CASE
    WHEN x.trip_id IS NULL OR t.trip_id IS NULL THEN 'gtfs.time-trip'
    WHEN x.stop_id IS NULL OR s.stop_id IS NULL THEN 'gtfs.time-stop'
    WHEN x.position IS NULL THEN 'gtfs.time-position'
    WHEN (x.arrival_time IS NOT NULL AND x.arrival IS NULL) OR (x.departure_time IS NOT NULL AND x.departure IS NULL)
        OR coalesce(x.departure, x.arrival) >= 7 * 86400 THEN 'gtfs.time-impossible' END AS code,
    CASE WHEN t.trip_id IS NULL THEN x.trip_id WHEN s.stop_id IS NULL THEN x.stop_id
        ELSE coalesce(x.departure_time, x.arrival_time) END AS value
FROM (SELECT *, seconds_of(arrival_time) AS arrival, seconds_of(departure_time) AS departure,
        try_cast(stop_sequence AS BIGINT) AS position FROM stop_times) x
LEFT JOIN trip t ON t.trip_id = x.trip_id
LEFT JOIN (SELECT DISTINCT stop_id FROM stops WHERE stop_id IS NOT NULL) s ON s.stop_id = x.stop_id;
"""

# Stops without a time lie evenly between those with one (GTFS leaves them to the reader); ``known`` says what was stated.
DEPARTURES = """
CREATE TABLE departure AS
WITH stated AS (
    SELECT *, coalesce(departure, arrival) AS known,
        row_number() OVER trip AS nth, row_number() OVER (PARTITION BY trip_id ORDER BY position DESC, line DESC) AS back
    FROM time_check WHERE code IS NULL
    WINDOW trip AS (PARTITION BY trip_id ORDER BY position, line)
), around AS (
    SELECT *,
        last_value(known IGNORE NULLS) OVER before AS t0,
        last_value(CASE WHEN known IS NOT NULL THEN nth END IGNORE NULLS) OVER before AS n0,
        first_value(coalesce(arrival, known) IGNORE NULLS) OVER after AS t1,
        first_value(CASE WHEN known IS NOT NULL THEN nth END IGNORE NULLS) OVER after AS n1
    FROM stated
    WINDOW before AS (PARTITION BY trip_id ORDER BY nth ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW),
        after AS (PARTITION BY trip_id ORDER BY nth ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING)
), timed AS (
    SELECT *, coalesce(known, (t0 + (t1 - t0) * (nth - n0) / (n1 - n0))::BIGINT) AS seconds FROM around
)
SELECT d.line, d.stop_id, d.trip_id, d.nth, d.back, d.seconds, d.arrival, d.known IS NULL AS between_stops,
    coalesce(d.stop_headsign, t.trip_headsign) AS headsign, t.route_id, t.route_name, t.service_id,
    d.back > 1 AND coalesce(d.pickup_type, '0') <> '1' AS boarding,
    d.seconds < max(d.seconds) OVER (PARTITION BY d.trip_id ORDER BY d.nth ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING)
        AS backwards
FROM timed d JOIN trip t ON t.trip_id = d.trip_id ORDER BY d.line;
CREATE TABLE last_stop AS SELECT d.trip_id, any_value(s.stop_name) AS name
FROM departure d JOIN stop s ON s.stop_id = d.stop_id WHERE d.back = 1 AND s.code IS DISTINCT FROM 'gtfs.stop-twice'
GROUP BY d.trip_id;
"""

DEPARTURE_ROWS = """
SELECT d.stop_id, coalesce(s.parent_station, d.stop_id) AS station_id, s.stop_name, d.route_name AS line,
    coalesce(d.headsign, l.name) AS headsign, d.seconds::BIGINT AS departure,
    printf('%02d:%02d', (d.seconds // 60 // 60)::INTEGER, (d.seconds // 60 % 60)::INTEGER) AS departure_text,
    s.platform_code AS platform, d.boarding, d.nth::BIGINT AS position, d.route_id, d.trip_id, d.service_id, d.line AS _row
FROM departure d LEFT JOIN stop s ON s.stop_id = d.stop_id AND s.code IS DISTINCT FROM 'gtfs.stop-twice'
LEFT JOIN last_stop l ON l.trip_id = d.trip_id WHERE d.seconds IS NOT NULL ORDER BY d.line
"""

# How many departures a stop has on a usual day of each sort: all of them in the feed, by the number of such days in it.
STOP_ROWS = """
WITH sorts AS (SELECT service_id, date, CASE weekday WHEN 6 THEN 'sat' WHEN 7 THEN 'sun' ELSE 'week' END AS sort FROM service),
lengths AS (
    SELECT CASE isodow(day) WHEN 6 THEN 'sat' WHEN 7 THEN 'sun' ELSE 'week' END AS sort, count(*) AS days
    FROM (SELECT unnest(generate_series(min(date)::TIMESTAMP, max(date)::TIMESTAMP, INTERVAL 1 DAY)) AS day FROM service)
    GROUP BY ALL
),
runs AS (SELECT service_id, sort, count(*) AS runs FROM sorts GROUP BY ALL),
counted AS (SELECT stop_id, service_id, count(*) AS stops FROM departure WHERE boarding GROUP BY ALL),
usual AS (
    SELECT stop_id, sort, round(sum(stops * runs) / any_value(days), 1) AS mean
    FROM counted JOIN runs USING (service_id) JOIN lengths USING (sort) GROUP BY ALL
),
lines AS (
    SELECT stop_id, string_agg(route_name, ', ' ORDER BY route_name) AS names
    FROM (SELECT DISTINCT stop_id, route_name FROM departure WHERE route_name IS NOT NULL) GROUP BY stop_id
)
SELECT s.line, s.stop_id, s.stop_code, s.stop_name, s.lat, s.lon, s.parent_station, s.platform_code, s.location_type,
    s.wheelchair_boarding, s.zone_id, l.names,
    max(u.mean) FILTER (u.sort = 'week') AS week, max(u.mean) FILTER (u.sort = 'sat') AS sat,
    max(u.mean) FILTER (u.sort = 'sun') AS sun
FROM stop s LEFT JOIN lines l ON l.stop_id = s.stop_id LEFT JOIN usual u ON u.stop_id = s.stop_id
WHERE s.code IS NULL GROUP BY ALL ORDER BY s.line
"""

ROUTE_ROWS = """
WITH agencies AS (SELECT agency_id, any_value(agency_name) AS name FROM agency GROUP BY agency_id),
only_one AS (SELECT any_value(agency_name) AS name FROM agency HAVING count(DISTINCT agency_name) = 1),
counted AS (SELECT route_id, count(*) AS trips FROM trip GROUP BY route_id)
SELECT r.*, coalesce(a.name, (SELECT name FROM only_one)) AS agency_name, coalesce(c.trips, 0) AS trips
FROM route r LEFT JOIN agencies a ON a.agency_id = r.agency_id LEFT JOIN counted c ON c.route_id = r.route_id
WHERE r.code IS NULL ORDER BY r.line
"""

# The way that most of a line's trips take: its shape where there is one, else its stops in order.
SHAPE_OF_ROUTE = """
WITH ranked AS (
    SELECT route_id, shape_id, row_number() OVER (PARTITION BY route_id ORDER BY count(*) DESC, shape_id) AS place
    FROM trip WHERE shape_id IN (SELECT shape_id FROM shapes) GROUP BY route_id, shape_id
)
SELECT r.route_id, degrees_of(p.shape_pt_lon) AS lon, degrees_of(p.shape_pt_lat) AS lat
FROM ranked r JOIN shapes p ON p.shape_id = r.shape_id WHERE r.place = 1
ORDER BY r.route_id, try_cast(p.shape_pt_sequence AS BIGINT), p.line
"""

STOPS_OF_ROUTE = """
WITH patterns AS (
    SELECT trip_id, any_value(route_id) AS route_id, bit_xor(hash(nth, stop_id)) AS pattern, count(*) AS stops
    FROM departure GROUP BY trip_id
), ranked AS (
    SELECT route_id, any_value(trip_id) AS trip_id,
        row_number() OVER (PARTITION BY route_id ORDER BY count(*) DESC, max(stops) DESC, pattern) AS place
    FROM patterns GROUP BY route_id, pattern
)
SELECT r.route_id, s.lon, s.lat FROM ranked r JOIN departure d ON d.trip_id = r.trip_id
JOIN stop s ON s.stop_id = d.stop_id AND s.code IS NULL WHERE r.place = 1 ORDER BY r.route_id, d.nth
"""


def stops(lat: str = "stop_lat", lon: str = "stop_lon") -> str:
    """Give the statement for the stops; ``lat`` and ``lon`` name the columns, for feeds that swapped them."""
    return _STOPS.format(lat=lat, lon=lon)
