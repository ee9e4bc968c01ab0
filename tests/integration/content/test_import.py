"""`miantan content import`: new interviews take it, running ones stay with theirs, and nobody is left without."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import select

from backend.content import files
from backend.content.loader import load
from backend.store.tables import ContentVersion, Interview
from channels.contract import Kind
from tests.integration.conftest import Street

NEW = "您好，这是新的开场白。"


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the shipped content with another line in it."""
    folder = tmp_path / "pack"
    for name in files.names(files.SHIPPED):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(files.SHIPPED / name, folder / name)
    change(folder / "locales/zh.yaml", "ack.1:", f"  ack.1: {NEW}")
    return folder


def change(path: Path, key: str, line: str) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    lines = [line if one.strip().startswith(key) else one for one in lines]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def bring_in(pack: Path, database_url: str, folder: Path) -> subprocess.CompletedProcess[str]:
    settings = {"MIANTAN_DATABASE_URL": database_url, "MIANTAN_DATA_DIR": str(folder / "data")}
    return subprocess.run(
        [sys.executable, "-m", "miantan", "content", "import", str(pack)],
        cwd=folder, env={**os.environ, **settings}, capture_output=True, text=True, check=False,
    )  # fmt: skip


async def test_new_interviews_take_it_and_running_ones_keep_theirs(
    street: Street, database_url: str, pack: Path, tmp_path: Path
) -> None:
    before = await street.invite()
    await street.say(before, "", Kind.START)
    told = bring_in(pack, database_url, tmp_path)
    assert told.returncode == 0, told.stderr
    assert "1 running interview(s) keep" in told.stdout
    after = await street.invite()
    await street.say(after, "", Kind.START)
    async with street.database.unit_of_work() as session:
        versions = list(await session.exec(select(Interview.content_version).order_by(Interview.started_at)))  # type: ignore[arg-type]
        newest = await session.get_one(ContentVersion, versions[1])
        assert versions[0] != versions[1] == street.shelf.version
        assert newest.imported_at is not None
        assert street.shelf.current.locales["zh"]["ack.1"] == NEW
        assert (await street.shelf.get(session, versions[0])) == load()


async def test_the_one_imported_last_counts_and_the_shipped_one_can_come_back(
    street: Street, pack: Path
) -> None:
    for root in (pack, files.SHIPPED, pack):
        street.clock.move(seconds=1)
        async with street.database.unit_of_work() as session:
            await street.shelf.take_in(session, street.clock, load(root))
            await street.shelf.refresh(session)
        assert street.shelf.current == load(root)


async def test_a_fault_is_named_by_file_line_and_key_and_nothing_changes(
    street: Street, database_url: str, pack: Path, tmp_path: Path
) -> None:
    change(pack / "positions/assembler.yaml", "at_least:", "    at_least: 81")
    told = bring_in(pack, database_url, tmp_path)
    assert told.returncode == 2
    assert told.stderr.startswith("positions/assembler.yaml:18: knockouts.k_age.ask.")
    async with street.database.unit_of_work() as session:
        assert len((await session.exec(select(ContentVersion))).all()) == 1


async def test_what_people_apply_for_stays_open(
    street: Street, database_url: str, pack: Path, tmp_path: Path
) -> None:
    await street.invite(position="picker")
    sites = (pack / "sites.yaml").read_text(encoding="utf-8")
    (pack / "sites.yaml").write_text(without_opening(sites, "picker"), encoding="utf-8")
    told = bring_in(pack, database_url, tmp_path)
    assert told.returncode == 2
    assert "picker at suzhou" in told.stderr


def without_opening(sites: str, position: str) -> str:
    """The file without the lines of the first opening for this position."""
    lines = sites.splitlines(keepends=True)
    begin = next(number for number, line in enumerate(lines) if line.strip() == f"{position}:")
    depth = len(lines[begin]) - len(lines[begin].lstrip())
    rest = range(begin + 1, len(lines))
    end = next(number for number in rest if 0 < len(lines[number]) - len(lines[number].lstrip()) <= depth)
    return "".join(lines[:begin] + lines[end:])
