"""Sets the stage in the database of a running service: the cast, some of them with password and authenticator app.

A program of its own (`python -m tests.story.stage`), so that the tests know the service only from outside.
"""

import json
import sys

import django


def main() -> None:
    django.setup()
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    from lapor.accounts import officers
    from lapor.testing.cast import assemble

    cast = assemble()
    keys = {}
    for name in ("Arif", "Anisa", "Otto", "Vera"):
        officer, password, secret = cast.user(name), f"sungai kelapa merpati {name}", generate_totp_secret()
        officers.let_in_again(officer, password=password)
        TOTP.activate(officer, secret)
        keys[name] = {"login": officer.login, "password": password, "secret": secret}
    json.dump(keys, sys.stdout)


if __name__ == "__main__":
    main()
