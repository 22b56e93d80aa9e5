"""The step that puts the front-end files of others into the package: `make assets`, and every build of a wheel.

`plan` reads ehcp_flow/web/assets.toml, `npm` fetches the packages that it pins, `styles` changes what it says, `folder`
writes the result with a manifest, and `step` does one after the other. The standard library alone, since a build has
nothing else.
"""
