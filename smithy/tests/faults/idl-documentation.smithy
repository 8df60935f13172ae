/// Of nothing: a control statement follows.
$version: "2.0"

/// Of nothing: the namespace follows.
namespace example

/// Of the city.
structure City {
    /// Of the name.
    @required
    /// Of nothing: traits come before.
    name: String

    /// Of nothing: no member follows.
}

/// Of nothing: `apply` has no documentation.
apply City @deprecated

/// Of nothing: the file ends.
