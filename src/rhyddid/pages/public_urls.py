"""Addresses of the public record beside lists and requests' own pages: numbers, topics, laws, downloads, embeds."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from rhyddid.pages.views import authorities, browse

urlpatterns: list[URLPattern | URLResolver] = [
    path("authorities/all.csv", authorities.authorities_csv, name="authorities-csv"),
    path("authorities/compare/", authorities.authorities_compare, name="authorities-compare"),
    path("authorities/<slug:slug>/requests.csv", authorities.authority_csv, name="authority-csv"),
    path("browse/", browse.browse, name="browse"),
    path("browse/all/", browse.browse_list, name="browse-list"),
    path("browse/topic/<str:topic>/", browse.browse_topic, name="browse-topic"),
    path("browse/law/<slug:law>/", browse.browse_law, name="browse-law"),
    path("browse/law/<slug:law>/<str:provision>/", browse.browse_provision, name="browse-provision"),
]
