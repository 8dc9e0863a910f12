"""The addresses of the room."""

from __future__ import annotations

from django.urls import path

from kpis.rectification import views, views_entries, views_record

urlpatterns = [
    path("<slug:council>/contracts/<slug:framework>/rectifications/", views.index, name="rectifications"),
    path("<slug:council>/contracts/<slug:framework>/rectifications/new/", views.new, name="rectification_new"),
    path(
        "<slug:council>/contracts/<slug:framework>/rectifications/<int:record>/",
        views_record.show,
        name="rectification",
    ),
    path("<slug:council>/contracts/<slug:framework>/risks/", views_entries.risks, name="contract_risks"),
    path("<slug:council>/contracts/<slug:framework>/failures/", views_entries.failures, name="contract_failures"),
]
