"""Cells that hold two things are cut where that is certain, and left as they were written elsewhere."""

from datetime import date, datetime

import pytest

from actions.exchange import cutting

KNOWN = {"oim", "bit", "ministere de l'emploi et des affaires sociales", "r/d"}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("OIM", ["OIM"]),
        ("OIM / BIT", ["OIM", "BIT"]),
        ("OIM,BIT;R/D", ["OIM", "BIT", "R/D"]),
        ("OIM\n\nBIT\n", ["OIM", "BIT"]),
        ("BIT et OIM", ["BIT", "OIM"]),
        (
            "Ministère de l’Emploi et des Affaires sociales, OIM",
            ["Ministère de l’Emploi et des Affaires sociales", "OIM"],
        ),
        ("Misspelt, OIM", ["Misspelt", "OIM"]),
    ],
)
def test_names(text, expected):
    assert cutting.names(text, KNOWN).split("\n") == expected


@pytest.mark.parametrize(
    ("value", "heading", "expected"),
    [
        ("1 250,00 MAD", "Budget", ("1 250,00", "MAD")),
        ("1\u202f250 DH", "", ("1 250", "MAD")),
        ("€ 300", "", ("300", "EUR")),
        (300, "Budget (USD)", (300, "USD")),
        ("300", "Coût en euros", ("300", "EUR")),
        (300, "Budget", (300, None)),
        ("3 MDH", "", ("3 MDH", None)),
        ("50 à 60 DH", "", ("50 à 60 DH", None)),
        ("10 EUR ou 100 MAD", "", ("10 EUR ou 100 MAD", None)),
    ],
)
def test_amount(value, heading, expected):
    assert cutting.amount(value, heading) == expected


@pytest.mark.parametrize(
    ("value", "start", "end"),
    [
        ("2009-2011", date(2009, 1, 1), date(2011, 12, 31)),
        ("2009 – 2011", date(2009, 1, 1), date(2011, 12, 31)),
        (2010, date(2010, 1, 1), date(2010, 12, 31)),
        ("janvier 2009 – juin 2010", date(2009, 1, 1), date(2010, 6, 30)),
        ("du 01/02/2009 au 30/06/2010", date(2009, 2, 1), date(2010, 6, 30)),
        ("1er février 2009 au 3 mars 2009", date(2009, 2, 1), date(2009, 3, 3)),
        ("03/2009 - 04/2009", date(2009, 3, 1), date(2009, 4, 30)),
    ],
)
def test_period(value, start, end):
    assert cutting.period(value) == (start, end)


@pytest.mark.parametrize("value", ["à définir", "trois ans", "T1 2009", "31 février 2009"])
def test_period_that_nobody_can_read_stays(value):
    assert cutting.period(value) == (value, value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (datetime(2009, 1, 2, 3, 4), datetime(2009, 1, 2, 3, 4)),
        ("24.12.2008", date(2008, 12, 24)),
        ("24-12-2008", date(2008, 12, 24)),
        ("2008-12-24", date(2008, 12, 24)),
        ("12/24/2008", "12/24/2008"),
        (39806.0, 39806),
    ],
)
def test_day(value, expected):
    assert cutting.day(value, last=False) == expected
