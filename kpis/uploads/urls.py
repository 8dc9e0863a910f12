"""The addresses of the room."""

from __future__ import annotations

from django.urls import path

from kpis.uploads import views

urlpatterns = [
    path("<slug:council>/import/", views.index, name="imports"),
    path("<slug:council>/import/template.csv", views.template, {"form": "csv"}, name="import_template_csv"),
    path("<slug:council>/import/template.xlsx", views.template, {"form": "xlsx"}, name="import_template_xlsx"),
    path("<slug:council>/import/template.ods", views.template, {"form": "ods"}, name="import_template_ods"),
    path("<slug:council>/import/<int:upload>/", views.show, name="upload"),
]
