"""Addresses of the site: the pages' own, and health checks."""

from __future__ import annotations

from django.urls import include, path

from rhyddid.site.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz),
    path("readyz", readyz),
    path("post/", include("rhyddid.post.urls")),
    path("api/v1/", include("rhyddid.api.urls")),
    path("", include("rhyddid.pages.law_urls")),
    path("", include("rhyddid.pages.community_urls")),
    path("", include("rhyddid.pages.following_urls")),
    path("", include("rhyddid.pages.account_urls")),
    path("", include("rhyddid.pages.public_urls")),
    path("", include("rhyddid.pages.urls")),
]
