"""Form fields in Bootstrap's dress."""

from django import template

register = template.Library()

CLASSES = {"select": "form-select", "selectmultiple": "form-select", "checkbox": "form-check-input"}


@register.filter
def bootstrap(field):
    """The widget of a bound field, marked when what was typed in it is refused."""
    css = CLASSES.get(field.widget_type, "form-control")
    # The label stands above: a placeholder would only repeat it, and vanish at the first letter.
    return field.as_widget(attrs={"class": f"{css} is-invalid" if field.errors else css, "placeholder": False})
