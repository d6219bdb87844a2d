"""Addresses of the numbers of the town, and of what conventions ask for: feeds, sitemap, pictures, embedding, offline."""

from __future__ import annotations

from django.urls import path

from stadtkern.data.portal import views_embed, views_feeds, views_numbers, views_offline

urlpatterns = [
    path("numbers/", views_numbers.numbers, name="numbers"),
    path("numbers/<slug:slug>/", views_numbers.number, name="number"),
    path("numbers/<slug:slug>/chart.svg", views_numbers.number_chart, name="number-chart"),
    path("numbers/<slug:slug>/values.csv", views_numbers.number_csv, name="number-csv"),
    path("numbers/<slug:slug>/share.png", views_feeds.share_number, name="number-share"),
    path("datasets.atom", views_feeds.datasets_feed, name="datasets-feed"),
    path("datasets/<slug:slug>/changes.atom", views_feeds.changes_feed, name="changes-feed"),
    path("datasets/<slug:slug>/share.png", views_feeds.share_dataset, name="dataset-share"),
    path("share.png", views_feeds.share_town, name="share"),
    path("icon-<int:size>.png", views_feeds.icon, name="icon"),
    path("sitemap.xml", views_feeds.sitemap_xml, name="sitemap"),
    path("manifest.webmanifest", views_offline.manifest, name="manifest"),
    path("offline/", views_offline.offline, name="offline"),
    path("easy/", views_offline.easy, name="easy"),
    path("embed/dataset/<slug:slug>/", views_embed.dataset_card, name="dataset-embed"),
    path("embed/number/<slug:slug>/", views_embed.number_card, name="number-embed"),
]
