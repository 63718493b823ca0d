"""The OpenAPI 3.1 document of the whole API.

django-ninja describes offers, métiers and entities. This module describes pages, images and documents from their
viewsets, because Wagtail's API v2 has no OpenAPI document.
"""

from functools import cache
from typing import Any

from django.db import models
from rest_framework import fields as rest
from wagtail.api.v2.views import BaseAPIViewSet
from wagtail.models import Page, get_page_models

from emplois.browsing.criteria_fields import LONGEST_TEXT

from .ninja_api import ROOT, api
from .pages import ENDPOINTS
from .writing import BODIES

REFUSAL = {"$ref": "#/components/schemas/Refusal"}
TAGS = {"pages": "pages", "images": "images", "documents": "documents"}
NAMES = {"pages": ("Les pages", "Une page"), "images": ("Les images", "Une image"),
         "documents": ("Les documents", "Un document")}  # fmt: skip
JSON_TYPES = {
    models.BooleanField: "boolean",
    models.IntegerField: "integer",
    models.FloatField: "number",
    models.CharField: "string",
    models.TextField: "string",
    models.DateField: "string",
}
PARAMETERS = {
    "limit": ({"type": "integer", "minimum": 0, "maximum": 20}, "Éléments par réponse, 20 au plus."),
    "offset": ({"type": "integer", "minimum": 0}, "Combien en passer."),
    "fields": (
        {"type": "string", "pattern": "^(\\*|_|-?[a-z_]+)?(,-?[a-z_]+)*$"},
        "Champs voulus : « * », « body,-title », « parent(title) ».",
    ),
    "order": ({"type": "string"}, "Champ de tri, précédé de « - » pour l’ordre inverse."),
    "search": ({"type": "string", "maxLength": LONGEST_TEXT}, "Mots cherchés."),
    "search_operator": ({"type": "string", "enum": ["and", "or"]}, "Tous les mots, ou l’un d’eux."),
    "type": ({"type": "string"}, "Types de pages, entre virgules : « vitrines.VitrinePage »."),
    "child_of": ({"type": "string"}, "Numéro de la page au-dessus, ou « root »."),
    "descendant_of": ({"type": "string"}, "Numéro d’une page plus haut dans l’arbre, ou « root »."),
    "ancestor_of": ({"type": "integer"}, "Numéro d’une page plus bas dans l’arbre."),
    "rich_text_format": (
        {"type": "string", "enum": ["html", "markdown", "db_html", "db_markdown"]},
        "Forme des textes.",
    ),
}
"""Schema and description of the supported parameters of Wagtail's API."""


def merged(document: dict, endpoints: dict[str, type[BaseAPIViewSet]], root: str) -> dict:
    """Add to `document` the paths (below `root`) and schemas of Wagtail's `endpoints`, and return it."""
    for name, endpoint in endpoints.items():
        item = f"{name.capitalize()}Item"
        document["components"]["schemas"] |= _schemas(name, item, endpoint)
        document["paths"] |= _paths(name, item, endpoint, root)
    return document


def _paths(name: str, item: str, endpoint: type[BaseAPIViewSet], root: str) -> dict:
    listed, one = NAMES[name]
    known = [parameter for parameter in PARAMETERS if parameter in endpoint.known_query_parameters]
    page = {
        "type": "object",
        "required": ["meta", "items"],
        "properties": {
            "meta": {
                "type": "object",
                "required": ["total_count"],
                "properties": {"total_count": {"type": "integer"}},
            },
            "items": {"type": "array", "items": {"$ref": f"#/components/schemas/{item}"}},
        },
    }
    detail_parameters = [parameter for parameter in ("fields", "rich_text_format") if parameter in known]
    number = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer", "minimum": 1}}
    find = [{"name": "id", "in": "query", "required": False, "schema": {"type": "integer", "minimum": 1}}]
    if "html_path" in endpoint.find_query_parameters:
        find.append({"name": "html_path", "in": "query", "required": False, "schema": {"type": "string"},
                     "description": "Adresse publique de la page.", "example": "/institutions/"})  # fmt: skip
    all_public = f"{listed} {'publiques' if listed.endswith(('pages', 'images')) else 'publics'}"
    whole = {"$ref": f"#/components/schemas/{item}"}
    return {
        f"{root}{name}/": _operation(name, f"{name}_list", all_public, list(map(_parameter, known)), page, []),
        f"{root}{name}/{{id}}/": _operation(
            name, f"{name}_detail", one, [number, *map(_parameter, detail_parameters)], whole, [404]
        ),
        f"{root}{name}/find/": _operation(name, f"{name}_find", f"{one}, par redirection", find, None, [404]),
    }


def _parameter(name: str) -> dict:
    schema, description = PARAMETERS[name]
    return {"name": name, "in": "query", "required": False, "schema": schema, "description": description}


def _operation(
    name: str, operation: str, summary: str, parameters: list, schema: dict | None, errors: list[int]
) -> dict:
    responses: dict[str, dict] = {
        str(status): {"description": "Refus", "content": {"application/json": {"schema": REFUSAL}}}
        for status in (400, *errors, 429)
    }
    if schema:
        responses["200"] = {"description": "OK", "content": {"application/json": {"schema": schema}}}
    else:
        responses["302"] = {"description": "Vers l’objet"}
    common = {"operationId": operation, "summary": summary, "tags": [TAGS[name]], "parameters": parameters}
    return {"get": common | {"responses": dict(sorted(responses.items()))}}


def _schemas(name: str, item: str, endpoint: type[BaseAPIViewSet]) -> dict:
    """The schema of an endpoint's items; for pages, also one schema per page type."""
    if endpoint.model is not Page:
        return {item: _shape(endpoint, endpoint.model)}
    types = [model for model in get_page_models() if model is not Page]
    return {item: _shape(endpoint, Page)} | {model.__name__: _shape(endpoint, model) for model in types}


def _shape(endpoint: type[BaseAPIViewSet], model: type[models.Model]) -> dict:
    meta = set(endpoint.get_meta_fields_names(model)) - {"id"}
    body = [field for field in endpoint.get_body_fields_names(model) if field not in meta]
    overrides = endpoint.get_field_serializer_overrides(model)
    shape: dict[str, Any] = {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "meta": {
                "type": "object",
                "properties": {field: _field(model, field, overrides.get(field)) for field in sorted(meta)},
            },
        },
    }
    shape["properties"] |= {field: _field(model, field, overrides.get(field)) for field in body if field != "id"}
    return shape


def _field(model: type[models.Model], name: str, serializer: rest.Field | None) -> dict:
    """The schema of a field; empty, which accepts any value, when the model does not define its type."""
    if serializer is not None or name not in {field.name for field in model._meta.get_fields()}:
        return {"type": "string"} if name in ("type", "detail_url", "download_url") else {}
    field = model._meta.get_field(name)
    kind = next((kind for base, kind in JSON_TYPES.items() if isinstance(field, base)), None)
    if kind is None or type(field).__name__ in ("ChoiceSetField",):
        return {}
    schema = {"type": [kind, "null"] if field.null else kind}
    if label := getattr(field, "verbose_name", ""):
        schema["description"] = str(label)
    return schema


@cache
def document() -> dict:
    """The complete OpenAPI document, cached for the process."""
    spec = merged(api.get_openapi_schema(path_prefix=ROOT), ENDPOINTS, ROOT)
    for body in BODIES:
        schema = body.model_json_schema(ref_template="#/components/schemas/{model}")
        spec["components"]["schemas"] |= schema.pop("$defs", {}) | {body.__name__: schema}
    spec["paths"] = dict(sorted(spec["paths"].items()))
    return spec
