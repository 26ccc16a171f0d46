"""The ASGI application: HTTP requests for Django, WebSockets for the consumer."""

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

# A connection consists of many small objects that live long, so full collections find little garbage and take long.
# The youngest generation is collected often, while its objects are in the processor's caches: 2,000 take 0.2 ms, and
# 100,000 took 80 ms. The oldest generation is collected only after millions of new objects.
gc.collect()
gc.freeze()
gc.set_threshold(2_000, 2_500, 1_000)
