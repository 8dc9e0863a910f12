"""The addresses of the room."""

from __future__ import annotations

from django.urls import path

from kpis.pages import (
    views,
    views_closing,
    views_council,
    views_home,
    views_jobs,
    views_measure,
    views_my_figures,
    views_promises,
)

urlpatterns = [
    path("", views_council.home, name="home"),
    path("how-it-works/", views.how_it_works, name="how_it_works"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("home/", views_home.start, name="home_of"),
    path("entry/", views_my_figures.due, name="entry"),
    path("<slug:council>/", views_council.show, name="council"),
    path("<slug:council>/my-committees/", views_home.committees, name="own_committees"),
    path("<slug:council>/promises/", views_promises.show, name="promises"),
    path("<slug:council>/close/<str:period>/", views_closing.show, name="close"),
    path("<slug:council>/jobs/<int:job>/", views_jobs.show, name="job"),
    path("<slug:council>/jobs/<int:job>/<slug:form>/", views_jobs.document, name="job_document"),
    path("<slug:council>/measures/<str:ref>/", views_measure.show, name="measure"),
    path("<slug:council>/measures/<str:ref>/data.csv", views_measure.data, name="measure_data"),
    path("<slug:council>/measures/<str:ref>/chart.json", views_measure.chart, name="measure_chart"),
]
