from django import forms

LONG_AGENCY = "Dinas Pemberdayaan Perempuan, Perlindungan Anak, Pengendalian Penduduk dan Keluarga Berencana"


class ReportForm(forms.Form):
    kind = forms.ChoiceField(
        label="Apa yang ingin Anda sampaikan?",
        widget=forms.RadioSelect,
        choices=[("complaint", "Pengaduan"), ("aspiration", "Aspirasi"), ("information", "Permintaan informasi")],
    )
    title = forms.CharField(
        label="Judul laporan", max_length=150, help_text="Satu kalimat, misalnya: Jembatan di Muara Wahau putus."
    )
    body = forms.CharField(
        label="Apa yang terjadi?",
        widget=forms.Textarea,
        max_length=5000,
        help_text="Apa, di mana, kapan, dan siapa yang terkena. Jangan tulis NIK atau nomor telepon di sini.",
    )
    happened = forms.DateField(label="Tanggal kejadian", widget=forms.DateInput(attrs={"type": "date"}))
    place = forms.CharField(label="Tempat kejadian", help_text="Nama desa, kecamatan, atau jalan.")
    latitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    agency = forms.ChoiceField(
        label="Instansi yang dituju",
        required=False,
        choices=[("", "Saya tidak tahu, tolong carikan"), ("1", LONG_AGENCY), ("2", "Dinas Pekerjaan Umum")],
    )
    attachments = forms.FileField(
        label="Foto atau dokumen", required=False, help_text="Sampai 5 berkas, masing-masing paling besar 10 MB."
    )
    anonymous = forms.BooleanField(
        label="Sembunyikan nama saya",
        required=False,
        help_text="Masyarakat dan instansi yang dilaporkan melihat “Pelapor anonim”.",
    )
    secret = forms.BooleanField(
        label="Rahasiakan laporan ini", required=False, help_text="Hanya petugas yang menangani yang dapat membacanya."
    )


class FilterForm(forms.Form):
    q = forms.CharField(label="Cari laporan", required=False)
    state = forms.MultipleChoiceField(
        label="Keadaan",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("belum", "Belum ditanggapi"), ("proses", "Sedang dikerjakan"), ("selesai", "Selesai")],
    )
    agency = forms.ChoiceField(label="Instansi", required=False, choices=[("", "Semua"), ("1", LONG_AGENCY)])
    since = forms.DateField(label="Sejak", required=False, widget=forms.DateInput(attrs={"type": "date"}))
