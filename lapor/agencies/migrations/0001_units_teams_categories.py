import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('regions', '__first__'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(blank=True, help_text='the first day on which it no longer holds', null=True)),
                ('code', models.CharField(help_text='stable: partners and reference data go by it', max_length=40, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('short_name', models.CharField(blank=True, max_length=60)),
                ('kind', models.CharField(choices=[('desk', 'Meja nasional'), ('ministry', 'Kementerian'), ('institution', 'Lembaga'), ('province', 'Pemerintah provinsi'), ('regency', 'Pemerintah kabupaten'), ('city', 'Pemerintah kota'), ('state_enterprise', 'Badan usaha milik negara'), ('university', 'Perguruan tinggi negeri'), ('department', 'Perangkat daerah'), ('district', 'Kecamatan'), ('village', 'Kelurahan atau desa'), ('section', 'Unit kerja')], max_length=20)),
                ('tz', models.CharField(default='Asia/Jakarta', max_length=40)),
                ('connected', models.BooleanField(default=False)),
                ('requires_approval', models.BooleanField(default=False)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('keyword', models.CharField(blank=True, help_text='SMS code word', max_length=20, null=True, unique=True)),
                ('path', models.TextField(editable=False)),
                ('search_text', models.TextField(editable=False)),
                ('agency', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='units', to='agencies.unit')),
                ('coordinator', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='coordinates', to='agencies.unit')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='agencies.unit')),
                ('region', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regions.region')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TeamDecree',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(blank=True, help_text='the first day on which it no longer holds', null=True)),
                ('number', models.CharField(max_length=100)),
                ('decree_date', models.DateField()),
                ('about', models.CharField(blank=True, max_length=300)),
                ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decrees', to='agencies.unit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(blank=True, help_text='the first day on which it no longer holds', null=True)),
                ('role', models.CharField(choices=[('national_admin', 'Admin nasional'), ('priority_controller', 'Pengendali program prioritas'), ('overseer', 'Pengawas'), ('coordinator', 'Koordinator provinsi'), ('agency_admin', 'Admin instansi'), ('liaison', 'Pejabat penghubung'), ('desk_officer', 'Petugas loket'), ('auditor', 'Auditor (APIP/Inspektorat)'), ('integrator', 'Pengembang integrasi'), ('custodian', 'Pemegang identitas'), ('head_of_agency', 'Pimpinan instansi'), ('maintainer', 'Pemelihara sistem')], max_length=20)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('decree', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='agencies.teamdecree')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='agencies.unit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Category',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_until', models.DateField(blank=True, help_text='the first day on which it no longer holds', null=True)),
                ('code', models.SlugField(max_length=60, unique=True)),
                ('name', models.CharField(max_length=120)),
                ('name_en', models.CharField(max_length=120)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('questions', models.JSONField(blank=True, default=list)),
                ('questions_version', models.PositiveIntegerField(default=0)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='agencies.category')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='categories', to='agencies.unit')),
            ],
            options={
                'ordering': ['position', 'name'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AnswerTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120)),
                ('body', models.TextField()),
                ('updated_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answer_templates', to='agencies.unit')),
            ],
            options={
                'ordering': ['title'],
            },
        ),
        migrations.AddIndex(
            model_name='unit',
            index=models.Index(fields=['path'], name='unit_path', opclasses=['text_pattern_ops']),
        ),
        migrations.AddIndex(
            model_name='unit',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search_text'], name='unit_search', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='unit_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('path__endswith', django.db.models.functions.text.Concat(models.Value('/'), django.db.models.functions.comparison.Cast('id', models.TextField()), models.Value('/'), output_field=models.TextField()))), name='unit_path_ends_in_own_id'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('agency__isnull', True), ('parent__isnull', True), ('path', django.db.models.functions.text.Concat(models.Value('/'), django.db.models.functions.comparison.Cast('id', models.TextField()), models.Value('/'), output_field=models.TextField()))), models.Q(('agency__isnull', False), ('parent__isnull', False)), _connector='OR'), name='unit_without_parent_is_the_agency'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('tz__in', ('Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura'))), name='unit_tz_is_indonesian'),
        ),
        migrations.AddConstraint(
            model_name='unit',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['desk', 'ministry', 'institution', 'province', 'regency', 'city', 'state_enterprise', 'university', 'department', 'district', 'village', 'section'])), name='unit_kind_is_known'),
        ),
        migrations.AddConstraint(
            model_name='teamdecree',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='teamdecree_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='teamdecree',
            constraint=models.UniqueConstraint(fields=('agency', 'number'), name='teamdecree_number_once_per_agency'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='membership_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_until__isnull', True)), fields=('user', 'unit', 'role'), name='membership_open_once'),
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=models.CheckConstraint(condition=models.Q(('role__in', ['national_admin', 'priority_controller', 'overseer', 'coordinator', 'agency_admin', 'liaison', 'desk_officer', 'auditor', 'integrator', 'custodian', 'head_of_agency', 'maintainer'])), name='membership_role_is_known'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('valid_from')), _connector='OR'), name='category_ends_after_it_begins'),
        ),
        migrations.AddConstraint(
            model_name='answertemplate',
            constraint=models.UniqueConstraint(fields=('unit', 'title'), name='answertemplate_title_once_per_unit'),
        ),
    ]
