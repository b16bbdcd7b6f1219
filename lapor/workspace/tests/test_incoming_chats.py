"""What of a chat waits in the channel inbox."""

from lapor.channels import incoming
from lapor.channels.incoming import Words
from lapor.testing.cast import MONDAY


def test_a_place_and_a_photo_without_words_are_named(cast, desk_of):
    words = Words("", latitude=0.5, longitude=117.5, media="2754859441498128")
    message = incoming.take("telegram", "1", words, sender="1035597319", at=MONDAY)
    incoming.leave_to_person(message, "wordless")
    said = desk_of("Vera").get(f"/kerja/kanal/{message.pk}/").content.decode()
    assert "Foto atau lokasi tanpa keterangan" in said
    assert "Titik di peta: 0.5, 117.5" in said
    assert "masih di aplikasi pengirim" in said
    assert "2754859441498128" not in said
