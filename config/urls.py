"""Addresses: the probes, the language switch, and everything else from casework."""

from django.urls import include, path

from config import health, metrics

urlpatterns = [
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", metrics.metrics, name="metrics"),
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include("casework.urls")),
]
