"""'All competencies': every filter at its boundaries, pages, and only what the viewer may see."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from core.frameworks import CompetencyCategory
from core.people import (
    Actor,
    PersonDetails,
    RoleContext,
    add_group,
    give_role,
    join_group,
    leave_group,
    people,
    register_person,
)
from core.people.capabilities import ContextKind
from core.qualifications import (
    Choice,
    NewQualification,
    QualificationDetails,
    Status,
    delete_qualification,
    listing,
    log_qualification,
    log_qualifications,
    qualifications_listed,
    qualifications_of,
    request_verification,
    revoke_qualification,
    selection,
    set_type,
    verify_qualification,
)
from tests.builders import a_certificate, a_person, a_skill, a_team
from tests.conftest import START, House

TODAY = START.date()
TOMORROW = TODAY + timedelta(days=1)


class Org:
    """Ben manages Anna and Omar in Warehouse, Oslo; Erik, in Bergen, is no one's; Ada is an admin; Rita reviews."""

    def __init__(self, house: House) -> None:
        self.house = house
        operator = house.operator
        with house.writing() as session:
            self.ben = a_person(session, "Ben Dahl")
            self.anna = a_person(session, "Anna Berg", manager=self.ben)
            self.omar = a_person(session, "Omar Ali", manager=self.ben)
            self.erik = a_person(session, "Erik Strand")
            self.ada = a_person(session, "Ada Vik", role="competency_admin")
            self.rita = a_person(session, "Rita Moe")
            self.team = a_team(session, "Warehouse", self.anna, self.omar)
            self.oslo, self.bergen = (add_group(session, operator, "location", each) for each in ("Oslo", "Bergen"))
            for place, members in ((self.oslo, (self.anna, self.omar)), (self.bergen, (self.erik,))):
                for each in members:
                    join_group(session, operator, place, each)
            self.kinds = {
                str(each): a_skill(session, f"A {each}", category=each) for each in CompetencyCategory
            }
            for person in (self.anna, self.omar, self.erik):
                for kind in self.kinds.values():
                    log_qualification(session, house.as_(self.ada), person, QualificationDetails(kind))

    def listed(self, viewer: int | None, choice: Choice | None = None) -> list[tuple[str, str, bool]]:
        """Whose, what, and whether by name alone, in the list's order."""
        actor = self.house.operator if viewer is None else self.house.as_(viewer)
        with self.house.reading() as session:
            page = qualifications_listed(session, actor, choice or Choice(), size=100)
        return [(each.person_name, each.view.category, each.view.by_name_only) for each in page.lines]

    def names(self, viewer: int | None, choice: Choice) -> set[str]:
        return {name.split()[0] for name, _, _ in self.listed(viewer, choice)}


@pytest.fixture
def org(house: House) -> Org:
    return Org(house)


@pytest.mark.rule("qualifications/all")
def test_an_admin_sees_all_a_manager_their_people_whole_and_a_peer_names_without_certifications(org: Org) -> None:
    assert len(org.listed(None)) == len(org.listed(org.ada)) == 15
    assert not any(by_name for _, _, by_name in org.listed(org.ada))
    whole = {(name, category) for name, category, by_name in org.listed(org.ben) if not by_name}
    assert {name for name, _ in whole} == {"Anna Berg", "Omar Ali"} and len(whole) == 10
    by_name = {(name, category) for name, category, by_name in org.listed(org.ben) if by_name}
    assert by_name == {("Erik Strand", each) for each in ("skill", "language", "education", "experience")}
    assert ("Anna Berg", "certification", False) not in org.listed(org.erik)
    assert ("Erik Strand", "certification", False) in org.listed(org.erik), "one's own"


@pytest.mark.rule("qualifications/all")
def test_several_categories_types_people_teams_and_locations_narrow_it_together(org: Org) -> None:
    def narrowed(**choice: object) -> list[tuple[str, str, bool]]:
        return org.listed(None, Choice(**choice))  # type: ignore[arg-type]

    assert {each[1] for each in narrowed(categories=("language", "education"))} == {"language", "education"}
    types = (org.kinds["skill"], org.kinds["language"])
    assert len(narrowed(competencies=types)) == 6
    assert {each[0] for each in narrowed(people=(org.anna, org.erik))} == {"Anna Berg", "Erik Strand"}
    assert org.names(None, Choice(groups=(("team", (org.team,)),))) == {"Anna", "Omar"}
    assert org.names(None, Choice(groups=(("location", (org.oslo, org.bergen)),))) == {"Anna", "Omar", "Erik"}
    both = Choice(groups=(("team", (org.team,)), ("location", (org.bergen,))))
    assert org.names(None, both) == set(), "in the team and in Bergen: nobody"
    assert narrowed(categories=("skill",), people=(org.anna,)) == [("Anna Berg", "skill", False)]


def test_who_left_a_team_is_no_longer_in_its_list(house: House, org: Org) -> None:
    house.clock.forward(minutes=1)
    with house.writing() as session:
        leave_group(session, house.operator, org.team, org.omar)
    house.clock.forward(minutes=1)
    assert org.names(None, Choice(groups=(("team", (org.team,)),))) == {"Anna"}


@pytest.mark.rule("qualifications/all")
def test_a_filter_by_status_gives_nothing_of_what_is_seen_by_name_away(org: Org) -> None:
    for choice in (Choice(statuses=(Status.OK,)), Choice(statuses=(Status.MISSING_FIELDS,)), Choice(verified=False)):
        assert org.names(org.ben, choice) <= {"Anna", "Omar"}
        assert org.names(org.erik, choice) <= {"Erik"}
    assert org.names(org.rita, Choice(verified=False)) == set()


@pytest.mark.rule("people/tier-see")
def test_what_the_viewers_tier_hides_is_not_in_the_list_save_their_own(house: House, org: Org) -> None:
    with house.writing() as session:
        crane = a_skill(session, "Crane control", access_tier=3)
        for person in (org.anna, org.ben):
            log_qualification(session, house.operator, person, QualificationDetails(crane))
    choice = Choice(competencies=(crane,))
    assert org.names(org.ada, choice) == {"Anna", "Ben"}
    assert org.names(org.ben, choice) == {"Ben"}
    assert org.names(org.erik, choice) == set()


@pytest.mark.rule("people/deactivated")
def test_deactivated_people_are_left_out_unless_asked_for(house: House, org: Org) -> None:
    with house.writing() as session:
        omar = people(session, [org.omar])[org.omar]
        register_person(session, house.operator, PersonDetails(omar.name, omar.email, omar.chat_user_id, active=False))
    house.clock.forward(minutes=1)
    assert org.names(None, Choice()) == {"Anna", "Erik"}
    assert org.names(None, Choice(inactive=True)) == {"Anna", "Omar", "Erik"}


@pytest.mark.rule("review/current-reviewer")
def test_a_current_reviewer_lists_what_they_verify_until_it_is_decided(house: House, org: Org) -> None:
    with house.writing() as session:
        give_role(session, house.operator, org.rita, "reviewer", RoleContext(ContextKind.PERSON, org.anna))
        held = a_certificate(session, org.anna, of=org.kinds["certification"], number="C-2")
        request_verification(session, house.as_(org.anna), held)
    seen = org.listed(org.rita, Choice(categories=("certification",)))
    assert {each[:2] for each in seen} == {("Anna Berg", "certification")}
    with house.writing() as session:
        verify_qualification(session, house.as_(org.rita), held)
    house.clock.forward(seconds=1)
    assert org.listed(org.rita, Choice(categories=("certification",))) == []


@pytest.mark.rule("qualifications/status")
def test_a_status_filter_agrees_with_what_each_card_says_for_random_dates_zones_and_types(house: House) -> None:
    """The list's SQL against the rules, for holders on both sides of the date line, at every boundary."""
    random, zones = Random(7), ("Pacific/Kiritimati", "UTC", "Etc/GMT+12", "Europe/Oslo")
    edges = [-1, 0, 1, 89, 90, 91, 92, None]
    with house.writing() as session:
        kinds = [a_skill(session, f"Paper {each}", category=CompetencyCategory.CERTIFICATION) for each in range(8)]
        kinds.append(a_skill(session, "German", category=CompetencyCategory.LANGUAGE))
        for number, kind in enumerate(kinds[:8]):
            set_type(
                session, house.operator, kind, issued_date=bool(number & 1), expiry_date=bool(number & 2),
                documentation_required=bool(number & 4),
            )  # fmt: skip
        crowd = [a_person(session, f"P{each}", time_zone=zones[each % 4]) for each in range(12)]
        rows = []
        for number in range(300):
            days = random.choice(edges)
            expires = None if days is None else TOMORROW + timedelta(days=days)
            issued = random.choice([None, date(2020, 1, 1)])
            kind = random.choice(kinds)
            value = random.choice([None, "B2"]) if kind == kinds[-1] else None
            links = random.choice([(), ("https://records.example/x",)])
            details = QualificationDetails(kind, issued, expires, value, number=f"N{number}", links=links)
            rows.append(NewQualification(random.choice(crowd), details))
        log_qualifications(session, house.operator, rows)
    for hour in (0, 5, 11, 13, 23):
        house.clock.now = START.replace(hour=hour, minute=30) + timedelta(days=1)
        with house.reading() as session:
            held = [each for person in crowd for each in qualifications_of(session, house.operator, person)]
            for status in Status:
                expected = {each.id for each in held if status in each.statuses}
                page = qualifications_listed(session, house.operator, Choice(statuses=(status,)), size=400)
                assert {each.view.id for each in page.lines} == expected, (hour, status)
                assert page.count == len(expected)


@pytest.mark.rule("qualifications/all")
@pytest.mark.parametrize("few", [2_000, 0])
def test_pages_hold_each_line_once_in_the_order_of_names_whichever_way_they_are_found(
    house: House, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(selection, "FEW", few)
    monkeypatch.setattr(listing, "STRIDES", (2, 3))
    with house.writing() as session:
        kinds = [a_skill(session, f"Skill {each}") for each in range(3)]
        crowd = [a_person(session, name) for name in ("Cleo", "Anna", "Ben", "Anna", "Dora", "Erik", "Finn")]
        rows = [NewQualification(person, QualificationDetails(kind)) for kind in kinds for person in crowd]
        log_qualifications(session, house.operator, rows)
    for choice, total in ((Choice(), 21), (Choice(competencies=(kinds[1],)), 7)):
        seen: list[tuple[str, int]] = []
        after = None
        with house.reading() as session:
            while True:
                page = qualifications_listed(session, house.operator, choice, after=after, size=4)
                seen += [(each.person_name, each.view.id) for each in page.lines]
                assert page.count == (total if few else None)
                if not page.more:
                    break
                after = page.lines[-1].view.id
        assert len(seen) == len(set(seen)) == total
        assert [name for name, _ in seen] == sorted(name for name, _ in seen)


def test_a_page_goes_on_where_the_last_line_has_gone_meanwhile(house: House, org: Org) -> None:
    with house.reading() as session:
        page = qualifications_listed(session, house.operator, Choice(), size=4)
    last = page.lines[-1].view.id
    with house.writing() as session:
        delete_qualification(session, house.operator, last)
    with house.reading() as session:
        rest = qualifications_listed(session, house.operator, Choice(), after=last, size=100)
    assert len(rest.lines) == 11 and last not in {each.view.id for each in rest.lines}


def test_what_is_revoked_says_so_and_keeps_its_status(house: House, org: Org) -> None:
    with house.writing() as session:
        held = a_certificate(session, org.anna, TODAY + timedelta(days=5), of=org.kinds["certification"])
        revoke_qualification(session, house.operator, held, "Suspended")
    with house.reading() as session:
        page = qualifications_listed(session, house.operator, Choice(statuses=(Status.EXPIRING,)))
    (line,) = page.lines
    assert line.view.revoked is not None and line.view.statuses == {Status.EXPIRING}


@pytest.mark.rule("privacy/tenants")
def test_another_workspaces_list_has_nothing_of_it(house: House, org: Org) -> None:
    other = house.engine.add_workspace(f"OTHER{house.workspace_id}", "Other")
    with house.engine.reading(other) as session:
        assert qualifications_listed(session, Actor.operator(other), Choice()).lines == ()
        same = Choice(competencies=tuple(org.kinds.values()), people=(org.anna,), groups=(("team", (org.team,)),))
        assert qualifications_listed(session, Actor.operator(other), same).lines == ()
