"""Addresses of the quarter's pages; the office's are in ``urls_office``."""

from __future__ import annotations

from django.urls import path

from stadtkern.quarter.pages import (
    feed,
    views_build,
    views_design,
    views_join,
    views_open,
    views_room,
    views_teaching,
    ways_out,
)
from stadtkern.quarter.pages.urls_office import urlpatterns as office_pages

urlpatterns = [
    path("quarters/", views_open.quarters, name="quarters"),
    path("quarters.atom", feed.feed, name="quarters-feed"),
    path("quarters/effects/", views_open.effects, name="effects"),
    path("quarters/effects/<slug:key>/", views_open.effect, name="effect"),
    path("quarters/teaching/", views_teaching.teaching, name="teaching"),
    path("quarters/<slug:slug>/", views_open.quarter, name="quarter"),
    path("quarters/<slug:slug>/picture.webp", views_open.quarter_picture, name="quarter-picture"),
    path("quarters/<slug:slug>/share.png", views_open.quarter_share, name="quarter-share"),
    path("quarters/<slug:slug>/build/", views_join.alone, name="build-alone"),
    path("quarters/<slug:slug>/room/", views_room.new, name="room-new"),
    path("quarters/<slug:slug>/compare/", views_design.compare, name="compare-designs"),
    path("quarters/<slug:slug>/export/<slug:key>/", ways_out.quarter_file, name="quarter-file"),
    path("join/", views_join.ask, name="join"),
    path("join/<slug:code>/", views_join.room, name="join-room"),
    path("build/<int:number>/", views_build.build, name="build"),
    path("build/<int:number>/picture.webp", views_open.build_picture, name="build-picture"),
    path("build/<int:number>/plan/", views_build.plan, name="plan"),
    path("build/<int:number>/export/<slug:key>/", ways_out.build_file, name="build-file"),
    path("build/<int:number>/send/", views_build.send, name="send"),
    path("rooms/<int:number>/", views_room.room, name="room"),
    path("rooms/<int:number>/do/", views_room.do, name="room-do"),
    path("rooms/<int:number>/sheet/", views_room.sheet, name="room-sheet"),
    path("rooms/<int:number>/lead/<str:token>/", views_room.lead, name="room-lead"),
    path("variants/<int:number>/", views_design.design, name="design"),
    path("variants/<int:number>/look/", views_design.look, name="design-look"),
    path("variants/<int:number>/picture.webp", views_open.design_picture, name="design-picture"),
    path("variants/<int:number>/share.png", views_open.design_share, name="design-share"),
    path("variants/<int:number>/export/<slug:key>/", ways_out.design_file, name="design-file"),
    *office_pages,
]
