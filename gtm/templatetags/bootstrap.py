"""Form fields in Bootstrap's dress."""

from django import template

register = template.Library()


@register.filter
def bootstrap(field):
    """The widget of a bound field, marked when what was typed in it is refused."""
    css = "form-select" if field.widget_type == "select" else "form-control"
    if field.errors:
        css += " is-invalid"
    # The label stands above: a placeholder would only repeat it, and vanish at the first letter.
    return field.as_widget(attrs={"class": css, "placeholder": False})
