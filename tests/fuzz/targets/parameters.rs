//! What comes over HTTP: parameters of an address, and the JSON body of a search.
#![no_main]

use libfuzzer_sys::fuzz_target;
use menhu::query::SearchRequest;
use menhu::suggest::SuggestRequest;

fuzz_target!(|bytes: &[u8]| {
    let pairs: Vec<(String, String)> = form_urlencoded::parse(bytes).into_owned().collect();
    match SearchRequest::from_pairs(pairs.iter().map(|(name, value)| (name, value))) {
        Ok(request) => {
            let json = serde_json::to_string(&request).expect("a request has a JSON form");
            let again: SearchRequest = serde_json::from_str(&json).expect("what was written is read");
            assert_eq!(again, request);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    let _ = SuggestRequest::from_pairs(pairs.iter().map(|(name, value)| (name, value)));
    if let Ok(request) = serde_json::from_slice::<SearchRequest>(bytes) {
        let json = serde_json::to_vec(&request).expect("a request has a JSON form");
        assert_eq!(serde_json::from_slice::<SearchRequest>(&json).expect("what was written is read"), request);
    }
});
