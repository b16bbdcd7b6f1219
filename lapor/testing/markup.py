"""What every page must be, whoever asked for it: valid, named, labelled, nothing inline, nothing from elsewhere."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from django.conf import settings
from django.contrib.staticfiles import finders
from django.urls import Resolver404, resolve
from django.utils import translation
from html5lib import HTMLParser

MOST_BYTES = 100_000  # a page on 2G in Muara Wahau, before compression
CONTROLS = {"input", "select", "textarea"}
UNSEEN = {"hidden", "submit", "button", "image", "reset"}
ASSETS = {"script": "src", "img": "src", "link": "href", "source": "src", "video": "src", "iframe": "src"}
DATA = "application/json"  # a script of this type is read, never run
NOT_FETCHED = {"canonical", "alternate", "next", "prev"}  # what a page says about itself may name our own host
ELSEWHERE = re.compile(r"(?i)^(?:[a-z][a-z0-9+.-]*:|//)")


def tree_of(html: str) -> Element:
    """The tree of a page, however wrong it is."""
    return HTMLParser(namespaceHTMLElements=False).parse(html)


def parse(html: str) -> Element:
    """The tree of a page that a strict parser takes. Raises AssertionError with the place and the reason."""
    parser = HTMLParser(namespaceHTMLElements=False)
    tree = parser.parse(html)
    assert not parser.errors, [_reason(error) for error in parser.errors[:3]]
    return tree


def _reason(error: tuple) -> str:
    (line, column), code, data = error
    return f"line {line}, column {column}: {code} {data or ''}"


def faults(tree: Element) -> list[str]:
    """What is wrong with this page, in words; empty when nothing is."""
    return [
        *_head(tree), *_ids(tree), *_forms(tree), *_names(tree), *_inline(tree), *_assets(tree), *_links(tree),
    ]  # fmt: skip


def text_of(part: Element) -> str:
    """The words in a part of a page, with single spaces."""
    return " ".join("".join(part.itertext()).split())


def _head(tree: Element) -> Iterator[str]:
    title = tree.find(".//title")
    if title is None or not text_of(title):
        yield "the page has no title"
    if tree.get("lang") not in dict(settings.LANGUAGES):
        yield f"<html lang> is {tree.get('lang')!r}"
    headings = len(tree.findall(".//h1"))
    if headings != 1:
        yield f"{headings} first headings"


def _ids(tree: Element) -> Iterator[str]:
    ids = Counter(part.get("id") for part in tree.iter() if part.get("id") is not None)
    yield from (f"id {name!r} occurs {count} times" for name, count in ids.items() if count > 1 or not name)
    for part in tree.iter():
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "form"):
            for target in (part.get(attribute) or "").split():
                if target not in ids:
                    yield f"{attribute}={target!r} points at nothing"


def _forms(tree: Element) -> Iterator[str]:
    for form in tree.iter("form"):
        method, action = form.get("method", "get").lower(), form.get("action")
        where = f"form {action!r}"
        if method not in ("get", "post", "dialog"):
            yield f"{where} has the method {method!r}"
        if method == "post" and not action:
            yield f"{where} would be sent to whatever the address is"
        token = form.find(".//input[@name='csrfmiddlewaretoken']") is not None
        if token != (method == "post"):
            yield f"{where} by {method} {'carries' if token else 'lacks'} the CSRF token"
        if form.find(".//input[@type='file']") is not None and form.get("enctype") != "multipart/form-data":
            yield f"{where} would send its files as names only"


def shown(part: Element) -> Iterator[Element]:
    """This part and what is in it, without what waits for a script to show and name it."""
    if part.get("hidden") is None:
        yield part
        for inner in part:
            yield from shown(inner)


def _names(tree: Element) -> Iterator[str]:
    labels = {label.get("for") for label in tree.iter("label")}
    wrapped = {id(inner) for label in tree.iter("label") for inner in label.iter()}
    for part in shown(tree):
        if part.tag in CONTROLS and part.get("type") not in UNSEEN:
            own = part.get("aria-label") or part.get("aria-labelledby") or part.get("title")
            if not own and part.get("id") not in labels - {None} and id(part) not in wrapped:
                yield f"{_said(part)} has no label"
        elif part.tag in ("button", "a") and not (text_of(part) or part.get("aria-label") or _pictures(part)):
            yield f"{_said(part)} has no name"
        elif part.tag == "img" and part.get("alt") is None:
            yield f"{_said(part)} has no alt"


def _pictures(part: Element) -> bool:
    return any(image.get("alt") for image in part.iter("img"))


def _inline(tree: Element) -> Iterator[str]:
    for part in tree.iter():
        if part.tag == "style" or (part.tag == "script" and not part.get("src") and part.get("type") != DATA):
            yield f"inline <{part.tag}>"
        for name, value in part.attrib.items():
            if str(name) == "style" or str(name).startswith("on"):
                yield f"{_said(part)} has {name}"
            elif str(value).strip().lower().startswith("javascript:"):
                yield f"{_said(part)} runs a script from {name}"


def _assets(tree: Element) -> Iterator[str]:
    for part in tree.iter():
        if part.tag == "link" and part.get("rel") in NOT_FETCHED:
            continue
        address = part.get(ASSETS.get(str(part.tag), ""), "")
        if ELSEWHERE.match(address) and not (part.tag == "img" and address.startswith("data:image/")):
            yield f"{_said(part)} comes from elsewhere"
        elif address.startswith(settings.STATIC_URL) and not finders.find(address.removeprefix(settings.STATIC_URL)):
            yield f"{address} doesn't exist"


def _links(tree: Element) -> Iterator[str]:
    ids = {part.get("id") for part in tree.iter()}
    addresses = [link.get("href", "") for link in tree.iter("a")] + [
        form.get("action", "") for form in tree.iter("form")
    ]
    for address in addresses:
        if address.startswith("#"):
            if address[1:] not in ids:
                yield f"the link {address} leads nowhere on this page"
        elif address.startswith("/") and not address.startswith(settings.STATIC_URL) and not leads_somewhere(address):
            yield f"the link {address} leads nowhere"


def leads_somewhere(address: str) -> bool:
    """Whether one of our views answers at this address."""
    path = urlsplit(address).path
    with translation.override("en" if path.startswith("/en/") else "id"):
        try:
            resolve(path)
        except Resolver404:
            return False
    return True


def _said(part: Element) -> str:
    kept = ("id", "name", "type", "href", "src", "class")
    return f"<{part.tag} " + " ".join(f"{name}={part.get(name)!r}" for name in kept if part.get(name)) + ">"
