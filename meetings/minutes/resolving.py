"""Who the participants of old minutes are: partners of the directory by any of their names, never one only like it."""

import re

from actions.exchange.naming import Names
from gtm.lib.search import normalise
from meetings.minutes.layout import Capacity
from partners.models import Partner

ACRONYM = re.compile(r"[A-Z][A-Z-]{1,7}")  # in a text it stands in capitals


class Directory:
    """The partners that this person may see, by what they are called."""

    def __init__(self, user):
        self.names = Names(Partner, None)
        self.partners = {partner.pk: partner for partner in Partner.objects.visible_to(user).with_names()}
        self.by_slug = {partner.slug: partner for partner in self.partners.values()}
        self.said = {}  # {normalised name: slugs}, in the texts
        self.acronyms = {}  # {acronym: slug}
        for partner in self.partners.values():
            for name in filter(None, partner.all_names()):
                if ACRONYM.fullmatch(name):
                    self.acronyms[name] = partner.slug
                else:
                    self.said.setdefault(normalise(name), set()).add(partner.slug)

    def find(self, name):
        """(the partner that `name` stands for or None, the doubt that remains in a sentence or nothing)"""
        try:
            slug, doubt = self.names.read(name, single=True)
        except ValueError as error:
            return None, str(error)
        partner = self.by_slug.get(slug)
        # What stands in another case or without accents is no doubt: the same words were read.
        return partner, doubt

    def capacity(self, partner):
        """In which capacity a partner comes where the minutes do not say."""
        return Capacity.of(partner) if partner else Capacity.GUEST

    def named_in(self, text):
        """The partners of which a text speaks, in the order of the directory."""
        slugs, left = set(), normalise(text)
        for name in sorted(self.said, key=len, reverse=True):
            if name in left and len(self.said[name]) == 1:
                left, number = re.subn(rf"(?<!\w){re.escape(name)}(?!\w)", " | ", left)
                slugs |= self.said[name] if number else set()
        for word in re.findall(r"[A-Z][A-Z-]+", text):
            slugs |= {self.acronyms[word]} if word in self.acronyms else set()
        return [partner for partner in self.partners.values() if partner.slug in slugs]

    def spoken_for(self, function):
        """The partner for which somebody of this function speaks, if it names one alone."""
        named = self.named_in(function)
        return named[0] if len(named) == 1 else None
