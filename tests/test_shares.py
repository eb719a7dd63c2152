"""`part_of`: a share is judged by the record it leads to, through the matching."""

from evals.scoring import score
from tests.newsroom import BASES_LABELS, bases, counts, deployments_of, found, gold_of, labels


def test_a_share_of_the_wrong_total_is_a_wrong_share() -> None:
    gold, extraction = bases()
    first, second, third, fourth = extraction.deployments
    one = deployments_of(gold, extraction, first, second.model_copy(update={"part_of": "d4"}), third, fourth)
    assert counts(one.fields["part_of"].strict) == (1, 2, 1, 0, 0)
    assert one.mistakes == {"wrong_share": 1}


def test_a_share_of_a_share_is_wrong_strictly_and_of_the_same_family_leniently() -> None:
    gold, extraction = bases()
    first, second, third, fourth = extraction.deployments
    one = deployments_of(gold, extraction, first, second, third.model_copy(update={"part_of": "d2"}), fourth)
    assert counts(one.fields["part_of"].strict) == (1, 2, 1, 0, 0)
    assert counts(one.fields["part_of"].lenient) == (2, 2, 0, 0, 0)


def test_a_share_of_nothing_is_missing_its_total() -> None:
    gold, extraction = bases()
    first, second, third, fourth = extraction.deployments
    one = deployments_of(gold, extraction, first, second.model_copy(update={"part_of": None}), third, fourth)
    assert counts(one.fields["part_of"].strict) == (1, 2, 0, 1, 0)
    assert one.mistakes == {"wrong_share": 1}


def test_a_share_is_judged_by_the_record_it_leads_to_and_not_by_its_name() -> None:
    gold, extraction = bases()
    names = {"d1": "d4", "d2": "d3", "d3": "d2", "d4": "d1"}
    given = [
        one.model_copy(update={"id": names[one.id], "part_of": names[one.part_of] if one.part_of else None})
        for one in extraction.deployments
    ]
    assert counts(deployments_of(gold, extraction, *given).fields["part_of"].strict) == (2, 2, 0, 0, 0)


def test_a_share_of_an_invented_record_is_a_wrong_share() -> None:
    gold, extraction = bases()
    first, second, third, fourth = extraction.deployments
    extra = fourth.model_copy(update={"id": "d9", "force": "Norland", "destination": ("Elsewhere",)})
    one = deployments_of(gold, extraction, first, second.model_copy(update={"part_of": "d9"}), third, fourth, extra)
    assert found(one) == (4, 0, 1)
    assert one.mistakes == {"invented_record": 1, "wrong_share": 1}


def test_a_share_of_an_optional_record_is_right() -> None:
    given = labels(BASES_LABELS)
    given["deployments"][0]["optional"] = True
    one = score([gold_of(given)], [bases()[1]]).kinds["deployments"]
    assert counts(one.fields["part_of"].strict) == (2, 1, 0, 0, 0)
