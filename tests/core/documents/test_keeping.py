"""Keeping, opening, removing and forgetting documents."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import update

from core.documents import (
    FolderStore,
    check_file,
    documents,
    forget_removed,
    keep_document,
    largest_file,
    open_document,
    remove_documents,
)
from core.errors import NotFound, Refused
from core.people.models import Workspace
from tests.builders import a_person
from tests.conftest import House
from tests.core.documents.files import a_pdf, a_picture


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "documents")


@pytest.mark.rule("qualifications/documents")
def test_a_document_lies_under_its_hash_readable_to_its_owner_alone(
    house: House, store: FolderStore, tmp_path: Path
) -> None:
    checked = check_file("aid.pdf", a_pdf())
    with house.writing() as session:
        anna = a_person(session)
        keep_document(session, house.as_(anna), anna, checked, store)
    (path,) = [each for each in (tmp_path / "documents").rglob("*") if each.is_file()]
    assert path.name == checked.content_hash
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o077 == 0
    assert path.read_bytes() == checked.content


@pytest.mark.rule("qualifications/documents")
def test_its_person_and_admins_open_it_and_a_manager_only_where_the_workspace_says_so(
    house: House, store: FolderStore
) -> None:
    with house.writing() as session:
        ben = a_person(session, "Ben Dahl")
        anna = a_person(session, manager=ben)
        peer, admin = a_person(session, "Erik Strand"), a_person(session, "Ada", role="competency_admin")
        document = keep_document(session, house.as_(anna), anna, check_file("aid.pdf", a_pdf()), store)
    with house.writing() as session:
        for viewer in (anna, admin):
            opened = open_document(session, house.as_(viewer), document, store)
            assert (opened.name, opened.media_type, opened.content) == ("aid.pdf", "application/pdf", a_pdf())
        for viewer in (ben, peer):
            with pytest.raises(Refused):
                open_document(session, house.as_(viewer), document, store)
        settings = {"managers_see_documents": True}
        session.execute(update(Workspace).where(Workspace.id == house.workspace_id).values(settings=settings))
        assert open_document(session, house.as_(ben), document, store).name == "aid.pdf"
        with pytest.raises(Refused):
            open_document(session, house.as_(peer), document, store)


def test_a_peer_keeps_no_document_for_somebody_else(house: House, store: FolderStore) -> None:
    with house.writing() as session:
        anna, peer = a_person(session), a_person(session, "Erik Strand")
        with pytest.raises(Refused):
            keep_document(session, house.as_(peer), anna, check_file("aid.pdf", a_pdf()), store)


def test_a_removed_document_is_gone_and_its_content_is_forgotten_unless_shared(
    house: House, store: FolderStore
) -> None:
    with house.writing() as session:
        anna = a_person(session)
        actor = house.as_(anna)
        same = check_file("aid.pdf", a_pdf())
        first, second = (keep_document(session, actor, anna, same, store) for _ in range(2))
        alone = keep_document(session, actor, anna, check_file("scan.png", a_picture()), store)
        remove_documents(session, actor, [first, alone])
        assert set(documents(session, [first, second, alone])) == {second}
        with pytest.raises(NotFound):
            open_document(session, actor, first, store)
    with house.writing() as session:
        assert forget_removed(session, store) == 2
        assert forget_removed(session, store) == 0
        assert open_document(session, actor, second, store).content == same.content
        with pytest.raises(NotFound):
            store.read(house.workspace_id, check_file("scan.png", a_picture()).content_hash)


def test_a_file_changed_on_the_disk_is_not_handed_out(store: FolderStore, tmp_path: Path) -> None:
    content_hash = store.keep(1, b"content")
    assert store.read(1, content_hash) == b"content"
    (path,) = list(tmp_path.rglob(content_hash))
    path.write_bytes(b"tampered")
    with pytest.raises(NotFound):
        store.read(1, content_hash)


@pytest.mark.parametrize("name", ["../../secret", "x" * 64 + "/..", "", "g" * 63])
def test_nothing_but_a_hash_is_read(store: FolderStore, name: str) -> None:
    with pytest.raises(NotFound):
        store.read(1, name)


def test_workspaces_do_not_share_files(store: FolderStore) -> None:
    content_hash = store.keep(1, b"content")
    with pytest.raises(NotFound):
        store.read(2, content_hash)
    store.remove(2, content_hash)
    assert store.read(1, content_hash) == b"content"


def test_a_write_that_breaks_leaves_no_half_file(
    store: FolderStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError("No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        store.keep(1, b"content")
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


def test_a_workspace_sets_its_own_file_size(house: House) -> None:
    with house.writing() as session:
        assert largest_file(session) == 20
        session.execute(
            update(Workspace).where(Workspace.id == house.workspace_id).values(settings={"file_megabytes": 5})
        )
        assert largest_file(session) == 5
