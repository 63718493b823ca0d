from django import template
from django.template.base import Node, NodeList, Parser, Token
from django.template.context import Context
from django.template.loader import get_template
from django.utils.safestring import mark_safe

from reperes.glossary import glossary
from reperes.net_pay import Scale, scale

register = template.Library()


class GlossaryNode(Node):
    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> str:
        marked, definitions = glossary.current().mark(self.nodelist.render(context))
        shown = get_template("reperes/definitions.html").render({"definitions": definitions}) if definitions else ""
        return mark_safe(marked + shown)  # noqa: S308  Glossary.mark() adds escaped links to what was already rendered.


@register.tag
def explained(parser: Parser, _token: Token) -> GlossaryNode:
    """`{% explained %}…{% endexplained %}`: the first use of each glossary word opens its definition."""
    nodelist = parser.parse(("endexplained",))
    parser.delete_first_token()
    return GlossaryNode(nodelist)


@register.simple_tag
def pay_scale() -> Scale | None:
    """The scale of contributions behind the estimates of net pay; None where the table has none."""
    return scale.current()
