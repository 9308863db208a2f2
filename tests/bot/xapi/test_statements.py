"""Statements of other systems: what they become, what is answered, and that none counts twice."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from hashlib import sha1
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from bot.xapi.http import VERSION_HEADER
from core.achievements import acquired_at, streak_of
from core.activities import CourseCompletion, CourseDetails, Result, create_course, create_module, unmatched_results
from tests.bot.xapi.sending import Address, a_statement, listening
from tests.builders import a_person, a_skill, an_activity
from tests.conftest import House


@dataclass(frozen=True)
class Lms:
    """A house that another system delivers to: Anna, Fire safety, and three activities that carry it."""

    house: House
    address: Address
    anna: int
    skill: int
    activities: list[int]

    def results(self) -> list[Result]:
        with self.house.reading() as session:
            return list(session.scalars(sa.select(Result).order_by(Result.id)))

    def scores(self) -> list[Decimal]:
        return [each.score for each in self.results() if each.voided_at is None]


@pytest.fixture
def lms(house: House) -> Iterator[Lms]:
    with house.writing() as session:
        anna, skill = a_person(session, email="anna@nordlys.example", chat_user_id="UANNA"), a_skill(session)
        done = [an_activity(session, f"Drill {each}", skill, idnumber=f"A-{each}") for each in (1, 2, 3)]
    with listening(house) as address:
        yield Lms(house, address, anna, skill, done)


@pytest.mark.rule("activities/xapi")
def test_a_scaled_score_of_0_91_is_a_result_of_91_percent(lms: Lms) -> None:
    answer = lms.address.send(a_statement(scaled=0.91))
    assert answer.status_code == 200
    (result,) = lms.results()
    assert (result.person_id, result.activity_id, result.score) == (lms.anna, lms.activities[0], Decimal("0.91"))
    assert (result.source, answer.json()) == ("xapi", [result.source_id])


@pytest.mark.rule("activities/xapi")
def test_the_same_stream_twice_changes_nothing_and_a_late_one_is_placed_by_its_time(lms: Lms) -> None:
    at = lms.house.clock.now
    stream = [
        a_statement(activity=f"https://lms.example/mod/A-{number}", timestamp=(at - timedelta(days=number)).isoformat())
        for number in (1, 2, 3)
    ]
    assert lms.address.send(stream).status_code == 200
    with lms.house.reading() as session:
        first = acquired_at(session, lms.anna, lms.skill)
    assert first == at - timedelta(days=1)
    lms.house.clock.forward(hours=1)
    for _ in range(2):
        assert lms.address.send(stream).json() == [each["id"] for each in stream]
    assert len(lms.results()) == 3
    with lms.house.reading() as session:
        assert acquired_at(session, lms.anna, lms.skill) == first


@pytest.mark.rule("activities/xapi")
@pytest.mark.parametrize(
    ("score", "kept"),
    [
        ({"scaled": 0}, "0"),
        ({"scaled": 1}, "1"),
        ({"scaled": 0.9}, "0.9"),
        ({"scaled": 0.9001}, "0.9001"),
        ({"raw": 18, "min": 0, "max": 20}, "0.9"),
        ({"raw": 19, "min": 10, "max": 20}, "0.9"),
        ({"raw": 7, "max": 8}, "0.875"),
        ({"scaled": 0.5, "raw": 20, "max": 20}, "0.5"),
    ],
)
def test_the_scaled_score_counts_else_raw_between_min_and_max(lms: Lms, score: dict[str, Any], kept: str) -> None:
    assert lms.address.send(a_statement(result={"score": score})).status_code == 200
    assert lms.scores() == [Decimal(kept)]


@pytest.mark.parametrize("verb", ["scored", "passed", "failed", "completed", "answered"])
def test_every_verb_of_scoring_counts(lms: Lms, verb: str) -> None:
    lms.address.send(a_statement(verb=verb))
    assert lms.scores() == [Decimal("0.95")]


@pytest.mark.parametrize(
    "statement",
    [
        a_statement(verb="experienced"),
        a_statement(scaled=None),
        a_statement(result={"score": {"raw": 7}}),
        a_statement({"objectType": "Group", "member": [{"mbox": "mailto:anna@nordlys.example"}]}),
        a_statement(object={"objectType": "Agent", "mbox": "mailto:anna@nordlys.example"}),
    ],
    ids=["another verb", "no score", "a raw score alone", "a group", "a person as object"],
)
def test_what_is_no_result_is_stored_and_counts_for_nothing(lms: Lms, statement: dict[str, Any]) -> None:
    assert lms.address.send(statement).status_code == 200
    assert lms.results() == []
    assert lms.address.read(statementId=statement["id"]).json()["id"] == statement["id"]


def test_what_a_statement_says_beside_the_score_is_ignored_politely(lms: Lms) -> None:
    result = {
        "score": {"scaled": 0.95},
        "duration": "PT4M30S",
        "success": True,
        "completion": True,
        "response": "CO2",
        "extensions": {"https://lms.example/tries": None},
    }
    context = {"registration": "11111111-1111-4111-8111-111111111111", "platform": "Moodle", "language": "nb"}
    assert lms.address.send(a_statement(result=result, context=context)).status_code == 200
    assert lms.scores() == [Decimal("0.95")]


@pytest.mark.parametrize(
    "actor",
    [
        {"mbox": "mailto:Anna@Nordlys.example"},
        {"mbox_sha1sum": sha1(b"mailto:anna@nordlys.example").hexdigest()},
        {"account": {"homePage": "https://lms.example", "name": "anna@nordlys.example"}},
        {"account": {"homePage": "https://nordlys.slack.com", "name": "UANNA"}},
    ],
    ids=["address", "checksum", "account named by address", "account in the chat"],
)
def test_a_person_is_known_by_address_checksum_or_account(lms: Lms, actor: dict[str, Any]) -> None:
    assert lms.address.send(a_statement(actor)).status_code == 200
    assert [each.person_id for each in lms.results()] == [lms.anna]


@pytest.mark.parametrize(
    "called",
    [
        "https://lms.example/mod/A-1",
        "https://lms.example/mod/a-1/",
        "https://lms.example/view?id=A-1",
        "https://lms.example/#A-1",
        "urn:activity:A-1",
    ],
)
def test_an_activity_is_known_by_the_id_number_in_its_address(lms: Lms, called: str) -> None:
    assert lms.address.send(a_statement(activity=called)).status_code == 200
    assert [each.activity_id for each in lms.results()] == [lms.activities[0]]


def test_the_module_a_result_was_done_in_comes_from_the_context(lms: Lms) -> None:
    with lms.house.writing() as session:
        course = create_course(session, lms.house.operator, CourseDetails("C-1", "Fire"))
        theory = create_module(session, lms.house.operator, "M-T", "Theory", course_ids=(course,), theory=True)
    context = {"contextActivities": {"parent": [{"id": "https://lms.example/module/M-T"}]}}
    lms.address.send(a_statement(context=context))
    assert [each.module_id for each in lms.results()] == [theory]
    with lms.house.reading() as session:
        assert streak_of(session, lms.anna, lms.skill).length == 0


@pytest.mark.rule("activities/unmatched")
def test_unknown_people_and_activities_are_kept_and_counted_once_when_they_appear(lms: Lms) -> None:
    stranger = a_statement("nina@nordlys.example", "https://lms.example/mod/A-9")
    assert lms.address.send(stranger).status_code == 200
    assert lms.results() == []
    with lms.house.reading() as session:
        page = unmatched_results(session, lms.house.operator)
        assert [(each.person, each.activity) for each in page.rows] == [
            ("nina@nordlys.example", "https://lms.example/mod/a-9")
        ]
    with lms.house.writing() as session:
        nina = a_person(session, "Nina Vik", email="nina@nordlys.example")
    assert lms.results() == []
    with lms.house.writing() as session:
        activity = an_activity(session, "Inspection", idnumber="A-9")
    assert [(each.person_id, each.activity_id, each.source_id) for each in lms.results()] == [
        (nina, activity, stranger["id"])
    ]
    assert lms.address.send(stranger).status_code == 200
    assert len(lms.results()) == 1
    with lms.house.reading() as session:
        assert unmatched_results(session, lms.house.operator).total == 0


def test_a_question_of_an_unknown_activity_is_nothing_to_match(lms: Lms) -> None:
    lms.address.send(a_statement(activity="https://lms.example/question/7", verb="answered"))
    with lms.house.reading() as session:
        assert unmatched_results(session, lms.house.operator).total == 0


def test_a_course_is_completed_by_a_statement_once_also_for_somebody_who_comes_later(lms: Lms) -> None:
    with lms.house.writing() as session:
        course = create_course(session, lms.house.operator, CourseDetails("C-FIRE", "Fire safety at work"))
    for person in ("anna@nordlys.example", "nina@nordlys.example"):
        for _ in range(2):
            said = a_statement(person, "https://lms.example/course/C-FIRE", None, verb="completed")
            assert lms.address.send(said).status_code == 200
    with lms.house.writing() as session:
        nina = a_person(session, "Nina Vik", email="nina@nordlys.example")
    with lms.house.reading() as session:
        done = (CourseCompletion.person_id, CourseCompletion.course_id, CourseCompletion.source)
        rows = sorted(tuple(row) for row in session.execute(sa.select(*done)))
    assert rows == [(lms.anna, course, "xapi"), (nina, course, "xapi")]


def test_a_voided_statement_counts_no_more_also_when_it_comes_after_its_voiding(lms: Lms) -> None:
    first, second = a_statement(), a_statement(activity="https://lms.example/mod/A-2")
    lms.address.send(first)
    voiding = [_voiding(first["id"]), _voiding(second["id"])]
    assert lms.address.send(voiding).status_code == 200
    assert lms.scores() == []
    assert lms.address.send(second).status_code == 200
    assert lms.scores() == []
    assert lms.address.read(statementId=first["id"]).status_code == 404
    assert lms.address.read(voidedStatementId=first["id"]).status_code == 200
    assert lms.address.send(first).status_code == 200
    assert lms.scores() == []
    refused = lms.address.send(_voiding(voiding[0]["id"]))
    assert (refused.status_code, "can't be voided itself" in refused.text) == (400, True)


@pytest.mark.rule("acquisition/never-lost")
def test_what_was_acquired_by_a_voided_statement_stays(lms: Lms) -> None:
    stream = [a_statement(activity=f"https://lms.example/mod/A-{number}") for number in (1, 2, 3)]
    lms.address.send(stream)
    lms.address.send(_voiding(stream[0]["id"]))
    with lms.house.reading() as session:
        assert acquired_at(session, lms.anna, lms.skill) is not None
        assert streak_of(session, lms.anna, lms.skill).length == 2


def _voiding(statement_id: str) -> dict[str, Any]:
    target = {"objectType": "StatementRef", "id": statement_id}
    return a_statement(verb="voided", scaled=None, object=target)


@pytest.mark.rule("activities/xapi")
def test_the_same_id_with_another_content_is_a_conflict_and_the_first_stands(lms: Lms) -> None:
    said = a_statement()
    lms.address.send(said)
    other = lms.address.send({**said, "result": {"score": {"scaled": 0.1}}})
    assert other.status_code == 409
    assert other.text == f"Statement {said['id']} is on file with another content. Nothing was stored."
    again = {**said, "verb": {**said["verb"], "display": {"en": "scored"}}}
    assert lms.address.send(again).status_code == 200
    assert lms.scores() == [Decimal("0.95")]


@pytest.mark.rule("activities/xapi")
@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"actor": {}}, "Statement 2: actor must be named by exactly one of mbox, mbox_sha1sum, openid or account."),
        ({"verb": {}}, "Statement 2: verb lacks id."),
        ({"colour": "red"}, "Statement 2: the statement has an unknown part colour."),
        ({"timestamp": "yesterday"}, "Statement 2: timestamp must be a time such as 2026-11-24T09:00:00Z."),
        ({"result": {"score": {"scaled": 1.5}}}, "Statement 2: result.score.scaled must be from -1 to 1."),
        ({"result": {"score": {"scaled": -0.5}}}, "A score is from 0 % to 100 %."),
        ({"timestamp": "2026-11-24T09:06:00Z"}, "is still to come."),
        ({"object": None}, "Statement 2: object must be of type object."),
    ],
)
def test_one_wrong_statement_refuses_the_whole_delivery_with_a_sentence(
    lms: Lms, wrong: dict[str, Any], why: str
) -> None:
    answer = lms.address.send([a_statement(), {**a_statement(), **wrong}])
    assert answer.status_code == 400
    assert why in answer.text
    assert lms.results() == []


def test_put_takes_one_statement_by_its_id(lms: Lms) -> None:
    said = a_statement()
    wanted = said.pop("id")
    for _ in range(2):
        answer = lms.address.send(said, method="PUT", params={"statementId": wanted})
        assert (answer.status_code, answer.content) == (204, b"")
    assert [each.source_id for each in lms.results()] == [wanted]
    assert lms.address.send(said, method="PUT").status_code == 400
    assert lms.address.send([said], method="PUT", params={"statementId": wanted}).status_code == 400
    other = {**said, "id": a_statement()["id"]}
    assert lms.address.send(other, method="PUT", params={"statementId": wanted}).status_code == 400


@pytest.mark.parametrize(
    ("version", "status", "answered"),
    [
        (None, 400, "1.0.3"),
        ("0.95", 400, "1.0.3"),
        ("1.0", 200, "1.0.3"),
        ("1.0.3", 200, "1.0.3"),
        ("2.0", 200, "2.0.0"),
        ("2.0.0", 200, "2.0.0"),
        ("3.0", 400, "1.0.3"),
    ],
)
def test_the_version_must_be_one_that_is_spoken_and_is_answered(
    lms: Lms, version: str | None, status: int, answered: str
) -> None:
    answer = lms.address.send(a_statement(), headers={VERSION_HEADER: version})
    assert (answer.status_code, answer.headers[VERSION_HEADER]) == (status, answered)
    assert httpx.get(f"{lms.address.url}/about").json() == {"version": ["1.0.3", "2.0.0"]}


@pytest.mark.parametrize("auth", [None, ("prowess-1-00", "guess"), ("somebody", "")])
def test_without_a_key_nothing_is_taken(lms: Lms, auth: tuple[str, str] | None) -> None:
    answer = lms.address.send(a_statement(), auth=auth)
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, 'Basic realm="Prowess"')
    wrong = lms.address.send(a_statement(), auth=(lms.address.key, "guess"))
    assert wrong.status_code == 401
    assert lms.results() == []


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b"[" * 100_000, 400),
        (b'{"id": NaN}', 400),
        (b"null", 400),
        (b" " * 5_000_001, 413),
    ],
    ids=["nothing", "half", "no text", "deep", "no number", "null", "too much"],
)
def test_garbage_is_answered_with_a_sentence(lms: Lms, body: bytes, status: int) -> None:
    answer = lms.address.send(body)
    assert answer.status_code == status
    assert answer.text.endswith(".")
    assert "Traceback" not in answer.text


def test_halves_of_characters_and_null_characters_are_no_text(lms: Lms) -> None:
    for text in (b"\\ud800", b"\\u0000"):
        said = b'{"actor":{"mbox":"mailto:a@b.c"},"verb":{"id":"x:y"},"object":{"id":"x:' + text + b'"}}'
        assert lms.address.send(said).status_code == 400


def test_of_a_delivery_with_attachments_the_statements_are_taken(lms: Lms) -> None:
    said = a_statement()
    body = b"\r\n".join(
        [
            b"--part",
            b"Content-Type: application/json",
            b"",
            json.dumps(said).encode(),
            b"--part",
            b"Content-Type: text/plain",
            b"Content-Transfer-Encoding: binary",
            b"X-Experience-API-Hash: 495395e777cd98da653df9615d09c0fd6bb2f8d4788394cd53c56a3bfdcd848a",
            b"",
            b"a certificate",
            b"--part--",
            b"",
        ]
    )
    answer = lms.address.send(body, headers={"content-type": 'multipart/mixed; boundary="part"'})
    assert (answer.status_code, lms.scores()) == (200, [Decimal("0.95")])
    assert lms.address.send(b"x", headers={"content-type": "multipart/mixed; boundary=part"}).status_code == 400
    assert lms.address.send(b"x", headers={"content-type": "text/plain"}).status_code == 400


def test_a_stored_statement_is_read_as_it_came_with_what_a_store_adds(lms: Lms) -> None:
    said = a_statement()
    lms.address.send(said)
    found = lms.address.read(statementId=said["id"].upper())
    assert found.status_code == 200
    assert {**found.json(), **said} == found.json()
    assert {"stored", "timestamp", "version", "authority"} <= found.json().keys()
    assert "X-Experience-API-Consistent-Through" in found.headers
    assert lms.address.read(statementId="11111111-1111-4111-8111-111111111111").status_code == 404
    assert lms.address.read(verb="x").status_code == 400
    assert lms.address.read().status_code == 400


@pytest.mark.rule("privacy/tenants")
def test_a_key_opens_its_own_workspace_and_the_settings_key_the_first(house: House) -> None:
    with house.writing() as session:
        a_person(session, email="anna@nordlys.example")
        an_activity(session, idnumber="A-1")
    given = {"PROWESS_XAPI_KEY": "lms", "PROWESS_XAPI_SECRET": "sesame"}
    with listening(house, **given) as address:
        first = house.engine.workspaces()[0].id
        assert address.send(a_statement(), auth=("lms", "guess")).status_code == 401
        assert address.send(a_statement(), auth=("lms", "sesame")).status_code == 200
        expected = 1 if first == house.workspace_id else 0
        with house.reading() as session:
            assert len(session.scalars(sa.select(Result)).all()) == expected
        address.send(a_statement())
        with house.reading() as session:
            assert len(session.scalars(sa.select(Result)).all()) == expected + 1
        elsewhere = address.key.replace(f"-{house.workspace_id}-", "-999999-")
        assert address.send(a_statement(), auth=(elsewhere, address.secret)).status_code == 401
