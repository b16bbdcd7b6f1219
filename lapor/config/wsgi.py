"""The web server's entry point."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from lapor.config.plain_types import with_plain_types

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lapor.config.settings")
application = with_plain_types(get_wsgi_application())

# What is loaded now stays as long as the process. Looking through it for rubbish every few pages took a tenth of the
# CPU time of a page; what pages leave behind is still looked through, a few pages at a time.
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 100)
