"""Addresses of narrowed lists."""

from flask import Flask

from openlab.kit.listing import Listing


def _url(address: str, **changes: str) -> str:
    app = Flask("lists")
    app.add_url_rule("/things/", "things", lambda: "")
    with app.test_request_context(address):
        return Listing("things", {}).url(**changes)


def test_url_goes_back_to_page_one_when_a_filter_changes():
    assert _url("/things/?sort=price&page=3", category="A") == "/things/?sort=price&category=A"


def test_url_keeps_the_filters_when_the_page_changes():
    assert _url("/things/?category=A", page="2") == "/things/?category=A&page=2"


def test_url_leaves_out_the_language_so_that_a_shared_address_forces_none():
    assert _url("/things/?lang=en&category=A") == "/things/?category=A"
