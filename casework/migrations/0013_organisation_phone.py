"""Organisations have a telephone number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("casework", "0012_supervise")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="phone",
            field=models.CharField(blank=True, default="", max_length=40, verbose_name="電話番号"),
        ),
    ]
