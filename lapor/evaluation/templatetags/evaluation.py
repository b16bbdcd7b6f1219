"""For pages that show results: `{% load evaluation %}`."""

from django import template

from lapor.evaluation import readings

register = template.Library()
register.filter("tone", readings.tone)
register.filter("title_of", readings.title)
