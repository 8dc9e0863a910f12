"""The addresses of the room."""

from __future__ import annotations

from django.urls import path

from kpis.entry import views, views_grid

urlpatterns = [
    path("entry/<slug:council>/grid/<str:period>/", views_grid.show, name="grid"),
    path("entry/<slug:council>/<str:ref>/<str:period>/", views.figure, name="figure"),
    path("entry/<slug:council>/<str:ref>/<str:period>/parts/", views.parts, name="figure_parts"),
]
