"""The links to the other pages of a list."""

import re

from django.core.paginator import Paginator
from django.template.loader import render_to_string


def rendered(rf, number, *, rows=1000, address="/?axis=2&q=a%26b"):
    page = Paginator(range(rows), 50).get_page(number)
    return render_to_string("components/pagination.html", {"page": page}, rf.get(address))


def pages(html):
    return [int(number) for number in re.findall(r"page=(\d+)", html)]


def test_links_lead_to_first_last_and_neighbouring_pages(rf):
    assert pages(rendered(rf, 10)) == [9, 1, 8, 9, 10, 11, 12, 20, 11]


def test_links_keep_the_rest_of_the_address(rf):
    links = re.findall(r'href="([^"]*)"', rendered(rf, 10))
    assert links
    assert all(link.startswith("?axis=2&amp;q=a%26b&amp;page=") for link in links)


def test_the_page_number_of_the_address_is_replaced(rf):
    assert "page=10&" not in rendered(rf, 10, address="/?page=10")
    assert pages(rendered(rf, 1, rows=100, address="/?page=1")) == [1, 2, 2]


def test_the_current_page_is_announced(rf):
    assert re.search(r'aria-current="page" href="[^"]*page=10"', rendered(rf, 10))


def test_the_first_page_has_no_previous_one_and_the_last_no_next_one(rf):
    assert 'rel="prev"' not in rendered(rf, 1)
    assert 'rel="next"' not in rendered(rf, 20)


def test_a_single_page_needs_no_links(rf):
    assert rendered(rf, 1, rows=50).strip() == ""
