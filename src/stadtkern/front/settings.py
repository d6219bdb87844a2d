"""Django's settings, made from the folder of the one town this process serves (environment: STADTKERN_TOWN)."""

from __future__ import annotations

import os
from pathlib import Path

from stadtkern.town.folder import TownFolder

TOWN = TownFolder(Path(os.environ["STADTKERN_TOWN"]).absolute())

SECRET_KEY = TOWN.secret()
DEBUG = False
ALLOWED_HOSTS = TOWN.get("serve", "hosts", ["localhost", "127.0.0.1", "[::1]", "testserver"])
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = TOWN.get("serve", "https", False)
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "SAMEORIGIN"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "stadtkern.town.apps.TownConfig",
    "stadtkern.data.registry.apps.RegistryConfig",
    # Before Wagtail's own, so that its templates for the office's frame are found first.
    "stadtkern.data.portal.apps.PortalConfig",
    "stadtkern.quarter.pages.apps.QuarterConfig",
    "stadtkern.town.content.wagtail_apps.UsersConfig",
    "stadtkern.town.content.wagtail_apps.ImagesConfig",
    "stadtkern.town.content.wagtail_apps.DocumentsConfig",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    # After all others: it gives the roles their rights, which must exist by then.
    "stadtkern.town.content.apps.ContentConfig",
]
MIDDLEWARE = [
    "stadtkern.front.office_door.office_door",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "stadtkern.town.visits.OwnPages",
    "django.middleware.locale.LocaleMiddleware",
    "stadtkern.town.visits.AskedLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "stadtkern.front.urls"
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
                "stadtkern.town.context.town",
                "stadtkern.quarter.pages.context.quarters",
            ],
        },
    },
]
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(TOWN.registry),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    },
}
AUTH_USER_MODEL = "town.Person"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# The office (Wagtail's admin). Nothing is asked of other servers: no news of versions, no portraits.
WAGTAIL_SITE_NAME = TOWN.get("town", "name", "Meine Stadt")
WAGTAILADMIN_BASE_URL = ""
WAGTAILADMIN_LOGIN_URL = "/sign-in/"
WAGTAIL_FRONTEND_LOGIN_URL = "/sign-in/"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = True
WAGTAILADMIN_PERMITTED_LANGUAGES = [("de", "Deutsch"), ("en", "English")]
WAGTAIL_USER_TIME_ZONES = [TOWN.get("town", "timezone", "Europe/Berlin")]
WAGTAIL_I18N_ENABLED = False
WAGTAIL_CONTENT_LANGUAGES = [("de", "Deutsch")]
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024**2
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 60_000_000
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {"features": ["h2", "h3", "bold", "italic", "ol", "ul", "link", "image", "hr"]},
    },
}
# A town's small machine often has no way to send mail; what waits is told on the office's start page.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
STATIC_URL = "/static/"
MEDIA_URL = "/media/"
MEDIA_ROOT = str(TOWN.files / "media")

LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/office/"
LOGOUT_REDIRECT_URL = "/"

LANGUAGE_CODE = "de"
LANGUAGES = [("de", "Deutsch"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = TOWN.get("town", "timezone", "Europe/Berlin")

# Uploads stream to disk in the town's own folder; what they may weigh is the town's setting, checked while they arrive.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING_CONFIG = "logging.config.dictConfig"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # Machines that try out addresses ask under any name; they get their answer (400) and no traceback for each.
    "loggers": {"django.security.DisallowedHost": {"propagate": False, "handlers": [], "level": "CRITICAL"}},
}
