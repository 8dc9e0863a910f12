"""The addresses of the room."""

from __future__ import annotations

from django.urls import path

from kpis.measures import views, views_files

urlpatterns = [
    path("<slug:council>/measures/<str:ref>/history/", views.measure_history, name="measure_history"),
    path(
        "<slug:council>/measures/<str:ref>/data.xlsx",
        views_files.workbook,
        {"form": "xlsx"},
        name="measure_data_xlsx",
    ),
    path(
        "<slug:council>/measures/<str:ref>/chart.svg",
        views_files.picture,
        {"form": "svg"},
        name="measure_picture_svg",
    ),
    path(
        "<slug:council>/measures/<str:ref>/chart.png",
        views_files.picture,
        {"form": "png"},
        name="measure_picture_png",
    ),
    path("<slug:council>/measures/<str:ref>/data.ods", views_files.workbook, {"form": "ods"}, name="measure_data_ods"),
]
