"""Settings: from the environment (EHCP_FLOW_…) over `ehcp-flow.toml` in the working folder. Unknown keys are refused."""

from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

FILE = "ehcp-flow.toml"
HERE = frozenset({"localhost", "127.0.0.1", "::1"})


class Settings(BaseSettings):
    """How this installation runs. `ehcp-flow config show` prints it, secrets hidden.

    As shipped nothing leaves the machine: messages are written to files in `mail_folder`.
    """

    model_config = SettingsConfigDict(env_prefix="EHCP_FLOW_", toml_file=FILE, extra="forbid", frozen=True)

    database_url: str = "ehcp-flow.db"
    authority: str = ""
    operator_decides: bool = True

    production: bool = False
    public_url: str = ""
    office_email: str = ""
    secret_key: SecretStr = SecretStr("")  # signs the links of health notices

    mail_by: Literal["file", "smtp", "notify", "console"] = "file"
    mail_folder: str = "outbox"
    mail_from: str = ""
    redirect_all_to: str = ""
    send_at_most: int = Field(default=500, ge=1)

    smtp_host: str = ""
    smtp_port: int = Field(default=587, ge=1, le=65535)
    smtp_user: str = ""
    smtp_password: SecretStr = SecretStr("")
    smtp_starttls: Literal["required", "off"] = "required"

    notify_api_key: SecretStr = SecretStr("")
    notify_template_id: str = ""
    notify_base_url: str = ""

    webhook_secret: SecretStr = SecretStr("")

    # What goes to the NHS by file. Who the authority is there, and where its code systems are; empty as shipped.
    fhir_base: str = ""
    ods_code: str = Field(default="", pattern=r"^([A-Z0-9]{3,10})?$")
    snomed_code: str = Field(default="", pattern=r"^([0-9]{6,18})?$")
    mesh_from: str = Field(default="", pattern=r"^([A-Z0-9]{3,20})?$")
    mesh_workflow: str = Field(default="", pattern=r"^([A-Z0-9_]{1,64})?$")
    mesh_to: dict[str, Annotated[str, Field(pattern=r"^[A-Z0-9]{3,20}$")]] = {}  # mailbox by provider

    brand_colour: str = Field(default="#1d3557", pattern=r"^#[0-9a-fA-F]{6}$")
    documents_folder: str = "documents"  # where uploaded files and made letters are kept

    # The council's own sign-in (OpenID Connect, such as Microsoft Entra ID). Empty: accounts of this service.
    oidc_issuer: str = ""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    oidc_name: str = "Sign in with your council account"
    oidc_trusts_email: bool = False  # its addresses are the council's own, and no holder can change theirs
    local_passwords: bool = True  # whether one may sign in with a password of this service
    second_factor: Literal["off", "asked", "required"] = "asked"  # beside such a password

    # What stands on letters. `letter_head`: lines under the authority's name, with “ | ” between them. A letter that must
    # name a service which is not set is refused.
    letter_head: str = ""
    appeal_help: str = ""  # the information, advice and support service (SENDIASS)
    mediation_contact: str = ""
    disagreement_contact: str = ""  # empty: the mediation contact does both

    own_domains: str = ""  # with commas; whom a user's address may belong to; empty: anybody

    @model_validator(mode="after")
    def _nothing_leaves_by_accident(self) -> Self:
        """Refuses settings by which messages would go to real people from a trial, or could not go at all."""
        for name in ("mail_from", "redirect_all_to", "office_email"):
            if (given := getattr(self, name)) and not _may_be_an_address(given):
                raise _refused(f"{name} is not an e-mail address")
        if self.mail_by in ("smtp", "notify") and not (self.production or self.redirect_all_to):
            raise _refused(
                f"mail_by is {self.mail_by} and production is off, so redirect_all_to must say to which address "
                "every message goes instead of to real people"
            )
        if self.mail_by == "smtp":
            self._check_smtp()
        if self.mail_by == "notify":
            needed = {
                "notify_api_key": self.notify_api_key.get_secret_value(),
                "notify_template_id": self.notify_template_id,
            }
            self._check_given(needed)
        base = urlsplit(self.notify_base_url)
        if self.notify_base_url and not (base.hostname and (base.scheme == "https" or base.hostname in HERE)):
            raise _refused("notify_base_url must begin with https")
        return self

    @model_validator(mode="after")
    def _whole(self) -> Self:
        """Refuses settings for the NHS of which a part is missing, and domains that are none."""
        if self.fhir_base and not (self.fhir_base.startswith("https://") and urlsplit(self.fhir_base).hostname):
            raise _refused("fhir_base must begin with https")
        if self.mesh_from and not self.mesh_workflow:
            raise _refused("mesh_from needs mesh_workflow, the workflow id that was agreed with the providers")
        if self.mesh_to and not self.mesh_from:
            raise _refused("mesh_to needs mesh_from, the mailbox of this authority")
        if self.oidc_issuer:
            self._check_directory()
        if self.second_factor == "required" and not self.secret_key.get_secret_value():
            raise _refused("second_factor is required, which needs secret_key to keep its secrets encrypted")
        if not (self.oidc_issuer or self.local_passwords):
            raise _refused("local_passwords may only be off where oidc_issuer says how else one signs in")
        for domain in self.domains:
            if "." not in domain.strip(".") or "@" in domain or len(domain.split()) != 1:
                raise _refused(f"own_domains: “{domain}” is not a domain such as council.gov.uk")
        return self

    @property
    def domains(self) -> tuple[str, ...]:
        """The domains of `own_domains`, in small letters."""
        return tuple(each.strip().casefold() for each in self.own_domains.split(",") if each.strip())

    def _check_smtp(self) -> None:
        self._check_given({"smtp_host": self.smtp_host, "mail_from": self.mail_from})
        if self.smtp_starttls == "off" and self.smtp_host not in HERE:
            raise _refused("smtp_starttls may only be off for a mail server on this machine")
        if self.smtp_starttls == "off" and self.smtp_user:
            raise _refused("smtp_user needs smtp_starttls, because nobody logs in over plain text")

    def _check_directory(self) -> None:
        """The council's own sign-in: by https, with an application of ours there, and with a secret to sign with."""
        place = urlsplit(self.oidc_issuer)
        if not (place.hostname and (place.scheme == "https" or place.hostname in HERE)):
            raise _refused("oidc_issuer must begin with https")
        needed = {
            "oidc_client_id": self.oidc_client_id,
            "public_url": self.public_url,
            "secret_key": self.secret_key.get_secret_value(),
        }
        if missing := [name for name, given in needed.items() if not given]:
            raise _refused(f"oidc_issuer needs {' and '.join(missing)}")

    def _check_given(self, needed: dict[str, str]) -> None:
        missing = [name for name, given in needed.items() if not given]
        if missing:
            raise _refused(f"mail_by is {self.mail_by}, which needs {' and '.join(missing)}")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is said on the command line goes first, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml_file=Path(FILE))


def _may_be_an_address(text: str) -> bool:
    return "@" in text.strip("@") and not any(character in text for character in "\r\n\t")


def _refused(words: str) -> PydanticCustomError:
    return PydanticCustomError("settings_at_odds", "{words}", {"words": words})
