"""The product's addresses."""

from __future__ import annotations

from django.urls import path

from kpis.views import councils, measures, pages, scorecards

urlpatterns = [
    path("", councils.home, name="home"),
    path("how-it-works/", pages.how_it_works, name="how_it_works"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("<slug:council>/", councils.show, name="council"),
    path("<slug:council>/scorecard/", scorecards.show, name="scorecard"),
    path("<slug:council>/scorecard.csv", scorecards.download, {"form": "csv"}, name="scorecard_csv"),
    path("<slug:council>/scorecard.xlsx", scorecards.download, {"form": "xlsx"}, name="scorecard_xlsx"),
    path("<slug:council>/scorecard.ods", scorecards.download, {"form": "ods"}, name="scorecard_ods"),
    path("<slug:council>/measures/<str:ref>/", measures.show, name="measure"),
    path("<slug:council>/measures/<str:ref>/data.csv", measures.data, name="measure_data"),
    path("<slug:council>/measures/<str:ref>/chart.json", measures.chart, name="measure_chart"),
]
