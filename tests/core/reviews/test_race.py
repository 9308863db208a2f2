"""Two reviewers decide the same reviews at the same moment: one decision each, nothing doubled (review/race)."""

from __future__ import annotations

import threading

import pytest

from core.errors import ProwessError
from core.evidence import judgements_of
from core.reviews import StepKind, review_steps
from tests.builders import a_person
from tests.conftest import House
from tests.core.reviews.asked import accept, reject, request, told
from tests.core.reviews.test_deciding import Deed, Firm, firm

__all__ = ["firm"]

PAIRS = 50


@pytest.mark.rule("review/race")
def test_of_two_reviewers_deciding_at_once_one_succeeds_and_the_other_reads_who(house: House, firm: Firm) -> None:
    with house.writing() as session:
        staff = [a_person(session, f"Worker {number}", manager=firm.ben) for number in range(PAIRS)]
    reviews = [request(house, each, firm.fire) for each in staff]
    lost: list[str] = []
    won: list[int] = []
    for number, review_id in enumerate(reviews):
        deeds = [(firm.ben, accept), (firm.berta, accept if number % 2 else reject)]
        gate = threading.Barrier(2)

        def press(person: int, deed: Deed, gate: threading.Barrier = gate, review_id: int = review_id) -> None:
            gate.wait()
            try:
                with house.writing() as session:
                    deed(session, house.as_(person), review_id)
                won.append(review_id)
            except ProwessError as error:
                lost.append(str(error))

        threads = [threading.Thread(target=press, args=each) for each in deeds]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
    assert sorted(won) == sorted(reviews)
    assert len(lost) == PAIRS
    assert all("ed by Be" in each and "Nothing to do." in each for each in lost)
    with house.reading() as session:
        for person, review_id in zip(staff, reviews, strict=True):
            steps = [each.kind for each in review_steps(session, review_id)]
            decided = [each for each in steps if each in (StepKind.ACCEPTED, StepKind.REJECTED)]
            assert len(decided) == 1
            given = judgements_of(session, [person], [firm.fire])
            assert len(given) == (decided == [StepKind.ACCEPTED])
    assert all(told(house, each) == 1 for each in staff)
