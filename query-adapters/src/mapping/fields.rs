//! Which fields a record has, and what each of them is.

use crate::lookup::Operation;

/// What a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A text.
    Text,
    /// A person's name: masked.
    Name,
    /// A number of an identity card: masked.
    IdNumber,
    /// An account or another number of its owner: masked.
    Account,
    /// A plate: masked.
    Plate,
    Money,
    Ratio,
    Month,
    Date,
    DateTime,
    /// Points, from 0 to 12.
    Points,
    /// Yes or no.
    Flag,
}

/// A field.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) is_required: bool,
}

/// A list within a record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct List {
    pub(crate) name: &'static str,
    pub(crate) fields: &'static [Field],
    pub(crate) is_required: bool,
}

/// The shape of a record.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Shape {
    pub(crate) fields: &'static [Field],
    pub(crate) lists: &'static [List],
}

const fn field(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, is_required: false }
}

const fn required(name: &'static str, kind: Kind) -> Field {
    Field { name, kind, is_required: true }
}

/// The shape of an operation's record.
pub(crate) const fn shape(operation: Operation) -> &'static Shape {
    match operation {
        Operation::SocialSecurity => &SOCIAL_SECURITY,
        Operation::HousingFund => &HOUSING_FUND,
        Operation::TrafficViolations => &TRAFFIC_VIOLATIONS,
    }
}

static SOCIAL_SECURITY: Shape = Shape {
    fields: &[
        field("name", Kind::Name),
        field("id_number", Kind::IdNumber),
        field("personal_number", Kind::Account),
        field("unit_number", Kind::Account),
        field("unit_name", Kind::Text),
        field("status", Kind::Text),
        field("first_month", Kind::Month),
        field("current_month", Kind::Month),
    ],
    lists: &[
        List {
            name: "insurances",
            fields: &[
                required("kind", Kind::Text),
                field("status", Kind::Text),
                field("first_month", Kind::Month),
                field("current_month", Kind::Month),
            ],
            is_required: false,
        },
        List {
            name: "payments",
            fields: &[
                required("month", Kind::Month),
                field("kind", Kind::Text),
                field("base", Kind::Money),
                field("personal", Kind::Money),
                field("employer", Kind::Money),
            ],
            is_required: false,
        },
    ],
};

static HOUSING_FUND: Shape = Shape {
    fields: &[
        field("name", Kind::Name),
        field("id_number", Kind::IdNumber),
        field("account", Kind::Account),
        field("unit_account", Kind::Account),
        field("unit_name", Kind::Text),
        field("base", Kind::Money),
        field("personal_ratio", Kind::Ratio),
        field("employer_ratio", Kind::Ratio),
        field("monthly", Kind::Money),
        required("balance", Kind::Money),
        field("carried_over", Kind::Money),
        field("status", Kind::Text),
        field("opened", Kind::Date),
        field("paid_to", Kind::Month),
    ],
    lists: &[List {
        name: "movements",
        fields: &[
            required("date", Kind::Date),
            field("kind", Kind::Text),
            required("amount", Kind::Money),
            field("balance", Kind::Money),
        ],
        is_required: false,
    }],
};

static TRAFFIC_VIOLATIONS: Shape = Shape {
    fields: &[field("plate", Kind::Plate), field("plate_type", Kind::Text)],
    lists: &[List {
        name: "violations",
        fields: &[
            required("time", Kind::DateTime),
            field("place", Kind::Text),
            field("code", Kind::Text),
            required("act", Kind::Text),
            field("points", Kind::Points),
            field("fine", Kind::Money),
            field("handled", Kind::Flag),
            field("authority", Kind::Text),
            field("decision_number", Kind::Text),
        ],
        is_required: true,
    }],
};
