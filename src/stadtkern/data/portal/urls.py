"""Addresses of the pages."""

from __future__ import annotations

from django.contrib.auth.views import LogoutView
from django.urls import path

from stadtkern.data.portal import (
    views,
    views_charts,
    views_datasets,
    views_list,
    views_map,
    views_report,
    views_search,
    views_style,
    views_versions,
)
from stadtkern.data.portal.urls_office import urlpatterns as office_pages
from stadtkern.data.portal.urls_open import urlpatterns as open_pages
from stadtkern.data.portal.urls_places import urlpatterns as place_pages

urlpatterns = [
    *open_pages,
    *place_pages,
    path("", views.home, name="home"),
    path("datasets/", views_list.listed, name="datasets"),
    path("datasets/<slug:slug>/", views_datasets.shown, name="dataset"),
    path("datasets/<slug:slug>/chart.svg", views_charts.svg, name="chart"),
    path("datasets/<slug:slug>/chart.csv", views_charts.csv, name="chart-csv"),
    path("datasets/<slug:slug>/chart/", views_charts.part, name="chart-part"),
    path("datasets/<slug:slug>/changes/", views_versions.changes, name="changes"),
    path("datasets/<slug:slug>/report/", views_report.report, name="report"),
    path("datasets/<slug:slug>/report/sent/", views_report.sent, name="report-sent"),
    path("embed/chart/<slug:slug>/", views_charts.embedded, name="chart-embed"),
    path("map/", views_map.town_map, name="map"),
    path("map/picture.svg", views_map.still_picture, name="map-picture"),
    path("map/here/", views_map.here, name="map-here"),
    path("map/ways/<slug:slug>/", views_map.layer_ways, name="map-ways"),
    path("map/values/<slug:slug>/", views_map.values, name="map-values"),
    path("map/values/<slug:slug>/<int:number>/", views_map.station_values, name="map-station"),
    path("embed/map/", views_map.embedded, name="map-embed"),
    path("about/", views.about, name="about"),
    path("imprint/", views.imprint, name="imprint"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("licences/", views.licences, name="licences"),
    path("source/", views.source, name="source"),
    path("search/", views_search.results, name="search"),
    path("search/places", views_search.places, name="search-places"),
    path("search/suggest", views_search.suggest, name="search-suggest"),
    path("town.css", views_style.town_css, name="town-css"),
    path("town/arms", views_style.arms, name="town-arms"),
    path("town/icon", views_style.icon, name="town-icon"),
    path("style/", views_style.style, name="style"),
    path("sign-in/", views.SignIn.as_view(), name="login"),
    path("sign-out/", LogoutView.as_view(), name="logout"),
    *office_pages,
]
