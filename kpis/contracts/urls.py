"""The addresses of the room."""

from __future__ import annotations

from django.urls import path

from kpis.contracts import views, views_calibration

urlpatterns = [
    path("<slug:council>/contracts/<slug:framework>/", views.show, name="contract"),
    path("<slug:council>/contracts/<slug:framework>/quarterly/", views.quarterly, name="contract_quarterly"),
    path(
        "<slug:council>/contracts/<slug:framework>/calibration/",
        views_calibration.show,
        name="contract_calibration",
    ),
    path("<slug:council>/contracts/<slug:framework>.csv", views.download, {"form": "csv"}, name="contract_csv"),
    path("<slug:council>/contracts/<slug:framework>.xlsx", views.download, {"form": "xlsx"}, name="contract_xlsx"),
]
