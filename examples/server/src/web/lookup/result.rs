//! The page of an answer.

use askama::Template;
use menhu_lookups::lookup::{
    Answer, HousingFund, Insurance, Money, Movement, Operation, Outcome, Payment, SocialSecurity, TrafficViolations,
    Violation,
};

use super::ask::Answered;
use super::office::Office;
use super::words::{source, yuan};
use crate::web::frame::Frame;

/// Stands where nothing is said.
const NOTHING: &str = "—";

#[derive(Template)]
#[template(path = "lookup_result.html")]
pub(super) struct ResultPage {
    pub(super) frame: Frame,
    pub(super) operation: Operation,
    pub(super) view: View,
    /// Under which the consent stands in the audit.
    pub(super) consent: String,
    pub(super) office: Office,
}

/// An answer, for citizens. What identifies a person is masked in it already.
pub(super) struct View {
    pub(super) provider: String,
    pub(super) as_of: String,
    pub(super) source: String,
    pub(super) is_old: bool,
    pub(super) is_found: bool,
    /// What there is to know first.
    pub(super) lead: Option<String>,
    pub(super) facts: Vec<(&'static str, String)>,
    pub(super) tables: Vec<Table>,
}

pub(super) struct Table {
    pub(super) caption: String,
    /// Headings, and whether what stands below is an amount.
    pub(super) head: Vec<(&'static str, bool)>,
    pub(super) rows: Vec<Vec<String>>,
}

/// Columns that a phone has room for.
const NARROW: usize = 5;

impl Table {
    /// Whether a phone shows its rows one below the other.
    fn is_wide(&self) -> bool {
        self.head.len() > NARROW
    }
}

impl View {
    pub(super) fn new(answered: Answered) -> View {
        match answered {
            Answered::SocialSecurity(answer) => View::of(answer, of_social_security),
            Answered::HousingFund(answer) => View::of(answer, of_housing_fund),
            Answered::TrafficViolations(answer) => View::of(answer, of_violations),
        }
    }

    fn of<R>(answer: Answer<R>, show: impl FnOnce(R, &mut View)) -> View {
        let mut view = View {
            source: source(answer.source, answer.age_s),
            is_old: answer.source == menhu_lookups::lookup::Origin::Stale,
            provider: answer.provider,
            as_of: answer.as_of,
            is_found: answer.outcome == Outcome::Found,
            lead: None,
            facts: Vec::new(),
            tables: Vec::new(),
        };
        if let Some(record) = answer.record {
            show(record, &mut view);
        }
        view
    }

    fn fact(&mut self, name: &'static str, value: Option<impl ToString>) {
        self.facts.extend(value.map(|value| (name, value.to_string())));
    }

    fn table<T>(&mut self, caption: &str, head: &[(&'static str, bool)], list: Vec<T>, row: impl Fn(T) -> Vec<String>) {
        if list.is_empty() {
            return;
        }
        let caption = format!("{caption}（{}条）", list.len());
        self.tables.push(Table { caption, head: head.to_vec(), rows: list.into_iter().map(row).collect() });
    }
}

fn or_nothing(value: Option<impl ToString>) -> String {
    value.map_or_else(|| NOTHING.to_owned(), |value| value.to_string())
}

fn amount(value: Option<Money>) -> String {
    or_nothing(value.map(yuan))
}

fn in_yuan(value: Money) -> String {
    format!("{}元", yuan(value))
}

fn of_social_security(record: SocialSecurity, view: &mut View) {
    view.fact("姓名", record.name);
    view.fact("证件号码", record.id_number);
    view.fact("个人编号", record.personal_number);
    view.fact("参保状态", record.status);
    view.fact("单位名称", record.unit_name);
    view.fact("单位编号", record.unit_number);
    view.fact("首次参保", record.first_month);
    view.fact("本次参保", record.current_month);
    let head = [("险种", false), ("参保状态", false), ("首次参保", false), ("本次参保", false)];
    view.table("参保险种", &head, record.insurances, |one: Insurance| {
        vec![one.kind, or_nothing(one.status), or_nothing(one.first_month), or_nothing(one.current_month)]
    });
    let head = [
        ("缴费年月", false),
        ("险种", false),
        ("缴费基数（元）", true),
        ("个人缴费（元）", true),
        ("单位缴费（元）", true),
    ];
    view.table("缴费记录", &head, record.payments, |one: Payment| {
        vec![one.month.to_string(), or_nothing(one.kind), amount(one.base), amount(one.personal), amount(one.employer)]
    });
}

fn of_housing_fund(record: HousingFund, view: &mut View) {
    view.lead = Some(format!("账户余额 {}", in_yuan(record.balance)));
    view.fact("姓名", record.name);
    view.fact("证件号码", record.id_number);
    view.fact("个人账号", record.account);
    view.fact("账户状态", record.status);
    view.fact("单位名称", record.unit_name);
    view.fact("单位账号", record.unit_account);
    view.fact("缴存基数", record.base.map(in_yuan));
    view.fact("月缴存额", record.monthly.map(in_yuan));
    view.fact("个人比例", record.personal_ratio.map(|ratio| format!("{ratio}%")));
    view.fact("单位比例", record.employer_ratio.map(|ratio| format!("{ratio}%")));
    view.fact("上年结转", record.carried_over.map(in_yuan));
    view.fact("开户日期", record.opened);
    view.fact("缴至年月", record.paid_to);
    let head = [("日期", false), ("摘要", false), ("发生额（元）", true), ("余额（元）", true)];
    view.table("缴存与提取明细", &head, record.movements, |one: Movement| {
        vec![one.date.to_string(), or_nothing(one.kind), yuan(one.amount), amount(one.balance)]
    });
}

fn of_violations(record: TrafficViolations, view: &mut View) {
    let (count, points, fines) = record.open();
    view.lead = Some(match count {
        0 => "没有未处理的交通违法".to_owned(),
        _ => format!("未处理{count}条，共记{points}分，罚款{}", in_yuan(fines)),
    });
    view.fact("号牌号码", record.plate);
    view.fact("号牌种类", record.plate_type);
    let head = [
        ("违法时间", false),
        ("违法地点", false),
        ("违法行为", false),
        ("记分", true),
        ("罚款（元）", true),
        ("处理情况", false),
        ("处理机关", false),
        ("决定书编号", false),
    ];
    view.table("违法记录", &head, record.violations, |one: Violation| {
        let handled = match one.handled {
            Some(true) => "已处理",
            Some(false) => "未处理",
            None => "未说明",
        };
        vec![
            one.time.strftime("%Y-%m-%d %H:%M").to_string(),
            or_nothing(one.place),
            one.code.map_or_else(|| one.act.clone(), |code| format!("{}（代码{code}）", one.act)),
            or_nothing(one.points),
            amount(one.fine),
            handled.to_owned(),
            or_nothing(one.authority),
            or_nothing(one.decision_number),
        ]
    });
}
