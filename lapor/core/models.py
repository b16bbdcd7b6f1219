"""The one table of the core: why a job failed."""

from django.db import models


class JobFailure(models.Model):
    """The kind of error that ended a job's last attempt: no message, because a message may quote somebody."""

    job_id = models.BigIntegerField(primary_key=True)  # of procrastinate_jobs, which deletes jobs that are done
    error = models.CharField(max_length=120)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.job_id}: {self.error}"
