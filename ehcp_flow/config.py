"""Settings: from the environment (EHCP_FLOW_…) over `ehcp-flow.toml` in the working folder. Unknown keys are refused."""

from pathlib import Path

from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

FILE = "ehcp-flow.toml"


class Settings(BaseSettings):
    """How this installation runs. `ehcp-flow config show` prints it, secrets hidden."""

    model_config = SettingsConfigDict(env_prefix="EHCP_FLOW_", toml_file=FILE, extra="forbid", frozen=True)

    database_url: str = "ehcp-flow.db"
    authority: str = ""
    operator_decides: bool = True

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
