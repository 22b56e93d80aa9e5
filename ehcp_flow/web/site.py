"""What every page is made with: the office, the templates, the settings that a page shows."""

from dataclasses import dataclass

from jinja2 import Environment

from ehcp_flow.bootstrap import Installation
from ehcp_flow.services.office import Office


@dataclass(frozen=True, slots=True)
class Site:
    """One authority's pages. `secure`: they are reached over https, so cookies go nowhere else."""

    installation: Installation
    office: Office
    authority_name: str
    templates: Environment
    secure: bool
