//! What stands ahead of the hits on the search page: cards, and the correction of a mistyped query.

use menhu::cards::{Card, CardKind, Fact};
use menhu::catalog::linkable;
use menhu::query::{DidYouMean, SearchRequest};

use super::link;
use crate::shown;

/// A card.
pub(crate) struct CardView {
    pub(crate) kind: &'static str,
    pub(crate) title: String,
    pub(crate) href: String,
    pub(crate) unit: Option<String>,
    pub(crate) summary: Option<String>,
    pub(crate) facts: Vec<FactView>,
    /// Where to look it up, of a lookup that has its place.
    pub(crate) action: Option<String>,
    pub(crate) reason: String,
}

/// A fact of a card.
pub(crate) struct FactView {
    pub(crate) name: &'static str,
    pub(crate) value: String,
    /// Where a phone can be called from the page.
    pub(crate) href: Option<String>,
    pub(crate) asked: bool,
}

/// A correction, with the link that undoes or follows it.
pub(crate) struct CorrectionView {
    pub(crate) text: String,
    /// Whether the hits are those of the corrected query.
    pub(crate) searched: bool,
    pub(crate) href: String,
}

impl CardView {
    pub(crate) fn new(card: &Card) -> CardView {
        let facts = shown::facts(card).into_iter().map(|fact| FactView {
            name: fact.name,
            value: fact.value.to_owned(),
            href: (fact.fact == Fact::Phone).then(|| callable(fact.value)).flatten(),
            asked: fact.asked,
        });
        CardView {
            kind: shown::kind_label(card.kind),
            title: card.title.clone(),
            href: link::to_item(&card.id),
            unit: card.unit.clone(),
            summary: card.summary.clone(),
            facts: facts.collect(),
            action: card.url.as_deref().filter(|_| card.kind == CardKind::Lookup).and_then(linkable).map(str::to_owned),
            reason: card.reason.clone(),
        }
    }
}

impl CorrectionView {
    pub(crate) fn new(request: &SearchRequest, meant: &DidYouMean) -> CorrectionView {
        let mut other = request.clone();
        if meant.searched {
            other.correct = false;
        } else {
            other.q.clone_from(&meant.text);
        }
        CorrectionView { text: meant.text.clone(), searched: meant.searched, href: link::to_search(&other, 1) }
    }
}

/// The address of a phone, where the text is one number and nothing else.
fn callable(phone: &str) -> Option<String> {
    let is_number = phone.chars().all(|c| c.is_ascii_digit() || c == '-');
    let digits = phone.chars().filter(char::is_ascii_digit).count();
    (is_number && (3..=13).contains(&digits)).then(|| format!("tel:{phone}"))
}

#[cfg(test)]
mod tests {
    use askama::Template;
    use menhu::query::SearchAnswer;

    use super::*;
    use crate::web::view::SearchPage;

    #[test]
    fn only_a_single_number_can_be_called() {
        assert_eq!(callable("0000-1234522").as_deref(), Some("tel:0000-1234522"));
        assert_eq!(callable("12345").as_deref(), Some("tel:12345"));
        for text in ["0000-1234522、0000-1234523", "0000-1234522转2", "", "-", "javascript:x"] {
            assert_eq!(callable(text), None, "{text}");
        }
    }

    #[test]
    fn a_correction_is_undone_or_followed() {
        let request = SearchRequest::new("公机金");
        let view = |searched| CorrectionView::new(&request, &DidYouMean { text: "公积金".to_owned(), searched });
        assert!(view(true).href.ends_with("%E5%85%AC%E6%9C%BA%E9%87%91&correct=false"));
        assert!(view(false).href.ends_with("?q=%E5%85%AC%E7%A7%AF%E9%87%91"));
        let meant = DidYouMean { text: "公积金".to_owned(), searched: false };
        let answer = SearchAnswer { did_you_mean: Some(meant), ..SearchAnswer::default() };
        let folder = tempfile::tempdir().unwrap();
        let portal = menhu::Portal::open_or_create(folder.path()).unwrap();
        let html = SearchPage::new(&portal, &request, 1, &answer, Vec::new()).render().unwrap();
        assert!(html.contains("您是不是要找：<a href=\"/search?q=%E5%85%AC%E7%A7%AF%E9%87%91\">公积金</a>"), "{html}");
    }
}
