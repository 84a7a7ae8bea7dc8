"""Real pictures through the real networks: a handful; `hearten bench ocr` measures many more."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from hearten.domains.claims.providers.recognition import LocalRecogniser
from hearten.engines.bills import read_bill
from hearten.kernel.errors import Invalid
from tests.factories.bills import render_bill, render_pdf

GIVEN = Path(__file__).resolve().parents[5] / "shared" / "data" / "invoices"
# Read by eye from the pictures.
TRUTHS = {
    "clean0.png": {
        "bill_code": "48764759", "bill_number": "3824219489", "check_code": "102c0f", "payer_name": "王建国",
        "issue_date": "2024-06-08", "total_minor": 1291_24, "fund_paid_minor": 753_87, "account_paid_minor": 268_69,
        "cash_paid_minor": 268_68, "self_paid_minor": 161_21, "out_of_catalogue_minor": 107_47, "sex": "女",
        "hospital": "成都市妇女儿童中心医院", "total_in_words": "壹仟贰佰玖拾壹元贰角肆分", "visit_number": "396947751",
    },
    "photo1.jpg": {
        "bill_code": "17776317", "bill_number": "0669074391", "check_code": "7e90d3", "payer_name": "欧阳明月",
        "issue_date": "2024-03-21", "total_minor": 1585_36, "fund_paid_minor": 857_36, "account_paid_minor": 364_00,
        "cash_paid_minor": 364_00, "self_paid_minor": 218_40, "out_of_catalogue_minor": 145_60, "sex": "男",
        "hospital": "杭州市第三人民医院", "total_in_words": "壹仟伍佰捌拾伍元叁角陆分", "visit_number": "685957489",
    },
}  # fmt: skip


def read(data: bytes, content_type: str = "image/jpeg"):
    transcript = LocalRecogniser().transcribe(data, content_type)
    return transcript, read_bill(transcript.pages)


def jpeg(image: Image.Image, **more) -> bytes:
    buffer = io.BytesIO()
    image.convert("RGB").save(buffer, "JPEG", quality=90, **more)
    return buffer.getvalue()


@pytest.mark.parametrize("name", TRUTHS)
def test_given_bills(name):
    path = GIVEN / name
    if not path.exists():
        pytest.skip(f"THE GIVEN BILLS ARE NOT HERE: {path} is missing, so nothing was read")
    _, bill = read(path.read_bytes())
    assert {key: bill.value(key) for key in TRUTHS[name]} == TRUTHS[name]
    assert all(check.holds for check in bill.checks)
    assert not [one.name for one in bill.items if one.doubtful]


def test_a_bill_upside_down_under_stamps_says_where_its_values_stand():
    made = render_bill("sichuan_outpatient", "stamped", 10)
    with Image.open(io.BytesIO(made.image_bytes)) as image:
        transcript, bill = read(jpeg(image.rotate(180)))
    assert transcript.turn == 180
    amounts = {key: value for key, value in made.truth["fields"].items() if key.endswith("_minor")}
    assert {key: bill.value(key) for key in amounts} == amounts
    total = next(field for field in bill.fields if field.name == "total_minor")
    left, top, wide, high = total.box
    # right of the middle and below it on the paper: left and above in the picture as it was sent
    assert left + wide < 0.45
    assert 0 < high < top + high < 0.6


def test_exif_turns_the_picture_before_it_is_read():
    made = render_bill("shanghai_outpatient", "clean", 3)
    with Image.open(io.BytesIO(made.image_bytes)) as image:
        exif = Image.Exif()
        exif[0x0112] = 6  # the camera was held sideways
        transcript, bill = read(jpeg(image.rotate(90, expand=True), exif=exif.tobytes()))
    assert transcript.turn == 0
    assert bill.value("total_minor") == made.truth["fields"]["total_minor"]


def test_the_text_of_an_electronic_bill_is_exact():
    made = render_pdf("inpatient", 1)
    transcript, bill = read(made.image_bytes, "application/pdf")
    assert transcript.pages[0].exact
    assert {key: bill.value(key) for key in made.truth["fields"]} == made.truth["fields"]
    assert not [one.name for one in (*bill.fields, *bill.items) if one.doubtful]


def test_a_small_picture_says_what_to_do():
    made = render_bill("sichuan_outpatient", "clean", 0)
    with Image.open(io.BytesIO(made.image_bytes)) as image:
        image.thumbnail((600, 600))
        transcript, _ = read(jpeg(image))
    assert not transcript.readable
    assert "closer" in transcript.hint


def test_a_picture_without_text_says_what_to_do():
    transcript, _ = read(jpeg(Image.new("RGB", (1600, 1200), (120, 110, 100))))
    assert not transcript.readable
    assert transcript.advice


def test_a_pdf_of_too_many_pages_is_refused():
    from pypdfium2 import PdfDocument

    document = PdfDocument.new()
    for _ in range(31):
        document.new_page(200, 200)
    buffer = io.BytesIO()
    document.save(buffer)
    with pytest.raises(Invalid, match="31 pages"):
        read(buffer.getvalue(), "application/pdf")


@pytest.mark.parametrize("data", [b"", b"\xff\xd8\xff broken", b"GIF89a" + b"\0" * 40])
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(Invalid, match="damaged"):
        read(data)
