"""A visitor without a browser: asks for pages, fills in their forms, and checks every page that comes back."""

from dataclasses import dataclass, field
from typing import Any, Self
from urllib.parse import urljoin
from xml.etree.ElementTree import Element

from django.http import HttpResponse
from django.test import Client

from lapor.accounts.models import User
from lapor.testing import markup
from lapor.testing.markup import text_of
from lapor.testing.signing_in import sign_in


@dataclass(frozen=True)
class Page:
    """What came back: `status`, where it is (`url`), its `tree` and all its words (`text`)."""

    url: str
    response: HttpResponse
    tree: Element = field(repr=False)

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def text(self) -> str:
        return text_of(self.tree)

    @property
    def title(self) -> str:
        return text_of(self.tree.find(".//h1"))  # type: ignore[arg-type]  # every page that was checked has one

    def link(self, words: str) -> str:
        """The address of the first link that says these words."""
        found = [link.get("href", "") for link in self.tree.iter("a") if words in text_of(link)]
        assert found, f"no link {words!r} on {self.url}"
        return urljoin(self.url, found[0])

    def form(self, button: str) -> tuple[Element, Element]:
        """The form that has a button with these words, and that button."""
        for form in self.tree.iter("form"):
            for pressed in form.iter("button"):
                if button in text_of(pressed) and pressed.get("type") != "button":
                    return form, pressed
        raise AssertionError(f"no button {button!r} on {self.url}")


class Pages:
    """Somebody who goes from page to page; `Pages()` is a stranger, `pages.of(user)` somebody signed in."""

    def __init__(self, client: Client | None = None, *, user: User | None = None):
        self.client = client or Client(headers={"accept-language": "id"})
        self.user = user
        if user is not None and user.is_officer:
            sign_in(self.client, user)
        elif user is not None:
            self.client.force_login(user, backend="lapor.accounts.backends.CitizenBackend")

    def of(self, user: User) -> Self:
        """Another browser, with this person signed in."""
        return type(self)(user=user)

    def get(self, address: str, data: dict[str, Any] | None = None, *, status: int = 200, **headers: str) -> Page:
        """Ask for a page, following redirects; `status` is the one it must have in the end."""
        return self._checked(address, self.client.get(address, data, follow=True, headers=headers), status)

    def post(self, address: str, data: dict[str, Any], *, status: int = 200) -> Page:
        """Send a form as it was typed by somebody who needs no page for it."""
        return self._checked(address, self.client.post(address, data, follow=True), status)

    def click(self, page: Page, words: str, *, status: int = 200) -> Page:
        """Follow the first link with these words."""
        return self.get(page.link(words), status=status)

    def press(self, page: Page, button: str, *, status: int = 200, **typed: Any) -> Page:
        """Press the button with these words; what stood in its form is sent along with what is typed over it."""
        form, pressed = page.form(button)
        data = stood_in(form)
        unknown = typed.keys() - {part.get("name") for part in form.iter()}
        assert not unknown, f"the form has no {unknown}"
        data |= typed
        if pressed.get("name"):
            data[pressed.get("name", "")] = pressed.get("value", "")
        address = urljoin(page.url, form.get("action", ""))
        send = self.client.get if form.get("method", "").lower() == "get" else self.client.post
        return self._checked(address, send(address, data, follow=True), status)

    def _checked(self, address: str, response: Any, status: int) -> Page:
        url = response.redirect_chain[-1][0] if response.redirect_chain else address
        assert response.status_code == status, f"{url} answers {response.status_code}: {_complaints(response)}"
        assert response.headers["Content-Type"].startswith("text/html"), f"{url} is no page"
        page = Page(urljoin(address, url), response, markup.parse(response.content.decode()))
        found = [*markup.faults(page.tree), *self._faults_of_answer(page)]
        assert found == [], f"{url}: {found}"
        return page

    def _faults_of_answer(self, page: Page) -> list[str]:
        answer, found = page.response, []
        if "default-src 'none'" not in answer.headers.get("Content-Security-Policy", ""):
            found.append("the Content-Security-Policy is missing")
        if answer.headers.get("X-Content-Type-Options") != "nosniff":
            found.append("nosniff is missing")
        if len(answer.content) > markup.MOST_BYTES:
            found.append(f"the page has {len(answer.content)} bytes")
        has_form = any(form.get("method") == "post" for form in page.tree.iter("form"))
        if not self.client.cookies and answer.cookies and not has_form:
            found.append(f"a page without a form sets cookies: {[*answer.cookies]}")
        private = "no-store" in (cache := answer.headers.get("Cache-Control", "")) or "private" in cache
        if (has_form or self.user) and not private:
            found.append(f"a page for one person may be kept by others: Cache-Control {cache!r}")
        return found


def _complaints(response: HttpResponse) -> list[str]:
    """What a page that wasn't expected says about it: its error summary and the errors beside its fields."""
    text = response.content.decode(errors="replace")
    parts = markup.tree_of(text).iter()
    return [text_of(part) for part in parts if part.get("role") == "alert" or "error" in part.get("class", "")]


def stood_in(form: Element) -> dict[str, Any]:
    """What a browser would send of this form if nothing was touched (files aside)."""
    data: dict[str, Any] = {}
    for part in form.iter():
        name = part.get("name")
        if not name or part.get("disabled") is not None:
            continue
        match part.tag, part.get("type", "text"):
            case "input", "checkbox" | "radio" if part.get("checked") is None:
                continue
            case "input", "checkbox":
                data.setdefault(name, []).append(part.get("value", "on"))
            case "input", "submit" | "button" | "file":
                continue
            case "input", _:
                data[name] = part.get("value", "")
            case "textarea", _:
                data[name] = (part.text or "").removeprefix("\n")
            case "select", _:
                options = list(part.iter("option"))
                chosen = [option for option in options if option.get("selected") is not None] or options[:1]
                data[name] = [option.get("value", "") for option in chosen]
    return data
