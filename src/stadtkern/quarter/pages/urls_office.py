"""Addresses of the office's pages about quarters."""

from __future__ import annotations

from django.urls import path

from stadtkern.quarter.pages import office, office_build

urlpatterns = [
    path("office/quarters/", office.quarters, name="office-quarters"),
    path("office/quarters/new/", office_build.new, name="office-quarter-new"),
    path("office/quarters/jobs/<int:number>/", office_build.job, name="office-quarter-job"),
    path("office/quarters/designs/<int:number>/", office.decide, name="office-design"),
    path("office/quarters/<slug:slug>/", office.quarter, name="office-quarter"),
    path("office/quarters/<slug:slug>/publish/", office.publish, name="office-quarter-publish"),
    path("office/quarters/<slug:slug>/settings/", office.settings, name="office-quarter-settings"),
]
