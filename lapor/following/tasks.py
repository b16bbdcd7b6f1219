"""The news of the day, and forgetting what nobody confirmed."""

from django.utils import timezone
from procrastinate.contrib.django import app

from lapor.following import follows, news


@app.periodic(cron="5,20,40 * * * *")  # from 17.05 in Jakarta on; once told there is nothing to do until the next day
@app.task(queueing_lock="tell of new reports", lock="tell of new reports")
def tell_news(timestamp: int) -> None:
    news.tell(at=timezone.now())


@app.periodic(cron="35 19 * * *")  # 02.35 in Jakarta
@app.task(queueing_lock="forget follows")
def forget(timestamp: int) -> None:
    follows.forget(at=timezone.now())
