$version: "2.0"

metadata owner = { name: 1 }

metadata suppressions = [
    { id: "NoMaps", namespace: "example", reason: "There is one." }
    { id: "NoLists" }
]

metadata severityOverrides = [
    { id: "NoLists", namespace: "*", severity: "DANGER" }
    { id: "NoMaps", namespace: "*", severity: "ERROR" }
]

metadata validators = [
    { name: "EmitEachSelector", id: "NoLists", severity: "WARNING", configuration: { selector: "list", messageTemplate: "`@{id|name}` is a list" } }
    { name: "EmitEachSelector", id: "NoMaps", configuration: { selector: "map" } }
    { name: "EmitEachSelector", id: "Broken", configuration: { selector: "structure > member [trait|" } }
    { name: "EmitNoneSelector", id: "NoService", message: "There is no service.", configuration: { selector: "service" } }
    { name: "UnreferencedShape", configuration: { rootShapeSelector: "[trait|tags]" } }
    { name: "EmitEachSelectr" }
]

metadata shapeClosures = [
    { id: "example#Names", includeNamespaces: ["exmple"], includeBySelector: "service" }
]

namespace example

@metadata(key: "owner")
structure Owner { name: String }

@metadata(key: "validators")
structure Mine {}

@trait(breakingChanges: [{ path: "/nme", change: "any" }])
@traitValidators("no blanks": { selector: "~> blob" }, NoBlobs: { selector: "> member :test(> blob)", message: "blobs are too large" })
@unstable
structure small { name: String }

@small
@tags(["root"])
structure Thing { data: Blob, names: Names }

@suppress(["NoLists"])
list Hidden { member: String }

list Names { member: Name }

map Ages { key: String, value: Integer }

@pattern("a+")
string Name
