$version: "2.0"

namespace example

use smithy.contracts#conditions
use smithy.rules#operationContextParams
use smithy.waiters#waitable

service Fleet {
    operations: [DescribeShips, ScrapShip]
}

@readonly
@waitable(
    Sunk: {
        acceptors: [
            { state: "success", matcher: { output: { path: "ships[].stauts", expected: "SUNK", comparator: "allStringEquals" } } }
            { state: "retry", matcher: { output: { path: "ships.status", expected: "AFLOAT", comparator: "stringEquals" } } }
            { state: "retry", matcher: { output: { path: "flag[0].name", expected: "Ahoy", comparator: "stringEquals" } } }
            { state: "retry", matcher: { output: { path: "ships[?status == 'AFLOAT'] | [0].crew.*.name.first", expected: "Ahab", comparator: "stringEquals" } } }
            { state: "retry", matcher: { inputOutput: { path: "inptu.token == output.token", expected: "true", comparator: "booleanEquals" } } }
        ]
    }
    Found: {
        acceptors: [
            { state: "success", matcher: { output: { path: "length(ships)", expected: "true", comparator: "booleanEquals" } } }
            { state: "success", matcher: { output: { path: "ships[].status", expected: "AFLOAT", comparator: "stringEquals" } } }
            { state: "success", matcher: { output: { path: "token", expected: "end", comparator: "anyStringEquals" } } }
            { state: "success", matcher: { output: { path: "ships[].afloat", expected: "true", comparator: "allStringEquals" } } }
            { state: "success", matcher: { output: { path: "token > 'a'", expected: "true", comparator: "booleanEquals" } } }
        ]
    }
    Called: {
        acceptors: [
            { state: "success", matcher: { output: { path: "lenght(ships) == `0`", expected: "true", comparator: "booleanEquals" } } }
            { state: "success", matcher: { output: { path: "contains(ships)", expected: "true", comparator: "booleanEquals" } } }
            { state: "success", matcher: { output: { path: "length(ships[0].afloat) == `0`", expected: "true", comparator: "booleanEquals" } } }
        ]
    }
    Malformed: {
        acceptors: [
            { state: "success", matcher: { output: { path: "ships[.status", expected: "SUNK", comparator: "stringEquals" } } }
            { state: "success", matcher: { output: { path: "contains(flag 'a')", expected: "true", comparator: "booleanEquals" } } }
            { state: "success", matcher: { output: { path: "ships[0].", expected: "SUNK", comparator: "stringEquals" } } }
            { state: "success", matcher: { output: { path: "flag = 'red'", expected: "true", comparator: "booleanEquals" } } }
            { state: "success", matcher: { output: { path: "flag == `red`", expected: "true", comparator: "booleanEquals" } } }
            { state: "success", matcher: { output: { path: "flag == \"a\" == 'red", expected: "true", comparator: "booleanEquals" } } }
        ]
    }
    Refused: {
        acceptors: [
            { state: "success", matcher: { errorType: "NoShip" } }
            { state: "failure", matcher: { errorType: "NoShips" }, message: "`1`" }
            { state: "failure", matcher: { output: { path: "flag", expected: "red", comparator: "stringEquals" } }, message: "fleet" }
        ]
    }
)
operation DescribeShips {
    input := { token: String }
    output := { ships: Ships, flag: String, token: String }
    errors: [NoShip]
}

@operationContextParams(
    Ships: { path: "ships[*].nam" }
    First: { path: "ships[0].name" }
    Crew: { path: "keys(ships)" }
    Odd: { path: "ships[" }
    Names: { path: "ships[*].name" }
)
operation ScrapShip {
    input := { ships: Ships }
}

@error("client")
structure NoShip {}

list Ships { member: Ship }

@conditions({
    Afloat: { expression: "status != 'SUNK' || !aflaot", documentation: "Ships float." }
    Named: { expression: "length(name)", documentation: "Ships have names." }
    Manned: { expression: "crew.captain.rank == `1`", documentation: "Crews have captains." }
})
structure Ship {
    name: String
    status: Status
    afloat: Boolean
    crew: Crew

    @conditions({ Past: { expression: "@ < ", documentation: "Launched before." } })
    launched: Timestamp
}

map Crew { key: String, value: Sailor }

structure Sailor { name: String, rank: Integer }

enum Status { AFLOAT, SUNK }
