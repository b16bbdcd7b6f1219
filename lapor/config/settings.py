"""Settings from the environment only, with the defaults of the embedded service; checks.py refuses wrong combinations.

Secrets come from the environment or from `$LAPOR_HOME/secrets.env` (made at first start, mode 600).
"""

import importlib.resources

import dj_database_url

from lapor.launcher.home import HOME, ROOT, environment

LAPOR_HOME = HOME
ENV = environment()

# --- secrets -------------------------------------------------------------------------------------------------------
SECRET_KEY = ENV.get("SECRET_KEY", "")
LAPOR_KEYS = ENV.get("LAPOR_KEYS", "")  # "id:base64,id:base64": the first encrypts, all decrypt (rotation)
LAPOR_TAG_KEY = ENV.get("LAPOR_TAG_KEY", "")  # base64; keys look-ups and PINs, so it can't be rotated like the others
VAPID_PRIVATE_KEY = ENV.get("VAPID_PRIVATE_KEY", "")  # base64url; signs what goes to push services; empty: no push

# --- the service ---------------------------------------------------------------------------------------------------
DEBUG = False
EMBEDDED = ENV.get("LAPOR_EMBEDDED") == "1"  # set by `make run`: one machine, plain http on loopback, mailbox page
ALLOWED_HOSTS = ENV.get("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in ENV.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]
SITE_URL = ENV.get("SITE_URL", f"http://localhost:{ENV.get('PORT', '8000')}")
ROOT_URLCONF = "lapor.config.urls"
WSGI_APPLICATION = "lapor.config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "procrastinate.contrib.django",
    "lapor.config",
    "lapor.accounts",  # before allauth, whose pages it writes anew
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "lapor.core",
    "lapor.ui",
    "django.forms",  # after lapor.ui, whose widget templates win
    "lapor.regions",
    "lapor.deadlines",
    "lapor.agencies",
    "lapor.connection",
    "lapor.plans",
    "lapor.reports",
    "lapor.channels",
    "lapor.following",
    "lapor.notifications",
    "lapor.ombudsman",
    "lapor.statistics",
    "lapor.evaluation",
    "lapor.supervision",
    "lapor.portal",
    "lapor.workspace",
    "lapor.demo",
]

MIDDLEWARE = [
    "lapor.config.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "lapor.core.http.SizeMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # pages for 2G; adds random bytes against BREACH; static files come packed
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lapor.core.http.AnswerMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

FORM_RENDERER = "lapor.ui.forms.Renderer"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"quiet": {"()": "lapor.config.logs.QuietFormatter"}},
    "filters": {"no_probes": {"()": "lapor.config.logs.NotAProbe"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "quiet", "filters": ["no_probes"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "WARNING", "propagate": True},
        "django.request": {"level": "ERROR"},  # a 404's address may say which report somebody looked for
        "django.security": {"level": "CRITICAL"},  # quotes what a stranger sent
        "weasyprint": {"level": "CRITICAL"},  # quotes the document
        "mail.log": {"level": "ERROR"},  # aiosmtpd's: quotes what came where a command should stand, also of a mail
    },
}

# --- database ------------------------------------------------------------------------------------------------------
DATABASES = {"default": dj_database_url.parse(ENV.get("DATABASE_URL", "postgres:///lapor"))}
DATABASES["default"]["CONN_MAX_AGE"] = (
    None  # one connection per web thread, kept: a pool's check-out costs more than it saves
)
# Planning a statement costs more than carrying it out: the server keeps the plan of what a connection asks repeatedly.
DATABASES["default"].setdefault("OPTIONS", {}).update(server_side_binding=True, prepare_threshold=2)
DATABASES["default"]["ATOMIC_REQUESTS"] = False  # the door opens the one durable transaction of a step
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- language and time ---------------------------------------------------------------------------------------------
LANGUAGE_CODE = "id"
LANGUAGES = [("id", "Indonesia"), ("en", "English")]
LOCALE_PATHS = [ROOT / "lapor" / "locale"]
FORMAT_MODULE_PATH = "lapor.ui.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"

# --- map -----------------------------------------------------------------------------------------------------------
MAP_TILES_URL = ENV.get("MAP_TILES_URL", "")  # https://…/{z}/{x}/{y}.png: asked by the server only; empty: no ground

# --- files ---------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "build" / "static"
STATICFILES_DIRS = [
    ("leaflet", str(importlib.resources.files("leaflet") / "static" / "leaflet")),
    ("htmx", str(importlib.resources.files("django_htmx") / "static" / "django_htmx")),
]
STORAGES = {
    "default": {
        "BACKEND": "lapor.core.storage.DurableStorage",
        "OPTIONS": {
            "location": LAPOR_HOME / "files",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "lapor.ui.storage.JoinedStaticFilesStorage"},
}
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000  # fields of a form, without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 400
REQUEST_MAX_SIZE = 55 * 1024 * 1024  # five files of 10 MB and the form around them

# --- people --------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

AUTHENTICATION_BACKENDS = [
    "lapor.accounts.backends.CitizenBackend",
    "lapor.accounts.backends.OfficerBackend",
]
LOGIN_URL = "sign_in:start"
LOGIN_REDIRECT_URL = "/kerja/"  # of officers; citizens go to where they came from
ALLAUTH_TRUSTED_PROXY_COUNT = int(ENV.get("TRUSTED_PROXIES", "0"))  # how many proxies of ours append X-Forwarded-For
ACCOUNT_ADAPTER = "lapor.workspace.sign_in.TeamAdapter"
ACCOUNT_AUTHENTICATED_LOGIN_REDIRECTS = False  # accounts.views.SignInView knows officers from citizens
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {
    "login": "lapor.accounts.forms.SignInForm",
    "reauthenticate": "lapor.accounts.forms.PasswordAgainForm",
    "change_password": "lapor.accounts.forms.NewPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_PRESERVE_USERNAME_CASING = False
ACCOUNT_RATE_LIMITS = False  # attempts are counted in accounts.limits, which all processes share
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_DISPLAY = str
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
MFA_ADAPTER = "lapor.accounts.adapters.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "lapor.accounts.forms.SecondFactorForm",
    "reauthenticate": "lapor.accounts.forms.SecondFactorAgainForm",
    "activate_totp": "lapor.accounts.forms.SetUpAppForm",
    "add_webauthn": "lapor.accounts.forms.AddKeyForm",
    "edit_webauthn": "lapor.accounts.forms.RenameKeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "LAPOR!"
MFA_TOTP_TOLERANCE = 1  # phones' clocks are off by half a minute
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = EMBEDDED

# --- messages ------------------------------------------------------------------------------------------------------
# Embedded, messages go to LAPOR_HOME/mailbox instead (lapor.channels.mailbox).
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": ENV.get("EMAIL_HOST", "localhost"),
            "port": int(ENV.get("EMAIL_PORT", "25")),
            "username": ENV.get("EMAIL_USER", ""),
            "password": ENV.get("EMAIL_PASSWORD", ""),
            "use_tls": ENV.get("EMAIL_TLS") == "1",
            "timeout": 20,
        },
    }
}
DEFAULT_FROM_EMAIL = ENV.get("EMAIL_FROM", "LAPOR! <tidak-dibalas@localhost>")
MAIL_DOMAIN = ENV.get("MAIL_DOMAIN", "").lower()  # whose mail `lapor mail-in` gets; empty: no answers, no bounces
MAIL_IN_ADDRESS = ENV.get("MAIL_IN_ADDRESS", f"lapor@{MAIL_DOMAIN}" if MAIL_DOMAIN else "").lower()  # makes reports
MAIL_IN_HOST, MAIL_IN_PORT = ENV.get("MAIL_IN_HOST", "127.0.0.1"), int(ENV.get("MAIL_IN_PORT", "8025"))
IMAP_URL = ENV.get("IMAP_URL", "")  # imaps://surel.example.go.id/INBOX: a mailbox that is emptied; empty: none
IMAP_USER, IMAP_PASSWORD = ENV.get("IMAP_USER", ""), ENV.get("IMAP_PASSWORD", "")
IMAP_TOKEN_URL = ENV.get("IMAP_TOKEN_URL", "")  # gives a token in place of the password (OAuth 2.0); empty: password
IMAP_CLIENT_ID, IMAP_CLIENT_SECRET = ENV.get("IMAP_CLIENT_ID", ""), ENV.get("IMAP_CLIENT_SECRET", "")
IMAP_SCOPE = ENV.get("IMAP_SCOPE", "https://outlook.office365.com/.default")  # what an application asks of Microsoft
IMAP_REFRESH_TOKEN = ENV.get("IMAP_REFRESH_TOKEN", "")  # what the mailbox's owner allowed at Google; empty: Microsoft

PUSH_SERVICES = ENV.get(  # hosts of the browsers' makers, and every name under them
    "PUSH_SERVICES",
    "fcm.googleapis.com,push.services.mozilla.com,notify.windows.com,push.apple.com",
).split(",")
VAPID_CONTACT = ENV.get("VAPID_CONTACT", "")  # mailto: or https:, where push services complain; empty: EMAIL_FROM
# Origins (`https://aplikasi.intern:8443`) that requests may go to though they aren't public or not encrypted.
OUTGOING_TRUSTED = [origin for origin in ENV.get("OUTGOING_TRUSTED", "").split(",") if origin]
WHATSAPP_URL = ENV.get("WHATSAPP_URL", "https://graph.facebook.com/v23.0")
WHATSAPP_TOKEN = ENV.get("WHATSAPP_TOKEN", "")
WHATSAPP_PHONE_ID = ENV.get("WHATSAPP_PHONE_ID", "")
WHATSAPP_TEMPLATE = ENV.get("WHATSAPP_TEMPLATE", "")  # approved by Meta in both languages, with one place, {{1}}
WHATSAPP_NUMBER = ENV.get("WHATSAPP_NUMBER", "").lstrip("+")  # of that account, as 62…: citizens are told it
WHATSAPP_APP_SECRET = ENV.get("WHATSAPP_APP_SECRET", "")  # Meta signs with it what it posts; empty: nothing comes in
WHATSAPP_VERIFY_TOKEN = ENV.get("WHATSAPP_VERIFY_TOKEN", "")  # typed into Meta's page beside our address
WHATSAPP_MEDIA_ORIGINS = ENV.get("WHATSAPP_MEDIA_ORIGINS", "https://lookaside.fbsbx.com").split(",")  # of photos
TELEGRAM_URL = ENV.get("TELEGRAM_URL", "https://api.telegram.org")
TELEGRAM_TOKEN = ENV.get("TELEGRAM_TOKEN", "")
TELEGRAM_SECRET = ENV.get("TELEGRAM_SECRET", "")  # comes back with everything Telegram posts; empty: nothing comes in
TELEGRAM_BOT = ENV.get("TELEGRAM_BOT", "").lstrip("@")  # the bot's name, which citizens are told
SMS_GATEWAY_URL = ENV.get("SMS_GATEWAY_URL", "")  # Kannel's, http://127.0.0.1:13013/cgi-bin/sendsms; empty: no SMS
SMS_GATEWAY_USER = ENV.get("SMS_GATEWAY_USER", "lapor")
SMS_GATEWAY_PASSWORD = ENV.get("SMS_GATEWAY_PASSWORD", "")
SMS_GATEWAY_ADDRESSES = ENV.get("SMS_GATEWAY_ADDRESSES", "127.0.0.1,::1").split(",")  # from where it reports to us
SMS_REPORTS_URL = ENV.get("SMS_REPORTS_URL", f"http://127.0.0.1:{ENV.get('PORT', '8000')}")  # our web, past any proxy
SMS_INCOMING_PASSWORD = ENV.get("SMS_INCOMING_PASSWORD", "")  # in the address where Kannel posts what phones write
SMS_SENDER = ENV.get("SMS_SENDER", "1708")
MENTIONS_SECRET = ENV.get("MENTIONS_SECRET", "")  # whsec_ and base64: signs what a watching service posts; empty: off
OMBUDSMAN_URL = ENV.get("OMBUDSMAN_URL", "")  # https://…: packages are pushed there; empty: the overseer fetches them
OMBUDSMAN_SECRET = ENV.get("OMBUDSMAN_SECRET", "")  # whsec_ and base64: signs what goes there and what comes back

# --- security ------------------------------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:", "blob:"],
    "media-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
    "base-uri": ["'none'"],
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
if not EMBEDDED:  # real services speak https; the embedded one is for one machine, on loopback
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    if ALLAUTH_TRUSTED_PROXY_COUNT:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REFERRER_POLICY = "same-origin"
CACHES = {  # pieces of pages that are the same for everybody, in each process: about 20 MB at most
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 5000}}
}
SESSION_ENGINE = "lapor.accounts.sessions"  # rows that say nothing to whoever reads the table
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not EMBEDDED
SESSION_COOKIE_AGE = 12 * 3600
