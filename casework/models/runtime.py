"""What keeps the system honest about itself: heartbeats, and the demo's movable clock."""

from django.db import models


class Heartbeat(models.Model):
    """When a periodic piece of work last finished, and what it did."""

    name = models.CharField(primary_key=True, max_length=40)
    at = models.DateTimeField()
    done = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name


class DemoClock(models.Model):
    """How far the embedded demo's clock has been moved forward. Read only when the demo is on."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    ahead = models.DurationField()

    def __str__(self) -> str:
        return f"demo clock +{self.ahead}"
