//! Parameters of an address, read and written.

use menhu::catalog::path_segment;
use menhu::query::{Filters, SearchRequest, Sort};
use menhu::scene::SCENE_PREFIX;

/// The decoded parameters, in order.
pub(crate) fn pairs(query: Option<&str>) -> Vec<(String, String)> {
    form_urlencoded::parse(query.unwrap_or_default().as_bytes()).into_owned().collect()
}

/// The address of the search page for a request, at page `page` (from 1).
pub(crate) fn to_search(request: &SearchRequest, page: usize) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("q", &request.q);
    for (name, value) in request.filters.pairs() {
        query.append_pair(name, &value);
    }
    if request.sort == Sort::Date {
        query.append_pair("sort", "date");
    }
    if !request.correct {
        query.append_pair("correct", "false");
    }
    if request.explain {
        query.append_pair("explain", "true");
    }
    if page > 1 {
        query.append_pair("page", &page.to_string());
    }
    format!("/search?{}", query.finish())
}

/// The address of an item's page.
pub(crate) fn to_item(id: &str) -> String {
    format!("/items/{}", path_segment(id))
}

/// The address of a file that an item attaches.
pub(crate) fn to_file(id: &str, at: usize) -> String {
    format!("/items/{}/files/{at}", path_segment(id))
}

/// The address of what stands under an entry of a list.
pub(crate) fn to_entry(list: &str, value: &str) -> String {
    format!("/catalog/{list}/{}", path_segment(value))
}

/// The address of a scene, and of its picture.
pub(crate) fn to_scene(id: &str) -> String {
    format!("/scenes/{}", path_segment(id.strip_prefix(SCENE_PREFIX).unwrap_or(id)))
}

pub(crate) fn to_picture(id: &str) -> String {
    format!("{}/picture", to_scene(id))
}

/// The address of the feed of what passes filters.
pub(crate) fn to_feed(filters: &Filters) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in filters.pairs() {
        query.append_pair(name, &value);
    }
    match query.finish() {
        all if all.is_empty() => "/feed.atom".to_owned(),
        query => format!("/feed.atom?{query}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_encoded_and_read_back() {
        let mut request = SearchRequest::new("公积金 & 贷款");
        request.filters.add("column", "新闻/要闻").unwrap();
        (request.correct, request.explain) = (false, true);
        let address = to_search(&request, 1);
        let read = SearchRequest::from_pairs(pairs(address.strip_prefix("/search?"))).unwrap();
        assert_eq!(read, request);
        assert_eq!(to_item("a/b?c"), "/items/a%2Fb%3Fc");
    }
}
