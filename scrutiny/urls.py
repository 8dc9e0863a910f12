"""The addresses of the installation itself; the product's own are in kpis/urls.py. /healthz is in health.py."""

from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.urls import include, path

sign_in = login_not_required(LoginView.as_view(redirect_authenticated_user=True))
sign_out = login_not_required(LogoutView.as_view())

handler404 = "kpis.views.errors.not_found"

urlpatterns = [
    path("admin/", admin.site.urls),
    path("accounts/login/", sign_in, name="login"),
    path("accounts/logout/", sign_out, name="logout"),
    path("", include("kpis.urls")),
]
