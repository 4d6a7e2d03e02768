"""The accounts in the admin: opened, changed and closed, and logged in again when a telephone is lost."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as BaseUserAdmin
from django.contrib.auth.forms import BaseUserCreationForm
from django.contrib.auth.forms import UserChangeForm as BaseUserChangeForm
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from gtm.lib.admin import Screen
from partners import services
from partners.models import User
from partners.permissions import is_secretariat, may_remove_two_factor

# Roles stand in for groups, an account has the one address that the secretariat gave it, secrets are nobody's to look
# at, and the settings name the one provider of OpenID Connect.
admin.site.unregister([Group, EmailAddress, Authenticator, SocialAccount, SocialApp, SocialToken])


class UserCreationForm(BaseUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "name", "role", "partner"]


class UserChangeForm(BaseUserChangeForm):
    acting = None  # who fills in the form

    class Meta:
        model = User
        fields = ["email", "name", "role", "partner", "is_active"]

    def clean(self):
        """Refuse whatever would leave the secretariat without the person at the screen, or without anybody."""
        cleaned = super().clean()
        after = User(role=cleaned.get("role"), is_active=cleaned.get("is_active"))
        if is_secretariat(after):
            return cleaned
        where = "role" if after.is_active else "is_active"
        if self.instance == self.acting:
            self.add_error(where, _("You cannot close your own account or leave the secretariat: ask a colleague."))
            return cleaned
        # All locked in one order, so that two colleagues who close each other at once are answered in turn.
        remaining = User.objects.secretariat().order_by("pk").select_for_update().values_list("pk", flat=True)
        if not set(remaining) - {self.instance.pk}:
            self.add_error(where, _("This is the last open account of the secretariat."))
        return cleaned


@admin.register(User)
class UserAdmin(Screen, BaseUserAdmin):
    add_form_template = "admin/change_form.html"
    form = UserChangeForm
    add_form = UserCreationForm
    list_display = ["name", "email", "role", "partner", "is_active", "uses_two_factor", "last_login"]
    list_select_related = ["partner"]
    list_filter = ["role", "is_active"]
    actions = ["remove_two_factor"]
    search_fields = ["name", "email", "partner__name", "partner__acronym"]
    ordering = ["name"]
    filter_horizontal = []
    autocomplete_fields = ["partner"]
    readonly_fields = ["last_login", "date_joined"]
    fieldsets = [
        (None, {"fields": ["email", "name", "role", "partner", "is_active"]}),
        (gettext_lazy("Access"), {"fields": ["password", "last_login", "date_joined"]}),
    ]
    add_fieldsets = [(None, {"fields": ["email", "name", "role", "partner", "password1", "password2"]})]

    def get_form(self, request, obj=None, **kwargs):
        form = super().get_form(request, obj, **kwargs)
        form.acting = request.user
        return form

    def get_queryset(self, request):
        totp = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
        return super().get_queryset(request).annotate(uses_two_factor=Exists(totp))

    @admin.display(description=gettext_lazy("two-factor"), boolean=True, ordering="uses_two_factor")
    def uses_two_factor(self, user):
        return user.uses_two_factor

    @admin.action(description=gettext_lazy("Take two-factor authentication away (lost telephone)"))
    def remove_two_factor(self, request, queryset):
        """Asks first, then takes away what may be: not one's own."""
        people = [person for person in queryset if may_remove_two_factor(request.user, person)]
        if not people:
            said = _("Nothing was done: switch your own off yourself, or ask a colleague.")
            self.message_user(request, said, messages.ERROR)
            return None
        if "confirmed" not in request.POST:
            said = self.admin_site.each_context(request) | {
                "title": _("Take two-factor authentication away"),
                "people": people,
                "opts": self.opts,
            }
            return TemplateResponse(request, "admin/partners/user/remove_two_factor.html", said)
        removed = [person for person in people if services.remove_two_factor(by=request.user, person=person)]
        for person in removed:
            self.log_change(request, person, _("Two-factor authentication taken away."))
        said = ngettext(
            "%(count)s person logs in with the password alone from now on, and is told so by mail.",
            "%(count)s people log in with the password alone from now on, and are told so by mail.",
            len(removed),
        )
        self.message_user(request, said % {"count": len(removed)})
        return None

    def has_delete_permission(self, request, obj=None):
        """An account is closed, and the person's work stays under her name."""
        return False

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        # The log-in page remembers addresses that were once confirmed: the former one must not open the account.
        EmailAddress.objects.filter(user=obj).exclude(email=obj.email).delete()
