//! Whether items are what a portal should publish.
//!
//! | rule | what is wrong |
//! |---|---|
//! | `missing-title` | there is nothing to list the item by |
//! | `missing-unit`, `missing-date` | a document or news says not who published it, or when |
//! | `malformed-index-number` | the 索引号 is not `front/yyyy-ddddd`, or its front fails its check character |
//! | `double-index-number` | two items bear one 索引号 |
//! | `missing-index-number` | a document of a unit that has a credit code bears none |
//! | `malformed-doc-number` | the 文号 cannot be read |
//! | `unknown-genre` | the 体裁 is none of the fifteen |
//! | `unknown-subject` | a 主题分类 begins with none of the twenty-two classes |
//! | `deep-subject` | a 主题分类 has more than two levels |
//! | `dates-out-of-order` | published before it was written, or in the future |
//! | `unknown-unit`, `unknown-column` | the catalog has no such unit or column |
//! | `missing-field` | a document, a service or a unit does not say what it must |
//! | `limits-out-of-order` | the promised time of a service is longer than the statutory one |
//! | `malformed-service-code` | the basic code is not twelve digits, or the implementation code too long |
//! | `double-service-code` | two services have one implementation code |
//! | `unknown-theme`, `unknown-group` | a theme or group is none of the national lists |
//! | `malformed-credit-code` | the credit code of a unit fails its check character |
//! | `dangling-form` | a material names a form that the portal does not have |
//! | `dangling-topic` | an item names a topic that the portal does not have |
//! | `dangling-item` | a topic names an item that the portal does not have |
//! | `dead-link` | a link leads to an item of the portal that is not there |
//! | `unread-attachment` | the text of an attachment could not be read |
//! | `missing-attachment` | an attachment cannot be downloaded: it has no address, and the portal does not keep it |
//! | `double-unit` | two units have one name |
//! | `empty-column` | a column has no item |
//! | `stale-column` | nothing new has appeared in a column for longer than its period |

mod columns;
mod fields;
mod references;
mod services;

use jiff::civil::Date;

use super::Finding;
use crate::catalog::{Item, Service, UnitProfile};
use crate::config::Site;

/// Looks at the items of a portal one after the other, and says at the end what is wrong with them. What is not open to
/// the public is looked at as well: it is somebody's work, too.
#[derive(Debug)]
pub struct ContentCheck {
    today: Date,
    findings: Vec<Finding>,
    references: references::References,
    columns: columns::Columns,
}

/// Where what is wrong with an item goes.
struct Of<'a> {
    id: &'a str,
    findings: &'a mut Vec<Finding>,
}

impl Of<'_> {
    fn found(&mut self, rule: &str, field: &str, message: impl Into<String>, advice: &str) {
        self.findings.push(Finding::warning(rule, message, advice).of_item(self.id).in_field(field));
    }
}

impl ContentCheck {
    /// A check on a day.
    #[must_use]
    pub fn new(today: Date) -> ContentCheck {
        ContentCheck {
            today,
            findings: Vec::new(),
            references: references::References::default(),
            columns: columns::Columns::default(),
        }
    }

    /// Says where the portal is published: links to that address are its own.
    #[must_use]
    pub fn with_site(mut self, site: &Site) -> ContentCheck {
        self.references.site.clone_from(&site.url);
        self
    }

    /// Takes note of items that are not put in but made of what editors write, such as scenes: links may lead to them.
    #[must_use]
    pub fn with_ids(mut self, ids: impl IntoIterator<Item = String>) -> ContentCheck {
        self.references.made.extend(ids);
        self
    }

    /// Looks at an item.
    pub fn item(&mut self, item: &Item) {
        let mut of = Of { id: &item.id, findings: &mut self.findings };
        fields::check(&mut of, item, self.today);
        if let Some(service) = item.payload::<Service>() {
            services::service(&mut of, &service);
        }
        if let Some(unit) = item.payload::<UnitProfile>() {
            services::unit(&mut of, item, &unit);
        }
        self.references.add(item);
        self.columns.add(item);
    }

    /// What was found, once all items have been looked at.
    #[must_use]
    pub fn finish(mut self) -> Vec<Finding> {
        self.references.finish(&mut self.findings);
        self.columns.finish(self.today, &mut self.findings);
        self.findings
    }
}

#[cfg(test)]
mod tests;
