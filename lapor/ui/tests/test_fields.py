from django import forms
from html5lib import HTMLParser

from lapor.ui.files import FilesField


class Complaint(forms.Form):
    title = forms.CharField(label="Judul", max_length=20, help_text="Satu kalimat.")
    body = forms.CharField(label="Isi", max_length=5, widget=forms.Textarea)
    kind = forms.ChoiceField(label="Jenis", choices=[("a", "Pengaduan"), ("b", "Aspirasi")], widget=forms.RadioSelect)
    secret = forms.BooleanField(label="Rahasia", required=False, help_text="Tidak tampil.")


def field(name, data=None):
    html = Complaint(data)[name].as_field_group()
    return HTMLParser(namespaceHTMLElements=False).parseFragment(html), html


def test_hint_and_error_are_named_by_the_widget():
    tree, _ = field("title", {"title": ""})
    widget = tree.find(".//input")
    assert widget.get("aria-describedby") == "id_title_helptext id_title_error"
    assert widget.get("aria-invalid") == "true"
    assert {"id_title_helptext", "id_title_error"} <= {part.get("id") for part in tree.iter()}


def test_what_is_missing_is_asked_for():
    _tree, html = field("title", {"title": ""})
    assert "Bagian ini perlu diisi." in html


def test_what_was_typed_stays():
    tree, _ = field("body", {"body": "terlalu panjang"})
    assert tree.find(".//textarea").text.strip() == "terlalu panjang"


def test_what_was_typed_comes_back_readable():
    _, html = field("title", {"title": "Jalan\0rusak"})
    assert 'value="Jalanrusak"' in html


def test_a_long_text_has_a_counter_and_is_never_cut_by_the_browser():
    tree, html = field("body")
    widget = tree.find(".//textarea")
    assert widget.get("data-max") == "5"
    assert widget.get("maxlength") is None
    assert widget.get("aria-describedby") == "id_body_counter"
    assert "Paling banyak 5 huruf." in html


def test_required_is_said_in_a_word_and_to_screen_readers():
    tree, html = field("title")
    assert "wajib" in html
    assert tree.find(".//input").get("aria-required") == "true"
    assert tree.find(".//input").get("required") is None


def test_choices_are_labels_in_a_fieldset_that_the_error_summary_can_reach():
    tree, _ = field("kind", {"kind": ""})
    group = tree.find(".//fieldset")
    assert group.get("id") == "id_kind"
    assert group.get("aria-describedby") == "id_kind_error"
    assert [label.get("for") for label in group.findall("label")] == ["id_kind_0", "id_kind_1"]


def test_a_tick_has_its_label_and_hint_beside_it():
    tree, _ = field("secret")
    assert tree.find(".//label/input").get("type") == "checkbox"
    assert tree.find(".//label/input").get("aria-describedby") == "id_secret_helptext"


def test_files_are_chosen_in_a_picker_that_shows_them():
    class WithFiles(forms.Form):
        files = FilesField(label="Foto", help_text="")

    assert "data-files" in WithFiles()["files"].as_field_group()


def test_typed_markup_is_shown_as_text():
    _, html = field("body", {"body": "</textarea><script>"})
    assert "<script>" not in html
