"""Addresses of the public record beside lists and requests' own pages: numbers, topics, laws, downloads, embeds."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from rhyddid.pages.views import api_keys, authorities, browse, request_extras

urlpatterns: list[URLPattern | URLResolver] = [
    path("authorities/all.csv", authorities.authorities_csv, name="authorities-csv"),
    path("authorities/compare/", authorities.authorities_compare, name="authorities-compare"),
    path("authorities/<slug:slug>/requests.csv", authorities.authority_csv, name="authority-csv"),
    path("keys/", api_keys.api_keys, name="api-keys"),
    path("keys/<int:pk>/end/", api_keys.api_key_end, name="api-key-end"),
    path("browse/", browse.browse, name="browse"),
    path("browse/all/", browse.browse_list, name="browse-list"),
    path("browse/topic/<str:topic>/", browse.browse_topic, name="browse-topic"),
    path("browse/law/<slug:law>/", browse.browse_law, name="browse-law"),
    path("browse/law/<slug:law>/<str:provision>/", browse.browse_provision, name="browse-provision"),
    path("requests/<slug:slug>/cite/", request_extras.cite, name="request-cite"),
    path("requests/<slug:slug>/embed/", request_extras.embed, name="request-embed"),
    path("requests/<slug:slug>/details/", request_extras.details, name="request-details"),
    path("requests/<slug:slug>/similar/", request_extras.similar, name="request-similar"),
    path("requests/<slug:slug>/topics/", request_extras.topics, name="request-topics"),
    path("requests/<slug:slug>/download.zip", request_extras.download, name="request-zip"),
]
