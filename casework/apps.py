"""The casework app."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """People, cases, work, clocks and the record."""

    name = "casework"
    verbose_name = "事件管理"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let the statements of a step be prepared on every connection."""
        from django.db.backends.signals import connection_created

        from casework.store import allow_preparing

        connection_created.connect(allow_preparing, dispatch_uid="casework.store.allow_preparing")
