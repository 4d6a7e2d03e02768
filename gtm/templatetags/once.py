"""``{% once %}``: a token that tells a form sent twice from two that say the same (`partners.once`)."""

from uuid import uuid4

from django import template
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def once():
    """A hidden field with a token of its own."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid4())
