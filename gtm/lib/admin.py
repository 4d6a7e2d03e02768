"""What the admin screens of every app share: titles, search, archiving, keys that stay, and rows that are in use."""

from collections import defaultdict

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import NestedObjects, model_ngettext, quote, unquote
from django.db import transaction
from django.shortcuts import redirect
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from gtm.lib.search import normalise, words


class Screen:
    """What every list and form has: titles in plain words, and search that ignores accents and case."""

    def changelist_view(self, request, extra_context=None):
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title} | (extra_context or {}))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        name = self.opts.verbose_name
        title = capfirst(name) if object_id else _("Add: %(name)s") % {"name": name}
        return super().changeform_view(request, object_id, form_url, {"title": title} | (extra_context or {}))

    def get_search_results(self, request, queryset, search_term):
        """Search as the model does, or else over `search_fields`."""
        if hasattr(queryset, "search"):
            return queryset.search(search_term), False
        if not (wanted := words(search_term)):
            return queryset, False
        found = []
        for pk, *texts in queryset.values_list("pk", *self.search_fields):
            text = normalise(" ".join(str(text or "") for text in texts))
            if all(word in text for word in wanted):
                found.append(pk)
        return queryset.filter(pk__in=found), False


class FixedKey:
    """Fields that are given when a row is added and never change: addresses and references depend on them."""

    fixed_fields = ()

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), *(self.fixed_fields if obj else ())]

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else super().get_prepopulated_fields(request, obj)


class ReadOnly:
    """Rows that the application writes by itself: the admin only shows them."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class KeptInUse:
    """Rows that are deleted one by one, and only while nothing refers to them; a sentence says what does."""

    instead = _("remove these links first")

    def get_actions(self, request):
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions

    def delete_view(self, request, object_id, extra_context=None):
        obj = self.get_object(request, unquote(object_id))
        if obj and (uses := _uses(obj)):
            self.message_user(
                request,
                _("“%(row)s” cannot be deleted, since it is linked to %(uses)s: %(instead)s.")
                % {"row": obj, "uses": get_text_list(uses, _("and")), "instead": self.instead},
                messages.ERROR,
            )
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", quote(obj.pk))
        return super().delete_view(request, object_id, extra_context)


def _uses(obj):
    """What deleting `obj` and its parts would break or unlink: ["3 joint actions", "1 meeting"]."""
    collector = NestedObjects(using=obj._state.db, origin=obj)
    collector.collect([obj])
    uses = defaultdict(set)
    for row in collector.protected:
        uses[type(row)].add(row.pk)
    for model, links in collector.model_objs.items():
        if model._meta.auto_created:
            for end in model._meta.fields:
                if end.is_relation and end.related_model not in collector.model_objs:
                    uses[end.related_model].update(getattr(link, end.attname) for link in links)
    return sorted(f"{len(rows)} {model_ngettext(model, len(rows))}" for model, rows in uses.items())


class ArchivedFilter(admin.SimpleListFilter):
    """Archived rows stay out of sight until they are asked for."""

    title = _("archiving")
    parameter_name = "archived"
    CHOICES = [(None, _("Not archived")), ("yes", _("Archived only")), ("all", _("Archived or not"))]

    def lookups(self, request, model_admin):
        return self.CHOICES

    def choices(self, changelist):
        for value, title in self.CHOICES:
            yield {
                "selected": self.value() == value,
                "query_string": changelist.get_query_string({self.parameter_name: value}),
                "display": title,
            }

    def queryset(self, request, queryset):
        if self.value() == "all":
            return queryset
        return queryset.exclude(archived_at=None) if self.value() == "yes" else queryset.live()


class Archives(KeptInUse):
    """Rows that are archived rather than deleted once they are in use."""

    actions = ["archive", "restore"]
    instead = _("archive it instead")

    def get_list_filter(self, request):
        return [*super().get_list_filter(request), ArchivedFilter]

    def get_readonly_fields(self, request, obj=None):
        return [*super().get_readonly_fields(request, obj), "archived_at"]

    def get_search_results(self, request, queryset, search_term):
        if request.resolver_match.url_name == "autocomplete":
            queryset = queryset.live()
        return super().get_search_results(request, queryset, search_term)

    @admin.action(description=_("Archive"))
    def archive(self, request, queryset):
        count = self._move(request, queryset.live(), "archive", _("Archived."))
        said = ngettext("%(count)s row archived.", "%(count)s rows archived.", count)
        self.message_user(request, said % {"count": count})

    @admin.action(description=_("Restore"))
    def restore(self, request, queryset):
        count = self._move(request, queryset.exclude(archived_at=None), "restore", _("Restored."))
        said = ngettext("%(count)s row restored.", "%(count)s rows restored.", count)
        self.message_user(request, said % {"count": count})

    @transaction.atomic
    def _move(self, request, queryset, verb, said):
        LogEntry.objects.log_actions(request.user.pk, list(queryset), CHANGE, change_message=str(said))
        return self.put_away(request, queryset, verb)

    def put_away(self, request, queryset, verb):
        """Carry out `verb` and return how many rows it moved."""
        return getattr(queryset, verb)()
