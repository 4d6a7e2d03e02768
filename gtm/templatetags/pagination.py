"""The numbers of a page list."""

from django import template

register = template.Library()


@register.filter
def page_numbers(page):
    """The first, last and neighbouring page numbers, with an ellipsis where some are left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)
