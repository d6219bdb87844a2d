"""Addresses of the ready views and of the place page."""

from __future__ import annotations

from django.urls import path

from stadtkern.data.portal import views_childcare, views_mobility, views_places

urlpatterns = [
    path("mobility/", views_mobility.mobility, name="mobility"),
    path("childcare/", views_childcare.childcare, name="childcare"),
    path("place/", views_places.place, name="place"),
    path("place/suggest/<slug:view>", views_places.suggest, name="place-suggest"),
    path("place/<slug:slug>/<int:number>/", views_places.thing, name="place-thing"),
]
