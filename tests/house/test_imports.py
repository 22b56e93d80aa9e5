"""The contracts of pyproject.toml refuse what they say they refuse. (`make lint` holds the code itself to them.)"""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.house import reading


def contracts() -> list[str]:
    settings = tomllib.loads((reading.ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return [contract["name"] for contract in settings["tool"]["importlinter"]["contracts"]]


def check(project: Path, modules: dict[str, str]) -> str:
    """Run the project's own contracts over a project of other modules and return what import-linter printed."""
    (project / "pyproject.toml").write_text(
        (reading.ROOT / "pyproject.toml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    for package in reading.PACKAGES:
        (project / package).mkdir()
        (project / package / "__init__.py").touch()
    for name, code in modules.items():
        file = project / name
        file.parent.mkdir(exist_ok=True)
        (file.parent / "__init__.py").touch()
        file.write_text(code, encoding="utf-8")
    # -P and the folder first on the path: these modules, not the installed ones of the same names.
    program = f"import sys; sys.path.insert(0, {str(project)!r}); from importlinter.cli import lint_imports_command; lint_imports_command()"
    ran = subprocess.run(
        [sys.executable, "-P", "-c", program, "--no-cache"],
        cwd=project,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return re.sub(r"\s+", " ", ran.stdout + ran.stderr)


def test_each_contract_refuses_what_it_names(tmp_path: Path) -> None:
    printed = check(
        tmp_path,
        {
            "workflows/clocks.py": "import reports\n",
            "ehcp_flow/cli.py": "import sqlalchemy\n",
            "ehcp_flow/cases.py": "import transitions\n",
            "ehcp_flow/web.py": "import apscheduler\n",
            "ehcp_flow/post.py": "import smtplib\n",
            "ehcp_flow/sen2.py": "import lxml\n",
            "notifications/preview.py": "import rich\n",
        },
    )
    for name in contracts():
        assert f"{name} BROKEN" in printed, printed


def test_notifications_and_reports_may_not_import_each_other(tmp_path: Path) -> None:
    printed = check(tmp_path, {"notifications/digest.py": "import reports\n"})
    assert f"{contracts()[0]} BROKEN" in printed, printed


def test_the_places_that_may_import_are_let(tmp_path: Path) -> None:
    printed = check(
        tmp_path,
        {
            "ehcp_flow/db/tables.py": "import sqlalchemy, alembic, psycopg\n",
            "ehcp_flow/scheduler.py": "import apscheduler, workflows\n",
            "workflows/machine.py": "import transitions\n",
            "reports/sen2/reader.py": "import lxml\n",
            "notifications/channels/smtp.py": "import smtplib\n",
        },
    )
    assert "0 broken" in printed, printed
