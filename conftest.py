"""Every test runs with keys of its own, made here: none lies in the repository and none is needed from a file."""

import base64
import os

os.environ.setdefault("SECRET_KEY", "x" * 50)
os.environ.setdefault("LAPOR_KEYS", "1:" + base64.b64encode(b"k" * 32).decode())
os.environ.setdefault("LAPOR_TAG_KEY", base64.b64encode(b"t" * 32).decode())
os.environ["LAPOR_EMBEDDED"] = "1"


def pytest_configure():
    """Correct the settings, which pytest-django has read before this file.

    Static files are named as they lie in the rooms: the hashed copies exist only after `collectstatic`.
    """
    from django.conf import settings

    for key in ("SECRET_KEY", "LAPOR_KEYS", "LAPOR_TAG_KEY"):
        setattr(settings, key, os.environ[key])
    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    # Looked for when they are asked for: else every browser of a test begins by looking at each of them.
    settings.WHITENOISE_AUTOREFRESH = True
    # Two processes of tests share the home, not the files: one clears away those that its own database doesn't know.
    settings.STORAGES["default"]["OPTIONS"]["location"] /= os.environ.get("PYTEST_XDIST_WORKER", "alone")
    # A thread whose work is done gives its connection back: one that is left open holds up the end of the database.
    settings.DATABASES["default"]["CONN_MAX_AGE"] = 0
    # Slow on purpose is what Argon2 is, and most tests only need somebody to be signed in.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher", *settings.PASSWORD_HASHERS]
    _choose_how_long_to_try()


def _choose_how_long_to_try():
    """Random tests try a little on every run and very much with HYPOTHESIS_PROFILE=long (`make prove`)."""
    from hypothesis import settings

    settings.register_profile("short", max_examples=40, deadline=None)
    settings.register_profile("long", max_examples=2000, deadline=None)
    settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "short"))


import pytest  # noqa: E402


@pytest.fixture(autouse=True)
def _in_indonesian():
    """A page that was asked for in English leaves its language behind."""
    from django.utils import translation

    translation.deactivate()


@pytest.fixture(autouse=True)
def _without_memory():
    """What a process keeps in memory of the tables belongs to the test before.

    Nothing is read again in the middle of a test that counts queries.
    """
    from django.core.cache import cache

    from lapor.agencies import routing, topics
    from lapor.notifications import policy
    from lapor.reports import in_force

    cache.clear()
    for kept in (routing, topics, policy, in_force):
        kept.KEPT_FOR = 3600
        kept.forget()


@pytest.fixture
def cast(db):
    """The people and agencies of lapor/testing/cast.py, fresh for this test."""
    from lapor.testing.cast import assemble

    return assemble()


@pytest.fixture
def pages(db):
    """A visitor who checks every page that comes back; `pages.of(cast.user("Otto"))` is somebody signed in."""
    from lapor.testing.pages import Pages

    return Pages()


@pytest.fixture
def push_service(settings, db):
    """The push service of lapor/testing/push_service.py, which is trusted, and a key of ours to be known by."""
    from lapor.launcher.home import new_push_key
    from lapor.testing.push_service import PushService

    settings.VAPID_PRIVATE_KEY = new_push_key()
    with PushService() as service:
        settings.OUTGOING_TRUSTED = [service.origin]
        yield service


@pytest.fixture
def partner(settings, db):
    """The server of a partner application, which is trusted."""
    from lapor.testing.partner import Partner

    with Partner() as partner:
        settings.OUTGOING_TRUSTED = [partner.origin]
        yield partner


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """A test with real transactions leaves the database as the migrations left it: see lapor/testing/slate.py."""
    from django.db import connection
    from django.test import TransactionTestCase

    from lapor.testing.slate import Slate

    name = connection.settings_dict["NAME"]
    assert name.startswith("test_"), f"a test that isn't marked with django_db would write to the database {name}"
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        slate = Slate()
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: slate.wipe())
        yield
