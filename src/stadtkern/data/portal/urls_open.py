"""Addresses of the numbers of the town, and of what conventions ask for: feeds, sitemap, pictures, embedding, offline."""

from __future__ import annotations

from django.urls import path

from stadtkern.data.portal import views_numbers

urlpatterns = [
    path("numbers/", views_numbers.numbers, name="numbers"),
    path("numbers/<slug:slug>/", views_numbers.number, name="number"),
    path("numbers/<slug:slug>/chart.svg", views_numbers.number_chart, name="number-chart"),
    path("numbers/<slug:slug>/values.csv", views_numbers.number_csv, name="number-csv"),
]
