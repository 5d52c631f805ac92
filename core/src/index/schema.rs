//! The fields of the index.

use tantivy::schema::{
    BytesOptions, Field, IndexRecordOption, NumericOptions, Schema, SchemaBuilder, TextFieldIndexing, TextOptions,
};

use super::document::Stored;
use super::tokenizer::{IDEOGRAPHS, TERMS};

/// Version of the schema and of what is written into it: part of the fingerprint.
pub(crate) const SCHEMA_VERSION: u64 = 5;

/// The term of field `state` that every item open to the public carries, and no other.
pub(crate) const OPEN: &str = "open";

/// Handles of all fields.
///
/// An item that is not open to the public has only `id` and the stored fields: nothing of it can be found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    /// The item's id.
    pub(crate) id: Field,
    /// [`OPEN`] for what may be found.
    pub(crate) state: Field,
    /// Terms of title (twice) and body together: one field, since sums over fields rank worse.
    pub(crate) text: Field,
    /// Terms of the title alone, for a small bonus.
    pub(crate) title: Field,
    /// Ideographs of title and body, for words of one character.
    pub(crate) ideographs: Field,
    /// The title as a whole, with and without its symbols, for the exact-title rule.
    pub(crate) title_key: Field,
    /// Codes by which others refer to the item: of services the basic and the implementation code, 索引号.
    pub(crate) code: Field,
    pub(crate) kind: Field,
    pub(crate) unit: Field,
    /// Every level of the column's path.
    pub(crate) column: Field,
    /// Every level of each subject.
    pub(crate) subject: Field,
    pub(crate) genre: Field,
    pub(crate) year: Field,
    pub(crate) validity: Field,
    pub(crate) topic: Field,
    pub(crate) audience: Field,
    pub(crate) theme: Field,
    pub(crate) group: Field,
    /// Day of publication as the number yyyymmdd.
    pub(crate) date: Field,
    /// The canonical document number, and its parts.
    pub(crate) doc_number: Field,
    pub(crate) doc_organ: Field,
    pub(crate) doc_year: Field,
    pub(crate) doc_serial: Field,
    /// The keys under which others refer to the item.
    pub(crate) own: Field,
    /// What the item refers to: how, and under which key.
    pub(crate) cites: Field,
    /// All of that with its places, as a column: reading the texts would take long.
    pub(crate) refers: Field,
    /// A number made of the id: what decides between equal scores, whatever order the index has.
    pub(crate) tie: Field,
    /// What a hit shows, as a column: reading ten stored documents costs more than finding them.
    pub(crate) hit: Field,
    /// The item without its body, as JSON.
    pub(crate) item: Field,
    /// The body, as it is.
    pub(crate) body: Field,
}

impl Fields {
    /// Those that hold the items.
    pub(crate) fn stored(&self) -> Stored {
        Stored { item: self.item, body: self.body }
    }
}

pub(crate) fn schema() -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let analysed = |tokenizer, option| {
        let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(option);
        TextOptions::default().set_indexing_options(indexing)
    };
    let key = || {
        let indexing = TextFieldIndexing::default()
            .set_tokenizer("raw")
            .set_fieldnorms(false)
            .set_index_option(IndexRecordOption::Basic);
        TextOptions::default().set_indexing_options(indexing)
    };
    let facet = |builder: &mut SchemaBuilder, name| builder.add_text_field(name, key().set_fast("raw"));
    let fields = Fields {
        id: builder.add_text_field("id", key()),
        state: builder.add_text_field("state", key()),
        text: builder.add_text_field("text", analysed(TERMS, IndexRecordOption::WithFreqsAndPositions)),
        title: builder.add_text_field("title", analysed(TERMS, IndexRecordOption::WithFreqs)),
        ideographs: builder.add_text_field("ideographs", analysed(IDEOGRAPHS, IndexRecordOption::WithFreqs)),
        title_key: builder.add_text_field("title_key", key()),
        code: builder.add_text_field("code", key()),
        kind: facet(&mut builder, "kind"),
        unit: facet(&mut builder, "unit"),
        column: facet(&mut builder, "column"),
        subject: facet(&mut builder, "subject"),
        genre: facet(&mut builder, "genre"),
        year: facet(&mut builder, "year"),
        validity: facet(&mut builder, "validity"),
        topic: facet(&mut builder, "topic"),
        audience: facet(&mut builder, "audience"),
        theme: facet(&mut builder, "theme"),
        group: facet(&mut builder, "group"),
        date: builder.add_i64_field("date", NumericOptions::default().set_fast().set_indexed()),
        doc_number: builder.add_text_field("doc_number", key()),
        doc_organ: facet(&mut builder, "doc_organ"),
        doc_year: facet(&mut builder, "doc_year"),
        doc_serial: builder.add_text_field("doc_serial", key()),
        own: builder.add_text_field("own", key()),
        cites: builder.add_text_field("cites", key()),
        refers: builder.add_bytes_field("refers", BytesOptions::default().set_fast()),
        tie: builder.add_u64_field("tie", NumericOptions::default().set_fast()),
        hit: builder.add_bytes_field("hit", BytesOptions::default().set_fast()),
        item: builder.add_bytes_field("item", BytesOptions::default().set_stored()),
        body: builder.add_text_field("body", TextOptions::default().set_stored()),
    };
    (builder.build(), fields)
}
