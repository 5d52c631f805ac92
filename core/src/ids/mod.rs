//! Identifiers of Chinese administration: pure parsers and validators.
//!
//! | What | Type or function | Standard |
//! |---|---|---|
//! | 发文字号, document number | [`DocNumber`], [`find_doc_numbers`] | GB/T 9704-2012 |
//! | 索引号, index number of a disclosure catalogue | [`IndexNumber`] | 政府信息公开目录, its front by GB 32100 or GB 11714 |
//! | 统一社会信用代码, unified social credit code | [`check_credit_code`] | GB 32100-2015 |
//! | 组织机构代码, organisation code | [`check_organisation_code`] | GB 11714-1997 |
//! | 公民身份号码, resident identity number | [`ResidentId`] | GB 11643-1999 |
//! | 号牌号码 and 号牌种类, number plate and its type | [`Plate`], [`PlateType`], [`check_type`] | GA 36, GA/T 16.7 |
//! | 车辆识别代号, vehicle identification number | [`Vin`] | GB 16735 |
//! | 发动机号, engine number | [`check_engine_number`] | each maker's own |
//! | 姓名 and 手机号码, name and mobile number | [`check_person_name`], [`check_mobile`] | their shape only |
//! | 记分, points for a traffic violation | [`check_points`] | 公安部令第163号 and the one before |
//!
//! What points to a person is never printed: its types show nothing in `Debug`, have no `Display` and overwrite their
//! memory, and its errors hold positions and kinds, no characters. What a page may show of it, [`mask_id_number`] and
//! its like give. The errors of what citizens type have a text for them beside the English one (`chinese`).
//!
//! [`normalise_code`] gives the form in which codes are compared and sent on.
//!
//! [`check`] and [`mask()`] are one way to all of these, by the name of a kind.
//!
//! [`looks_personal`] says whether a text holds any shape that points to a person.
//!
//! This room knows characters and check digits. It knows nothing of items or indexes, has no clock and no tables of
//! organs, and takes any input without panicking, in time linear in its length. Of dictionaries and folding of script
//! only [`looks_personal`] makes use.

mod checked;
mod credit_code;
mod doc_number;
mod index_number;
mod mask;
pub(crate) mod numeral;
mod person;
mod personal;
mod plate;
mod points;
mod private;
mod resident_id;
mod vin;
mod width;

pub use checked::{Checked, Value, check, mask};
pub use credit_code::{CodeError, CodeKind, check_credit_code, check_organisation_code};
pub use doc_number::{DocNumber, DocNumberError, DocNumberForm, DocNumberMention, find_doc_numbers};
pub use index_number::{FrontKind, IndexNumber, IndexNumberError};
pub use mask::{mask_account, mask_engine_number, mask_id_number, mask_mobile, mask_name, mask_plate, mask_vin};
pub use person::{MobileError, PersonNameError, check_mobile, check_person_name, normalise_person_name};
pub use personal::{PersonalKind, looks_personal};
pub use plate::{Plate, PlateError, PlateKind, PlateType, PlateTypeError, check_type};
pub use points::{PointsError, check_points};
pub use resident_id::{ResidentId, ResidentIdError, Sex};
pub use vin::{EngineNumberError, Vin, VinError, check_engine_number};
pub use width::normalise as normalise_code;
