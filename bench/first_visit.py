"""What a first visit to the home page costs on the wire, in a real browser with nothing kept from before."""

import shutil

from playwright.sync_api import sync_playwright

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


def bytes_of_first_visit(port: int) -> int:
    """Encoded bytes of all answers, headers included, until the page is quiet."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        page = browser.new_page()
        network = page.context.new_cdp_session(page)
        sizes: list[float] = []
        network.on("Network.loadingFinished", lambda done: sizes.append(done["encodedDataLength"]))
        network.send("Network.enable")
        page.goto(f"http://127.0.0.1:{port}/", wait_until="networkidle")
        browser.close()
    return int(sum(sizes))
