"""`manage.py import_workbook`: what workbooks that came back would change; kept for review if asked."""

from pathlib import Path

from django.core.files import File
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions import tasks
from actions.columns import BY_NAME
from actions.models import ChangeSet, RowChange
from actions.proposals import Proposals
from actions.services import returns
from actions.stored import Loader
from gtm.lib.excel.reading import WorkbookRefused, read

State = ChangeSet.State


class Command(BaseCommand):
    help = (
        "Says what workbooks that came back would change, cell by cell. Nothing is written unless --keep is given, "
        "which keeps each as a change set to be reviewed on the screen; only there are changes accepted. Fails if a "
        "file cannot be read."
    )

    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="A workbook (.xlsx) or a CSV file.")
        parser.add_argument("--partner", help="Who sent them, by any of its names; else whom each was made for.")
        parser.add_argument("--sender", default="", help="The person or address that sent them.")
        parser.add_argument("--keep", action="store_true", help="Keep what they say, to be reviewed on the screen.")

    def handle(self, files, partner, sender, keep, **options):
        partner = self._partner(partner) if partner else None
        refused = 0
        for path in files:
            self.stdout.write(self.style.MIGRATE_HEADING(path.name))
            try:
                with path.open("rb") as file, transaction.atomic():
                    self._import(File(file, path.name), partner, sender, keep)
                    transaction.set_rollback(not keep)
            except (OSError, WorkbookRefused) as error:
                refused += 1
                self.stderr.write(self.style.ERROR(f"  {error}"))
        if not keep:
            self.stdout.write(_("Nothing was written: --keep keeps it for review."))
        if refused:
            sentence = ngettext("%(number)s file could not be read.", "%(number)s files could not be read.", refused)
            raise CommandError(sentence % {"number": refused})

    def _partner(self, name):
        found = BY_NAME["implementing"].cell()
        try:
            (partner,) = found.clean(name)
        except ValueError as error:
            raise CommandError(error) from error
        return partner

    def _import(self, file, partner, sender, keep):
        book = read(file, file.name)
        if keep:
            change_set, is_new = returns.receive(by=None, file=file, name=file.name, partner=partner, sender=sender)
            if not is_new:
                self.stdout.write(_("  Received already: %(url)s") % {"url": change_set.get_absolute_url()})
                return
        else:
            change_set = ChangeSet.objects.create(partner=partner, sender=sender, name=file.name)
        tasks.understand(change_set, book)
        self._tell(change_set)
        if keep:
            self.stdout.write(_("  Kept for review: %(url)s") % {"url": change_set.get_absolute_url()})

    def _tell(self, change_set):
        if change_set.state == State.MAPPING:
            self.stdout.write(_("  None of our workbooks: what its columns mean is to be confirmed on the screen."))
            return
        said = [str(change_set.get_source_display()), str(change_set.workbook or ""), str(change_set.partner or "")]
        self.stdout.write("  " + " · ".join(filter(None, said)))
        for problem in change_set.report["problems"]:
            self.stdout.write(self.style.WARNING(f"  {problem}"))
        proposals = list(Proposals(RowChange.objects.filter(change_set=change_set)))
        cells = [one for row in proposals for one in row.cells]
        values = Loader((one.column, stored) for one in cells for stored in (one.cell.base, one.cell.proposed))
        for row in proposals:
            self._tell_row(row.row, row.cells, values)
        report = change_set.report
        words = {"read": report["read"], "unchanged": report["unchanged"], "cells": len(cells)}
        self.stdout.write(
            _("  Rows read: %(read)s, of which unchanged: %(unchanged)s. Changed cells: %(cells)s.") % words
        )

    def _tell_row(self, row, proposals, values):
        name = row.action.reference if row.action else row.title
        if row.kind != RowChange.Kind.CHANGED:
            self.stdout.write(f"  {name}  {row.get_kind_display()}")
        for error in row.errors.values():
            self.stdout.write(self.style.WARNING(f"    {error}"))
        for one in proposals:
            before, after = (values.text(one.column, stored) or "∅" for stored in (one.cell.base, one.cell.proposed))
            said = one.cell.error or f"{before!r} → {after!r}"
            self.stdout.write(f"  {name}  {capfirst(one.column.heading)}  {said}  [{one.standing.label}]")
