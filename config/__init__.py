"""The wiring: settings, addresses, processes. Nothing here knows the law or a case."""

# Imported here so that shared_task.delay() in a web process finds this application; without it
# Celery silently falls back to an AMQP broker on localhost.
from config.celery import app as celery_app

__all__ = ["celery_app"]
