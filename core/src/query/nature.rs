//! What an item's own nature adds to its score or takes from it, whatever is asked.

use super::Weights;
use crate::catalog::{Kind, Validity};

/// The factors of an item, each with what it is for, for editors. `title`: folded.
pub(crate) fn nature(
    weights: &Weights,
    kind: Kind,
    validity: Validity,
    title: &str,
) -> impl Iterator<Item = (f32, &'static str)> + use<> {
    let found = [law_rank(weights, title), kind_factor(weights, kind), validity_factor(weights, validity)];
    found.into_iter().flatten()
}

/// 法律位阶: among provisions (…第N条) those of codes come before those of other laws, and these before regulations.
fn law_rank(weights: &Weights, title: &str) -> Option<(f32, &'static str)> {
    let (name, number) = title.split_once('第')?;
    if !number.contains('条') {
        return None;
    }
    let name = name.trim();
    let short = name.strip_prefix("中华人民共和国").unwrap_or(name);
    let (share, reason) = if short.ends_with("法典") || short == "刑法" {
        (1.0, "法典条文")
    } else if short.ends_with('法') {
        (weights.law, "法律条文")
    } else if short.ends_with("条例") {
        (weights.regulation, "法规条文")
    } else {
        return None;
    };
    Some((1.0 + weights.law_rank * share, reason))
}

fn kind_factor(weights: &Weights, kind: Kind) -> Option<(f32, &'static str)> {
    match kind {
        Kind::Service | Kind::Lookup | Kind::Unit | Kind::Scene => Some((weights.service, "办事服务优先")),
        Kind::Document => Some((weights.document, "政府文件优先")),
        Kind::Letter => Some((weights.letter, "来信靠后")),
        _ => None,
    }
}

fn validity_factor(weights: &Weights, validity: Validity) -> Option<(f32, &'static str)> {
    match validity {
        Validity::InForce | Validity::Amended => None,
        Validity::Repealed => Some((weights.invalid, "已废止，靠后")),
        Validity::Expired => Some((weights.invalid, "已失效，靠后")),
    }
}
