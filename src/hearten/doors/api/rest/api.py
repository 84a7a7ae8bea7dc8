"""The REST interface. Its documentation is at /api/v1/docs."""

from ninja import NinjaAPI
from ninja.security import django_auth

from hearten import __version__

api = NinjaAPI(title="Hearten", version=__version__, urls_namespace="rest", auth=django_auth)
