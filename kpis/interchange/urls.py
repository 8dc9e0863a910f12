"""The addresses of the room."""

from __future__ import annotations

from django.urls import path

from kpis.interchange import views

urlpatterns = [
    path("<slug:council>/data/", views.show, name="council_data"),
    path("<slug:council>/data.xlsx", views.download, {"form": "xlsx"}, name="council_data_xlsx"),
    path("<slug:council>/data.ods", views.download, {"form": "ods"}, name="council_data_ods"),
    path("<slug:council>/data.zip", views.download, {"form": "zip"}, name="council_data_zip"),
]
