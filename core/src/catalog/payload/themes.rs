//! 主题 and 绿色通道: the national lists, as data.

/// Themes of services for persons, in the order of a life: from birth to death.
pub fn person_themes() -> impl Iterator<Item = &'static str> {
    names(include_str!("../../../data/person_themes.txt"))
}

/// Themes of services for enterprises, in the order of a life: from opening to closing.
pub fn enterprise_themes() -> impl Iterator<Item = &'static str> {
    names(include_str!("../../../data/enterprise_themes.txt"))
}

/// Groups that services are especially for (绿色通道): the six of a district first.
pub fn groups() -> impl Iterator<Item = &'static str> {
    names(include_str!("../../../data/groups.txt"))
}

/// Whether a name is one of the twenty-two classes of 主题分类.
#[must_use]
pub fn is_subject_class(name: &str) -> bool {
    names(include_str!("../../../data/subjects.txt")).any(|class| class == name)
}

/// The lines of a list, without remarks.
fn names(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_whole_and_in_their_order() {
        let person: Vec<&str> = person_themes().collect();
        let enterprise: Vec<&str> = enterprise_themes().collect();
        assert_eq!(names(include_str!("../../../data/subjects.txt")).count(), 22);
        assert_eq!((person.len(), person[0], person[29]), (32, "生育收养", "死亡殡葬"));
        assert_eq!((enterprise.len(), enterprise[0], enterprise[31]), (34, "设立变更", "法人注销"));
        assert_eq!(groups().take(6).collect::<Vec<_>>(), ["老人", "妇女", "儿童", "残疾人", "退伍军人", "城乡低保"]);
    }
}
