"""Rows of the directory, in the words of its users."""

from django.contrib.auth.base_user import BaseUserManager
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Length
from django.utils import timezone

from gtm.lib.models import ArchivableQuerySet
from gtm.lib.search import normalise, words
from partners import permissions


class PartnerQuerySet(ArchivableQuerySet):
    """Organisations."""

    def get_by_natural_key(self, slug):
        return self.get(slug=slug)

    def visible_to(self, user):
        """The directory is open to everyone who logs in; archived partners to the secretariat only."""
        if not user.is_authenticated:
            return self.none()
        return self if permissions.is_secretariat(user) else self.live()

    def departments(self):
        """The national institutions that take part."""
        partner = self.model
        return self.live().filter(kind=partner.Kind.NATIONAL, involvement=partner.Involvement.PARTICIPANT)

    def with_names(self):
        """With the aliases that `Partner.all_names` reads."""
        return self.prefetch_related("aliases")

    def search(self, query):
        """Partners whose name, acronym or any alias holds every word of `query`."""
        aliases = self.model._meta.get_field("aliases").related_model.objects
        for word in words(query):
            named = aliases.filter(partner=OuterRef("pk"), key__contains=word)
            self = self.filter(Q(search_text__contains=word) | Exists(named))
        return self


class PartnerAliasQuerySet(models.QuerySet):
    """Other names of partners."""

    def get_by_natural_key(self, key):
        return self.get(key=normalise(key))


class UserManager(BaseUserManager):
    """People who log in, by e-mail address in any case."""

    def get_queryset(self):
        """With the partner, whose name every page shows."""
        return super().get_queryset().select_related("partner")

    def get_by_natural_key(self, email):
        return self.get(email__iexact=email)

    def secretariat(self):
        """The open accounts of those who keep the table."""
        return self.filter(role=permissions.SUPERUSER_ROLE, is_active=True)

    def create_user(self, email, password=None, **fields):
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.full_clean()
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        """A member of the secretariat, who may do everything."""
        fields["role"] = permissions.SUPERUSER_ROLE
        return self.create_user(email, password, **fields)


class ContactQuerySet(ArchivableQuerySet):
    """People of the partners to whom one writes."""

    def visible_to(self, user):
        """Names and addresses of people never leave the secretariat."""
        return self if permissions.may_send_mail(user) else self.none()


class InvitationQuerySet(models.QuerySet):
    """Who was asked to open an account."""

    def visible_to(self, user):
        return self if permissions.may_invite(user) else self.none()

    def pending(self):
        """Those neither taken up nor revoked, whose time may have run out."""
        return self.filter(accepted_at=None, revoked_at=None)

    def open(self):
        """Those whose link works now."""
        return self.pending().filter(expires_at__gt=timezone.now(), partner__archived_at=None)


class MailQuerySet(models.QuerySet):
    """Mails that leave, or have left."""

    def visible_to(self, user):
        """The outbox is the secretariat's."""
        return self if permissions.may_send_mail(user) else self.none()

    def due(self):
        """Those that are to leave now, the longest due first."""
        waiting = self.filter(state=self.model.State.WAITING, not_before__lte=timezone.now())
        return waiting.order_by("not_before", "pk")

    def undecided(self):
        """Those that will not move again until somebody decides."""
        return self.filter(state__in=self.model.State.undecided())

    def undecided_first(self):
        undecided = Case(When(state__in=self.model.State.undecided(), then=Value(0)), default=Value(1))
        return self.order_by(undecided, "-created_at", "-pk")


class MailAttachmentQuerySet(models.QuerySet):
    """Files that go with mails."""

    def visible_to(self, user):
        return self if permissions.may_send_mail(user) else self.none()

    def with_size(self):
        """With the `size` in bytes instead of the content."""
        return self.defer("content").annotate(size=Length("content"))
