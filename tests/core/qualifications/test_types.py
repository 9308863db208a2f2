"""What a type asks for."""

from __future__ import annotations

import pytest

from core.errors import NotFound, Refused
from core.frameworks import CompetencyCategory
from core.qualifications import QualificationTypeChanged, Status, TypeSwitches, qualifications_of, set_type, types_of
from tests.builders import a_certificate, a_person, a_skill
from tests.conftest import House


def test_a_types_switches_count_at_once_for_what_is_on_file(house: House) -> None:
    with house.writing() as session:
        anna = a_person(session)
        aid = a_skill(session, "First aid at work", category=CompetencyCategory.CERTIFICATION)
        a_certificate(session, anna, of=aid)
        assert types_of(session, [aid]) == {aid: TypeSwitches()}
        set_type(session, house.operator, aid, documentation_required=True, notice_days=(30, 60, 30))
        assert types_of(session, [aid])[aid] == TypeSwitches(documentation_required=True, notice_days=(60, 30))
        (view,) = qualifications_of(session, house.as_(anna), anna)
        assert view.statuses == {Status.MISSING_DOCUMENTATION}
        set_type(session, house.operator, aid)
        assert types_of(session, [aid])[aid] == TypeSwitches()
        assert [fact.kind for _, fact in session.facts if isinstance(fact, QualificationTypeChanged)] == [
            "qualification_type.changed"
        ] * 2


@pytest.mark.parametrize("role", [None, "content_editor", "framework_admin", "plan_admin"])
def test_only_who_manages_types_sets_them_up(house: House, role: str | None) -> None:
    with house.writing() as session:
        someone, aid = a_person(session, role=role), a_skill(session, "First aid at work")
        with pytest.raises(Refused):
            set_type(session, house.as_(someone), aid, issued_date=True)
        admin = a_person(session, "Ada", role="competency_admin")
        set_type(session, house.as_(admin), aid, issued_date=True)
        with pytest.raises(NotFound):
            set_type(session, house.as_(admin), 10**9)
