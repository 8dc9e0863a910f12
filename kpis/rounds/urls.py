"""The addresses of the room."""

from __future__ import annotations

from django.urls import path

from kpis.rounds import views_hand_over, views_new_year

urlpatterns = [
    path("<slug:council>/new-year/", views_new_year.new_year, name="new_year"),
    path("<slug:council>/hand-over/", views_hand_over.hand_over, name="hand_over"),
]
