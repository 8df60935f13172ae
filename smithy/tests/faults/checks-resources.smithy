$version: "2.0"

namespace example

service Atlas {
    resources: [Country]
    operations: [GetCity]
}

resource Country {
    identifiers: { countryId: String }
    properties: { area: Integer, countryID: String }
    read: GetCountry
    list: ListCountries
    delete: DeleteCountry
    resources: [City]
}

resource City {
    identifiers: { countryId: String, cityId: String }
    operations: [PaintCity]
    collectionOperations: [CountCities]
    resources: [Country]
}

// Neither read-only, nor does its input name the country.
operation GetCountry {
    input := {}
    output := { area: String }
}

@readonly
operation ListCountries {
    input := { @required countryId: String }
    output := { areas: Integer }
}

@readonly
operation DeleteCountry {
    input := { @required countryId: String }
}

operation PaintCity {
    input := {
        @required @resourceIdentifier("cityId") one: String
        @required @resourceIdentifier("cityId") two: String
        @required countryId: String
    }
}

operation CountCities {
    input := { @required countryId: String }
}

operation GetCity {
    input := { @required countryId: String, @required cityId: String }
}

@references([
    { resource: Country, ids: { country: "id" } }
    { resource: Atlas }
])
structure Note {
    id: Integer
    countryId: String
}
