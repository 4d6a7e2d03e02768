"""Who may see and change what of the table. The roles themselves are named in `partners.permissions` only."""

from partners import permissions

may_edit_actions = permissions.may_edit
may_browse_table = permissions.may_browse_table
may_read_internal_notes = permissions.may_read_internal_notes
reads_everything = permissions.reads_everything
