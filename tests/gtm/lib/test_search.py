"""Search ignores accents, case and Arabic vowel signs."""

import pytest

from gtm.lib.search import normalise, words


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("  Santé\n PUBLIQUE ", "sante publique"),
        ("Tétouan", "tetouan"),
        ("l’Œuvre", "l'oeuvre"),
        ("إِدارة", "اداره"),
        ("الأطفال", "الاطفال"),
        ("مستشفى", "مستشفي"),
        ("مـــعا", "معا"),
        ("١٢", "12"),
        ("Straße", "strasse"),
    ],
)
def test_normalise_folds_what_readers_do_not_tell_apart(written, folded):
    assert normalise(written) == folded
    assert normalise(folded) == folded


def test_normalise_keeps_what_readers_do_tell_apart():
    assert normalise("santé") != normalise("sentier")
    assert normalise("باب") != normalise("بيت")


def test_words_are_normalised():
    assert words(" Santé  RABAT ") == ["sante", "rabat"]
