from django.apps import AppConfig


class KpisConfig(AppConfig):
    name = "kpis"
    verbose_name = "Key Business Measures"
    default_auto_field = "django.db.models.BigAutoField"
