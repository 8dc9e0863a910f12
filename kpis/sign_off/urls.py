"""The addresses of the room."""

from __future__ import annotations

from django.urls import path

from kpis.sign_off import views

urlpatterns = [
    path("sign-off/", views.show, name="sign_off"),
]
