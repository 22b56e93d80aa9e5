"""What is changed in the built style sheets and scripts: letters, addresses, rules of pictures not shipped, source maps."""

import re

from scripts.assets.plan import AssetFault, Font, Package

_ADDRESS = re.compile(r"url\(\s*([\"']?)([^\"')]+)\1\s*\)")
_RULE = re.compile(r"([^{};]*)\{([^{}]*)\}")
_FONT_FACE = re.compile(r"(?:/\*[^*]*\*/\s*)?@font-face\s*\{([^{}]*)\}")
_SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=[^*]*\*/|//# sourceMappingURL=\S+")
_PACKAGE_ASSETS = "/assets/"


def script(text: str) -> str:
    """A script without the name of its source map, which is not shipped."""
    return _SOURCE_MAP.sub("", text).rstrip() + "\n"


def style_sheet(text: str, package: Package, font: Font, address: str) -> str:
    """A style sheet with our letters and our addresses; an `AssetFault` where it names a file that the plan does not."""
    text = without_font(_SOURCE_MAP.sub("", text), font)
    text = without_left_out(text, package)
    return _ADDRESS.sub(lambda found: f"url({_our_address(found[2], package, address)})", text).rstrip() + "\n"


def without_font(text: str, font: Font) -> str:
    """The style sheet with another list of families in the place of one family, and without the rules that load it."""
    text = _FONT_FACE.sub(lambda found: "" if font.family in found[1] else found[0], text)
    # `arial` comes next in the lists of govuk-frontend; ours names it, so it would stand there twice.
    return re.sub(
        rf"([\"']?){re.escape(font.family)}\1(\s*,\s*arial\b)?", lambda _: font.instead, text, flags=re.IGNORECASE
    )


def without_left_out(text: str, package: Package) -> str:
    """The style sheet without the rules that draw a picture which is not shipped."""

    def kept(found: re.Match[str]) -> str:
        named = {_path_in(package, address) for _, address in _ADDRESS.findall(found[2])}
        return "" if named & set(package.left_out) else found[0]

    return _RULE.sub(kept, text)


def _path_in(package: Package, address: str) -> str:
    """The path in the package that an address in its style sheet stands for."""
    return address.replace(_PACKAGE_ASSETS, package.assets, 1) if address.startswith(_PACKAGE_ASSETS) else address


def _our_address(old: str, package: Package, address: str) -> str:
    if old.startswith(("data:", "#")):
        return f'"{old}"'
    target = package.take.get(_path_in(package, old))
    if target is None:
        raise AssetFault(
            f"A style sheet of {package.name} {package.version} names {old}, which ehcp_flow/web/assets.toml neither "
            "takes nor leaves out. Add it to take, or to left_out (then the rules that draw it go)."
        )
    return address + target
