"""What an import and an export have in common, whatever the table: headings, verdicts and what changed."""

import logging
from contextlib import contextmanager
from functools import cached_property

from diff_match_patch import diff_match_patch
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from import_export import fields, resources
from import_export.results import RowResult

from gtm.lib.cells import AmountCell, BooleanCell, ChoiceCell, DateCell, IntegerCell, TextCell, squeeze
from gtm.lib.search import normalise
from gtm.lib.spreadsheets import UnreadableError

logger = logging.getLogger(__name__)


class Column(fields.Field):
    """A column that holds a field of the model."""

    def save(self, instance, row, is_m2m=False, **kwargs):
        value, stored = self.clean(row), self.get_value(instance)
        if isinstance(stored, str) and squeeze(stored) == value:
            return
        if instance._state.adding and value in self.empty_values:
            return  # the model's own default stands
        setattr(instance, self.attribute, value)


class RelationColumn(Column):
    """A column that lists the rows of a many-to-many field; whoever saves the row stores them."""

    def save(self, instance, row, is_m2m=False, **kwargs):
        vars(instance).setdefault("_listed", {})[self.attribute] = self.clean(row)

    def get_value(self, instance):
        listed = vars(instance).get("_listed", {})
        if self.attribute in listed:
            return listed[self.attribute]
        return sorted(self.read(instance), key=str) if instance.pk else []

    def read(self, instance):
        return getattr(instance, self.attribute).all()


class Diff(resources.Diff):
    """What an import does to a row: [(heading, [(how, text)])], `how` being -1 taken away, 0 kept, 1 added."""

    def __init__(self, resource, instance, new):
        super().__init__(resource, instance, new)
        self.headings = resource.get_diff_headers()

    def as_html(self):
        # Named by the library, but the template writes the HTML: the library's own has inline styles.
        compare = diff_match_patch()
        changes = []
        for heading, before, after in zip(self.headings, self.left, self.right, strict=True):
            before = "" if self.new else before
            if before != after:
                pieces = compare.diff_main(before, after)
                compare.diff_cleanupSemantic(pieces)
                changes.append((heading, pieces))
        return changes


class Resource(resources.ModelResource):
    """A table that is imported and exported under the headings of the screen, rows being known by a natural key.

    One wrong row stops an import, and every fault of every row is told.
    """

    DEFAULT_RESOURCE_FIELD = Column
    CELLS = {
        "CharField": TextCell,
        "SlugField": TextCell,
        "TextField": TextCell,
        "DateField": DateCell,
        "DecimalField": AmountCell,
        "PositiveSmallIntegerField": IntegerCell,
        "BooleanField": BooleanCell,
    }

    class Meta:
        clean_model_instances = True
        skip_unchanged = True
        use_transactions = True
        chunk_size = 1000

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.line = None  # of the row in hand, as a spreadsheet counts
        self.met = {}  # {key: line}
        for name, field in self.fields.items():
            field.column_name = self.heading(name)

    @classmethod
    def field_from_django_field(cls, field_name, django_field, readonly):
        cell = (
            ChoiceCell(django_field.choices) if django_field.choices else cls.CELLS[django_field.get_internal_type()]()
        )
        return cls.DEFAULT_RESOURCE_FIELD(attribute=field_name, widget=cell, readonly=readonly)

    @classmethod
    def get_diff_class(cls):
        return Diff

    @classmethod
    def get_display_name(cls):
        return capfirst(cls._meta.model._meta.verbose_name_plural)

    def heading(self, name):
        """The heading of the column `name`, in the active language."""
        return capfirst(str(self._meta.model._meta.get_field(name).verbose_name))

    @property
    def key(self):
        """The column that tells which row is meant."""
        return self.fields[self._meta.import_id_fields[0]]

    @cached_property
    def existing(self):
        """{key: row}"""
        return {self.key.get_value(instance): instance for instance in self.get_queryset()}

    # Headings ---------------------------------------------------------------------------------

    def before_import(self, dataset, **kwargs):
        try:
            dataset.headers = self.recognise(dataset)
        except UnreadableError:
            dataset.wipe()  # the library would go on with the rows
            raise

    def recognise(self, dataset):
        """The headings of this table for those of the file, which may differ in case and accents."""
        known = {
            normalise(name): field.column_name
            for code, field in self.fields.items()
            for name in (code, field.column_name)
        }
        found = [known.get(normalise(heading or "")) for heading in dataset.headers]
        unknown = [
            heading or _("(without heading)")
            for number, heading in enumerate(dataset.headers)
            if not found[number] and (heading or any(dataset.get_col(number)))
        ]
        named = [heading for heading in found if heading]
        if unknown:
            raise UnreadableError(
                _("Unknown columns: %(unknown)s. This table has: %(known)s.")
                % {"unknown": ", ".join(map(str, unknown)), "known": ", ".join(self.get_diff_headers())}
            )
        if twice := {heading for heading in named if named.count(heading) > 1}:
            raise UnreadableError(_("Two columns have the heading %(heading)s.") % {"heading": ", ".join(twice)})
        if self.key.column_name not in named:
            raise UnreadableError(_("The column %(heading)s is missing.") % {"heading": self.key.column_name})
        return [heading or "" for heading in found]

    # Rows -------------------------------------------------------------------------------------

    def import_row(self, row, instance_loader, **kwargs):
        self.line = kwargs["row_number"] + 1
        if all(value in (None, "") for value in row.values()):
            blank = RowResult()
            blank.import_type = RowResult.IMPORT_TYPE_SKIP
            return blank
        result = super().import_row(row, instance_loader, **kwargs)
        for unforeseen in result.errors:
            logger.error("Row %s of an import failed.", self.line, exc_info=unforeseen.error)
        return result

    def get_instance(self, instance_loader, row):
        """The row that is meant, or None for a new one. Raise ValidationError where that cannot be told."""
        try:
            key = self.key.clean(row)
        except ValueError as error:
            raise ValidationError({self.key.column_name: str(error)}) from error
        if key in self.key.empty_values:
            return None
        if key in self.met:
            raise ValidationError(
                {
                    self.key.column_name: _("“%(key)s” is already in row %(row)s of this file.")
                    % {"key": key, "row": self.met[key]}
                }
            )
        self.met[key] = self.line
        return self.existing.get(key)

    def skip_row(self, instance, original, row, import_validation_errors=None):
        unchanged = super().skip_row(instance, original, row, import_validation_errors)
        if unchanged:
            with self._faults_by_heading():  # a row that is wrong as it stands is told too
                instance.clean_fields()
        return unchanged

    def validate_instance(self, instance, import_validation_errors=None, validate_unique=True):
        with self._faults_by_heading():
            super().validate_instance(instance, import_validation_errors, validate_unique)

    @contextmanager
    def _faults_by_heading(self):
        try:
            yield
        except ValidationError as error:
            raise ValidationError({self._where(name): faults for name, faults in error.error_dict.items()}) from error

    def _where(self, name):
        """The heading of a column, or the screen's name of a field that has none."""
        if name in self.fields:
            return self.fields[name].column_name
        try:
            return capfirst(str(self._meta.model._meta.get_field(name).verbose_name))
        except FieldDoesNotExist:
            return name
