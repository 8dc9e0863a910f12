"""The addresses of the room."""

from __future__ import annotations

from django.urls import path

from kpis.statistics import views

urlpatterns = [
    path("how-it-works/chance/", views.how_chance_works, name="how_chance_works"),
    path("<slug:council>/chance/", views.card, name="chance"),
    path("<slug:council>/measures/<str:ref>/control.json", views.chart, name="measure_control"),
]
