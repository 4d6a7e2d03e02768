import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models

from gtm.lib.frozen import Freeze, FreezeWhile

APPROVED = {'state': 'minutes_state', 'value': 'approved'}


class Migration(migrations.Migration):

    dependencies = [
        ('actions', '0009_comment_confirm_and_call'),
        ('meetings', '0002_follow_decisions'),
        ('partners', '0005_carry_out_once'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MinutesMail',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
            ],
            options={
                'verbose_name': 'mail with minutes',
                'verbose_name_plural': 'mails with minutes',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='MinutesRemark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('said_by', models.CharField(blank=True, help_text='Who wrote it, if by mail.', max_length=150, validators=[django.core.validators.RegexValidator('[\\x00-\\x1f\\x7f\\x85\\u2028\\u2029]', 'Line breaks are not allowed here.', code='one_line', inverse_match=True)], verbose_name='said by')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='entered on')),
                ('text', models.TextField(verbose_name='remark')),
                ('verdict', models.CharField(choices=[('open', 'To be looked at'), ('taken', 'Taken into account'), ('not_taken', 'Not taken into account')], default='open', max_length=9, verbose_name='what became of it')),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
            ],
            options={
                'verbose_name': 'remark on the minutes',
                'verbose_name_plural': 'remarks on the minutes',
                'ordering': ['at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='MinutesTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=255, verbose_name='name of the file')),
                ('content', models.BinaryField(verbose_name='content')),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='added on')),
            ],
            options={
                'verbose_name': 'template of the minutes',
                'verbose_name_plural': 'templates of the minutes',
                'ordering': ['-added_at', '-pk'],
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='MinutesVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('kind', models.CharField(choices=[('circulated', 'Sent for remarks'), ('approved', 'Approved')], max_length=10, verbose_name='kind')),
                ('said', models.JSONField(verbose_name='what they say')),
                ('content_hash', models.CharField(max_length=64, verbose_name='hash of what they say')),
                ('document', models.BinaryField(verbose_name='Word document')),
                ('remarks_by', models.DateField(blank=True, null=True, verbose_name='remarks awaited by')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made on')),
            ],
            options={
                'verbose_name': 'version of the minutes',
                'verbose_name_plural': 'versions of the minutes',
                'ordering': ['-number'],
                'abstract': False,
                'base_manager_name': 'objects',
            },
        ),
        migrations.CreateModel(
            name='SeriesException',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day of the rule')),
                ('moved_to', models.DateField(blank=True, help_text='Empty: it is not held.', null=True, verbose_name='held on')),
                ('reason', models.CharField(blank=True, max_length=200, verbose_name='reason')),
            ],
            options={
                'verbose_name': 'exception of a series',
                'verbose_name_plural': 'exceptions of series',
                'ordering': ['day'],
            },
        ),
        migrations.AddField(
            model_name='debatepoint',
            name='key',
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='decision',
            name='key',
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
        migrations.AddField(
            model_name='meeting',
            name='cancel_reason',
            field=models.CharField(blank=True, editable=False, max_length=300, verbose_name='reason of the cancellation'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='cancelled_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='cancelled on'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='ends_at',
            field=models.TimeField(blank=True, null=True, verbose_name='ends at'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='minutes_state',
            field=models.CharField(choices=[('draft', 'Draft'), ('circulated', 'Sent for remarks'), ('approved', 'Approved'), ('entered', 'Entered from a document')], default='entered', editable=False, max_length=10, verbose_name='state of the minutes'),
        ),
        # Those that are there come from documents; new ones begin as drafts.
        migrations.AlterField(
            model_name='meeting',
            name='minutes_state',
            field=models.CharField(choices=[('draft', 'Draft'), ('circulated', 'Sent for remarks'), ('approved', 'Approved'), ('entered', 'Entered from a document')], default='draft', editable=False, max_length=10, verbose_name='state of the minutes'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='occurrence',
            field=models.DateField(blank=True, editable=False, null=True, verbose_name='day of the rule'),
        ),
        migrations.AddField(
            model_name='meeting',
            name='sequence',
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='meeting',
            name='starts_at',
            field=models.TimeField(blank=True, null=True, verbose_name='begins at'),
        ),
        migrations.AddField(
            model_name='statement',
            name='key',
            field=models.UUIDField(editable=False, null=True, unique=True),
        ),
        migrations.CreateModel(
            name='AgendaItem',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('number', models.PositiveSmallIntegerField(verbose_name='number')),
                ('kind', models.CharField(choices=[('free', 'Free item'), ('decisions', 'Decisions to follow up'), ('late', 'Late actions'), ('silent', 'Actions without progress since the last meeting'), ('requests', 'Pending requests'), ('conflicts', 'Proposals in conflict'), ('changes', 'Changes since the last edition')], default='free', max_length=9, verbose_name='proposed from')),
                ('title', models.CharField(max_length=300, validators=[django.core.validators.RegexValidator('[\\x00-\\x1f\\x7f\\x85\\u2028\\u2029]', 'Line breaks are not allowed here.', code='one_line', inverse_match=True)], verbose_name='title')),
                ('text', models.TextField(blank=True, verbose_name='details')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(600)], verbose_name='minutes')),
                ('speaker', models.CharField(blank=True, max_length=150, validators=[django.core.validators.RegexValidator('[\\x00-\\x1f\\x7f\\x85\\u2028\\u2029]', 'Line breaks are not allowed here.', code='one_line', inverse_match=True)], verbose_name='speaker')),
                ('actions', models.ManyToManyField(blank=True, related_name='agenda_items', to='actions.jointaction', verbose_name='joint actions')),
                ('change_sets', models.ManyToManyField(blank=True, related_name='agenda_items', to='actions.changeset', verbose_name='proposals')),
                ('decisions', models.ManyToManyField(blank=True, related_name='agenda_items', to='meetings.decision', verbose_name='decisions')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='agenda', to='meetings.meeting', verbose_name='meeting')),
                ('requests', models.ManyToManyField(blank=True, related_name='agenda_items', to='actions.partnerrequest', verbose_name='requests')),
            ],
            options={
                'verbose_name': 'agenda item',
                'verbose_name_plural': 'agenda items',
                'ordering': ['number', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Attendee',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=150, validators=[django.core.validators.RegexValidator('[\\x00-\\x1f\\x7f\\x85\\u2028\\u2029]', 'Line breaks are not allowed here.', code='one_line', inverse_match=True)], verbose_name='name')),
                ('function', models.CharField(blank=True, max_length=150, verbose_name='function')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail address')),
                ('answer', models.CharField(choices=[('needs-action', 'No answer yet'), ('accepted', 'Comes'), ('tentative', 'May come'), ('declined', 'Does not come')], default='needs-action', max_length=12, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='answered on')),
                ('answer_note', models.CharField(blank=True, max_length=300, verbose_name='with the answer')),
                ('presence', models.CharField(choices=[('invited', 'Invited'), ('present', 'Present'), ('excused', 'Excused'), ('absent', 'Absent')], default='invited', max_length=8, verbose_name='presence')),
                ('told', models.PositiveIntegerField(blank=True, editable=False, null=True, verbose_name='last told')),
                ('mails', models.ManyToManyField(blank=True, editable=False, related_name='meeting_attendees', to='partners.mail', verbose_name='mails')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendees', to='meetings.meeting', verbose_name='meeting')),
                ('partner', models.ForeignKey(blank=True, help_text='Nobody: he or she comes for himself or herself.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attendees', to='partners.partner', verbose_name='partner')),
            ],
            options={
                'verbose_name': 'person at a meeting',
                'verbose_name_plural': 'people at meetings',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='CalendarAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True, verbose_name='digest of the address')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made on')),
                ('revoked_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='revoked on')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='calendar_addresses', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'calendar address',
                'verbose_name_plural': 'calendar addresses',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Engagement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('archived_at', models.DateTimeField(blank=True, editable=False, help_text='An archived row leaves the lists but stays wherever it is already mentioned.', null=True, verbose_name='archived on')),
                ('token', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('date', models.DateField(default=django.utils.timezone.localdate, verbose_name='date')),
                ('circle', models.CharField(choices=[('civil_society', 'Civil society'), ('research', 'Research'), ('media', 'Media'), ('other', 'Other')], max_length=13, verbose_name='with')),
                ('channel', models.CharField(choices=[('meeting', 'Meeting'), ('call', 'Telephone call'), ('mail', 'E-mail or letter'), ('event', 'Event'), ('interview', 'Interview')], default='meeting', max_length=9, verbose_name='by')),
                ('organisation', models.CharField(blank=True, help_text='If it is not in the directory.', max_length=200, validators=[django.core.validators.RegexValidator('[\\x00-\\x1f\\x7f\\x85\\u2028\\u2029]', 'Line breaks are not allowed here.', code='one_line', inverse_match=True)], verbose_name='organisation')),
                ('people', models.CharField(blank=True, max_length=300, validators=[django.core.validators.RegexValidator('[\\x00-\\x1f\\x7f\\x85\\u2028\\u2029]', 'Line breaks are not allowed here.', code='one_line', inverse_match=True)], verbose_name='people met')),
                ('subject', models.CharField(max_length=300, validators=[django.core.validators.RegexValidator('[\\x00-\\x1f\\x7f\\x85\\u2028\\u2029]', 'Line breaks are not allowed here.', code='one_line', inverse_match=True)], verbose_name='subject')),
                ('text', models.TextField(blank=True, verbose_name='what was said')),
                ('follow_up', models.TextField(blank=True, verbose_name='what follows')),
                ('due', models.DateField(blank=True, null=True, verbose_name='to be done by')),
                ('followed_up_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='done on')),
                ('actions', models.ManyToManyField(blank=True, related_name='engagements', to='actions.jointaction', verbose_name='actions concerned')),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='engagements', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                ('partner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='engagements', to='partners.partner', verbose_name='partner')),
            ],
            options={
                'verbose_name': 'exchange',
                'verbose_name_plural': 'dialogue',
                'ordering': ['-date', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='MeetingSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('archived_at', models.DateTimeField(blank=True, editable=False, help_text='An archived row leaves the lists but stays wherever it is already mentioned.', null=True, verbose_name='archived on')),
                ('title', models.CharField(max_length=300, verbose_name='subject')),
                ('first', models.DateField(help_text='The day from which the rule counts.', verbose_name='first meeting')),
                ('until', models.DateField(blank=True, null=True, verbose_name='until')),
                ('every', models.PositiveSmallIntegerField(choices=[(1, 'every month'), (2, 'every two months'), (3, 'every quarter'), (6, 'every half-year'), (12, 'every year')], default=3, verbose_name='periodicity')),
                ('on', models.CharField(choices=[('date', 'on the same day of the month'), ('weekday', 'on the same weekday of the month, such as the second Tuesday'), ('last', 'on the last such weekday of the month')], default='weekday', max_length=7, verbose_name='day')),
                ('on_holiday', models.CharField(choices=[('after', 'the next working day'), ('before', 'the working day before'), ('keep', 'that day all the same')], default='after', max_length=6, verbose_name='on weekends and public holidays')),
                ('starts_at', models.TimeField(blank=True, null=True, verbose_name='begins at')),
                ('ends_at', models.TimeField(blank=True, null=True, verbose_name='ends at')),
                ('place', models.CharField(blank=True, max_length=300, verbose_name='place')),
                ('partners', models.ManyToManyField(blank=True, help_text='Each meeting that is planned begins with them.', related_name='meeting_series', to='partners.partner', verbose_name='invited partners')),
            ],
            options={
                'verbose_name': 'series of meetings',
                'verbose_name_plural': 'series of meetings',
                'ordering': ['title', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='meeting',
            name='series',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='meetings.meetingseries', verbose_name='series'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at', None), models.Q(('ends_at__gt', models.F('starts_at')), ('starts_at__isnull', False)), _connector='OR'), name='meeting_hours_in_order', violation_error_message='A meeting ends after it begins: give both times, the earlier one first.'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('occurrence', None), ('series__isnull', False), _connector='OR'), name='meeting_occurrence_of_series'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(fields=('series', 'occurrence'), name='meeting_once_in_its_series'),
        ),
        migrations.AddField(
            model_name='minutesmail',
            name='mail',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='minutes', to='partners.mail', verbose_name='mail'),
        ),
        migrations.AddField(
            model_name='minutesremark',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='minutes_remarks', to=settings.AUTH_USER_MODEL, verbose_name='entered by'),
        ),
        migrations.AddField(
            model_name='minutesremark',
            name='partner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='minutes_remarks', to='partners.partner', verbose_name='partner'),
        ),
        migrations.AddField(
            model_name='minutestemplate',
            name='added_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='added by'),
        ),
        migrations.AddField(
            model_name='minutesversion',
            name='author',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='minutes_versions', to=settings.AUTH_USER_MODEL, verbose_name='made by'),
        ),
        migrations.AddField(
            model_name='minutesversion',
            name='meeting',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='meetings.meeting', verbose_name='meeting'),
        ),
        migrations.AddField(
            model_name='minutesremark',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remarks', to='meetings.minutesversion', verbose_name='version of the minutes'),
        ),
        migrations.AddField(
            model_name='minutesmail',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mails', to='meetings.minutesversion', verbose_name='version of the minutes'),
        ),
        migrations.AddField(
            model_name='seriesexception',
            name='series',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='exceptions', to='meetings.meetingseries', verbose_name='series of meetings'),
        ),
        migrations.AddConstraint(
            model_name='attendee',
            constraint=models.UniqueConstraint(models.F('meeting'), django.db.models.functions.text.Lower('email'), condition=models.Q(('email', ''), _negated=True), name='attendee_once', violation_error_message='Somebody with this e-mail address is already on the list of this meeting.'),
        ),
        migrations.AddConstraint(
            model_name='calendaraddress',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('user',), name='calendar_one_address'),
        ),
        migrations.AddConstraint(
            model_name='engagement',
            constraint=models.CheckConstraint(condition=models.Q(('partner__isnull', False), models.Q(('organisation', ''), _negated=True), models.Q(('people', ''), _negated=True), _connector='OR'), name='engagement_with_somebody', violation_error_message='Say with whom: a partner, an organisation or a person.'),
        ),
        migrations.AddConstraint(
            model_name='engagement',
            constraint=models.CheckConstraint(condition=models.Q(('due', None), models.Q(('follow_up', ''), _negated=True), _connector='OR'), name='engagement_due_is_for_something', violation_error_message='Say what is to follow by that day.'),
        ),
        migrations.AddConstraint(
            model_name='meetingseries',
            constraint=models.CheckConstraint(condition=models.Q(('until', None), ('until__gte', models.F('first')), _connector='OR'), name='series_ends_after_it_begins', violation_error_message='The series ends before its first meeting.'),
        ),
        migrations.AddConstraint(
            model_name='meetingseries',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at', None), models.Q(('ends_at__gt', models.F('starts_at')), ('starts_at__isnull', False)), _connector='OR'), name='series_hours_in_order', violation_error_message='A meeting ends after it begins: give both times, the earlier one first.'),
        ),
        migrations.AddConstraint(
            model_name='minutesversion',
            constraint=models.UniqueConstraint(fields=('meeting', 'number'), name='minutes_version_number_unique'),
        ),
        migrations.AddConstraint(
            model_name='minutesversion',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'approved')), fields=('meeting',), name='minutes_approved_once'),
        ),
        migrations.AddConstraint(
            model_name='seriesexception',
            constraint=models.UniqueConstraint(fields=('series', 'day'), name='series_exception_once', violation_error_message='There is an exception for this day already.'),
        ),
        Freeze('MinutesVersion'),
        Freeze('MinutesTemplate'),
        # What approved minutes say. These come last: SQLite rebuilds no table at which triggers of others look.
        FreezeWhile('Meeting', ['title', 'date', 'place', 'minutes_author', 'minutes_state'], **APPROVED),
        FreezeWhile('Attendance', ['partner', 'capacity', 'presence', 'number'], through='meeting', **APPROVED),
        FreezeWhile(
            'Statement',
            ['number', 'kind', 'title', 'speaker', 'speaker_function', 'text'],
            through='meeting',
            **APPROVED,
        ),
        FreezeWhile('DebatePoint', ['number', 'text'], through='meeting', **APPROVED),
        FreezeWhile('Decision', ['number', 'text', 'responsible'], through='meeting', **APPROVED),
    ]
