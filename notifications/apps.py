"""The notifications app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Outbox, channels and inbox."""

    name = "notifications"
    verbose_name = "通知"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Registers the checks of the settings."""
        from notifications import checks  # noqa: F401
