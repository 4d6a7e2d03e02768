"""Lists of rows to pick from, which the browser lets people search by typing."""

from django import forms
from django.db.models import prefetch_related_objects
from django.utils.translation import gettext_lazy as _

# What the picker says; the browser shows it.
PICKER = {"data-none": _("Nothing by this name."), "data-remove": _("Remove")}


class PartnerPicker:
    """Offers partners, found by every name that they go by; `rows` holds {key: partner}."""

    def __init__(self, rows, choices=()):
        super().__init__(choices=choices)
        self.rows = rows

    def optgroups(self, name, value, attrs=None):
        prefetch_related_objects(list(self.rows.values()), "aliases")
        return super().optgroups(name, value, attrs)

    def create_option(self, name, value, *args, **kwargs):
        option = super().create_option(name, value, *args, **kwargs)
        if row := self.rows.get(value):
            option["label"] = row.full_name
            option["attrs"]["data-names"] = " · ".join(row.all_names())
        return option


class PickOne(PartnerPicker, forms.Select):
    pass


class PickMany(PartnerPicker, forms.SelectMultiple):
    pass


class TickMany(PartnerPicker, forms.CheckboxSelectMultiple):
    pass
