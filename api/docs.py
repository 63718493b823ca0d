"""The OpenAPI document as an HTML page, without external resources or JavaScript."""

import json
from itertools import groupby

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .openapi import document

ORDER = ["offres", "envoi d’offres", "entités", "métiers", "pages", "images", "documents"]
"""The groups of operations, the most used first."""
METHODS = ("get", "post", "put", "delete")


def docs(request: HttpRequest) -> HttpResponse:
    """The documentation page of the API: its operations, grouped by tag."""
    spec = document()
    operations = [
        _operation(path, method, operation, spec)
        for path, methods in spec["paths"].items()
        for method, operation in methods.items()
        if method in METHODS
    ]
    operations.sort(key=lambda operation: ORDER.index(operation["tag"]))
    groups = [(tag, list(members)) for tag, members in groupby(operations, key=lambda operation: operation["tag"])]
    context = {"info": spec["info"], "groups": groups, "trail": [], "trail_end": "API"}
    return render(request, "api/docs.html", context)


def _operation(path: str, method: str, operation: dict, spec: dict) -> dict:
    return {
        "path": path,
        "method": method.upper(),
        "tag": next(iter(operation.get("tags", [])), ""),
        "summary": operation.get("summary", ""),
        "description": operation.get("description", ""),
        "anchor": operation["operationId"],
        "parameters": [_parameter(parameter) for parameter in operation.get("parameters", [])],
        "body": _fields(operation.get("requestBody"), spec),
        "answers": [
            {"status": status, "description": answer.get("description", ""), "fields": _fields(answer, spec)}
            for status, answer in operation["responses"].items()
        ],
    }


def _parameter(parameter: dict) -> dict:
    schema = parameter.get("schema", {})
    allowed = schema.get("enum") or schema.get("items", {}).get("enum") or []
    return {
        "name": parameter["name"],
        "required": parameter.get("required", False),
        "description": parameter.get("description", ""),
        "type": _type(schema),
        "allowed": allowed,
        "example": json.dumps(parameter["example"], ensure_ascii=False) if "example" in parameter else "",
    }


def _type(schema: dict) -> str:
    if "$ref" in schema:
        return schema["$ref"].rpartition("/")[2]
    if "anyOf" in schema:
        return " ou ".join(dict.fromkeys(filter(None, map(_type, schema["anyOf"]))))
    kind = schema.get("type", "")
    if kind == "array":
        return f"liste de {_type(schema.get('items', {})) or 'valeurs'}"
    names = {"string": "texte", "integer": "entier", "number": "nombre", "boolean": "vrai ou faux", "null": "rien"}
    kinds: list[str] = kind if isinstance(kind, list) else [kind]
    return " ou ".join(names.get(one, one) for one in kinds)


def _fields(part: dict | None, spec: dict) -> list[dict]:
    """Name, type and description of the top-level fields of a request or response body."""
    schema = (part or {}).get("content", {}).get("application/json", {}).get("schema", {})
    if "$ref" in schema:
        schema = spec["components"]["schemas"].get(schema["$ref"].rpartition("/")[2], {})
    required = schema.get("required", [])
    return [
        {
            "name": name,
            "type": _type(field),
            "description": field.get("description", ""),
            "required": name in required,
        }
        for name, field in schema.get("properties", {}).items()
    ]
