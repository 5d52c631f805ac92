use std::time::Instant;

use proptest::prelude::*;

use super::*;

/// What citizens ask a portal, and nothing of it points to a person.
const ORDINARY: &str = "公积金 公积金提取 住房公积金贷款额度 公积金怎么取 社保 社保卡补办 社保转移 养老保险 养老金认证 医保 医保报销 异地就医备案
    城乡居民医保缴费 失业金申领 失业保险 工伤认定 生育津贴 生育登记 低保 低保申请条件 临时救助 残疾人证 残疾人补贴 高龄津贴 高龄补贴 退役军人优待证
    退休年龄 退休办理 居住证 居住证办理 居住证积分 身份证 身份证办理 身份证丢失 户口迁移 户口本 落户政策 新生儿上户口 结婚登记 离婚预约 婚姻登记处电话
    出生医学证明 护照 护照办理 港澳通行证 往来台湾通行证 签证 驾驶证 驾驶证换证 车辆年检 车辆违章 违章查询 车牌 摇号 新能源汽车补贴 电动车上牌
    营业执照 营业执照注销 公司注册 个体工商户 食品经营许可证 卫生许可证 施工许可证 企业开办 税务登记 发票 个人所得税 印花税 房产税 契税 不动产登记
    不动产证 房产证 二手房过户 公租房 公租房申请 保障性住房 经济适用房 危房改造 农村宅基地 拆迁补偿 征地补偿 棚户区改造 老旧小区改造 加装电梯
    义务教育 入学政策 小学招生 初中学区 高中教育 高中招生 高中生 中考 高考 高考成绩 高考加分 教师资格证 教师招聘 公务员考试 事业单位招聘 职称评审
    人才引进 人才公寓 大学生补贴 创业担保贷款 就业见习 技能培训 最低工资 农民工工资 劳动仲裁 劳动合同 法律援助 信访 信访投诉 领导信箱 区长信箱
    政府工作报告 财政预算 三公经费 政府采购 招标公告 中标公示 土地出让 城市规划 规划公示 环评公示 安全生产 消防安全 食品安全 环境保护 垃圾分类
    河长制 林长制 马拉松 王府井 黄岩区 路桥区 江干区 萧山区 余杭区 金华市 黄山市 石家庄 张家口 张家界 连云港 马鞍山 鲁迅故居 孔子学院
    白云区 天河区 龙岗区 罗湖区 花都区 江北区 高新区 经济开发区 公园 图书馆 体育馆 游泳馆 文化馆 博物馆 医院 疫苗接种 流感疫苗 传染病
    疫情防控 核酸检测 天气 台风 防汛 高温津贴 停水通知 停电 公交线路 地铁 停车 停车收费 高速公路 高铁 机场 黄标车 农机补贴 种粮补贴
    乡村振兴 农业农村 水利 林业 森林防火 野生动物 宠物 养犬 噪音扰民 物业费 物业管理 业主委员会 燃气 天然气 水费 电费 路灯 下水道
    任免 人事任免 领导分工 机构设置 统计公报 人口普查 第七次人口普查 十四五规划 优化营商环境 一网通办 最多跑一次 数字经济 双碳 文明城市 和平路
    春节放假安排 2024年放假 2024-2025学年校历 2023年1月 2023.12.31 国发〔2019〕5号 国办发[2020]12号 鲁政发〔2021〕3号 国务院令第718号 12345
    12345热线 110 100万 1000元 第52条 第三十三条 民法典第1043条 行政处罚法 covid19 5G基站 GB18030 A类 B超 养老机构 和谐社会 李子种植 杨梅节 金融服务 石油 毛竹 许可证
    高新技术企业 白名单 方案 温泉 万人助企 安置房 安居工程 成人高考 常住人口 时间银行 单位缴费 费用减免 应急管理 应届毕业生 向日葵 全民健身 马路 车辆购置税 水库移民 路政 花卉 房屋租赁
    党员教育 年检 公安局 家庭医生 家政服务 印章 支付 别墅 计划生育 经营范围 居民 利率 师范 东方 红色旅游 关于老师退休 小学老师招聘 高中老师 由于老师 家教老师 全科医生 律师事务所";

/// What a log may never keep. None of it is anybody's: numbers are made up, names are of the most frequent kind.
const PERSONAL: &[(PersonalKind, &str)] = {
    use PersonalKind::*;
    &[
        (IdNumber, "11010519491231002X"),
        (IdNumber, "11010519491231002x 社保查询"),
        (IdNumber, "110105194912310021"),
        (IdNumber, "110105 19491231 0021"),
        (IdNumber, "110105-1949-1231-0021"),
        (IdNumber, "１１０１０５１９４９１２３１００２１"),
        (IdNumber, "110105491231002"),
        (IdNumber, "身份证号11010519491231002"),
        (IdNumber, "一一零一零五一九四九一二三一零零二一"),
        (IdNumber, "11O1O519491231OO21"),
        (BankCard, "6222021001123456789"),
        (BankCard, "6222 0210 0112 3456 789"),
        (BankCard, "卡号 6217-0000-1234-5678"),
        (LongNumber, "440105********1234"),
        (Phone, "13800138000"),
        (Phone, "138 0013 8000"),
        (Phone, "138-0013-8000 投诉"),
        (Phone, "１３８００１３８０００"),
        (Phone, "+86 13800138000"),
        (Phone, "手机号13912345678查询"),
        (Phone, "一三八零零一三八零零零"),
        (Phone, "010-65123456"),
        (Phone, "(0571)8765-4321"),
        (Phone, "0571 87654321"),
        (Phone, "65123456"),
        (Phone, "6512345"),
        (Phone, "138****8000"),
        (Plate, "浙J12345"),
        (Plate, "浙 J 12345 违章"),
        (Plate, "浙J·12345"),
        (Plate, "京AD12345"),
        (Plate, "粤B12345D"),
        (Plate, "沪a1b2c3"),
        (Plate, "粤Z1234港"),
        (Plate, "京A1234警"),
        (Plate, "鲁B1234学"),
        (Plate, "使014578"),
        (Plate, "014578使"),
        (Plate, "WJ京12345"),
        (Plate, "车牌号J12345"),
        (Plate, "粵B·12345"),
        (Vin, "LSVAM4187C2184847"),
        (Vin, "车架号 lsvam4187c2184847"),
        (Vin, "1HGCM82633A00435O"),
        (Email, "zhang.san@example.com"),
        (Email, "联系邮箱 abc＠163.com"),
        (Permit, "E12345678"),
        (Permit, "护照EA1234567"),
        (Permit, "A123456(7)"),
        (Permit, "H123456"),
        (Permit, "C12345678"),
        (LongNumber, "档案编号 330100202"),
        (IdNumber, "91110000600037341L"),
        (Name, "张三丰公积金"),
        (Name, "张三"),
        (Name, "李四社保"),
        (Name, "王小明"),
        (Name, "王芳"),
        (Name, "查询王芳的社保"),
        (Name, "张伟"),
        (Name, "張偉 公積金"),
        (Name, "刘洋公积金"),
        (Name, "李娜退休金"),
        (Name, "陈静怡"),
        (Name, "李建国养老金"),
        (Name, "赵丽华低保"),
        (Name, "孙志强 判决"),
        (Name, "刘海涛"),
        (Name, "江海涛"),
        (Name, "欧阳娜娜"),
        (Name, "诸葛明"),
        (Name, "欧阳志强社保"),
        (Name, "何静"),
        (Name, "马晓丽医保"),
        (Name, "高志鹏"),
        (Name, "于洪涛"),
        (Name, "陈先生"),
        (Name, "投诉李女士"),
        (Name, "王老师"),
        (Name, "方老师"),
        (Name, "张伟先生"),
        (Name, "李医生"),
        (Name, "买买提·阿卜杜拉"),
        (Name, "周建军拆迁补偿"),
        (Name, "举报村主任王富贵"),
        (Name, "黄秀英残疾证"),
        (Name, "林志玲"),
        (Name, "吴桂兰 户口"),
        (Name, "郑小红"),
        (Name, "曾庆伟工伤认定"),
    ]
};

fn ordinary() -> impl Iterator<Item = &'static str> {
    ORDINARY.split_whitespace()
}

#[test]
fn ordinary_queries_pass() {
    let words = Dictionary::builtin();
    let refused: Vec<_> = ordinary().filter_map(|text| Some((looks_personal(text, &words)?, text))).collect();
    assert!(ordinary().count() >= 290 && refused.is_empty(), "{refused:?} of {}", ordinary().count());
}

#[test]
fn what_points_to_a_person_is_refused() {
    let words = Dictionary::builtin();
    let wrong: Vec<_> = PERSONAL
        .iter()
        .filter_map(|(kind, text)| {
            let found = looks_personal(text, &words);
            (found != Some(*kind)).then_some((text, kind, found))
        })
        .collect();
    assert!(PERSONAL.len() >= 90 && wrong.is_empty(), "{wrong:#?} of {}", PERSONAL.len());
}

#[test]
fn lists_are_folded_and_say_each_thing_once() {
    for list in [
        include_str!("../../../data/surnames.txt"),
        include_str!("../../../data/given_names.txt"),
        include_str!("../../../data/not_names.txt"),
    ] {
        let lines = list.lines().filter(|line| !line.starts_with('#'));
        let mut seen = std::collections::HashSet::new();
        for line in lines {
            assert_eq!(fold(line), line);
            for word in line.split_whitespace().filter(|word| !["+", "=", "-"].contains(word)) {
                let is_characters = line.starts_with(['+', '=', '-']);
                let parts =
                    if is_characters { word.chars().map(String::from).collect() } else { vec![word.to_owned()] };
                for part in parts {
                    assert!(seen.insert(part.trim_start_matches(['!', '?']).to_owned()), "{part} stands there twice");
                }
            }
        }
    }
}

#[test]
fn a_date_inside_a_longer_number_hides_nothing() {
    let words = Dictionary::builtin();
    for text in ["2024-03-01", "2024.3.1", "20240301", "2020-2021", "2019—2023年", "202401", "2024/03/01 2024/12/31"]
    {
        assert_eq!(looks_personal(text, &words), None, "{text}");
    }
    for text in ["2024-03-01 1234", "110105 19491231 0021", "2024030112", "20241301", "1398 2012 198"] {
        assert!(looks_personal(text, &words).is_some(), "{text}");
    }
}

#[test]
fn a_document_number_hides_nothing_but_itself() {
    let words = Dictionary::builtin();
    assert_eq!(looks_personal("国发〔2019〕12345号", &words), None);
    for text in ["国发〔2019〕5号 13800138000", "13800138000国发〔2019〕5号", "张伟芳 国发〔2019〕5号"]
    {
        assert!(looks_personal(text, &words).is_some(), "{text}");
    }
}

#[test]
fn without_a_dictionary_numbers_are_known_still() {
    assert_eq!(looks_personal("电话13800138000", &Dictionary::empty()), Some(PersonalKind::Phone));
}

#[test]
fn long_monotonous_texts_take_linear_time() {
    let words = Dictionary::builtin();
    let started = Instant::now();
    for unit in ["1", "1 ", "a", "浙J", "王", "张伟", "*", "1*", "使", "a@", "2024-", "号牌a1", "wj", "·"] {
        let _ = looks_personal(&unit.repeat(100_000), &words);
    }
    assert!(started.elapsed().as_secs() < 60);
}

proptest! {
    #[test]
    fn any_text_is_judged_and_its_width_makes_no_difference(text in "[\\PC\\s]{0,30}|[0-9Xx 张伟浙J@〔〕号年-]{0,30}") {
        let words = Dictionary::builtin();
        let found = looks_personal(&text, &words);
        let wide: String =
            text.chars().map(|c| if c.is_ascii_digit() { char::from_u32(c as u32 + 0xFEE0).unwrap() } else { c }).collect();
        prop_assert_eq!(looks_personal(&wide, &words), found);
    }

    /// Wherever a mobile number stands, and whatever few separators it is typed with, the text is refused.
    #[test]
    fn a_phone_number_is_found_in_any_company(
        before in "[公积金社保查询 ，。]{0,8}", after in "[的电话 ，。？]{0,8}",
        digits in "1[3-9][0-9]{9}", gap in "[ -]{0,2}", at in 1usize..10,
    ) {
        let text = format!("{before}{}{gap}{}{after}", &digits[..at], &digits[at..]);
        prop_assert!(looks_personal(&text, &Dictionary::builtin()).is_some(), "{}", text);
    }
}
