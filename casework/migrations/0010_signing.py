"""Answers to drafts sent back, who ended an absence, and the log of who needs a second signature."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FORWARD = """
CREATE TRIGGER casework_signingrule_only_added BEFORE UPDATE OR DELETE ON casework_signingrule
  FOR EACH ROW EXECUTE FUNCTION casework_only_added();
CREATE TRIGGER casework_signingrule_no_truncate BEFORE TRUNCATE ON casework_signingrule
  FOR EACH STATEMENT EXECUTE FUNCTION casework_only_added();
"""
BACKWARD = """
DROP TRIGGER casework_signingrule_only_added ON casework_signingrule;
DROP TRIGGER casework_signingrule_no_truncate ON casework_signingrule;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('casework', '0009_search'),
    ]

    operations = [
        migrations.AddField(
            model_name='absence',
            name='ended_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='draft',
            name='answers',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answered_by', to='casework.draft'),
        ),
        migrations.CreateModel(
            name='SigningRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('countersigned', models.BooleanField()),
                ('at', models.DateTimeField()),
                ('reason', models.CharField(max_length=200, verbose_name='理由')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signing_rules', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'indexes': [models.Index(fields=['user', '-at'], name='signing_rule_of_officer')],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
