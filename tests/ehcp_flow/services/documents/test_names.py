"""Names of files as they are kept, and as a browser is told them."""

import pytest

from ehcp_flow.services.documents.names import LONGEST, clean_name, disposition


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("advice.pdf", "advice.pdf"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\Ann\\advice.pdf", "advice.pdf"),
        ("  two   words .pdf ", "two words .pdf"),
        ("Łódź résumé 報告.pdf", "Łódź résumé 報告.pdf"),
        ("Ann\u202efdp.exe", "Annfdp.exe"),
        ("line\r\nbreak\0.pdf", "line break.pdf"),
        ("a<b>:c|d?.pdf", "a_b__c_d_.pdf"),
        ("..", ""),
        ("", ""),
        ("...hidden.pdf", "hidden.pdf"),
    ],
)
def test_a_name_is_the_last_part_without_what_misleads(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_a_long_name_keeps_its_ending() -> None:
    name = clean_name("x" * 500 + ".pdf")
    assert len(name) == LONGEST
    assert name.endswith("x.pdf")


def test_the_header_is_plain_for_old_browsers_and_whole_for_new_ones() -> None:
    header = disposition('Łódź "résumé"; x=y.pdf')
    assert header.startswith('attachment; filename="odz _resume__ x_y.pdf";')
    assert "filename*=UTF-8''%C5%81%C3%B3d%C5%BA%20%22r%C3%A9sum%C3%A9%22%3B%20x%3Dy.pdf" in header
    assert header.isascii()
    assert disposition("報告").startswith('attachment; filename="document"')
