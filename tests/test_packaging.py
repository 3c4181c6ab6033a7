"""The stylesheet and the package data are found in a checkout, an editable install and a built wheel."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FIND = (
    "from introtui.stylesheet import stylesheet_path; from importlib.resources import files;"
    "print(stylesheet_path().read_text()[:20]);"
    "print(all(files('introtui').joinpath(name).is_file()"
    " for name in ('data/vat_published.csv', 'paper/fonts/NotoSans-Regular.ttf')))"
)


def found_by(python: Path | str, folder: Path) -> list[str]:
    """Return what a fresh process in a folder finds."""
    done = subprocess.run([python, "-I", "-c", FIND], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel the way an installer does."""
    folder = tmp_path_factory.mktemp("wheel")
    script = f"from hatchling.build import build_wheel; print(build_wheel({str(folder)!r}))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True)
    return folder / done.stdout.split()[-1]


def test_a_checkout_has_its_stylesheet_at_the_root() -> None:
    script = f"import sys; sys.path.insert(0, {str(ROOT)!r}); {FIND}"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["/* introtui: one vis", "True"]


def test_an_editable_install_finds_it_from_anywhere(tmp_path: Path) -> None:
    origin = metadata.distribution("introtui").read_text("direct_url.json")
    assert origin is not None
    assert '"editable": true' in origin
    assert found_by(sys.executable, tmp_path) == ["/* introtui: one vis", "True"]


def test_a_wheel_carries_it(wheel: Path, tmp_path: Path) -> None:
    home = tmp_path / "venv"
    venv.create(home, with_pip=False, system_site_packages=False)
    (site,) = home.glob("lib/python*/site-packages")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    # The dependencies of this environment, but not its editable introtui.
    (site / "dependencies.pth").write_text(str(dependencies()))
    assert found_by(home / "bin" / "python", tmp_path) == ["/* introtui: one vis", "True"]
    assert (site / "introtui" / "styles.tcss").is_file()


def dependencies() -> Path:
    """Return where this environment's packages are."""
    import textual

    return Path(textual.__file__).parents[1]


def test_the_wheel_holds_nothing_but_the_package(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.partition("/")[0] for name in archive.namelist()}
    assert tops == {"introtui", f"{wheel.name.rsplit('-py3', 1)[0]}.dist-info"}
