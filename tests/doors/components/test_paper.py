"""Documents on paper: what is written can be read back, in both languages, on every page."""

from __future__ import annotations

import pypdfium2
from django.utils import translation

from hearten.doors.components.paper import Paper


def _words(paper: Paper) -> list[str]:
    with pypdfium2.PdfDocument(paper.to_bytes()) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def test_what_is_written_can_be_read_back():
    paper = Paper(title="理赔决定说明", number="CL-7K3M-9QXC", written="2026年11月23日")
    paper.facts([("医院", "和平路医院")])
    paper.table(["费用", "赔付"], [["住院", "¥1,234.50"]], numeric={1})
    (page,) = _words(paper)
    for words in ("理赔决定说明", "CL-7K3M-9QXC", "和平路医院", "¥1,234.50"):
        assert words in page


def test_a_long_table_goes_on_and_each_page_says_which_it_is():
    with translation.override("en"):
        paper = Paper(title="Statement", number="ST-1")
        paper.table(["Expense", "Paid"], [[f"Expense {i}", str(i)] for i in range(120)])
        pages = _words(paper)
    assert len(pages) > 2
    assert all(
        f"Page {i} of {len(pages)}" in words and "ST-1" in words for i, words in enumerate(pages, start=1)
    )
    assert "Expense 119" in pages[-1]
