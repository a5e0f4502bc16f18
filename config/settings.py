"""Every setting, read from the environment; `docs/operations.md` lists them. Unsafe combinations are refused by `config/checks.py`."""

from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from environs import Env

from config import brokers, secrets
from config.database import postgresql_options
from config.mailing import server_of

secrets.from_files()
env = Env()

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = secrets.var_folder()

SECRET_KEY = secrets.read("EBB_SECRET_KEY")
FIELD_KEYS = secrets.field_keys(secrets.read("EBB_FIELD_KEYS"))
VAPID_KEY = secrets.vapid_key(secrets.read("EBB_VAPID_KEY"))

DEBUG = False
PORT = env.int("PORT", 8000)
BIND = env.str("EBB_BIND", "127.0.0.1")
BASE_URL = env.str("EBB_BASE_URL", f"http://localhost:{PORT}").rstrip("/")
IS_HTTPS = urlsplit(BASE_URL).scheme == "https"
IS_DEMO = env.bool("EBB_DEMO", True)
PROXIES = env.int("EBB_PROXIES", 1 if IS_HTTPS else 0)
ALLOWED_HOSTS = env.list(
    "EBB_ALLOWED_HOSTS", [urlsplit(BASE_URL).hostname or "localhost", "localhost", "127.0.0.1", "[::1]"]
)
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "diary",
    "alerts",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.headless",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "config.apps.ConfigConfig",
]

MIDDLEWARE = [
    "config.headers.SecurityHeaders",
    "config.logs.RequestIds",
    "config.static.StaticFiles",
    "config.ids.LowerCaseIds",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

# Traces for OpenTelemetry cost time and memory: they are read only where somebody collects them.
TRACES = env.bool("EBB_TRACES", False)
if TRACES:
    if find_spec("opentelemetry") is None:
        raise ImproperlyConfigured("EBB_TRACES is set: install what requirements/tracing.txt names, or unset it.")
    MIDDLEWARE.insert(1, "config.tracing.Traces")

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "frontend" / "pages"],
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    }
]

# --- Database -------------------------------------------------------------------------------------------------------

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA mmap_size=134217728;"
    "PRAGMA journal_size_limit=27103364;PRAGMA cache_size=2000;"
)
DATABASES = {"default": env.dj_db_url("DATABASE_URL", f"sqlite:///{VAR / 'ebb.sqlite3'}", conn_max_age=60)}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": SQLITE_PRAGMAS}
    # Threads of one process cannot share SQLite's in-memory database, so tests use a file.
    DATABASES["default"]["TEST"] = {"NAME": str(VAR / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# On which side of PostgreSQL's wall between patients this process begins: diary/wall.py. `config/wsgi.py` says "outside".
WALL = env.str("EBB_WALL", "inside")
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["ENGINE"] = "config.postgresql"
    DATABASES["default"]["OPTIONS"] = postgresql_options(WALL, DATABASES["default"].get("OPTIONS"))
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Cache and broker: quick, never trusted to remember --------------------------------------------------------------

REDIS_URL = env.str("REDIS_URL", "")
BROKER_ADDRESS = env.str("EBB_BROKER_URL", "") or REDIS_URL
BROKER_URL = brokers.kombu_url(BROKER_ADDRESS)
CACHE_TABLE = "ebb_cache"
CACHES = {"default": brokers.cache_settings(REDIS_URL, CACHE_TABLE)}

# --- Signing in -------------------------------------------------------------------------------------------------------

AUTH_USER_MODEL = "diary.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "config.passwords.OwnWords"},
    {"NAME": "config.passwords.NotBreached"},
]
BREACHED_PASSWORDS = env.str("EBB_BREACHED_PASSWORDS", "")
PASSWORD_RESET_TIMEOUT = int(timedelta(days=1).total_seconds())
SESSION_COOKIE_NAME = "__Host-ebb-staff" if IS_HTTPS else "ebb-staff"
SESSION_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_AGE = int(timedelta(hours=12).total_seconds())
CSRF_COOKIE_SECURE = IS_HTTPS
DEVICE_COOKIE_NAME = "__Host-ebb" if IS_HTTPS else "ebb"
SHARE_COOKIE_NAME = "__Host-ebb-share" if IS_HTTPS else "ebb-share"
HEADLESS_ONLY = True
HEADLESS_CLIENTS = ("browser",)
HEADLESS_FRONTEND_URLS = {
    "account_confirm_email": f"{BASE_URL}/clinic/verify-email",
    "account_reset_password": f"{BASE_URL}/clinic/reset-password",
    "account_reset_password_from_key": f"{BASE_URL}/clinic/reset-password",
    "account_signup": f"{BASE_URL}/clinic/sign-in",
}
ACCOUNT_ADAPTER = "diary.api.sign_in.StaffAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = False
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ADAPTER = "diary.api.second_factor.FactorAdapter"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # a code of the half minute before or after: phones' clocks are not exact
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS  # on localhost, in the demo and in tests
ACCOUNT_EMAIL_NOTIFICATIONS = True  # tells the person of a new password or factor
ACCOUNT_REAUTHENTICATION_TIMEOUT = int(timedelta(minutes=10).total_seconds())
IDLE_LOCK = timedelta(minutes=env.int("EBB_IDLE_LOCK_MINUTES", 15))
SECOND_FACTOR = env.bool("EBB_SECOND_FACTOR", not IS_DEMO)

# --- API --------------------------------------------------------------------------------------------------------------

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["diary.api.authentication.EbbAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "diary.api.typed.Routes",
    "EXCEPTION_HANDLER": "diary.api.errors.exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Ebb",
    "DESCRIPTION": "The post-treatment symptom diary: entries, sessions, curves and alerts. See docs/api.md for a walk with curl.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    # One name for each set of words, whatever the field is called.
    "ENUM_NAME_OVERRIDES": {
        "AdverseOutcomeEnum": "diary.clinical.adverse.OUTCOMES",
        "CauseEnum": "diary.clinical.review.CAUSES",
        "RegionEnum": "diary.clinical.symptoms.REGIONS",
        "RegionOrOtherEnum": "diary.clinical.symptoms.REGIONS_OR_OTHER",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "diary.api.schema.complete",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
MAX_BODY_BYTES = 64 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES

# --- Telling people -----------------------------------------------------------------------------------------------------

ANYMAIL = dict(env.json("EBB_ANYMAIL", {}))
if provider := ANYMAIL.pop("provider", ""):
    EMAIL_BACKEND = f"anymail.backends.{provider}.EmailBackend"
    EMAIL_FILE_PATH = None
    ANYMAIL = {"REQUESTS_TIMEOUT": 4, **ANYMAIL}
elif email_url := env.str("EBB_EMAIL_URL", ""):
    email = server_of(email_url)
    EMAIL_BACKEND = email["EMAIL_BACKEND"]
    EMAIL_HOST = email["EMAIL_HOST"]
    EMAIL_PORT = email["EMAIL_PORT"]
    EMAIL_HOST_USER = email["EMAIL_HOST_USER"]
    EMAIL_HOST_PASSWORD = email["EMAIL_HOST_PASSWORD"]
    EMAIL_USE_TLS = email["EMAIL_USE_TLS"]
    EMAIL_USE_SSL = email["EMAIL_USE_SSL"]
    EMAIL_FILE_PATH = None
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR / "mail"
EMAIL_TIMEOUT = 4
DEFAULT_FROM_EMAIL = env.str("EBB_EMAIL_FROM", f"Ebb <ebb@{urlsplit(BASE_URL).hostname}>")

# Addresses that users give us (webhooks, push) lead to the public internet only. In the demo and in tests, where nobody
# else can ask, they may lead to this machine.
CLINIKO_URL = env.str("EBB_CLINIKO_URL", "https://api.{shard}.cliniko.com/v1").rstrip("/")
ALLOW_LOOPBACK = env.bool("EBB_ALLOW_LOOPBACK", IS_DEMO and not IS_HTTPS)
OUTSIDE_PORTS = env.list("EBB_OUTSIDE_PORTS", [443], subcast=int)
OUTSIDE_HOSTS: list[str] = env.list("EBB_OUTSIDE_HOSTS", [])
# A leading dot stands for every name under it.
PUSH_HOSTS = [
    "fcm.googleapis.com",
    ".push.services.mozilla.com",
    ".push.apple.com",
    ".notify.windows.com",
    *env.list("EBB_PUSH_HOSTS", []),
]

SERVICES = dict(env.json("EBB_SERVICES", {}))
SMS = {
    "url": env.str("EBB_SMS_URL", ""),
    "method": env.str("EBB_SMS_METHOD", "POST"),
    "headers": env.json("EBB_SMS_HEADERS", {}),
    "body": env.str("EBB_SMS_BODY", ""),
    "secret": env.str("EBB_SMS_SECRET", ""),
    "accepted": env.str("EBB_SMS_ACCEPTED", "200-299"),
    "refused": env.str("EBB_SMS_REFUSED", "400,404,410,422"),
    "reference": env.str("EBB_SMS_REFERENCE", ""),
}

# --- Being watched ------------------------------------------------------------------------------------------------------

METRICS_TOKEN = env.str("EBB_METRICS_TOKEN", "")
HEARTBEAT_URL = env.str("EBB_HEARTBEAT_URL", "")

# --- The rest ---------------------------------------------------------------------------------------------------------

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"  # committed, so that nobody needs Node to run this
FRONTEND_PREFIX = "app-static"
FRONTEND_FOLDERS = ("assets", "icons")
STATICFILES_DIRS = [
    BASE_DIR / "frontend" / "static",
    *((f"{FRONTEND_PREFIX}/{name}", FRONTEND_DIST / name) for name in FRONTEND_FOLDERS),
]
STATIC_ROOT = VAR / "static"
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/app-static/assets/.+-[0-9A-Za-z_-]{8}\.(js|css|woff2)$"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "config.static.CompressedFrontend"},
}
SECURE_SSL_REDIRECT = (
    False  # an API must not turn http into https: the reverse proxy closes port 80 instead (ASVS 4.1.2)
)
SILENCED_SYSTEM_CHECKS = ["security.W001", "security.W002"]  # our own SecurityHeaders sets what they ask for: ebb.E011
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if IS_HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "without words": {"()": "config.logs.WithoutWords"},
        "with request": {"()": "config.logs.WithRequest"},
    },
    "formatters": {
        "line": {"()": "config.logs.Line", "format": "{asctime} {levelname} {name} {message}", "style": "{"},
        "json": {"()": "config.logs.Json"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": env.str("EBB_LOG_FORMAT", "line"),
            "filters": ["without words", "with request"],
        }
    },
    "root": {"handlers": ["stderr"], "level": env.str("EBB_LOG_LEVEL", "INFO")},
}
