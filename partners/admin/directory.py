"""The directory and the outbox in the admin."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _

from gtm.lib.admin import Archives, FixedKey, KeptInUse, ReadOnly, Screen
from gtm.lib.admin_exchange import Exchange
from gtm.lib.search import normalise
from partners import services
from partners.forms import InvitationForm
from partners.models import Contact, Invitation, Mail, MailAttachment, Notifications, Partner, PartnerAlias
from partners.resources import PartnerAliasResource, PartnerResource


class AliasFormSet(forms.BaseInlineFormSet):
    def clean(self):
        super().clean()
        met = set()
        for form in self.forms:
            key = normalise(form.cleaned_data.get("name", ""))
            if key and key in met and form not in self.deleted_forms:
                form.add_error("name", _("This name is already in the list, in another spelling."))
            met.add(key)


class AliasInline(admin.TabularInline):
    model = PartnerAlias
    formset = AliasFormSet
    extra = 0


class ContactInline(admin.TabularInline):
    """The people to write to; those who leave are archived in their own list."""

    model = Contact
    extra = 0
    can_delete = False

    def get_queryset(self, request):
        return super().get_queryset(request).live()


@admin.register(Partner)
class PartnerAdmin(Exchange, Archives, Screen, FixedKey, admin.ModelAdmin):
    resource_classes = [PartnerResource]
    list_display = ["name", "acronym", "kind", "involvement"]
    list_filter = ["kind", "involvement"]
    search_fields = ["name"]
    fields = ["acronym", "name", "slug", "kind", "involvement", "archived_at"]
    fixed_fields = ["slug"]
    prepopulated_fields = {"slug": ["acronym"]}
    inlines = [AliasInline, ContactInline]


@admin.register(PartnerAlias)
class PartnerAliasAdmin(Exchange, Screen, KeptInUse, admin.ModelAdmin):
    resource_classes = [PartnerAliasResource]
    list_display = ["name", "partner", "note"]
    list_select_related = ["partner"]
    search_fields = ["name", "partner__name", "partner__acronym", "note"]
    autocomplete_fields = ["partner"]


@admin.register(Contact)
class ContactAdmin(Archives, Screen, admin.ModelAdmin):
    list_display = ["name", "function", "partner", "email"]
    list_select_related = ["partner"]
    search_fields = ["name", "function", "email", "partner__name", "partner__acronym"]
    autocomplete_fields = ["partner"]


@admin.register(Invitation)
class InvitationAdmin(Screen, admin.ModelAdmin):
    """Sent from here or from the page of a partner, and revoked there."""

    form = InvitationForm
    list_display = ["email", "partner", "expires_at", "accepted_at", "revoked_at"]
    list_select_related = ["partner"]
    list_filter = ["expires_at", "accepted_at"]
    search_fields = ["email", "partner__name", "partner__acronym"]
    fields = ["partner", "email", "mail", "expires_at", "accepted_at", "account", "revoked_at"]
    autocomplete_fields = ["partner"]

    def get_fields(self, request, obj=None):
        return self.fields if obj else ["partner", "email"]

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        obj.pk = services.invite(by=request.user, partner=obj.partner, email=obj.email).pk


@admin.register(Mail)
class MailAdmin(ReadOnly, Screen, admin.ModelAdmin):
    """Decided upon at its own page."""

    list_display = ["subject", "to", "state", "created_at", "sent_at"]
    list_filter = ["state", "created_at"]
    search_fields = ["subject", "to", "to_name"]


@admin.register(MailAttachment)
class MailAttachmentAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["name", "mail", "content_type"]
    list_select_related = ["mail"]
    search_fields = ["name", "mail__subject", "mail__to"]
    fields = ["name", "mail", "content_type"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("content")


@admin.register(Notifications)
class NotificationsAdmin(ReadOnly, Screen, admin.ModelAdmin):
    list_display = ["user", "frequency", "last_digest_on"]
    list_select_related = ["user"]
    list_filter = ["frequency"]
    search_fields = ["user__name", "user__email"]
