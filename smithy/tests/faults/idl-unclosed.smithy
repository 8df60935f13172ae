$version: "2.0"

namespace example

@documentation("""
    A city.
structure City {}
