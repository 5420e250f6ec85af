"""The eyes themselves: a bad page is seen to be bad."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.audit import narrow_problems, problems
from tests.journeys.site import Site
from tests.journeys.visit import Troubles

pytestmark = pytest.mark.browser
BAD = """<!doctype html><html lang="fr"><title></title><body style="margin:0"><h1>a</h1><h1>b</h1>
<a href="#x" id="twice" style="display:block;width:9px;height:9px;overflow:hidden">x</a>
<p id="twice" style="color:#ddd">pale</p>
<img src="data:,"><div style="width:2000px">wide</div></body></html>"""


@pytest.mark.parametrize(
    "fault",
    ["2 headings", "lang=fr", "no title", "image without alt", "target under 24", "id twice", "sideways", "skip link",
     "axe color-contrast"],
)  # fmt: skip
def test_audit_sees_each_fault_of_a_bad_page(chromium: Browser, fault: str):
    page = chromium.new_page()
    page.set_content(BAD)
    assert fault in "\n".join(problems(page, "ko"))
    page.close()


def test_audit_sees_a_page_that_does_not_fit_the_smallest_window(chromium: Browser):
    page = chromium.new_page()
    page.set_content(BAD)
    assert narrow_problems(page)
    page.close()


@pytest.mark.parametrize(
    ("code", "trouble"),
    [
        ("document.body.append(Object.assign(document.createElement('style'), {textContent: 'p{}'}))", "console: "),
        ("setTimeout(() => { throw new Error('broken'); })", "script error: "),
        ("document.body.append(Object.assign(new Image(), {src: '/static/none.png'}))", "404: "),
    ],
)
def test_window_sees_what_the_console_would_show(chromium: Browser, site: Site, code: str, trouble: str):
    context = chromium.new_context(base_url=site.url)
    troubles, page = Troubles(context), context.new_page()
    page.goto("/help/")
    assert troubles.lines == []
    page.evaluate(code)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(200)
    assert any(line.startswith(trouble) for line in troubles.lines), troubles.lines
    context.close()
