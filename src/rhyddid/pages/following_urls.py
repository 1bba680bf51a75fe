"""Addresses of following: forms, the links in mails, feeds and calendars, webhooks of a team."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from rhyddid.pages.views import feeds, following, mails, webhooks

urlpatterns: list[URLPattern | URLResolver] = [
    path("follow/", following.follow, name="follow"),
    path("follow/confirm/<str:token>/", mails.follow_confirmation, name="follow-confirm"),
    path("following/", following.following, name="following"),
    path("mails/<str:token>/", mails.mails, name="mails"),
    path("feeds/own/<str:token>/<str:form>", feeds.own_feed, name="own-feed"),
    path("feeds/all/<str:form>", feeds.feed, {"subject": "all", "name": ""}, name="feed-all"),
    path("feeds/search/<str:form>", feeds.feed, {"subject": "search"}, name="feed-search"),
    path("feeds/<slug:subject>/<str:name>/<str:form>", feeds.feed, name="feed"),
    path("webhooks/<slug:slug>/", webhooks.webhooks, name="webhooks"),
]
