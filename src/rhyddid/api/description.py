"""What the API says of itself: the OpenAPI document, and the same as a page that needs nothing from anywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from ninja import NinjaAPI

_METHODS = ("get", "post")


@dataclass(frozen=True)
class Parameter:
    name: str
    where: str
    is_needed: bool
    kind: str
    text: str


@dataclass(frozen=True)
class OperationText:
    """One operation as the page shows it."""

    id: str
    group: str
    method: str
    path: str
    text: str
    parameters: tuple[Parameter, ...]
    takes: str
    answers: str
    needs_key: bool


@cache
def openapi(api: NinjaAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 document: with the problem shape for whatever goes wrong, and how keys are given."""
    document: dict[str, Any] = api.get_openapi_schema(path_prefix="/api/v1/")
    schemas = document["components"]["schemas"]
    schemas["Problem"] = {
        "title": "Problem",
        "type": "object",
        "required": ["type", "title", "status", "detail"],
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {"where": {"type": "string"}, "what": {"type": "string"}},
                },
            },
        },
    }
    document["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
    problem = {
        "description": "Problem details (RFC 9457)",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for operations in document["paths"].values():
        for operation in operations.values():
            answers = {str(status): answer for status, answer in operation["responses"].items()}
            operation["responses"] = answers | {"default": problem}
            # a key widens what is read, and none is needed
            operation.setdefault("security", [{}, {"key": []}])
    return document


def operations_of(document: dict[str, Any]) -> Iterator[OperationText]:
    """Every operation of the document, in its order."""
    for path, operations in document["paths"].items():
        for method in _METHODS:
            if (operation := operations.get(method)) is not None:
                yield _operation(path, method, operation)


def openapi_view(api: NinjaAPI) -> Any:
    def openapi_json(http: HttpRequest) -> HttpResponse:
        """The OpenAPI document."""
        return JsonResponse(openapi(api), json_dumps_params={"ensure_ascii": False})

    return openapi_json


def docs_view(api: NinjaAPI) -> Any:
    def docs(http: HttpRequest) -> HttpResponse:
        """The API in words."""
        groups: dict[str, list[OperationText]] = {}
        for each in operations_of(openapi(api)):
            groups.setdefault(each.group, []).append(each)
        return render(http, "pages/api_docs.html", {"groups": groups.items(), "section": "api"})

    return docs


def _operation(path: str, method: str, operation: dict[str, Any]) -> OperationText:
    ok = next((code for code in ("200", "201") if code in operation["responses"]), "")
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    answer = (
        operation["responses"].get(ok, {}).get("content", {}).get("application/json", {}).get("schema", {})
    )
    return OperationText(
        id=operation["operationId"],
        group=operation.get("tags", ["–"])[0],
        method=method.upper(),
        path=path,
        text=operation.get("description", operation.get("summary", "")),
        parameters=tuple(_parameter(each) for each in operation.get("parameters", ())),
        takes=_schema_name(body),
        answers=_schema_name(answer),
        needs_key={} not in operation["security"],
    )


def _parameter(each: dict[str, Any]) -> Parameter:
    schema = each.get("schema", {})
    kinds = [schema, *schema.get("anyOf", ())]
    kind = next((str(one.get("format") or one["type"]) for one in kinds if one.get("type")), "")
    text = each.get("description") or schema.get("description") or ""
    return Parameter(each["name"], each["in"], bool(each.get("required")), kind, text)


def _schema_name(schema: dict[str, Any]) -> str:
    named = schema.get("$ref") or schema.get("items", {}).get("$ref", "")
    return str(named).rpartition("/")[2]
