"""Settings of one installation. Everything that differs between installations comes from the environment.

docs/operations.md lists each variable; tests/docs checks that none is missing there.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from hearten.config.database import database_settings
from hearten.config.environment import env_bool, env_int, env_list, env_text

PACKAGE = Path(__file__).resolve().parent.parent
PROJECT = PACKAGE.parent.parent
VAR = Path(env_text("HEARTEN_VAR", str(PROJECT / "var"))).resolve()
VAR.mkdir(parents=True, exist_ok=True)

DEBUG = env_bool("HEARTEN_DEBUG", default=False)
ALLOWED_HOSTS = env_list("HEARTEN_HOSTS", ["127.0.0.1", "localhost", "testserver"])
SITE_ADDRESS = env_text("HEARTEN_ADDRESS", "http://127.0.0.1:8000")
CSRF_TRUSTED_ORIGINS = [SITE_ADDRESS]


def _secret_key() -> str:
    """The signing key: from the environment, or made once and kept in the data folder."""
    if given := env_text("HEARTEN_SECRET_KEY"):
        return given
    path = VAR / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(50))
    return path.read_text()


SECRET_KEY = _secret_key()
HEARTEN_KEYS = env_text("HEARTEN_KEYS")
KEYRING_FILE = VAR / "keyring.json"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "template_partials",
    "procrastinate.contrib.django",
    "hearten.config",
    # doors come before allauth, so that our templates win over its own
    "hearten.doors.components",
    "hearten.doors.member",
    "hearten.doors.desk",
    "hearten.doors.api.rest",
    "hearten.doors.api.fhir",
    "hearten.doors.api.tables",
    "hearten.doors.api.analyse",
    "hearten.doors.demo",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "hearten.base.accounts",
    "hearten.base.plumbing",
    "hearten.base.vault",
    "hearten.base.ledger",
    "hearten.base.touchpoints",
    "hearten.base.payments",
    "hearten.base.imports",
    "hearten.domains.customers",
    "hearten.domains.products",
    "hearten.domains.partners",
    "hearten.domains.terminology",
    "hearten.domains.policies",
    "hearten.domains.channels",
    "hearten.domains.claims",
    "hearten.domains.health",
    "hearten.domains.surveys",
    "hearten.domains.engagement",
    "hearten.domains.fieldwork",
    "hearten.domains.insight",
    "hearten.domains.research",
    "hearten.domains.quality",
    "hearten.domains.improvement",
    "hearten.domains.reports",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "hearten.config.middleware.StaticGZipMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "hearten.config.middleware.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "hearten.config.middleware.UserLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "hearten.config.middleware.HeartenErrorMiddleware",
]

ROOT_URLCONF = "hearten.config.urls"
ASGI_APPLICATION = "hearten.config.asgi.application"

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
            "builtins": ["hearten.doors.components.templatetags.hearten"],
        },
    }
]
FORM_RENDERER = "hearten.doors.components.forms.Renderer"

DATABASES = {"default": database_settings(env_text("DATABASE_URL"), VAR)}
# How many requests a web process answers at the same time; `hearten up` chooses by the number of its processes.
WEB_THREADS = env_int("HEARTEN_WEB_THREADS", default=16)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Limits of signing in are counted here, for all web processes together; nothing that a survey page does asks it.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "plumbing_cache",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_ADAPTER = "hearten.config.accounts.AccountAdapter"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_PREVENT_ENUMERATION = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Hearten"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

STATIC_URL = "static/"
STATIC_ROOT = VAR / "static"
STATIC_ROOT.mkdir(exist_ok=True)
_PAGES = PROJECT / "node_modules"
STATICFILES_DIRS = [
    (prefix, folder)
    for prefix, folder in [
        ("vendor/htmx", _PAGES / "htmx.org" / "dist"),
        ("vendor/tabler", _PAGES / "@tabler" / "core" / "dist"),
        ("vendor/echarts", _PAGES / "echarts" / "dist"),
    ]
    if folder.exists()
]
# Type that PDF documents carry within them: Noto Sans SC has both languages.
DOCUMENT_FONTS = {
    "": _PAGES / "@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf",
    "B": _PAGES / "@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf",
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600
MEDIA_ROOT = VAR / "files"

# Uploads: larger files are refused by the forms with a sentence; this is the last line of defence.
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

EMAIL_HOST = env_text("HEARTEN_SMTP_HOST", "127.0.0.1")
EMAIL_PORT = env_int("HEARTEN_SMTP_PORT", 1025)
EMAIL_HOST_USER = env_text("HEARTEN_SMTP_USER")
EMAIL_HOST_PASSWORD = env_text("HEARTEN_SMTP_PASSWORD")
EMAIL_USE_TLS = env_bool("HEARTEN_SMTP_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env_text("HEARTEN_MAIL_FROM", "暖心 Hearten <care@hearten.example>")
EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if env_text("HEARTEN_SMTP_HOST")
    else "django.core.mail.backends.filebased.EmailBackend"
)
EMAIL_FILE_PATH = VAR / "mail"
# Where text messages and WeChat are handed over: an address, "sandbox" to try it out, or nothing.
SMS_GATEWAY = env_text("HEARTEN_SMS_GATEWAY")
WECHAT_GATEWAY = env_text("HEARTEN_WECHAT_GATEWAY")
GATEWAY_SECRET = env_text("HEARTEN_GATEWAY_SECRET", SECRET_KEY)

# The sandbox bank signs its messages with this; a real provider has its own in the environment.
PAYMENT_WEBHOOK_SECRET = env_text("HEARTEN_PAYMENT_SECRET", SECRET_KEY)
PAYMENT_PROVIDER = env_text("HEARTEN_PAYMENT_PROVIDER", "sandbox")
# Payments out may go another way than premiums come in: `iso20022` writes files for a bank (docs/algorithms/payments.md).
PAYOUT_PROVIDER = env_text("HEARTEN_PAYOUT_PROVIDER", PAYMENT_PROVIDER)
PAYMENT_FILES = Path(env_text("HEARTEN_PAYMENT_FILES", str(VAR / "bank")))
PAYOUT_ACCOUNT_NAME = env_text("HEARTEN_PAYOUT_NAME", "暖心健康保险股份有限公司")
PAYOUT_ACCOUNT = env_text("HEARTEN_PAYOUT_ACCOUNT", "1001234567890123456")
PAYOUT_BANK = env_text("HEARTEN_PAYOUT_BANK")
# Who says whether an account is the person's whose name it carries.
ACCOUNT_VERIFIER = env_text("HEARTEN_ACCOUNT_VERIFIER", "sandbox")

_SECURE = SITE_ADDRESS.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = _SECURE
SECURE_HSTS_SECONDS = 31_536_000 if _SECURE else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _SECURE else None
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
X_FRAME_OPTIONS = "DENY"

PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "tasks"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"hearten": {"level": "INFO"}, "procrastinate": {"level": "WARNING"}},
}
