"""The product's settings with viewflow's workflow engine beside it, for the comparison only."""

from config.settings import *  # noqa: F403
from config.settings import INSTALLED_APPS as PRODUCT_APPS
from config.settings import LOGGING as PRODUCT_LOGGING

INSTALLED_APPS = [*PRODUCT_APPS, "viewflow", "viewflow.workflow", "benchmarks.peer"]
LOGGING = {**PRODUCT_LOGGING, "root": {"handlers": ["stderr"], "level": "WARNING"}}
