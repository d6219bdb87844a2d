"""The registry's tables.

Rows of datasets, sources and imports are written through ``public``; things and datastreams through ``things``, which
the machine doors use too and which therefore speaks plain SQL.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Dataset(models.Model):
    """One subject the town has data about, with who answers for it and under which terms it is given out."""

    slug = models.SlugField(max_length=120, unique=True)
    title_de = models.CharField(max_length=300)
    title_en = models.CharField(max_length=300, blank=True)
    description_de = models.TextField(blank=True)
    description_en = models.TextField(blank=True)
    category = models.CharField(max_length=20, default="private")
    published = models.BooleanField(default=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    owner_office = models.CharField(max_length=200, blank=True)
    contact = models.CharField(max_length=300, blank=True)
    licence = models.CharField(max_length=300, blank=True)
    attribution = models.CharField(max_length=500, blank=True)
    theme = models.CharField(max_length=10, blank=True)
    keywords = models.CharField(max_length=500, blank=True)
    spatial = models.CharField(max_length=12, blank=True)
    # What came before was never public, so its rows are not shown when versions are compared.
    public_since = models.DateTimeField(null=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    modified = models.DateTimeField(auto_now=True)


class Collection(models.Model):
    """One table of a dataset in the lake: series, features or plain rows. Its slug is its name at every door."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="collections")
    slug = models.SlugField(max_length=180, unique=True)
    name = models.CharField(max_length=120)
    title = models.CharField(max_length=300)
    shape = models.CharField(max_length=10)
    columns = models.JSONField(default=list)
    rows = models.BigIntegerField(default=0)
    bbox = models.JSONField(null=True, blank=True)
    time_start = models.DateTimeField(null=True, blank=True)
    time_end = models.DateTimeField(null=True, blank=True)
    quality = models.JSONField(default=dict)
    modified = models.DateTimeField(auto_now=True)


class Source(models.Model):
    """Where a dataset comes from and how it is read; a schedule runs it again."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="sources")
    kind = models.CharField(max_length=20)
    address = models.CharField(max_length=1000, blank=True)
    mapping = models.JSONField(null=True, blank=True)
    options = models.JSONField(default=dict, blank=True)
    every_minutes = models.PositiveIntegerField(null=True, blank=True)
    enabled = models.BooleanField(default=True)
    last_run = models.DateTimeField(null=True, blank=True)
    last_problem = models.JSONField(null=True, blank=True)


class Import(models.Model):
    """One file or fetch that was read: what came of it, and the lake's snapshots before and after."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="imports")
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.SET_NULL, related_name="imports")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField(max_length=20)
    file_name = models.CharField(max_length=300)
    digest = models.CharField(max_length=64, db_index=True)
    mapping = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=12, default="running")
    started = models.DateTimeField(auto_now_add=True)
    finished = models.DateTimeField(null=True, blank=True)
    read = models.BigIntegerField(default=0)
    written = models.BigIntegerField(default=0)
    unchanged = models.BigIntegerField(default=0)
    refused = models.BigIntegerField(default=0)
    refusals = models.JSONField(default=list)
    flagged = models.JSONField(default=list)
    guesses = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    snapshot_before = models.BigIntegerField(null=True, blank=True)
    snapshot_after = models.BigIntegerField(null=True, blank=True)


class Report(models.Model):
    """A mistake that somebody outside reported. The e-mail address is for one answer and goes when it is done."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="reports")
    where = models.CharField(max_length=200, blank=True)
    what = models.TextField(max_length=4000)
    email = models.EmailField(blank=True)
    created = models.DateTimeField(auto_now_add=True)
    done = models.DateTimeField(null=True, blank=True, db_index=True)
    note = models.TextField(max_length=2000, blank=True)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )


class Thing(models.Model):
    """A station or device (SensorThings 1.1, Thing)."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="things")
    external_id = models.CharField(max_length=200, blank=True, db_index=True)
    name = models.CharField(max_length=500)
    description = models.TextField(blank=True)
    properties = models.JSONField(null=True, blank=True)


class Location(models.Model):
    """Where things are (SensorThings 1.1, Location). ``location`` is GeoJSON for application/geo+json."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=500)
    description = models.TextField(blank=True)
    encoding_type = models.CharField(max_length=100, default="application/geo+json")
    location = models.JSONField()
    properties = models.JSONField(null=True, blank=True)
    things = models.ManyToManyField(Thing, related_name="locations")


class HistoricalLocation(models.Model):
    """When a thing was where (SensorThings 1.1)."""

    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="historical_locations")
    time = models.DateTimeField()
    locations = models.ManyToManyField(Location, related_name="historical_locations")


class Sensor(models.Model):
    """How something is measured (SensorThings 1.1, Sensor)."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=500)
    description = models.TextField(blank=True)
    encoding_type = models.CharField(max_length=100, default="text/html")
    metadata = models.JSONField(default=str)
    properties = models.JSONField(null=True, blank=True)


class ObservedProperty(models.Model):
    """What is measured (SensorThings 1.1, ObservedProperty)."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=500)
    definition = models.CharField(max_length=1000, blank=True)
    description = models.TextField(blank=True)
    properties = models.JSONField(null=True, blank=True)


class Datastream(models.Model):
    """One measured series of one thing (SensorThings 1.1, Datastream). Its id is ``stream`` in the lake."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="datastreams")
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="datastreams")
    thing = models.ForeignKey(Thing, on_delete=models.CASCADE, related_name="datastreams")
    sensor = models.ForeignKey(Sensor, on_delete=models.CASCADE, related_name="datastreams")
    observed_property = models.ForeignKey(ObservedProperty, on_delete=models.CASCADE, related_name="datastreams")
    external_id = models.CharField(max_length=200, blank=True, db_index=True)
    name = models.CharField(max_length=500)
    description = models.TextField(blank=True)
    observation_type = models.CharField(max_length=200)
    unit_name = models.CharField(max_length=200, blank=True)
    unit_symbol = models.CharField(max_length=100, blank=True)
    unit_definition = models.CharField(max_length=500, blank=True)
    total = models.BooleanField(default=False)
    properties = models.JSONField(null=True, blank=True)


class FeatureOfInterest(models.Model):
    """What an observation is about (SensorThings 1.1); made from the thing's location and reused."""

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="+")
    location = models.ForeignKey(Location, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=500)
    description = models.TextField(blank=True)
    encoding_type = models.CharField(max_length=100, default="application/geo+json")
    feature = models.JSONField()
    properties = models.JSONField(null=True, blank=True)
