namespace example

@mixin
structure Named {
    name: String = "nobody"
}

structure City with [Named] for Place {
    $id
}

enum Direction {
    NORTH
}

operation GetCity {
    input := {}
}

resource Place {
    properties: { area: Integer }
}
