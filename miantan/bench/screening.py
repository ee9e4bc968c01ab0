"""Text résumés read, stored and screened, end to end on a real database: how many in a minute, and that none is dropped."""

import asyncio
import tempfile
import time
from pathlib import Path
from typing import Final

from sqlmodel import func, select

from backend.media.files import MediaFiles
from backend.recruiting import resumes, screening, screening_rules
from backend.recruiting.resumes import ResumeFile
from backend.resumes.files import read_resume
from backend.screening.rules import DEGREES, Rules
from backend.store.tables import Application, ScreeningOutcome
from miantan import local
from miantan.bench.hands import PROGRAM, in_order
from miantan.foundation import Foundation, lay, make_ready
from miantan.settings import Settings

RESUMES: Final = 10_000
HANDS: Final = 4
"""Taken in at once."""
RULES: Final = Rules.model_validate(
    {"rules": [{"id": "degree", "must": {"field": "degree", "op": "at_least", "value": "vocational"}}]}
)
DEGREE_WORDS: Final = ("小学", "初中", "高中", "中专", "大专", "本科", "硕士", "博士")


def measure() -> dict[str, float]:
    """Minutes for all, résumés a minute, and how many of them were stored and screened."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        return asyncio.run(of_many(Settings().for_a_trial(Path(folder), local.free_port()), Path(folder)))


async def of_many(settings: Settings, folder: Path, many: int = RESUMES) -> dict[str, float]:
    """The figures for so many résumés."""
    base = lay(settings, pool_size=HANDS + 1)
    await make_ready(base)
    position, site = base.shelf.current.openings()[0]
    async with base.database.unit_of_work() as session:
        row = await screening_rules.draft(session, base.clock, PROGRAM, position, "", RULES)
        await screening_rules.activate(session, base.clock, PROGRAM, row.id)
    files = MediaFiles(folder / "media")
    begun = time.perf_counter()
    await in_order(range(many), HANDS, lambda number: _one(base, files, position, site, number))
    seconds = time.perf_counter() - begun
    async with base.database.reading() as session:
        stored = (await session.exec(select(func.count()).select_from(Application))).one()
        screened = (await session.exec(select(func.count()).select_from(ScreeningOutcome))).one()
    await base.database.close()
    return {
        "resumes": many,
        "stored": stored,
        "screened": screened,
        "minutes": round(seconds / 60, 2),
        "per_minute": round(many / seconds * 60, 1),
    }


async def _one(base: Foundation, files: MediaFiles, position: str, site: str, number: int) -> None:
    content = _words(number).encode()
    kind, reading = await read_resume(content)
    resume = ResumeFile(content, f"{number}.txt", kind, reading, position, site)
    async with base.database.unit_of_work() as session:
        application, _ = await resumes.take(
            session, base.clock, files, resume, actor=PROGRAM.actor, within=None
        )
        await screening.screen(session, base.clock, application, PROGRAM.actor)


def _words(number: int) -> str:
    degree = DEGREE_WORDS[number % len(DEGREES)]
    return (
        f"姓名:王样例\n手机:139{number:08}\n邮箱:p{number}@example.com\n出生年月:1990-05-01\n学历:{degree}\n"
        f"工作经历\n2014.03 - 2018.06  样例电子{number}厂\n装配工,负责贴片和质检\n2018.07 - 至今  样例机械\n叉车司机\n"
        "教育经历\n2010.09-2013.06  样例职业学院\n技能\n电焊、盘点、Excel\n证书\n叉车证、健康证\n"
    )
