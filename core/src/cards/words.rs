//! Words that say how something is asked for, and words of procedure: the language of counters, the same in every
//! portal.

use super::card::Fact;
use crate::text::is_stop_word;

/// Words of asking besides the stop words: they need not occur in what is meant.
const ASIDE: &str = "
    办理 办 去办 申办 代办 办事 申请 领取 领 取得
    流程 步骤 程序 手续 材料 资料 证件 条件 要求 指南 攻略 须知 教程
    地点 地址 位置 地方 电话 电话号码 号码 热线 联系 联系电话 联系方式 咨询 咨询电话 投诉电话
    办公 办公电话 办公地址 办公地点 办公室电话 营业 开门 关门 上班 下班
    时间 上班时间 下班时间 办公时间 工作时间 办理时间 营业时间 工作日
    周末 周六 周日 星期六 星期天 中午 几点 几点钟 几天 多久 多长 多长时间
    多少钱 钱 费用 收费 收费标准
    网上 线上 在线 线下 网站 官网 官方网站 网址 入口 平台 手机 微信 小程序 app 支付宝 政务网 服务大厅 大厅 预约
    去 到 走 带 找 给 后 以后 之后 时候 过
    个人 现在 今天 明天 最新 今年 年 我区 本区 全区 区里 本地 当地 这里
";

/// Words by which a lookup is asked for.
const LOOK: &str = "查 查询 查看 查查 查一查 查一下";

/// Words of procedure: they tell services of one thing apart, and alone name none.
const PROCEDURE: &str = "
    登记 申请 申领 申报 办理 办 领取 领 换领 补领 补办 补发 换发 换证 补证 核发 发放 挂失
    备案 注册 变更 注销 撤销 审批 审核 初审 复审 核准 确认 许可 许可证 证 证书 证明 资格 认定 认证 年检 年审
    预约 报名 查询 查 查看 咨询 缴费 缴纳 参保 转移 接续 设立 延续 延期
    指引 指南 服务 受理 事项 信息 业务 手续
";

/// What is asked for, by the words that ask for it.
const ASKED: [(Fact, &str); 3] = [
    (Fact::Phone, "电话 号码 热线 联系"),
    (Fact::Address, "在哪 哪里 哪儿 什么地方 地址 地点 位置 怎么走 怎么去"),
    (Fact::Hours, "时间 几点 上班 下班 开门 关门 周六 周日 周末 星期 中午"),
];

/// What a word of a query is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// It says what is meant.
    Content,
    /// It asks.
    Aside,
    /// It asks for a lookup.
    Look,
    /// It says nothing.
    Stop,
}

pub(super) fn role(word: &str) -> Role {
    if is_look(word) {
        Role::Look
    } else if is_aside(word) {
        Role::Aside
    } else if is_stop_word(word) {
        Role::Stop
    } else {
        Role::Content
    }
}

/// Words of asking, and two of them that are one word of the dictionary (办理流程).
fn is_aside(word: &str) -> bool {
    is_in(ASIDE, word)
        || is_year(word)
        || (word.char_indices().skip(1)).any(|(at, _)| is_in(ASIDE, &word[..at]) && is_in(ASIDE, &word[at..]))
}

pub(super) fn is_look(word: &str) -> bool {
    is_in(LOOK, word)
}

pub(super) fn is_procedure(word: &str) -> bool {
    is_in(PROCEDURE, word)
}

/// Words of procedure of more than one character, which are known inside longer words too.
pub(super) fn procedures() -> impl Iterator<Item = &'static str> {
    PROCEDURE.split_ascii_whitespace().filter(|word| word.chars().nth(1).is_some())
}

/// What a query asks for, folded and without the names in it.
pub(super) fn asked(query: &str) -> Option<Fact> {
    let asks = |words: &str| words.split_ascii_whitespace().any(|word| query.contains(word));
    ASKED.iter().find(|(_, words)| asks(words)).map(|(fact, _)| *fact)
}

fn is_in(words: &str, word: &str) -> bool {
    words.split_ascii_whitespace().any(|known| known == word)
}

/// 2026: services do not change their names with the year.
fn is_year(word: &str) -> bool {
    word.len() == 4 && word.starts_with("20") && word.bytes().all(|b| b.is_ascii_digit())
}
