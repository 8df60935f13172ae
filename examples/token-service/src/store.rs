//! The tokens of both services, in one file.

use std::path::Path;

use farrier::Timestamp;
use redb::{
    Builder, ConcurrencyMode, Database, ReadableDatabase, ReadableTable, TableDefinition,
    TableError,
};

use crate::services::Service;

/// By service and id: nothing for a token that can be used, else when it was deleted, in
/// milliseconds since 1970. What was deleted stays on record.
const TOKENS: TableDefinition<(&str, &str), Option<i64>> = TableDefinition::new("tokens");

/// Enough for what a few thousand tokens take.
const CACHE_BYTES: usize = 16 << 20;

/// The tokens of both services, in one file, which several processes may have open.
///
/// Every method waits for the disk. What has been changed is on disk when a method returns.
pub(crate) struct Store(Database);

/// A token on record.
pub(crate) struct Token {
    pub(crate) service: String,
    pub(crate) id: String,
    /// When it was deleted, if it was.
    pub(crate) deleted_at: Option<Timestamp>,
}

impl Store {
    /// Opens the file, which is made if there is none.
    pub(crate) fn open(path: &Path) -> Result<Self, redb::Error> {
        let database = Builder::new()
            .set_cache_size(CACHE_BYTES)
            .set_concurrency_mode(ConcurrencyMode::MultiWriter)
            .create(path)?;
        Ok(Self(database))
    }

    /// Makes tokens, all or none, and returns which of the ids are new. A token that is on record
    /// stays as it is, deleted or not.
    pub(crate) fn create<'a>(
        &self,
        service: Service,
        ids: &'a [String],
    ) -> Result<Vec<&'a str>, redb::Error> {
        let mut new = Vec::new();
        let transaction = self.0.begin_write()?;
        {
            let mut tokens = transaction.open_table(TOKENS)?;
            for id in ids {
                let key = (service.name(), id.as_str());
                if tokens.get(key)?.is_none() {
                    tokens.insert(key, None)?;
                    new.push(id.as_str());
                }
            }
        }
        transaction.commit()?;
        Ok(new)
    }

    /// Deletes a token and returns since when it is deleted, which may be earlier than now; or
    /// nothing, if there never was such a token.
    pub(crate) fn delete(
        &self,
        service: Service,
        id: &str,
    ) -> Result<Option<Timestamp>, redb::Error> {
        let key = (service.name(), id);
        let transaction = self.0.begin_write()?;
        let now = {
            let mut tokens = transaction.open_table(TOKENS)?;
            // What is read here is on disk: no transaction begins before the one before it has ended.
            match tokens.get(key)?.map(|token| token.value()) {
                None => return Ok(None),
                Some(Some(deleted_at)) => return timestamp(deleted_at).map(Some),
                Some(None) => {}
            }
            let now = Timestamp::now().as_millisecond();
            tokens.insert(key, Some(now))?;
            now
        };
        transaction.commit()?;
        timestamp(now).map(Some)
    }

    /// All tokens on record, by service and id.
    pub(crate) fn list(&self) -> Result<Vec<Token>, redb::Error> {
        let tokens = match self.0.begin_read()?.open_table(TOKENS) {
            Err(TableError::TableDoesNotExist(_)) => return Ok(Vec::new()),
            tokens => tokens?,
        };
        tokens
            .iter()?
            .map(|entry| {
                let (key, deleted_at) = entry?;
                let (service, id) = key.value();
                Ok(Token {
                    service: service.to_owned(),
                    id: id.to_owned(),
                    deleted_at: deleted_at.value().map(timestamp).transpose()?,
                })
            })
            .collect()
    }
}

fn timestamp(milliseconds: i64) -> Result<Timestamp, redb::Error> {
    Timestamp::from_millisecond(milliseconds)
        .map_err(|error| redb::Error::Corrupted(error.to_string()))
}
