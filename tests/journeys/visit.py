"""What a person does in a window, and what must never happen there."""

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Response

from openlab.i18n import gettext, use_locale

LOCALES = {"ko": "ko-KR", "en": "en-US"}
WIDTHS = {"wide": 1280, "narrow": 390}
WINDOWS = [(lang, width) for lang in LOCALES for width in WIDTHS.values()]
LOADED = "Failed to load resource"  # Chromium's line for any answer from 400 on; `Troubles` judges those by status
PARTS = {"stylesheet", "script", "image", "font", "manifest"}


class Troubles:
    """Collects what nobody may meet: script errors, refused content, broken parts, and answers from 500 on."""

    def __init__(self, context: BrowserContext) -> None:
        self.lines: list[str] = []
        context.on("console", self._console)
        context.on("weberror", lambda error: self.lines.append(f"script error: {error.error}"))
        context.on("response", self._response)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(LOADED):
            self.lines.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        is_part = response.request.resource_type in PARTS
        if response.status >= 500 or (is_part and response.status >= 400):
            self.lines.append(f"{response.status}: {response.url}")


def word(page_lang: str, text: str, **values: object) -> str:
    """Return a text of the program in the language of a window."""
    with use_locale(page_lang):
        return gettext(text, **values)


def sign_in(page: Page, role: str, lang: str) -> None:
    """Sign in as a role of the demonstration with one click, in a language that the session keeps."""
    page.goto(f"/login?lang={lang}")
    page.locator(f'form[action="/demo/sign-in/{role}"] button').click()
    page.wait_for_url("**/work")


def press(page: Page, action: str) -> None:
    """Press the button of a form that does this."""
    page.locator(f'button[name="action"][value="{action}"]').click()


def said(page: Page) -> str:
    """Return what the page announces at its top."""
    return page.locator(".flashes").inner_text()
