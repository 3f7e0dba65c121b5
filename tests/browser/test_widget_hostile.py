"""Whatever people, documents or a broken server write: the widget shows it as words and runs none of it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from browser.scripted import HOSTILE, customer_app
from browser.stage import serving
from browser.visitor import ask, open_chat
from playwright.sync_api import expect

if TYPE_CHECKING:
    from browser.scripted import Script
    from playwright.sync_api import Page

# After OWASP's cheat sheet on evading filters, and what Markdown, SVG and templates add; each calls `hit`.
PAYLOADS = (
    "<script>hit()</script>",
    '"><script>hit()</script>',
    "</textarea></title></style><script>hit()</script>",
    "<img src=x onerror=hit()>",
    '<IMG """><SCRIPT>hit()</SCRIPT>">',
    "<img src=`x` onerror=`hit()`>",
    "<img/src=x/onerror=hit()>",
    "<svg/onload=hit()>",
    "<svg><script>hit()</script></svg>",
    "<svg><animate onbegin=hit() attributeName=x dur=1s>",
    "<svg><a xlink:href='javascript:hit()'><text>x</text></a></svg>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=hit()>",
    "<iframe srcdoc='<script>parent.hit()</script>'></iframe>",
    "<iframe src=javascript:parent.hit()></iframe>",
    "<object data=javascript:hit()>",
    "<embed src=javascript:hit()>",
    "<details open ontoggle=hit()>",
    "<input autofocus onfocus=hit()>",
    "<video><source onerror=hit()>",
    "<marquee onstart=hit()>",
    "<meta http-equiv=refresh content='0;url=javascript:hit()'>",
    "<base href='javascript:hit()//'>",
    "<link rel=stylesheet href=data:text/css,*{x:expression(hit())}>",
    "<style>@import 'javascript:hit()';</style>",
    "<template><img src=x onerror=hit()></template>",
    "<noscript><p title='</noscript><img src=x onerror=hit()>'>",
    "<a href='java\tscript:hit()'>x</a>",
    "[x](javascript:hit())",
    "![x](x'onerror=hit())",
    "[x]: javascript:hit()",
    "javascript:hit()//http://x.example",
    "data:text/html,<script>hit()</script>",
    "http://x.example/<script>hit()</script>",
    "http://x.example/?\"onmouseover='hit()'",
    "mailto:a@x.example?body=<script>hit()</script>",
    "{{constructor.constructor('hit()')()}} ${hit()} <%= hit() %>",
    "&lt;script&gt;hit()&lt;/script&gt;",
    "\\u003cscript\\u003ehit()\\u003c/script\\u003e",
    "<scr\u200bipt>hit()</scr\u200bipt>",
    "[1] [2] [__proto__] [constructor]",
)
RUNS = ":is(img, svg:not([aria-hidden]), script, iframe, object, embed, base, meta, video, style, form form)"


class TestHostileWords:
    def test_of_people_and_of_the_server_stay_words(self, page: Page, site: str, script: Script) -> None:
        hits: list[str] = []
        with serving(partial(customer_app, site)) as customer:
            page.expose_function("hit", lambda: hits.append("hit"))
            open_chat(page, customer)
            log = page.get_by_role("log")
            for number, payload in enumerate(PAYLOADS, 1):
                ask(page, f"hostile {payload}")
                expect(page.locator(".bubble[data-kind]")).to_have_count(number)
                assert log.locator(".you").last.text_content() == f"You said:hostile {payload}"
            assert [text for text, _ in script.said] == [f"hostile {payload}" for payload in PAYLOADS]
            assert log.locator(RUNS).count() == 0
            links = log.locator("a").evaluate_all("nodes => nodes.map((node) => node.protocol)")
            assert set(links) <= {"http:", "https:", "mailto:"}
            for chip in log.locator(".chip").all()[:4]:
                chip.hover()
            assert hits == []

    def test_of_a_document_stay_words_in_its_quote(self, page: Page, site: str) -> None:
        open_chat(page, site)
        ask(page, "hostile")
        page.locator(".bubble .chip").first.hover()
        expect(page.get_by_role("tooltip")).to_contain_text(HOSTILE)
        assert page.get_by_role("tooltip").locator(RUNS).count() == 0

    def test_in_the_form_stay_words(self, page: Page, site: str) -> None:
        open_chat(page, site)
        ask(page, "Please delete my data")
        page.get_by_label("Your name", exact=True).fill(HOSTILE)
        page.keyboard.press("Enter")
        expect(page.get_by_role("log")).to_contain_text(HOSTILE)
        assert page.get_by_role("log").locator(RUNS).count() == 0
