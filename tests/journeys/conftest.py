"""A real Chromium on a running demonstration; whatever goes wrong on a page's console fails the test."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.journeys.samples import Samples, furnish
from tests.journeys.site import Site
from tests.journeys.visit import LOCALES, WIDTHS, Troubles, sign_in

Browse = Callable[..., Page]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration, seeded once for each worker of the tests."""
    site = Site(tmp_path_factory.mktemp("site"))
    try:
        yield site.wait()
    finally:
        site.stop()


@pytest.fixture(scope="session")
def samples(site: Site) -> Samples:
    """Names of things in every state that has a page."""
    return furnish(site.home)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    path = shutil.which("chromium")
    if path is None:
        pytest.fail("The browser tests need Chromium: install it with `apt-get install chromium`.", pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Browser, site: Site) -> Iterator[Browse]:
    """Open a window as a role, in a language, at a width; its troubles fail the test at its end."""
    opened: list[tuple[BrowserContext, Troubles]] = []

    def open_window(
        role: str = "visitor", lang: str = "ko", width: int = WIDTHS["wide"], *, script: bool = True
    ) -> Page:
        context = chromium.new_context(
            base_url=site.url,
            viewport={"width": width, "height": 900},
            locale=LOCALES[lang],
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        context.set_default_timeout(15_000)
        opened.append((context, Troubles(context)))
        page = context.new_page()
        if role != "visitor":
            sign_in(page, role, lang)
        return page

    yield open_window
    troubles = [line for context, found in opened for line in found.lines]
    for context, _found in opened:
        context.close()
    assert not troubles, "\n".join(troubles)
