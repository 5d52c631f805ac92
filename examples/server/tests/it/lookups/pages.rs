//! The pages, without script.

use super::{Answer, page, person, session, submit};
use crate::support::{Server, get};

const CONSENT: (&str, &str) = ("consent", "yes");
const PURPOSE: (&str, &str) = ("purpose", "self_service");

fn form(server: &Server, operation: &str) -> (Answer, String, String) {
    let answer = page(&server.address, operation, "");
    assert!(answer.status == 200 && answer.is_not_kept(), "{}", answer.text);
    let (cookie, token) = session(&answer);
    (answer, cookie, token)
}

#[test]
fn a_form_leads_to_a_masked_result() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    for operation in ["social-security", "housing-fund", "traffic-violations"] {
        let (_, item) = get(&server.address, &format!("/items/lookup-{operation}"));
        assert!(item.contains(&format!("href=\"/lookups/{operation}\"")), "{item}");
        let (shown, cookie, token) = form(&server, operation);
        let one = person(0);
        let car = &one.person.vehicle;
        assert!(
            shown.text.contains("演示人物")
                && shown.text.contains(&one.person.id_number) == (operation != "traffic-violations")
        );
        let mut fields = vec![("token", token.as_str()), CONSENT, PURPOSE];
        fields.extend(match operation {
            "traffic-violations" => vec![
                ("plate", car.plate.as_str()),
                ("plate_type", car.plate_type),
                ("engine_number", car.engine_number.as_str()),
                ("vin", car.vin.as_str()),
            ],
            _ => vec![("name", one.enter_name), ("id_number", one.person.id_number.as_str())],
        });
        let result = submit(&server.address, operation, &[("cookie", &cookie)], &fields);
        assert!(result.status == 200 && result.is_not_kept(), "{operation}: {}", result.text);
        for said in ["数据截至", "最新结果", "授权编号"] {
            assert!(result.text.contains(said), "{operation}: {said}: {}", result.text);
        }
        for secret in [&one.person.id_number, &one.person.name, &car.plate, &car.vin, &one.person.account] {
            assert!(!result.text.contains(secret.as_str()), "{operation}: {}", result.text);
        }
        let again = submit(&server.address, operation, &[("cookie", &cookie)], &fields);
        assert!(again.text.contains("缓存结果，不到1分钟前"), "{}", again.text);
    }
}

#[test]
fn what_is_wrong_stands_beside_its_field_and_what_was_typed_stays() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let (_, cookie, token) = form(&server, "social-security");
    let cookie = [("cookie", cookie.as_str())];
    let token = ("token", token.as_str());
    let typed = [token, PURPOSE, ("name", "张<b>"), ("id_number", "110105190001010019"), ("from", "去年")];
    let answer = submit(&server.address, "social-security", &cookie, &typed);
    assert!(answer.status == 400 && answer.is_not_kept(), "{}", answer.text);
    assert!(answer.text.contains("id=\"consent-fault\">请阅读授权说明"), "{}", answer.text);
    assert!(answer.text.contains("value=\"110105190001010019\"") && !answer.text.contains("<b>"), "{}", answer.text);
    let typed = [token, PURPOSE, CONSENT, ("name", "张演示"), ("id_number", "110105190001010019"), ("from", "去年")];
    let answer = submit(&server.address, "social-security", &cookie, &typed);
    assert!(answer.status == 400 && answer.text.contains("href=\"#id_number\""), "{}", answer.text);
    assert!(answer.text.contains("id=\"from-fault\">月份应写作"), "{}", answer.text);
    assert!(answer.text.contains("aria-invalid=\"true\"") && answer.text.contains("checked"), "{}", answer.text);

    // Nobody of that name: what a citizen can do, and whom to call.
    let one = person(2);
    let typed = [token, PURPOSE, CONSENT, ("name", one.enter_name), ("id_number", &one.person.id_number)];
    let answer = submit(&server.address, "social-security", &cookie, &typed);
    assert!(answer.status == 404 && answer.text.contains("没有查到与所填信息相符的记录"), "{}", answer.text);
    assert!(answer.text.contains("0000-1234510"), "{}", answer.text);
    assert_eq!(answer.text.matches(&one.person.id_number).count(), 1, "{}", answer.text);

    // A car whose place of registration wants more.
    let (_, cookie, token) = form(&server, "traffic-violations");
    let typed = [("token", token.as_str()), PURPOSE, CONSENT, ("plate", "苏A00000"), ("plate_type", "02")];
    let answer = submit(&server.address, "traffic-violations", &[("cookie", &cookie)], &typed);
    assert!(answer.status == 400 && answer.text.contains("车辆登记地要求填写"), "{}", answer.text);
}

#[test]
fn a_form_is_taken_from_its_own_session_only() {
    let home = tempfile::tempdir().unwrap();
    let server = Server::start(home.path(), &[]);
    let (_, cookie, token) = form(&server, "housing-fund");
    let (_, other, _) = form(&server, "housing-fund");
    let one = person(0);
    let send = |headers: &[(&str, &str)], token: &str| {
        let fields =
            [("token", token), CONSENT, PURPOSE, ("name", one.enter_name), ("id_number", &one.person.id_number)];
        submit(&server.address, "housing-fund", headers, &fields)
    };
    for (headers, token) in [
        (vec![("cookie", other.as_str())], token.as_str()),
        (vec![], &token),
        (vec![("cookie", &cookie)], ""),
        (vec![("cookie", &cookie)], "00"),
    ] {
        let refused = send(&headers, token);
        assert!(refused.status == 403 && refused.is_not_kept(), "{}", refused.text);
        assert!(
            refused.text.contains("页面已经过期") && refused.text.contains("class=\"lookup-form\""),
            "{}",
            refused.text
        );
    }
    let cross = send(&[("cookie", &cookie), ("sec-fetch-site", "cross-site")], &token);
    assert!(cross.status == 403 && !cross.text.contains("name=\"token\""), "{}", cross.text);
    assert_eq!(send(&[("cookie", &cookie), ("sec-fetch-site", "same-origin")], &token).status, 200);
    // A form that is sent twice in one, or with fields of its own.
    let fields = [("token", token.as_str()), CONSENT, CONSENT, PURPOSE, ("name", "张"), ("id_number", "1"), ("x", "y")];
    let answer = submit(&server.address, "housing-fund", &[("cookie", &cookie)], &fields);
    assert!(answer.status == 400 && answer.text.contains("重复填写"), "{}", answer.text);
    let (status, _) = get(&server.address, "/lookups/housing-fund?name=x");
    assert_eq!(status, 400);
    assert_eq!(get(&server.address, "/lookups/pension").0, 404);
}
