"""The SensorThings API 1.1 on the wire: addresses, query options, JSON in and out."""
