"""Import and export in the admin: look at what would happen, then let it happen whole or not at all."""

from hashlib import sha256

from django import forms
from django.contrib import messages
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db import transaction
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from import_export.admin import ImportExportMixin
from import_export.forms import ConfirmImportForm, ExportForm, ImportForm
from import_export.results import RowResult
from import_export.tmp_storages import CacheStorage

from gtm.lib.formats import FORMATS
from gtm.lib.spreadsheets import UnreadableError, check_size


class OutdatedError(Exception):
    """What was seen in the preview is no longer what would happen."""


def digest(result):
    """What an import does to every row, in 64 characters."""
    return sha256(repr([(row.import_type, row.diff) for row in result.rows]).encode()).hexdigest()


class UploadForm(ImportForm):
    """The file to look at."""

    def clean_import_file(self):
        file = self.cleaned_data["import_file"]
        try:
            check_size(file.size)
        except UnreadableError as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return file


class ConfirmForm(ConfirmImportForm):
    """The file that was looked at, to be imported as long as it would do what was `seen`."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    format = forms.ChoiceField(choices=list(enumerate(FORMATS)), widget=forms.HiddenInput)


class Exchange(ImportExportMixin):
    """A list that is imported and exported by its one resource."""

    formats = FORMATS
    import_form_class = UploadForm
    confirm_form_class = ConfirmForm
    export_form_class = ExportForm
    # In the shared cache a preview reaches every worker, and vanishes by itself if nobody confirms it.
    tmp_storage_class = CacheStorage

    def get_resource_index(self, form):
        return 0

    # Export -----------------------------------------------------------------------------------

    def get_export_data(self, file_format, request, queryset, **kwargs):
        dataset = self.get_data_for_export(request, queryset, force_native_type=file_format.native, **kwargs)
        return file_format.export_data(dataset)

    def get_export_filename(self, request, queryset, file_format):
        name = slugify(self.opts.verbose_name_plural)
        return f"{name}-{timezone.localdate():%Y-%m-%d}.{file_format.get_extension()}"

    # Import -----------------------------------------------------------------------------------

    def get_import_data_kwargs(self, **kwargs):
        # Without it, the rows without a fault would be saved.
        return super().get_import_data_kwargs(**kwargs) | {"rollback_on_validation_errors": True}

    def add_data_read_fail_error_to_form(self, form, e):
        if not isinstance(e, UnreadableError):
            raise e
        form.add_error("import_file", str(e))

    def import_action(self, request, **kwargs):
        response = super().import_action(request, **kwargs)
        if confirm_form := response.context_data.get("confirm_form"):
            confirm_form.initial["seen"] = digest(response.context_data["result"])
        return response

    @transaction.atomic
    def process_dataset(self, dataset, form, request, **kwargs):
        result = super().process_dataset(dataset, form, request, **kwargs)
        if result.has_errors() or result.has_validation_errors() or digest(result) != form.cleaned_data["seen"]:
            raise OutdatedError(_("Nothing was imported: the table has changed since the preview."))
        return result

    def process_import(self, request, **kwargs):
        try:
            return super().process_import(request, **kwargs)
        except (UnreadableError, OutdatedError) as refusal:
            return self._send_again(request, refusal)

    def _send_again(self, request, reason):
        self.message_user(request, reason, messages.ERROR)
        return redirect("admin:{}_{}_import".format(*self.get_model_info()))

    def generate_log_entries(self, result, request):
        said = _("Imported from “%(file)s”.") % {"file": request.POST["original_file_name"]}
        for verdict, flag in ((RowResult.IMPORT_TYPE_NEW, ADDITION), (RowResult.IMPORT_TYPE_UPDATE, CHANGE)):
            rows = [row.instance for row in result if row.import_type == verdict]
            LogEntry.objects.log_actions(request.user.pk, rows, flag, change_message=said)

    def add_success_message(self, result, request):
        said = _("Imported: %(new)s new, %(update)s changed, %(skip)s unchanged.") % result.totals
        self.message_user(request, said, messages.SUCCESS)
