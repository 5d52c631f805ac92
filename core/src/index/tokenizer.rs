//! The `text` room's analysis as tokenizers of the engine.

use std::sync::Arc;

use tantivy::tokenizer::{Token, TokenStream, Tokenizer, TokenizerManager};

use crate::text::{Dictionary, Terms, ideographs};

/// Name of the tokenizer of pairs and words.
pub(crate) const TERMS: &str = "menhu_terms";
/// Name of the tokenizer of single ideographs.
pub(crate) const IDEOGRAPHS: &str = "menhu_ideographs";

/// Registers both.
pub(crate) fn register(tokenizers: &TokenizerManager, dictionary: &Arc<Dictionary>) {
    tokenizers.register(TERMS, TermTokenizer { dictionary: Arc::clone(dictionary), terms: Terms::default() });
    tokenizers.register(IDEOGRAPHS, IdeographTokenizer { found: Vec::new() });
}

#[derive(Clone)]
struct TermTokenizer {
    dictionary: Arc<Dictionary>,
    /// Kept between texts.
    terms: Terms,
}

impl Tokenizer for TermTokenizer {
    type TokenStream<'a> = TermStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> TermStream<'a> {
        self.terms.fill(&self.dictionary, text);
        TermStream { terms: &self.terms, next: 0, token: Token::default() }
    }
}

struct TermStream<'a> {
    terms: &'a Terms,
    next: usize,
    token: Token,
}

impl TokenStream for TermStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((term, position)) = self.terms.get(self.next) else { return false };
        self.next += 1;
        self.token.text.clear();
        self.token.text.push_str(term);
        self.token.position = position;
        // The engine puts the next text of the field behind the longest token, and one position further: no phrase
        // runs from one text into the next.
        self.token.position_length = self.terms.characters() - position;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[derive(Clone)]
struct IdeographTokenizer {
    found: Vec<(usize, char)>,
}

impl Tokenizer for IdeographTokenizer {
    type TokenStream<'a> = IdeographStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> IdeographStream<'a> {
        ideographs(text, &mut self.found);
        IdeographStream { found: self.found.iter(), token: Token::default() }
    }
}

struct IdeographStream<'a> {
    found: std::slice::Iter<'a, (usize, char)>,
    token: Token,
}

impl TokenStream for IdeographStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((position, c)) = self.found.next() else { return false };
        self.token.text.clear();
        self.token.text.push(*c);
        self.token.position = *position;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
