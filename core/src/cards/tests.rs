//! Queries and what they mean on the demonstration portal, and what must never have a card.

use std::path::Path;

use proptest::prelude::*;

use super::*;
use crate::catalog::{Item, Kind, Openness, Validity, read_item};
use crate::text::Dictionary;

fn demonstration() -> Vec<Item> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples/server/demo");
    let files = ["units", "columns", "documents", "services", "lookups", "news", "letters"];
    files
        .iter()
        .flat_map(|file| {
            let text = std::fs::read_to_string(folder.join(format!("{file}.jsonl"))).unwrap();
            text.lines().map(|line| read_item(line).unwrap()).collect::<Vec<_>>()
        })
        .collect()
}

fn no_synonyms(_: &str) -> Vec<String> {
    Vec::new()
}

fn ids(cards: &[Card]) -> Vec<&str> {
    cards.iter().map(|card| card.id.as_str()).collect()
}

/// Query, and the ids of its cards in order; none for those that mean nothing.
const MEANT: &[(&str, &[&str])] = &[
    // Units, by all their names and with what is asked of them.
    ("示范区民政局", &["unit-mzj"]),
    ("民政局", &["unit-mzj"]),
    ("区民政局", &["unit-mzj"]),
    ("民政局电话", &["unit-mzj"]),
    ("民政局在哪", &["unit-mzj"]),
    ("民政局上班时间", &["unit-mzj"]),
    ("区民政局几点下班？", &["unit-mzj"]),
    ("请问示范区民政局在什么地方", &["unit-mzj"]),
    ("人社局电话", &["unit-rsj"]),
    ("社保局地址", &["unit-rsj"]),
    ("人力资源和社会保障局", &["unit-rsj"]),
    ("住建局联系方式", &["unit-zjj"]),
    ("交警大队在哪里", &["unit-jjd"]),
    ("车管所周六上班吗", &["unit-jjd"]),
    ("示范区教育局官网", &["unit-jyj"]),
    ("卫健委电话号码", &["unit-wjj"]),
    ("區衛生健康局", &["unit-wjj"]),
    ("青禾镇政府地址", &["unit-qhz"]),
    ("青禾镇人民政府", &["unit-qhz"]),
    ("区政府办公室电话", &["unit-zfb"]),
    ("交警电话", &["unit-jjd"]),
    ("劳动局在哪里", &["unit-rsj"]),
    ("镇政府电话", &["unit-qhz"]),
    ("教育局地址电话", &["unit-jyj"]),
    ("卫生健康局上班时间", &["unit-wjj"]),
    // Services.
    ("公积金提取", &["svc-gjj-tiqu", "svc-gjj-zufang"]),
    ("取公积金", &["svc-gjj-tiqu"]),
    ("租房提取公积金", &["svc-gjj-zufang"]),
    ("租房公积金怎么提取", &["svc-gjj-zufang"]),
    ("身份证丢了怎么办", &["svc-sfz-buling"]),
    ("补办身份证", &["svc-sfz-buling"]),
    ("身份证过期", &["svc-sfz-huanling"]),
    ("居住证", &["svc-jzz-shenling"]),
    ("居住证怎么办理", &["svc-jzz-shenling"]),
    ("示范区居住证办理流程", &["svc-jzz-shenling"]),
    ("结婚登记", &["svc-hy-jiehun"]),
    ("领结婚证要带什么材料", &["svc-hy-jiehun"]),
    ("民政局结婚登记电话", &["svc-hy-jiehun"]),
    ("离婚登记", &["svc-hy-lihun"]),
    ("结婚证丢了", &["svc-hy-buling"]),
    ("失业金怎么领", &["svc-sy-shenling"]),
    ("失业登记", &["svc-sy-shiyedengji"]),
    ("低保", &["svc-dibao"]),
    ("申请低保需要什么条件", &["svc-dibao"]),
    ("残疾人证", &["svc-cjr-zheng"]),
    ("高龄津贴", &["svc-gl-jintie"]),
    ("营业执照", &["svc-gth-sheli", "svc-qy-sheli"]),
    ("注册公司流程", &["svc-qy-sheli"]),
    ("开饭店", &["svc-sp-xuke"]),
    ("食品经营许可证办理", &["svc-sp-xuke"]),
    ("驾驶证丢了", &["svc-jsz-buzheng"]),
    ("驾照到期", &["svc-jsz-huanzheng"]),
    ("社保卡", &["svc-sbk-shenling"]),
    ("社保转移", &["svc-sb-zhuanyi"]),
    ("灵活就业社保", &["svc-lh-canbao"]),
    ("异地就医备案", &["svc-yb-yidi"]),
    ("给孩子上户口", &["svc-cs-dengji"]),
    ("小学报名", &["svc-rx-xiaoxue"]),
    ("二手房过户", &["svc-bdc-ershoufang"]),
    ("育儿补贴", &["svc-yebt-shenling"]),
    ("電動車上牌", &["svc-ddc-dengji"]),
    ("退役军人优待证", &["svc-tyjr-youdai"]),
    ("老年证", &["svc-lnr-youdai"]),
    ("公租房申请", &["svc-gzf-shenqing"]),
    ("施工许可证", &["svc-sg-xuke"]),
    ("怎么办居住证", &["svc-jzz-shenling"]),
    ("离婚需要什么手续", &["svc-hy-lihun"]),
    ("补办结婚证", &["svc-hy-buling"]),
    ("残疾证怎么办理", &["svc-cjr-zheng"]),
    ("老年人优待证在哪里办", &["svc-lnr-youdai"]),
    ("退伍证", &["svc-tyjr-youdai"]),
    ("新农合缴费", &["svc-yb-canbao"]),
    ("医保缴费时间", &["svc-yb-canbao"]),
    ("异地看病报销", &["svc-yb-yidi"]),
    ("自己交社保", &["svc-lh-canbao"]),
    ("个体户营业执照", &["svc-gth-sheli"]),
    ("开公司需要什么手续", &["svc-qy-sheli"]),
    ("准生证", &["svc-sy-dengji"]),
    ("农村建房审批", &["svc-zjd-shenpi"]),
    ("宅基地申请条件", &["svc-zjd-shenpi"]),
    ("申请公租房需要什么条件", &["svc-gzf-shenqing"]),
    ("创业贷款", &["svc-cy-danbao"]),
    ("户口迁移", &["svc-hk-qianyi"]),
    ("迁户口需要什么材料", &["svc-hk-qianyi"]),
    ("电瓶车上牌在哪里", &["svc-ddc-dengji"]),
    ("房产证补办多少钱", &["svc-bdc-buzheng"]),
    ("公积金租房提取", &["svc-gjj-zufang"]),
    ("买房提取公积金", &["svc-gjj-tiqu"]),
    ("社保卡丢了怎么补办", &["svc-sbk-shenling"]),
    ("驾驶证", &["svc-jsz-huanzheng", "svc-jsz-buzheng"]),
    ("困难残疾人生活补贴和重度残疾人护理补贴申请", &["svc-cjr-liangxiang"]),
    // Lookups.
    ("社保查询", &["lookup-social-security"]),
    ("查社保", &["lookup-social-security"]),
    ("社保怎么查", &["lookup-social-security"]),
    ("公积金余额", &["lookup-housing-fund"]),
    ("公积金查询", &["lookup-housing-fund"]),
    ("网上查询公积金余额", &["lookup-housing-fund"]),
    ("住房公积金查询", &["lookup-housing-fund"]),
    ("违章查询", &["lookup-traffic-violations"]),
    ("查违章", &["lookup-traffic-violations"]),
    ("交通违法怎么查询", &["lookup-traffic-violations"]),
    ("养老金查询", &["lookup-social-security"]),
    ("社保缴费记录查询", &["lookup-social-security"]),
    ("驾照扣分查询", &["lookup-traffic-violations"]),
    ("查公积金余额", &["lookup-housing-fund"]),
    ("我的公积金余额是多少", &["lookup-housing-fund"]),
    ("车辆违章查询官网", &["lookup-traffic-violations"]),
    // Topics, procedures, documents, other places, questions: no card.
    ("公积金", &[]),
    ("社会保险", &[]),
    ("登记", &[]),
    ("补领", &[]),
    ("预约", &[]),
    ("怎么办理", &[]),
    ("电话", &[]),
    ("结婚", &[]),
    ("示范区", &[]),
    ("北京市民政局", &[]),
    ("民政局局长是谁", &[]),
    ("人民政府工作报告", &[]),
    ("住房公积金管理条例", &[]),
    ("婚姻登记条例", &[]),
    ("社会保险法", &[]),
    ("《社会保险法》", &[]),
    ("示政办发〔2024〕15号", &[]),
    ("示建发〔2025〕6号 公积金提取", &[]),
    ("高龄津贴发放管理办法", &[]),
    ("公积金贷款利率", &[]),
    ("老旧小区加装电梯", &[]),
    ("小区装电梯，一楼邻居不同意怎么办", &[]),
    ("工地干完活老板拖着工钱不给，找谁管", &[]),
    ("没有本地户口，孩子能在这里上小学吗", &[]),
    ("结婚登记的夫妻双方户口不在一起怎么办理准生证明", &[]),
    ("公积金提取新政对房价有什么影响", &[]),
    ("身份证号码泄露被人注册公司怎么办", &[]),
    ("教育局关于做好2026年义务教育学校招生入学工作的通知", &[]),
    ("公务员考试报名", &[]),
    ("台风停课通知", &[]),
    ("区政府工作报告", &[]),
    ("民政局招聘", &[]),
    ("交警大队通告", &[]),
    ("青禾镇大米", &[]),
    ("社保缴费比例", &[]),
    ("失业率", &[]),
    ("高考报名", &[]),
    ("限行通知", &[]),
    ("烟花爆竹", &[]),
    ("临江大桥封闭", &[]),
    ("人社局招聘公告", &[]),
    ("公积金新政", &[]),
    ("结婚登记人数", &[]),
    ("营业执照图片", &[]),
    ("什么是低保", &[]),
    ("为什么要办居住证", &[]),
];

#[test]
fn queries_of_the_demonstration_portal() {
    let dictionary = Dictionary::builtin();
    let cards = Cards::new(demonstration(), &dictionary);
    let mut wrong = Vec::new();
    for (query, expected) in MEANT {
        let found = cards.find(query, &dictionary, &no_synonyms);
        if ids(&found) != **expected {
            wrong.push(format!("{query}: {:?}, not {expected:?}", ids(&found)));
        }
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), MEANT.len(), wrong.join("\n"));
}

#[test]
fn other_wordings_lead_to_the_standard_ones() {
    let dictionary = Dictionary::builtin();
    let cards = Cards::new(demonstration(), &dictionary);
    let synonyms = |phrase: &str| -> Vec<String> {
        let wordings: &[&str] = match phrase {
            "身份证弄丢了" => &["身份证补领"],
            "社保" => &["社会保险"],
            "八十岁老人补贴" => &["高龄津贴"],
            "领证" => &["结婚登记", "离婚登记"],
            "丢" => &["遗失"],
            "公积金" => &["住房公积金"],
            _ => &[],
        };
        wordings.iter().map(|wording| (*wording).to_owned()).collect()
    };
    for (query, expected) in [
        ("身份证弄丢了怎么办", &["svc-sfz-buling"][..]),
        ("社保关系转移", &["svc-sb-zhuanyi"]),
        ("八十岁老人补贴怎么领", &["svc-gl-jintie"]),
        ("领证要带什么", &["svc-hy-jiehun", "svc-hy-lihun"]),
        ("手机丢了", &[]),
        ("公积金", &[]),
    ] {
        assert_eq!(ids(&cards.find(query, &dictionary, &synonyms)), expected, "{query}");
    }
    let card = &cards.find("八十岁老人补贴怎么领", &dictionary, &synonyms)[0];
    assert_eq!(card.reason, "“八十岁老人补贴”即“高龄津贴”，与这项办事服务相符");
}

#[test]
fn what_is_asked_comes_with_the_card() {
    let dictionary = Dictionary::builtin();
    let cards = Cards::new(demonstration(), &dictionary);
    let first = |query: &str| cards.find(query, &dictionary, &no_synonyms).remove(0);
    let unit = first("民政局电话");
    assert_eq!((unit.asked, unit.phone.as_deref()), (Some(Fact::Phone), Some("0000-1234540")));
    assert_eq!(unit.reason, "检索词是在找这个机构的电话");
    for (query, asked) in [("民政局", None), ("民政局在哪", Some(Fact::Address)), ("民政局几点上班", Some(Fact::Hours))]
    {
        assert_eq!(first(query).asked, asked, "{query}");
    }
    let service = first("居住证去哪里办");
    assert_eq!((service.asked, service.phone.as_deref()), (Some(Fact::Address), Some("0000-1234587")));
    let lookup = first("查社保");
    assert_eq!((lookup.phone.as_deref(), lookup.asked), (Some("0000-1234510"), None), "the unit's phone");
    let json = serde_json::to_value(first("民政局在哪")).unwrap();
    assert_eq!((&json["type"], &json["id"], &json["asked"]), (&"unit".into(), &"unit-mzj".into(), &"address".into()));
    assert!(json.get("url").is_none() && json["reason"].is_string() && json["address"].is_string());
}

fn service(id: &str, title: &str) -> Item {
    Item::new(id, Kind::Service, title)
}

#[test]
fn only_what_is_open_and_in_force_has_a_card() {
    let dictionary = Dictionary::builtin();
    let mut items: Vec<Item> = (0..6).map(|at| service(&at.to_string(), "居住证申领")).collect();
    items[0].openness = Openness::Closed;
    items[1].openness = Openness::OnRequest;
    items[2].validity = Validity::Repealed;
    items[3].validity = Validity::Expired;
    items[4].kind = Kind::Document;
    let cards = Cards::new(items, &dictionary);
    assert_eq!(ids(&cards.find("居住证申领", &dictionary, &no_synonyms)), ["5"]);
    assert!(Cards::default().find("居住证申领", &dictionary, &no_synonyms).is_empty());
}

#[test]
fn a_topic_of_many_services_is_no_meaning() {
    let dictionary = Dictionary::builtin();
    let titles = ["居住证申领", "居住证签注", "居住证注销", "居住证换领", "居住证补领"];
    let cards = Cards::new(titles.iter().map(|title| service(title, title)), &dictionary);
    assert!(cards.find("居住证", &dictionary, &no_synonyms).is_empty());
    assert_eq!(ids(&cards.find("居住证补领", &dictionary, &no_synonyms)), ["居住证补领"]);

    let titles = ["导游证查询", "导游证补证"];
    let cards = Cards::new(titles.iter().map(|title| service(title, title)), &dictionary);
    assert_eq!(ids(&cards.find("导游证", &dictionary, &no_synonyms)), ["导游证补证"]);
    assert_eq!(ids(&cards.find("查导游证", &dictionary, &no_synonyms)), ["导游证查询"]);

    let shared = ["甲", "乙", "丙", "丁"].map(|id| {
        let mut item = service(id, &format!("{id}类船舶登记"));
        item.keywords = vec!["造船执照".to_owned()];
        item
    });
    let find =
        |items: &[Item]| Cards::new(items.to_vec(), &dictionary).find("造船执照", &dictionary, &no_synonyms).len();
    assert_eq!((find(&shared[..3]), find(&shared)), (3, 0));
}

#[test]
fn facts_of_address_and_hours_are_of_one_place() {
    let dictionary = Dictionary::builtin();
    let line = |json: &str| read_item(json).unwrap();
    let items = [
        line(
            r#"{"id":"u","kind":"unit","title":"民政局","phone":1234,"address":["甲路1号","乙路2号"],"hours":"周一"}"#,
        ),
        line(r#"{"id":"a","kind":"service","title":"收养登记","unit":"民政局","address":"丙路3号"}"#),
        line(r#"{"id":"b","kind":"service","title":"地名命名","unit":"民政局","phone":"  "}"#),
    ];
    let cards = Cards::new(items, &dictionary);
    let first = |query: &str| cards.find(query, &dictionary, &no_synonyms).remove(0);
    let (a, b) = (first("收养登记"), first("地名命名"));
    assert_eq!((a.phone.as_deref(), a.address.as_deref(), a.hours), (Some("1234"), Some("丙路3号"), None));
    assert_eq!((b.address.as_deref(), b.hours.as_deref()), (Some("甲路1号、乙路2号"), Some("周一")));
}

proptest! {
    #[test]
    fn any_query_is_answered(query in "\\PC{0,40}", words in proptest::collection::vec(0..MEANT.len(), 0..4)) {
        let dictionary = Dictionary::builtin();
        let cards = Cards::new(demonstration(), &dictionary);
        let joined: String = words.iter().map(|at| MEANT[*at].0).collect();
        for query in [query, joined] {
            let found = cards.find(&query, &dictionary, &|phrase| vec![phrase.chars().rev().collect()]);
            prop_assert!(found.len() <= MAX_CARDS && found.iter().all(|card| !card.reason.is_empty()));
        }
    }

    #[test]
    fn a_whole_title_has_its_card(title in "[一-龥]{2,60}") {
        let dictionary = Dictionary::builtin();
        let cards = Cards::new([service("1", &title), service("2", "居住证")], &dictionary);
        let found = cards.find(&title, &dictionary, &no_synonyms);
        prop_assert_eq!(ids(&found), ["1"]);
    }
}
