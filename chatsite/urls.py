"""The site's URLs."""

from django.contrib import admin
from django.urls import include, path

from chat.api.routers import api

handler500 = "chat.web.errors.server_error"
handler429 = "chat.web.errors.too_many_requests"  # allauth looks the handler up here

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
    path("", include("chat.web.accounts.urls")),
    path("", include("chat.web.urls")),
]
