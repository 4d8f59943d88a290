"""An index for the dates that passed and whose clock was stopped too late."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("casework", "0011_figures")]

    operations = [
        migrations.AddIndex(
            model_name="clockrow",
            index=models.Index(
                fields=["alarm_at", "id"],
                name="clock_ended_late",
                condition=Q(status="stopped", stopped_at__gt=F("alarm_at")),
            ),
        ),
    ]
