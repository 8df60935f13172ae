$version: "2.0"

namespace example

@trait(selector: "service")
@protocolDefinition(traits: [http, httpPayload])
structure rest {}

@rest
@cors(origin: "*", origins: { "https://example.com": "" })
@httpBasicAuth
@httpApiKeyAuth(name: "key", in: "query", scheme: "Key")
service Notes {
    operations: [GetNote, PutNote, Preflight, DropNote, ReadFile, Unbound]
}

@http(method: "Get", uri: "/notes/{id}", code: 204)
@auth([httpDigestAuth])
operation GetNote {
    input := {
        @required @httpLabel id: String
        @httpHeader("Content-Length") length: Integer
        text: String
    }
    output := { @httpQuery("q") text: String }
}

@http(method: "PUT", uri: "/notes/{path+}/of/{id+}")
operation PutNote {
    input := {
        @required @httpLabel path: String
        @required @httpLabel id: String
        @httpQuery("a") a: String
        @httpQueryParams rest: Params
        @httpPrefixHeaders("") headers: Params
        @httpHeader("X-One") one: String
    }
}

@http(method: "OPTIONS", uri: "/notes")
@readonly
operation Preflight {}

@http(method: "DELETE", uri: "/notes")
@idempotent(exists: [Busy], notFound: [Gone])
@endpoint(hostPrefix: "{host}-notes_")
operation DropNote {
    input := { @required @hostLabel @httpLabel host: String, @idempotencyToken token: String }
    output: Again
    errors: [Gone]
}

@http(method: "GET", uri: "/files")
@readonly
operation ReadFile {
    output := { @required file: File, name: String }
}

operation Unbound {}

@streaming
blob File

@mediaType("text")
string Page

@xmlNamespace(uri: "::no")
@externalDocumentation(Manual: "no link")
structure Again { @idempotencyToken token: String }

@error("client")
structure Gone { file: File }

@error("client")
structure Busy {}

map Params { key: String, value: String }
