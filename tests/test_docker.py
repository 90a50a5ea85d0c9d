"""The images and compose files, held to what can be told without a Docker engine."""

import json
import re
import shlex
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

pytestmark = pytest.mark.unit

ROOT = Path(__file__).parents[1]
DOCKERFILES = sorted((ROOT / "docker").glob("*.Dockerfile"))
COMPOSE_FILES = sorted((ROOT / "docker").glob("compose*.yaml"))
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LOOPBACK = "127.0.0.1:"
OUTSIDE = re.compile(r"\$\{(\w+):([-?])([^}]*)\}")
"""`${KEY:-default}` and `${KEY:?message}`."""

by_name = pytest.mark.parametrize("path", [*DOCKERFILES, *COMPOSE_FILES], ids=lambda path: path.name)
by_dockerfile = pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: path.name)
by_compose_file = pytest.mark.parametrize("path", COMPOSE_FILES, ids=lambda path: path.name)


def instructions(path: Path) -> list[tuple[str, str]]:
    """The instructions of a Dockerfile: their names and what follows, with continued lines joined."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.lstrip().startswith("#")]
    joined = "\n".join(lines).replace("\\\n", " ")
    return [(name, rest.strip()) for name, _, rest in (line.partition(" ") for line in joined.splitlines() if line.strip())]


def services(path: Path) -> dict[str, dict[str, Any]]:
    """The services of a compose file; a value that must come from outside reads `needs KEY`."""
    text = OUTSIDE.sub(lambda found: found[3] if found[2] == "-" else f"needs {found[1]}", path.read_text(encoding="utf-8"))
    return yaml.safe_load(text)["services"]


def ours(path: Path) -> dict[str, dict[str, Any]]:
    """The services that run an image of ours."""
    return {name: service for name, service in services(path).items() if "build" in service}


def environment(service: dict[str, Any]) -> dict[str, str]:
    return service.get("environment", {})


def copied(path: Path) -> list[str]:
    """What a Dockerfile takes from the repository."""
    words = [rest.split() for name, rest in instructions(path) if name == "COPY"]
    return [source for copy in words if not copy[0].startswith("--from=") for source in copy[:-1]]


def pins(lock: str) -> dict[str, set[str]]:
    """The hashes of every pin (`name==version`) of a lock file."""
    found: dict[str, set[str]] = {}
    pin = ""
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        if named := re.match(r"[a-z0-9._-]+==[^ ;\\]+", line):
            pin = named[0]
            found.setdefault(pin, set())
        elif "--hash=" in line:
            found[pin].add(line.strip(" \\").removeprefix("--hash="))
    return found


def names(lock: str) -> set[str]:
    return {canonicalize_name(pin.partition("==")[0]) for pin in pins(lock)}


def wanted(*extras: str) -> set[str]:
    """Names of what the project asks for on Linux, with these extras."""
    texts = [*PROJECT["dependencies"], *(text for extra in extras for text in PROJECT["optional-dependencies"][extra])]
    found = [Requirement(text) for text in texts]
    return {canonicalize_name(asked.name) for asked in found if asked.marker is None or asked.marker.evaluate()}


def test_there_is_an_image_for_the_bot_and_for_workers_with_and_without_cuda() -> None:
    assert {path.name for path in DOCKERFILES} == {"bot.Dockerfile", "worker.Dockerfile", "worker-cuda.Dockerfile"}
    built = {service["build"]["dockerfile"] for path in COMPOSE_FILES for service in ours(path).values()}
    assert built == {f"docker/{path.name}" for path in DOCKERFILES}


@by_dockerfile
def test_all_that_is_copied_exists_and_is_let_through(path: Path) -> None:
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert ignored[1] == "*", "everything stays outside unless it is named"
    for source in copied(path):
        assert (ROOT / source).exists(), source
        assert f"!{source}" in ignored, source


def test_nothing_private_is_let_through() -> None:
    taken = {source for path in DOCKERFILES for source in copied(path)}
    let_through = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines() if line.startswith("!")}
    assert let_through == taken
    assert all("*" not in name and not name.startswith((".", "data", "out")) for name in let_through)


@by_dockerfile
def test_every_package_of_the_project_is_in_the_image(path: Path) -> None:
    pyproject = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needed = [*pyproject["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"], *PROJECT["license-files"], PROJECT["readme"]]
    assert {*needed, "pyproject.toml"} <= set(copied(path))


@by_name
def test_every_image_has_a_fixed_tag(path: Path) -> None:
    if path in DOCKERFILES:
        found = [rest.split() for name, rest in instructions(path) if name == "FROM"]
        stages = {words[2] for words in found if len(words) > 1}
        images = [words[0] for words in found if words[0] not in stages]
    else:
        images = [service["image"] for service in services(path).values()]
    assert images
    for image in images:
        assert re.search(r":\d[\w.-]*$", image), image


@by_compose_file
def test_our_images_are_tagged_with_our_version(path: Path) -> None:
    for service in ours(path).values():
        assert service["image"].endswith(f":{PROJECT['version']}")


@by_dockerfile
def test_the_image_runs_as_an_ordinary_user_that_owns_the_volume(path: Path) -> None:
    steps = instructions(path)
    last = steps[max(index for index, (name, _) in enumerate(steps) if name == "FROM") :]
    users = [rest for name, rest in last if name == "USER"]
    assert users == ["cutroom"]
    text = "\n".join(rest for _, rest in last)
    assert "useradd --uid 10001" in text  # one id in all images: they share the volume
    assert "install -d -o cutroom -g cutroom -m 0700 /data" in text
    assert ("VOLUME", "/data") in last
    assert "CUTROOM_HOME=/data" in text


@by_dockerfile
def test_what_is_installed_is_locked_by_hash(path: Path) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for name, rest in instructions(path):
        if name != "RUN":
            continue
        for command in rest.split("&&"):
            words = shlex.split(command)
            if "install" not in words or "pip" not in words:
                continue
            if "-r" not in words:
                assert words[-1] == "." and "--no-deps" in words and "--no-build-isolation" in words
                continue
            assert "--require-hashes" in words
            assert f"-o {words[words.index('-r') + 1]}" in makefile


@by_name
def test_every_setting_named_is_one_of_ours(path: Path) -> None:
    known = set(re.findall(r"^#?(CUTROOM_[A-Z0-9_]+)=", (ROOT / ".env.example").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"CUTROOM_[A-Z0-9_]+", path.read_text(encoding="utf-8"))) <= known


def commands() -> dict[str, list[str]]:
    """What the images and services run, by where it stands."""
    found = {path.name: json.loads(rest) for path in DOCKERFILES for name, rest in instructions(path) if name == "CMD"}
    return found | {f"{path.name}:{name}": row["command"] for path in COMPOSE_FILES for name, row in ours(path).items()}


@pytest.mark.parametrize("command", commands().values(), ids=commands())
def test_every_command_is_one_that_the_module_knows(command: list[str]) -> None:
    python, flag, module, *rest = command
    assert (python, flag) == ("python", "-m")
    assert find_spec(f"{module}.__main__")
    parser = __import__(f"{module}.__main__", fromlist=["_parser"])._parser()
    assert parser.parse_args(rest).command == (rest[0] if not rest[0].startswith("-") else "supervise")


@by_compose_file
def test_only_loopback_reaches_what_listens(path: Path) -> None:
    for name, service in services(path).items():
        for port in service.get("ports", []):
            assert port.startswith(LOOPBACK), name
        if "CUTROOM_HTTP_HOST" in environment(service):
            assert environment(service)["CUTROOM_HTTP_TOKEN"] == "needs CUTROOM_HTTP_TOKEN", "it does not start without a token"
    assert any("ports" in service for service in services(path).values())


@by_compose_file
def test_services_stand_on_what_is_there(path: Path) -> None:
    whole = yaml.safe_load(OUTSIDE.sub("1", path.read_text(encoding="utf-8")))
    for service in whole["services"].values():
        assert set(service.get("depends_on", {})) <= set(whole["services"])
        assert set(service.get("networks", [])) <= set(whole.get("networks", {}))
        assert {mount.partition(":")[0] for mount in service.get("volumes", [])} <= set(whole["volumes"])
        for other, how in service.get("depends_on", {}).items():
            assert how["condition"] == "service_healthy"
            assert "healthcheck" in whole["services"][other]
    for service in ours(path).values():
        assert (path.parent / service["build"]["context"]).resolve() == ROOT
        assert [(path.parent / file["path"]).resolve() for file in service["env_file"]] == [ROOT / ".env"]
        assert "home:/data" in service["volumes"]
        assert service["environment"]["CUTROOM_HOME"] == "/data"


def test_the_bot_and_each_worker_have_a_container_of_their_own() -> None:
    found = ours(ROOT / "docker" / "compose.yaml")
    ran = {name: service["command"][2:] for name, service in found.items()}
    assert ran == {"bot": ["bot", "serve"], "light": ["workers", "light"], "cpu": ["workers", "cpu"], "gpu": ["workers", "gpu"]}
    grounds = {
        (service["environment"]["CUTROOM_REDIS_URL"], service["environment"]["CUTROOM_DATABASE_URL"])
        for service in found.values()
    }
    assert grounds == {("redis://redis:6379/0", "postgresql+asyncpg://cutroom:cutroom@postgres:5432/cutroom")}


def test_workers_know_no_tokens_of_the_chats() -> None:
    tokens = ("CUTROOM_TELEGRAM_TOKEN", "CUTROOM_DISCORD_TOKEN", "CUTROOM_HTTP_TOKEN")
    for name, service in ours(ROOT / "docker" / "compose.yaml").items():
        if name != "bot":
            assert [service["environment"].get(token) for token in tokens] == ["", "", ""]


@pytest.mark.parametrize(
    ("lock", "extras"),
    [
        ("requirements.lock", ("bot", "worker", "postgres")),
        ("requirements-bot.lock", ("bot", "postgres")),
        ("requirements-gpu.lock", ("worker", "postgres", "gpu")),
    ],
)
def test_a_lock_holds_its_extras_with_the_versions_of_the_whole(lock: str, extras: tuple[str, ...]) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    line = next(line for line in makefile.splitlines() if f"-o {lock};" in line)
    assert tuple(re.findall(r"--extra (\S+)", line)) == extras
    assert wanted(*extras) <= names(lock)
    found, whole = pins(lock), pins("requirements.lock")
    for pin, hashes in found.items():
        assert hashes, pin
        if canonicalize_name(pin.partition("==")[0]) in names("requirements.lock"):
            assert hashes == whole[pin], pin
    assert "://" not in (ROOT / lock).read_text(encoding="utf-8")


def test_the_bot_brings_nothing_that_decodes_draws_or_thinks() -> None:
    assert not names("requirements-bot.lock") & (wanted("worker", "gpu") - wanted("bot", "postgres"))


def test_the_bot_runs_on_what_its_lock_brings() -> None:
    brought = names("requirements-bot.lock") | {"cutroom"}
    strange = {
        package
        for package, owners in packages_distributions().items()
        if not brought & {canonicalize_name(owner) for owner in owners}
    }
    assert {"numpy", "av", "PIL", "cv2"} <= strange
    code = f"""
import sys
class Strange:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in {sorted(strange)!r}:
            raise ModuleNotFoundError(f"the bot's lock does not bring {{name}}", name=name)
sys.meta_path.insert(0, Strange)
import asyncpg, bot.__main__, bot.service, bot.telegram.adapter, bot.discord.adapter, bot.web.adapter, workers.ledger_client
import alembic.command, workers.ledger.migrations.versions
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
