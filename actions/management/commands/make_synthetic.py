"""Rows for a demonstration of scale, all of them marked, and the way to be rid of them."""

from random import Random

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import localize
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions import synthetic
from actions.models import Axis, JointAction, Orientation, Region, Theme
from partners.models import Partner


class Command(BaseCommand):
    help = "Adds synthetic joint actions (references S-000001 …), or removes all of them."

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--actions", type=int, metavar="N", help="how many actions to add")
        what.add_argument("--delete", action="store_true", help="remove every synthetic action")
        parser.add_argument("--seed", type=int, default=2008, help="the same seed gives the same rows (2008)")

    def handle(self, *, actions, delete, seed, **options):
        if delete:
            self.delete()
        elif actions < 1:
            raise CommandError(_("How many actions? Give a number from 1."))
        else:
            self.create(actions, seed)

    @transaction.atomic
    def create(self, count, seed):
        axes, partners = list(Axis.objects.live()), list(Partner.objects.live())
        if not axes or not partners:
            raise CommandError(_("There are no axes or no partners yet: run load_reference first."))
        synthetic.create(
            count,
            axes=axes,
            partners=partners,
            many={
                "orientations": list(Orientation.objects.live()),
                "themes": list(Theme.objects.live()),
                "regions": list(Region.objects.live()),
            },
            random=Random(seed),  # noqa: S311 - repeatable, not secret
            today=timezone.localdate(),
        )
        self.say(
            ngettext("%(count)s synthetic action added.", "%(count)s synthetic actions added.", count)
            % {"count": localize(count)}
        )

    @transaction.atomic
    def delete(self):
        rows = JointAction.objects.filter(is_synthetic=True)
        count = rows.count()
        rows.delete()
        self.say(
            ngettext("%(count)s synthetic action removed.", "%(count)s synthetic actions removed.", count)
            % {"count": localize(count)}
        )

    def say(self, sentence):
        self.stdout.write(self.style.SUCCESS(sentence))
