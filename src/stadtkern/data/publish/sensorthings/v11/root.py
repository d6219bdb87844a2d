"""The root document: which sets there are, and what this service can do."""

from __future__ import annotations

from typing import Any

from stadtkern.data.publish.sensorthings.core.model import SETS

CONFORMANCE = (
    "http://www.opengis.net/spec/iot_sensing/1.1/req/datamodel",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/resource-path/resource-path-to-entities",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/request-data",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/create-entity",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/link-to-existing-entities",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/deep-insert",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/create-update-delete/deep-insert-status-code",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/data-array/data-array",
    "http://www.opengis.net/spec/iot_sensing/1.1/req/create-observations-via-data-array/data-array",
)


def root(base: str) -> dict[str, Any]:
    """Give the root document for a service at ``base``."""
    return {
        "value": [{"name": name, "url": f"{base}/{name}"} for name in sorted(SETS)],
        "serverSettings": {
            "conformance": list(CONFORMANCE),
            "http://www.opengis.net/spec/iot_sensing/1.1/req/create-observations-via-data-array/data-array": {
                "endpoints": [f"{base}/CreateObservations"]
            },
        },
    }
