$version: "2"

namespace farrier.bench.shelves

use aws.protocols#restXml

/// Things on shelves, found by their keys: shapes of an object store, for measuring what generated code costs to run.
@title("Shelves")
@restXml
@xmlNamespace(uri: "http://s3.amazonaws.com/doc/2006-03-01/")
service Shelves {
    version: "2024-01-01"
    operations: [
        FinishUpload
        ListThings
    ]
}

/// Puts the parts of an upload together.
@http(method: "POST", uri: "/{Shelf}/{Key+}")
operation FinishUpload {
    input := {
        @required
        @httpLabel
        Shelf: String

        @required
        @httpLabel
        Key: String

        @required
        @httpQuery("uploadId")
        UploadId: String

        @httpPayload
        Upload: FinishedUpload
    }
}

/// Lists what is on a shelf.
@readonly
@http(method: "GET", uri: "/{Shelf}")
operation ListThings {
    input := {
        @required
        @httpLabel
        Shelf: String

        @httpQuery("prefix")
        Prefix: String

        @httpQuery("continuation-token")
        ContinuationToken: String
    }

    output: Listing
}

/// What an upload consists of.
@xmlName("CompleteMultipartUpload")
@xmlNamespace(uri: "http://s3.amazonaws.com/doc/2006-03-01/")
structure FinishedUpload {
    @xmlFlattened
    @xmlName("Part")
    Parts: Parts
}

list Parts {
    member: Part
}

/// One part, as it was taken.
structure Part {
    ETag: String
    ChecksumCRC32C: String
    PartNumber: Integer
}

/// A page of things.
@xmlName("ListBucketResult")
@xmlNamespace(uri: "http://s3.amazonaws.com/doc/2006-03-01/")
structure Listing {
    IsTruncated: Boolean

    @xmlFlattened
    Contents: Things

    Name: String
    Prefix: String
    MaxKeys: Integer
    KeyCount: Integer
    NextContinuationToken: String
}

list Things {
    member: Thing
}

/// What is known of a thing without opening it.
structure Thing {
    Key: String

    LastModified: Timestamp

    ETag: String

    @xmlFlattened
    ChecksumAlgorithm: ChecksumAlgorithms

    Size: Long

    StorageClass: StorageClass

    Owner: Owner
}

list ChecksumAlgorithms {
    member: ChecksumAlgorithm
}

enum ChecksumAlgorithm {
    CRC32
    CRC32C
    SHA1
    SHA256
}

enum StorageClass {
    STANDARD
    GLACIER
    STANDARD_IA
}

/// Whom a thing belongs to.
structure Owner {
    DisplayName: String
    ID: String
}
