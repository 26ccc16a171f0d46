"""The ASGI application: HTTP to Django, WebSockets to the one consumer."""

import gc
import os

import django
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chatsite.settings")
django.setup()

from channels.routing import ProtocolTypeRouter
from django.conf import settings
from django.core.asgi import get_asgi_application

from chat.realtime.routing import websocket_application

if settings.SECRET_KEY_IS_FOR_DEVELOPMENT and not settings.DEBUG:
    raise ImproperlyConfigured("SECRET_KEY is required when DEBUG=0.")

application = ProtocolTypeRouter({"http": get_asgi_application(), "websocket": websocket_application})

# A connection is many small objects that live long. The youngest are looked at while they are warm in the processor's
# caches: 2,000 take 0.2 ms, 100,000 had taken 80. The rest, of which little is garbage, is left alone until there are
# millions more.
gc.collect()
gc.freeze()
gc.set_threshold(2_000, 2_500, 1_000)
