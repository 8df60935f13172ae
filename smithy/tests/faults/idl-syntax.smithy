$version: "2.0"

metadata owner = "us" metadata team = "them"

namespace example

structure City {
    name String
    population: Integer = 0 area: Integer
}

string Name @sensitive

@length(min: 1, max 5)
string Code

strcture Country {}

list Names {
    item: Name
}

operation GetCity {
    input: City
    input: City
}

@pattern("\d+")
string Digits

enum Direction {
    NORTH = 1
    NORTH
}

service Cities {
    version: 2020
    operation: [GetCity]
}

union Place {
    city: City,
    @required
}
