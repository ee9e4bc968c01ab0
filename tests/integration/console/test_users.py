"""Accounts, passwords and rights."""

import math

import pytest

from backend.recruiting.errors import InvalidField
from backend.recruiting.rights import Right, may, sites_of
from backend.recruiting.users import GROUP_SIZE, GROUPS, READABLE, add_user, check_password, new_password
from backend.store.states import Role
from backend.store.tables import User
from backend.store.unit_of_work import Database
from tests.conftest import MovableClock

DESK = {
    Right.READ, Right.APPLY, Right.INVITE, Right.SCREEN, Right.DECIDE, Right.OFFER, Right.STEPS, Right.RATE,
    Right.SITE, Right.ANALYTICS, Right.SEE_FAULTS, Right.REPLAY,
}  # fmt: skip
LEGAL = {Right.READ, Right.ANALYTICS, Right.JUSTIFY, Right.AUDIT, Right.ERASE, Right.EXPORT}


async def test_a_made_up_password_opens_the_account_and_nothing_else_does(
    database: Database, clock: MovableClock
) -> None:
    async with database.unit_of_work() as session:
        user, password = await add_user(session, clock, "  lin ", "site", "suzhou")
    async with database.unit_of_work() as session:
        found = await check_password(session, "lin", password)
        assert found is not None
        assert found.id == user.id
        assert await check_password(session, "lin", password + "x") is None
        assert await check_password(session, "lin", "") is None
        assert await check_password(session, "nobody", password) is None


async def test_a_closed_account_does_not_open(database: Database, clock: MovableClock) -> None:
    async with database.unit_of_work() as session:
        user, password = await add_user(session, clock, "lin", "hq", None)
        user.disabled = True
    async with database.unit_of_work() as session:
        assert await check_password(session, "lin", password) is None
    assert not may(user, Right.READ, "suzhou")


async def test_only_a_hash_of_the_password_is_kept(database: Database, clock: MovableClock) -> None:
    async with database.unit_of_work() as session:
        user, password = await add_user(session, clock, "lin", "hq", None, "chosen by hand")
    assert password == "chosen by hand"
    assert user.password_hash.startswith("$argon2id$")
    assert password not in user.password_hash


@pytest.mark.parametrize(
    ("name", "role", "site", "field", "reason"),
    [
        (" ", "hq", None, "name", "missing"),
        ("lin", "boss", None, "role", "unknown"),
        ("lin", "site", None, "site", "missing"),
        ("taken", "hq", None, "name", "taken"),
    ],
)
async def test_a_faulty_account_is_refused_by_field(
    database: Database, clock: MovableClock, name: str, role: str, site: str | None, field: str, reason: str
) -> None:
    async with database.unit_of_work() as session:
        await add_user(session, clock, "taken", "hq", None)
        with pytest.raises(InvalidField) as fault:
            await add_user(session, clock, name, role, site)
    assert (fault.value.field, fault.value.reason) == (field, reason)


def test_a_made_up_password_is_readable_and_has_eighty_bits() -> None:
    password = new_password()
    assert all(character in READABLE + "-" for character in password)
    assert GROUPS * GROUP_SIZE * math.log2(len(READABLE)) >= 80
    assert len({new_password() for _ in range(50)}) == 50


@pytest.mark.parametrize(
    ("role", "own", "asked", "rights"),
    [
        (Role.HQ, None, "suzhou", set(Right) - {Right.JUSTIFY}),
        (Role.HQ, None, None, set(Right) - {Right.JUSTIFY}),
        (Role.SITE, "suzhou", "suzhou", DESK),
        (Role.SITE, "suzhou", "shenzhen", set()),
        (Role.SITE, "suzhou", None, set()),
        (Role.SITE, None, "suzhou", set()),
        (Role.VIEWER, None, "suzhou", {Right.READ, Right.ANALYTICS}),
        (Role.VIEWER, "suzhou", "shenzhen", set()),
        (Role.LEGAL, None, "suzhou", LEGAL),
        (Role.LEGAL, "suzhou", "shenzhen", set()),
        (Role.AUDITOR, None, "suzhou", {Right.READ, Right.ANALYTICS, Right.AUDIT, Right.SEE_FAULTS}),
        ("guest", None, "suzhou", set()),
    ],
)
def test_rights_by_role_and_site(role: str, own: str | None, asked: str | None, rights: set[Right]) -> None:
    user = User(name="x", password_hash="", role=role, site_id=own)
    assert {right for right in Right if may(user, right, asked)} == rights


def test_only_a_role_bound_to_a_site_is_bound() -> None:
    assert sites_of(User(name="x", password_hash="", role=Role.HQ, site_id="suzhou")) is None
    assert sites_of(User(name="x", password_hash="", role=Role.SITE, site_id="suzhou")) == {"suzhou"}
    assert sites_of(User(name="x", password_hash="", role=Role.SITE, site_id=None)) == set()
    two = User(name="x", password_hash="", role=Role.SITE, site_id="suzhou", more_site_ids=["shenzhen"])
    assert sites_of(two) == {"suzhou", "shenzhen"}
