"""What is said where there is no such thing: the same words for what is hidden from whoever asks."""

from workflows.refusals import Refusal


def no_such_case(case: str) -> Refusal:
    """There is no case of that reference."""
    return Refusal(
        f"Open {case}",
        "there is no case of this reference",
        "Cases of this authority",
        "Look for it with “ehcp-flow case list”. References look like EHC-2026-00001.",
    )
