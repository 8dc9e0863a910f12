"""The product's addresses."""

from __future__ import annotations

from django.urls import path

from kpis.views import (
    closing,
    councils,
    entry,
    grid,
    hand_over,
    history,
    measures,
    new_year,
    pages,
    scorecards,
    sign_off,
)

urlpatterns = [
    path("", councils.home, name="home"),
    path("how-it-works/", pages.how_it_works, name="how_it_works"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("entry/<slug:council>/grid/<str:period>/", grid.show, name="grid"),
    path("entry/", entry.due, name="entry"),
    path("entry/<slug:council>/<str:ref>/<str:period>/", entry.figure, name="figure"),
    path("sign-off/", sign_off.show, name="sign_off"),
    path("<slug:council>/", councils.show, name="council"),
    path("<slug:council>/scorecard/", scorecards.show, name="scorecard"),
    path("<slug:council>/scorecard.csv", scorecards.download, {"form": "csv"}, name="scorecard_csv"),
    path("<slug:council>/scorecard.xlsx", scorecards.download, {"form": "xlsx"}, name="scorecard_xlsx"),
    path("<slug:council>/scorecard.ods", scorecards.download, {"form": "ods"}, name="scorecard_ods"),
    path("<slug:council>/close/<str:period>/", closing.show, name="close"),
    path("<slug:council>/new-year/", new_year.new_year, name="new_year"),
    path("<slug:council>/hand-over/", hand_over.hand_over, name="hand_over"),
    path("<slug:council>/measures/<str:ref>/", measures.show, name="measure"),
    path("<slug:council>/measures/<str:ref>/history/", history.measure_history, name="measure_history"),
    path("<slug:council>/measures/<str:ref>/data.csv", measures.data, name="measure_data"),
    path("<slug:council>/measures/<str:ref>/chart.json", measures.chart, name="measure_chart"),
]
