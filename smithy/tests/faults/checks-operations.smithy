$version: "2.0"

namespace example

use smithy.waiters#waitable

service Store {
    operations: [ListItems, UpdateItem, GetItem]
}

@readonly
@paginated(inputToken: "token", outputToken: "page.next.token", pageSize: "limit", items: "itms")
@waitable(
    ItemsThere: {
        minDelay: 10
        maxDelay: 5
        acceptors: [
            { state: "retry", message: "no", matcher: { inputOutput: { path: "a", expected: "1", comparator: "booleanEquals" } } }
        ]
    }
)
operation ListItems {
    input := { @required token: String, limit: String }
    output := { page: Page, items: Items }
}

structure Page { next: Next }
structure Next { token: Tokens }
map Tokens { key: String, value: String }
list Items { member: Item }

@examples([
    { title: "Wrong", input: { name: "a very long name", size: 7, more: true }, output: {}, error: { shapeId: Lost, content: {} } }
    { title: "Lenient", input: { size: 7 }, error: { shapeId: Stolen }, allowConstraintErrors: true }
])
operation UpdateItem {
    input := {
        @required @length(max: 8) name: String
        @range(max: 5) size: Integer = 0
    }
    errors: [Stolen]
}

operation GetItem {
    input: UpdateItemInput
    output: GetItemRequest
}

@input
structure GetItemRequest {}

structure Item {
    old: Old
    request: GetItemRequest
    size: PrimitiveInteger
    bytes: Blob = "no base64"
}

@deprecated(since: "2.0", message: "use Item")
string Old

union Empty {}

union Choice { count: PrimitiveInteger }

enum Kind { small }

@error("client")
structure Stolen {}

@error("client")
structure Lost {}
