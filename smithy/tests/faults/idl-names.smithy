$version: "2.0"

namespace example

use example.places#City
use other.places#City

structure Country {
    capital: Citty
    name: Name
    leader: smithy.api#Strng
    $area
}

@references([{resource: Contry}])
string Name

structure City {}

structure Town for Country {
    $id
}

resource Country2 {
    identifiers: {
        id: Name
    }
}

structure Summary for Country2 {
    $id
    $flag
}

apply Country$leeder @required
