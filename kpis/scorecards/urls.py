"""The addresses of the room."""

from __future__ import annotations

from django.urls import path

from kpis.scorecards import views, views_changes

urlpatterns = [
    path("<slug:council>/scorecard/", views.show, name="scorecard"),
    path("<slug:council>/scorecard.csv", views.download, {"form": "csv"}, name="scorecard_csv"),
    path("<slug:council>/scorecard.xlsx", views.download, {"form": "xlsx"}, name="scorecard_xlsx"),
    path("<slug:council>/scorecard.ods", views.download, {"form": "ods"}, name="scorecard_ods"),
    path("<slug:council>/scorecard-foot.css", views.foot, name="scorecard_foot"),
    path("<slug:council>/changes/", views_changes.show, name="changes"),
]
