"""The app that viewflow finds the flow in. It has no models: viewflow's own keep everything."""

from django.apps import AppConfig


class PeerConfig(AppConfig):
    """The peer of the comparison."""

    name = "benchmarks.peer"
    label = "peer"
