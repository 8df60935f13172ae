structure City {}

namespace example

list Cities {
    member: City
}
