"""Custom model fields."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Model
from django.utils.functional import cached_property
from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField

from core import blocks

SEPARATOR = "|"


class BlocksField(StreamField):
    """A StreamField whose migrations hold no block definitions, so that changing a block makes no migration.

    In return, Wagtail's block migration operations cannot traverse it: renaming a block needs a raw-data migration.
    """

    if TYPE_CHECKING:  # A StreamField accepts a StreamValue or JSON.

        def __get__(self, instance: Any, owner: Any = None) -> Any: ...

        def __set__(self, instance: Any, value: Any) -> None: ...

    def __init__(self, block_types: Iterable = (), **kwargs: Any) -> None:
        kwargs.setdefault("blank", True)
        super().__init__(block_types, **kwargs)

    def deconstruct(self) -> tuple:
        name, path, _args, kwargs = models.Field.deconstruct(self)
        return name, path, [], kwargs


class BodyField(BlocksField):
    """A page body made of all blocks registered in `core.blocks`, except those named in `without`."""

    def __init__(self, *args: Any, without: Iterable[str] = (), **kwargs: Any) -> None:
        self.without = frozenset(without)
        super().__init__((), **kwargs)

    @cached_property
    def stream_block(self) -> StreamBlock:
        offered = [(name, block) for name, block in blocks.body_blocks() if name not in self.without]
        counts = {name: count for name, count in blocks.block_counts().items() if name not in self.without}
        return StreamBlock(offered, required=not self.blank, block_counts=counts)


class ChoiceSetField(models.CharField):
    """Several codes of a TextChoices, in its order: a list in Python, `|CODE|CODE|` in the database.

    `filter(field__contains="|CODE|")` selects the rows that contain CODE, on every database.
    """

    if TYPE_CHECKING:

        def __get__(self, instance: Any, owner: Any = None) -> Any: ...

        def __set__(self, instance: Any, value: Any) -> None: ...

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 120)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", list)
        super().__init__(*args, **kwargs)

    def from_db_value(self, value: str | None, expression: object, connection: object) -> list[str]:
        return self.to_python(value)

    def to_python(self, value: str | Iterable[str] | None) -> list[str]:
        if isinstance(value, str):
            value = value.split(SEPARATOR)
        chosen = {code for code in value or () if code}
        known = [code for code, _label in self.choices or ()]
        return [code for code in known if code in chosen] + sorted(chosen.difference(known))

    def get_prep_value(self, value: Any) -> str:
        codes = self.to_python(value)
        return f"{SEPARATOR}{SEPARATOR.join(codes)}{SEPARATOR}" if codes else ""

    def value_to_string(self, obj: Model) -> str:
        return self.get_prep_value(self.value_from_object(obj))

    def validate(self, value: Any, model_instance: Model | None) -> None:
        unknown = set(value).difference(code for code, _label in self.choices or ())
        if unknown:
            raise ValidationError("Valeur inconnue : %(codes)s.", params={"codes": ", ".join(sorted(unknown))})
        if not value and not self.blank:
            raise ValidationError(self.error_messages["blank"])

    def run_validators(self, value: Any) -> None:
        super().run_validators(self.get_prep_value(value))

    def formfield(self, **kwargs: Any) -> Any:
        options = {
            "choices": self.choices,
            "required": not self.blank,
            "label": self.verbose_name.capitalize(),
            "help_text": self.help_text,
            "widget": forms.CheckboxSelectMultiple,
        }
        return forms.MultipleChoiceField(**options | {k: v for k, v in kwargs.items() if k in ("label", "widget")})

    def labels(self, codes: Iterable[str]) -> list[str]:
        """The labels of `codes`; an unknown code is its own label."""
        names = dict(self.choices or ())
        return [str(names.get(code, code)) for code in codes]
