"""QR codes as pictures of their own: no page may carry one within it."""

from io import BytesIO

import segno


def drawn(text: str) -> bytes:
    """An SVG, black on white with the quiet border that readers need."""
    out = BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", scale=5, border=4, light="white", xmldecl=False)
    return out.getvalue()
