"""Looking back: a scorecard as it stood at a past moment, with today's permissions and today's suppression; and the
promises of red figures, as readers find them then and later."""

import datetime as dt

import pytest
from django.utils import timezone

from kpis.domain.entry import Explained
from kpis.entry.actions import save, sign_off
from kpis.entry.actions_explanations import explain, waive
from kpis.models import Membership, Ownership
from tests.entry.conftest import NOW, Bringing, entry_of
from tests.pages.reading import body, opened, said, text_of
from tests.stored import make_reading, make_target, moment, signed_in

CARD = "/northshire/scorecard/?period=2018-19-q3"
PAGE = "/northshire/measures/C1/"
MARCH, APRIL = "2019-03-01", "2019-04-12"
SAID = Explained("More families came", "A second team", "Head of placements", dt.date(2019, 6, 30))


def revised(bringing: Bringing) -> None:
    make_reading(bringing.measures["C1"], "2018/19 Q3", "659", at=moment("2019-04-10"), reason="counted again")


def signed_off(bringing: Bringing, value: str, period: str = "2018/19 Q4", said_of_it: Explained | None = SAID) -> None:
    place = bringing.place("C1", period)
    version = save(entry=entry_of(place, value), submit=True, by=bringing.person("alice"), at=NOW)
    if said_of_it:
        explain(reading=version.reading, said=said_of_it, seen=0, by=bringing.person("alice"), at=NOW)
    sign_off(version_id=version.pk, by=bringing.person("carol"), at=NOW + dt.timedelta(minutes=5))


def test_a_scorecard_as_it_stood_shows_what_was_known(bringing):
    revised(bringing)
    nobody = signed_in(None)
    assert "659" in said(nobody, CARD)
    then = said(nobody, f"{CARD}&as_of={MARCH}")
    assert "As it stood at the end of 1 March 2019." in then
    assert "655" in then
    assert "659" not in then
    assert "659" not in body(nobody.get(f"/northshire/scorecard.csv?period=2018-19-q3&as_of={MARCH}"))
    assert "659" not in said(nobody, f"{PAGE}?as_of={MARCH}")


def test_a_day_may_be_written_in_words_and_what_is_none_is_said(bringing):
    assert "As it stood at the end of 1 March 2019." in said(signed_in(None), f"{CARD}&as_of=1+March+2019")
    for text in ("soon", "2019-02-30", "March+2019", "1+2+3", "0000-00-00", "9999-12-31"):
        assert signed_in(None).get(f"{CARD}&as_of={text}").status_code == 404, text


def test_the_form_asks_for_a_day_and_keeps_it(bringing):
    page = opened(signed_in(None), f"{CARD}&as_of={MARCH}")
    assert page.select_one("form input[name=as_of]")["value"] == MARCH
    assert opened(signed_in(None), CARD).select_one("form input[name=as_of]")["value"] == ""
    assert signed_in(None).get(f"{CARD}&as_of=").status_code == 200


def test_links_to_measures_downloads_and_back_keep_the_day(bringing):
    page = opened(signed_in(None), f"{CARD}&as_of={MARCH}&text=children")
    assert f"as_of={MARCH}" in page.select_one("table.scorecard a[href*='/measures/C1/']")["href"]
    links = [link["href"] for link in page.select('ul[aria-label="Download"] a')]
    assert len(links) == 3
    assert all(f"as_of={MARCH}" in link for link in links)
    assert all(f"as_of={MARCH}" in link["href"] for link in page.select('nav[aria-label="Period"] a'))
    measure = opened(signed_in(None), f"{PAGE}?period=2018-19-q3&as_of={MARCH}")
    assert f"as_of={MARCH}" in measure.select_one("nav.govuk-breadcrumbs a[href*=scorecard]")["href"]
    assert f"as_of={MARCH}" in measure.select_one("a[href*='data.csv']")["href"]
    assert "as_of" not in measure.select_one("p.govuk-inset-text a")["href"]
    assert "as_of" not in page.select_one("p.govuk-inset-text a")["href"]


def test_a_figure_is_not_seen_before_it_was_signed_off(bringing):
    signed_off(bringing, "640", said_of_it=None)
    assert "640" in text_of(opened(signed_in(None), PAGE).select_one("dl.facts"))
    assert "655" in text_of(opened(signed_in(None), f"{PAGE}?as_of={APRIL}").select_one("dl.facts"))
    for where in ("data.csv", "chart.json"):
        now, then = (body(signed_in(None).get(f"{PAGE}{where}{query}")) for query in ("", f"?as_of={APRIL}"))
        assert "Q4" in now
        assert "Q4" not in then


@pytest.mark.parametrize("who", [None, "mo", "oscar"])
def test_a_threshold_set_today_hides_yesterdays_figure(bringing, who):
    measure = bringing.add_measure("S1", title="Serious incidents", unit="count")
    make_reading(measure, "2018/19 Q3", "3", at=moment("2019-02-01"), commentary="Three of them")
    make_target(measure, "2018/19 Q3", "7", at=moment("2019-02-01"))
    client = bringing.client(who) if who else signed_in(None)
    page = "/northshire/measures/S1/"
    assert "3 against a target of 7" in said(client, f"{page}?as_of={MARCH}")
    measure.suppress_below = 5
    measure.save()
    told = said(client, f"{page}?as_of={MARCH}")
    assert "[c]" in told
    assert "against a target" not in told
    for address in (page, CARD.split("?")[0], f"{page}data.csv", f"{page}chart.json"):
        told = body(client.get(f"{address}?period=2018-19-q3&as_of={MARCH}"))
        assert "Three of them" not in told, address
        assert "3 against" not in told, address
    assert "Three of them" in said(bringing.client("alice"), f"{page}?as_of={MARCH}")


def test_a_withdrawn_role_cannot_look_back(bringing):
    bringing.council.visibility = "members"
    bringing.council.save()
    for who in ("mo", "alice"):
        client = bringing.client(who)
        addresses = (f"{CARD}&as_of={MARCH}", f"{PAGE}?as_of={MARCH}", f"{PAGE}data.csv?as_of={MARCH}")
        assert [client.get(address).status_code for address in addresses] == [200, 200, 200]
        yesterday = timezone.localdate() - dt.timedelta(days=1)
        Membership.objects.filter(user=bringing.people[who]).update(until=yesterday)
        assert [client.get(address).status_code for address in addresses] == [404, 404, 404]
        assert client.get(f"{PAGE}history/").status_code == 404


def test_who_no_longer_sees_small_numbers_does_not_see_those_of_then(bringing):
    measure = bringing.add_measure("S1", suppress_below=5)
    make_reading(measure, "2018/19 Q3", "3", at=moment("2019-02-01"), commentary="Three of them")
    client, page = bringing.client("bob"), f"/northshire/measures/S1/?as_of={MARCH}"
    assert "Three of them" in said(client, page)
    Membership.objects.filter(user=bringing.people["bob"]).update(role="member")
    assert "Three of them" not in said(client, page)
    assert Ownership.objects.filter(user=bringing.people["bob"]).count() == 0


def test_a_red_figure_says_what_it_was_explained_with(bringing):
    signed_off(bringing, "675")
    text = said(signed_in(None), PAGE)
    assert (
        "Q4 2018/19 More families came A second team Head of placements 30 June 2019 That day is still to come" in text
    )


@pytest.mark.parametrize(
    ("value", "told"),
    [("650", "Kept: the first figure after it was no longer behind"), ("690", "Not kept: the first figure after it")],
)
def test_a_promise_is_later_compared_with_what_happened(bringing, value, told):
    signed_off(bringing, "675")
    make_target(bringing.measures["C1"], "2019/20 Q1", "660")
    make_reading(bringing.measures["C1"], "2019/20 Q1", value, at=NOW + dt.timedelta(hours=1))
    assert told in said(signed_in(None), f"{PAGE}?period=2018-19-q4")


def test_a_figure_that_is_not_behind_and_one_not_signed_off_say_nothing(bringing):
    signed_off(bringing, "640")
    assert "More families came" not in said(signed_in(None), PAGE)
    place = bringing.place("C1", "2018/19 Q2")
    entry = entry_of(place, "699", seen=1, reason="Correction: recount")
    version = save(entry=entry, submit=True, by=bringing.person("alice"), at=NOW)
    explain(reading=version.reading, said=SAID, seen=0, by=bringing.person("alice"), at=NOW)
    assert "More families came" not in said(signed_in(None), PAGE)


def test_a_new_explanation_waits_for_the_revision_it_came_with(bringing):
    signed_off(bringing, "675")
    later = NOW + dt.timedelta(hours=1)
    version = save(entry=entry_of(bringing.place("C1"), "680", seen=2, reason="Correction: recount"), submit=True,
                   by=bringing.person("alice"), at=later)  # fmt: skip
    said_anew = SAID._replace(cause="A home closed")
    explain(reading=version.reading, said=said_anew, seen=1, by=bringing.person("alice"), at=later)
    assert "More families came" in said(signed_in(None), PAGE)
    assert "A home closed" not in said(signed_in(None), PAGE)
    sign_off(version_id=version.pk, by=bringing.person("carol"), at=later + dt.timedelta(hours=1))
    assert "A home closed" in said(signed_in(None), PAGE)
    assert "More families came" not in said(signed_in(None), PAGE)


def test_a_promise_is_not_told_as_of_a_day_before_it_was_made(bringing):
    make_reading(bringing.measures["C1"], "2018/19 Q4", "675", at=moment("2019-04-10"))
    version = bringing.measures["C1"].readings.latest("end")
    explain(reading=version, said=SAID, seen=0, by=bringing.person("alice"), at=NOW)
    assert "More families came" in said(signed_in(None), PAGE)
    assert "More families came" not in said(signed_in(None), f"{PAGE}?as_of={APRIL}")


def test_a_waived_or_withheld_red_says_nothing(bringing):
    signed_off(bringing, "675")
    measure = bringing.measures["C1"]
    waive(reading=measure.readings.latest("end"), reason="The home closed", seen=1, by=bringing.person("petra"),
          at=NOW + dt.timedelta(hours=1))  # fmt: skip
    assert "More families came" not in said(signed_in(None), PAGE)


def test_a_promise_of_a_withheld_figure_is_withheld(bringing):
    signed_off(bringing, "675")
    bringing.measures["C1"].suppress_below = 1000
    bringing.measures["C1"].save()
    assert "More families came" not in said(signed_in(None), PAGE)
    assert "More families came" in said(bringing.client("alice"), PAGE)
