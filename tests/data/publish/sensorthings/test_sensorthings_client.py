"""The usual Python client reads and creates over a real socket."""

from __future__ import annotations

import frost_sta_client as fsc
import pytest
from frost_sta_client.model.ext.data_array_document import DataArrayDocument
from frost_sta_client.model.ext.data_array_value import DataArrayValue
from frost_sta_client.model.ext.unitofmeasurement import UnitOfMeasurement
from sensorthings_town import Sta

# The client itself uses an old name of one of its libraries.
pytestmark = pytest.mark.filterwarnings("ignore:furl.pathstr is deprecated:DeprecationWarning")


def thing_with_datastream() -> fsc.Thing:
    location = fsc.Location(
        name="Ort", description="am Ufer", encoding_type="application/geo+json",
        location={"type": "Point", "coordinates": [13.06, 52.4]},
    )  # fmt: skip
    thing = fsc.Thing(name="Pegel", description="misst den Fluss", properties={"river": "Nuthe"})
    thing.locations = [location]
    datastream = fsc.Datastream(
        name="Wasserstand", description="Höhe", observation_type="OM_Measurement",
        unit_of_measurement=UnitOfMeasurement(name="Zentimeter", symbol="cm", definition="cm"),
    )  # fmt: skip
    datastream.sensor = fsc.Sensor(name="S", description="d", encoding_type="text/html", metadata="https://x.example")
    datastream.observed_property = fsc.ObservedProperty(name="Pegelstand", definition="urn:p", description="d")
    thing.datastreams = [datastream]
    return thing


def test_the_client_creates_pages_and_reads(sta: Sta) -> None:
    service = fsc.SensorThingsService(sta.address)
    thing = thing_with_datastream()
    service.create(thing)
    assert thing.id == 1

    datastream = service.datastreams().find(1)
    for result in range(7):
        service.create(
            fsc.Observation(result=result, phenomenon_time=f"2024-05-01T0{result}:00:00Z", datastream=datastream)
        )
    pages = datastream.get_observations().query().top(3).orderby("phenomenonTime", "desc").list()
    assert [one.result for one in pages] == [6, 5, 4, 3, 2, 1, 0]

    found = service.things().query().filter("properties/river eq 'Nuthe'").expand("Datastreams,Locations").list()
    assert [one.name for one in found] == ["Pegel"]
    assert [one.name for one in found.entities[0].datastreams] == ["Wasserstand"]

    found.entities[0].name = "Pegel Nuthe"
    service.update(found.entities[0])
    assert service.things().find(1).name == "Pegel Nuthe"
    assert service.things().find(1).properties == {"river": "Nuthe"}


def test_the_client_sends_data_arrays(sta: Sta) -> None:
    service = fsc.SensorThingsService(sta.address)
    service.create(thing_with_datastream())
    datastream = service.datastreams().find(1)
    block = DataArrayValue()
    block.datastream = datastream
    block.components = {block.Property.PHENOMENON_TIME, block.Property.RESULT}
    for hour in range(3):
        block.add_observation(
            fsc.Observation(result=hour, phenomenon_time=f"2024-05-01T0{hour}:00:00Z", datastream=datastream)
        )
    document = DataArrayDocument()
    document.add_data_array_value(block)
    assert len(service.observations().create(document)) == 3
    assert sta.results("Datastreams(1)/Observations?$orderby=phenomenonTime") == [0, 1, 2]


def test_the_client_deletes(sta: Sta) -> None:
    service = fsc.SensorThingsService(sta.address)
    thing = thing_with_datastream()
    service.create(thing)
    service.delete(thing)
    assert sta.names("Things") == []
