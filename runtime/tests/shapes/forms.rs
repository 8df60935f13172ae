//! What travels in forms.

use super::*;

const NAMED: Member = Member::new("member").xml_name("item");
const NUMBER: Member = Member::new("value");
const KEYS: Member = Member::new("key").xml_name("Name");
const VALUES: Member = Member::new("value").xml_name("Value");
const HIDDEN: Member = Member::new("key").sensitive();

// A structure with every kind of simple value, and one in it.
structure! {
    Order = [
        Member::required("customer"),
        Member::new("note").xml_name("remark").ec2_query_name("text"),
        Member::new("count").header("X-Count"),
        Member::new("price"),
        Member::new("gift"),
        Member::new("stamp"),
        Member::new("due").timestamp(TimestampFormat::EpochSeconds),
        Member::new("label").xml_name("tag"),
        Member::new("total"),
        Member::new("event"),
    ];
    customer: Tree,
    note: Option<String>,
    count: Option<i32>,
    price: Option<f64>,
    gift: Option<bool>,
    stamp: Option<Timestamp>,
    due: Option<Timestamp>,
    label: Option<Blob>,
    total: Option<BigDecimal>,
    event: Option<Event>,
}

impl Order {
    /// An order of which nothing but the customer is known.
    pub(crate) fn by(customer: &str) -> Self {
        Self {
            customer: tree(customer),
            ..Shape::blank()
        }
    }
}

// Every kind of list and map.
structure! {
    Basket = [
        Member::new("lines"),
        Member::new("codes").list(&NAMED),
        Member::new("marks").xml_name("mark").list(&NAMED).xml_flattened(),
        Member::new("grid"),
        Member::new("sparse"),
        Member::new("prices"),
        Member::new("extras").map(&KEYS, &VALUES),
        Member::new("flat").xml_name("Flat").map(&KEYS, &VALUES).xml_flattened(),
        Member::new("secrets").map(&HIDDEN, &NUMBER),
    ];
    lines: Option<Vec<Tree>>,
    codes: Option<Vec<String>>,
    marks: Option<Vec<i8>>,
    grid: Option<Vec<Vec<i64>>>,
    sparse: Option<Vec<Option<String>>>,
    prices: Option<BTreeMap<String, BigDecimal>>,
    extras: Option<BTreeMap<String, Tree>>,
    flat: Option<BTreeMap<String, String>>,
    secrets: Option<BTreeMap<String, i32>>,
}

structure! {
    OutOfStock { const ERROR: Option<wire::ErrorSchema> = Some(wire::ErrorSchema::new(409).query("Stock.Out", 410)); } = [
        Member::required("message"),
        Member::new("until"),
    ];
    message: String,
    until: Option<Timestamp>,
}

operation!(PlaceOrder = "POST" "/" 200: Order => Order);
operation!(FillBasket = "POST" "/" 200: Basket => Basket);
