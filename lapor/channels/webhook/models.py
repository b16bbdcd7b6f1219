"""Where partner applications want to be told."""

from django.db import models

from lapor.agencies.models import Unit


class PartnerEndpoint(models.Model):
    """The address of one partner application, and the secret that signs what goes there, sealed."""

    application = models.CharField(max_length=40)  # as `Report.brand` names it
    owner = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    url = models.URLField(max_length=500)
    secret_ciphertext = models.BinaryField()
    is_on = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="partner_endpoint_once", fields=["application", "url"])]

    def __str__(self) -> str:
        return f"{self.application} {self.pk}"
