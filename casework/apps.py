"""The casework app."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """People, cases, work, clocks and the record."""

    name = "casework"
    verbose_name = "事件管理"
    default_auto_field = "django.db.models.BigAutoField"
