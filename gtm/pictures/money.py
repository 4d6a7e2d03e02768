"""Where the money comes from: sources by currency, which are never added up."""

from collections import defaultdict

from django.db.models import Count, Sum
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from actions.filters import NO_SOURCE
from gtm.lib.charts import Bar, Datum, Drawing, Part, Picture
from gtm.lib.charts.bars import draw
from gtm.pictures.sight import more, table, top

SOURCES = 8  # bars of a currency


def funding(sight):
    """Budgets by currency and source: a scale of its own for each currency."""
    sums, numbers = defaultdict(dict), {}
    budgeted = sight.actions.exclude(budget=None).order_by()
    found = budgeted.values_list("currency", "funding_source").annotate(Sum("budget"), Count("pk"))
    for currency, source, amount, number in found:
        sums[currency][source] = amount
        numbers[currency, source] = number
    sheet, rows = Drawing(), []
    for currency in sorted(sums):
        ranked = sorted(sums[currency], key=lambda source: (-sums[currency][source], source))
        rows += [
            [
                Datum(currency),
                Datum(_name(source)),
                Datum(sums[currency][source], _where(currency, source)),
                Datum(numbers[currency, source], _where(currency, source)),
            ]
            for source in ranked
        ]
        first, others = top(ranked, SOURCES)
        drawn = [_bar(currency, source, sums[currency][source], numbers[currency, source]) for source in first]
        if others:
            label = ngettext("%(number)s other source", "%(number)s other sources", len(others))
            total = in_words(sum(sums[currency][source] for source in others), currency)
            drawn.append(Bar(label % {"number": len(others)}, [], "#funding-data", total, "rest-label"))
        foot = sheet.height + 22
        sheet.text(0, foot, _("In %(currency)s") % {"currency": currency}, "strong")
        draw(sheet, drawn, foot + 10)
    without = sight.actions.filter(budget=None).count()
    return Picture(
        "funding",
        _("Funding by source and currency"),
        _("Budgets of the actions by the source that they name. Currencies are never added up."),
        _("No action has a budget yet."),
        [_("Currency"), _("Source"), _("Budget"), _("Actions")],
        rows,
        sheet if rows else None,
        more(without, ngettext("%(number)s action has no budget.", "%(number)s actions have no budget.", without)),
    )


def _where(currency, source):
    return table(source=source or NO_SOURCE, currency=currency)


def _name(source):
    return source or _("Source not said")


def in_words(amount, currency):
    """An amount without its cents, which no bar shows."""
    return f"{number_format(amount, 0, use_l10n=True, force_grouping=True)} {currency}"


def _bar(currency, source, amount, number):
    title = ngettext(
        "%(source)s: %(amount)s in %(number)s action", "%(source)s: %(amount)s in %(number)s actions", number
    )
    title %= {"source": _name(source), "amount": in_words(amount, currency), "number": number}
    href = _where(currency, source)
    parts = [Part(amount, "plain" if source else "rest", title, href)]
    return Bar(_name(source), parts, href, in_words(amount, currency), "" if source else "rest-label")
