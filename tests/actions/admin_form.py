"""The admin's form of an action, as a browser sends it back."""

from django.urls import reverse


def change(action):
    """The address of the form."""
    return reverse("admin:actions_jointaction_change", args=[action.pk])


def opened(client, action):
    """Open the form, and return what it sends if nothing is touched."""
    return sent_by(client.get(change(action)).context["adminform"].form)


def sent_by(form):
    """{name: what the page of `form` sends under it}, with line ends as browsers send them."""
    # The admin wraps some widgets in links to add or change a row.
    widgets = {bound: getattr(bound.field.widget, "widget", bound.field.widget) for bound in form}
    values = {bound.html_name: widget.format_value(bound.value()) for bound, widget in widgets.items()}
    return {
        name: value.replace("\n", "\r\n") if isinstance(value, str) and name != "base" else value
        for name, value in values.items()
        if value is not None
    }
