"""Templates become HTML: user text stays text, static French gets its spaces, a missing fact leaves a marked gap."""

from datetime import date

import pytest
from jinja2 import UndefinedError

from chalicelib.documents import render
from chalicelib.law.register import NotYetPublished, load

REGISTER = load()
DAY = date(2026, 11, 21)


@pytest.fixture
def templates(tmp_path, monkeypatch):
    monkeypatch.setattr(render, "TEMPLATES", tmp_path)
    render._environment.cache_clear()
    yield tmp_path
    render._environment.cache_clear()


def rendered(folder, source, day=DAY, **view):
    (folder / "essai.html").write_text(source, encoding="utf-8")
    return render.render("essai.html", view, REGISTER, day, preview=True)


def test_static_french_gets_its_spaces_and_user_words_keep_theirs(templates):
    html = rendered(
        templates, "<p class='x'>L'échéance : 3 jours ; « oui » {{ words }}</p>", words="l'an : 3 ; 4"
    )
    assert html == ("<p class='x'>L’échéance\u00a0: 3 jours\u202f; «\u00a0oui\u00a0» l&#39;an : 3 ; 4</p>")


def test_user_words_are_escaped_wherever_they_stand(templates):
    html = rendered(templates, '<a href="{{ words }}">{{ words }}</a>', words='"><script>')
    assert html == '<a href="&#34;&gt;&lt;script&gt;">&#34;&gt;&lt;script&gt;</a>'


def test_a_missing_fact_is_a_gap_with_its_name(templates):
    assert (
        rendered(templates, "{{ none | euros | gap('le montant') }}") == '<mark class="gap">le montant</mark>'
    )
    assert rendered(templates, "{{ '' | gap('<nom>') }}") == '<mark class="gap">&lt;nom&gt;</mark>'


def test_a_name_no_view_holds_is_an_error_not_a_blank(templates):
    with pytest.raises(UndefinedError):
        rendered(templates, "{{ unheard_of }}")


def test_articles_of_one_code_are_cited_together(templates):
    html = rendered(templates, "{{ cite('penalites-professionnels', 'indemnite-forfaitaire') }}")
    assert html == "articles\u00a0L441-10, II, et D441-5 du code de commerce"


def test_a_date_inside_a_citation_is_never_broken(templates):
    assert "31\u00a0décembre" in rendered(templates, "{{ cite('interruption-quadriennale') }}")


def test_a_figure_without_a_version_that_day_is_refused(templates):
    with pytest.raises(NotYetPublished):
        rendered(templates, "{{ figure('taux-bce') }}", day=date(2027, 1, 1))
