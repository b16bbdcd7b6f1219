"""The table of the room."""

from django.conf import settings
from django.db import models


class SavedFilter(models.Model):
    """A search that an officer gave a name to, beside the inboxes."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.TextField()  # of the address: "q=jalan&state=referred"

    class Meta:
        constraints = [models.UniqueConstraint(name="savedfilter_name_once_per_owner", fields=["owner", "name"])]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
