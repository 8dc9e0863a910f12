"""The addresses of the room."""

from __future__ import annotations

from django.urls import path

from kpis.papers import views, views_edit, views_preview, views_publish, views_template

urlpatterns = [
    path("<slug:council>/reports/new/", views.new, name="report_new"),
    path("<slug:council>/reports/template/", views_template.template, name="report_template"),
    path("<slug:council>/reports/template.docx", views_template.template_file, name="report_template_file"),
    path("<slug:council>/reports/<slug:slug>/edit/", views_edit.edit, name="report_edit"),
    path("<slug:council>/reports/<slug:slug>/preview/", views_preview.preview, name="report_preview"),
    path("<slug:council>/reports/<slug:slug>/publish/", views_publish.publish, name="report_publish"),
    path(
        "<slug:council>/reports/<slug:slug>/v<int:number>/withdraw/",
        views_publish.withdraw,
        name="publication_withdraw",
    ),
]
