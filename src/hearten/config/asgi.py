"""The web application, as a server sees it."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hearten.config.settings")
application = get_asgi_application()
