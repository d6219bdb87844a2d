"""Where the town's live values come from, as its office would have set it up: three MQTT topics and one address."""

from __future__ import annotations

from stadtkern.data.gather.kinds.mqtt import MessageMapping, MqttOptions, ValueMapping

ISO = "YYYY-MM-DD HH:mm"
TOPICS = {"radverkehr": "birkenfurt/rad", "luft-und-wetter": "birkenfurt/luft", "pegel": "birkenfurt/pegel"}
MAPPINGS = {
    # birkenfurt/rad/30100/stadteinwärts: the station's id and the lane stand in the topic.
    "radverkehr": MessageMapping(
        values=(ValueMapping("anzahl", unit="1"),), station_level=2, name_level=3, time_path="zeit", time_format=ISO
    ),
    "luft-und-wetter": MessageMapping(
        values=(
            ValueMapping("temperatur", "Lufttemperatur", "Cel", "Lufttemperatur"),
            ValueMapping("feuchte", "Relative Feuchte", "%", "Relative Feuchte"),
            ValueMapping("pm25", "PM2,5", "ug/m3", "PM2,5"),
        ),
        station="Marktplatz",
        time_path="zeit",
        time_format=ISO,
    ),
    "pegel": MessageMapping(
        values=(ValueMapping("wasserstand", "Wasserstand", "cm", "Wasserstand"),),
        station="Pegel Lange Brücke",
        time_path="zeit",
        time_format=ISO,
    ),
}
PARKING = "parken"


def parking_address(port: int) -> str:
    """Give the address of the parking guidance."""
    return f"http://127.0.0.1:{port}/parken.json"


def save_sources(mqtt_port: int, parking_port: int) -> None:
    """Save the live sources of the datasets, in place of what was saved for another port."""
    from stadtkern.data.registry import public as registry

    ids = {slug: registry.ensure_dataset(slug, title=slug) for slug in (*TOPICS, PARKING)}
    for slug, topic in TOPICS.items():
        options = MqttOptions("127.0.0.1", f"{topic}/#", mqtt_port, mapping=MAPPINGS[slug])
        registry.save_source(ids[slug], "mqtt", f"mqtt://{topic}", options=options.to_json())
    for one in registry.sources_of(ids[PARKING]):
        if one.kind == "http" and one.address != parking_address(parking_port):
            registry.save_source(one.dataset_id, "http", one.address, enabled=False)
    registry.save_source(ids[PARKING], "http", parking_address(parking_port), every_minutes=1)
