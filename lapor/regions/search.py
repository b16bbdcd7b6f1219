"""Finding a region by its name as somebody types it."""

from django.db import models


class RegionQuerySet(models.QuerySet):
    """Regions in the words of those who look for them."""
