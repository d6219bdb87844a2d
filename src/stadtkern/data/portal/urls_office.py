"""Addresses of the office's own pages. What is not here, Wagtail's frame answers (``front/office_urls.py``)."""

from __future__ import annotations

from django.urls import path

from stadtkern.data.portal import (
    office,
    office_add,
    office_broker,
    office_datasets,
    office_keys,
    office_lists,
    office_preview,
    views_report,
)

urlpatterns = [
    path("office/", office.start, name="office"),
    path("office/jobs/<int:number>/", office.job, name="office-job"),
    path("office/jobs/<int:number>/stop/", office.stop, name="office-job-stop"),
    path("office/add/", office_add.add, name="office-add"),
    path("office/broker/", office_broker.broker, name="office-broker"),
    path("office/broker/<int:number>/", office_broker.heard, name="office-heard"),
    path("office/broker/<int:number>/set-up/", office_broker.set_up, name="office-heard-set-up"),
    path("office/trials/<slug:trial_id>/", office_add.trial, name="office-trial"),
    path("office/trials/<slug:trial_id>/again/", office_add.retry, name="office-trial-again"),
    path("office/trials/<slug:trial_id>/run/", office_add.run, name="office-trial-run"),
    path("office/trials/<slug:trial_id>/discard/", office_add.discard, name="office-trial-discard"),
    path("office/datasets/", office_lists.datasets, name="office-datasets"),
    path("office/datasets/<slug:slug>/", office_datasets.dataset, name="office-dataset"),
    path("office/datasets/<slug:slug>/preview/", office_preview.preview, name="office-preview"),
    path("office/datasets/<slug:slug>/publish/", office_datasets.publish, name="office-publish"),
    path("office/datasets/<slug:slug>/withdraw/", office_datasets.withdraw, name="office-withdraw"),
    path("office/datasets/<slug:slug>/delete/", office_datasets.delete, name="office-delete"),
    path("office/datasets/<slug:slug>/compare/", office_datasets.compare, name="office-compare"),
    path("office/imports/", office_lists.imports, name="office-imports"),
    path("office/imports/<int:number>/", office_datasets.import_page, name="office-import"),
    path("office/imports/<int:number>/undo/", office_datasets.undo, name="office-undo"),
    path("office/sources/", office_lists.sources, name="office-sources"),
    path("office/sources/<int:number>/run/", office_datasets.run_now, name="office-source-run"),
    path("office/sources/<int:number>/schedule/", office_datasets.reschedule, name="office-source-schedule"),
    path("office/sources/<int:number>/delete/", office_datasets.delete_source, name="office-source-delete"),
    path("office/reports/", views_report.listed, name="office-reports"),
    path("office/reports/<int:number>/", views_report.settle, name="office-report"),
    path("office/keys/", office_keys.keys, name="office-keys"),
    path("office/keys/<int:number>/revoke/", office_keys.revoke, name="office-key-revoke"),
]
