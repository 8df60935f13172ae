//! A socket that slow clients cannot hold, and that is closed so that the last answer arrives.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Sleep, sleep};

/// For how long a client may go on sending after the last answer.
const LINGER: Duration = Duration::from_secs(1);

/// One client's connection.
///
/// Writing fails once the client has taken nothing for as long as `write_timeout`.
///
/// Shutting down reads on until the client has closed its side as well. A socket that is closed with
/// bytes unread resets the connection, and the reset makes the client lose an answer that it has not
/// read yet, such as the 413 that a large body was given.
pub(super) struct Connection {
    stream: TcpStream,
    write_timeout: Duration,
    /// While nothing can be written: when to give up.
    stalled: Option<Pin<Box<Sleep>>>,
    /// While shutting down: when to stop reading on.
    lingering: Option<Pin<Box<Sleep>>>,
    /// Until it is known which version of HTTP the client speaks.
    #[cfg(feature = "http2")]
    unknown: Option<Unknown>,
}

/// A client that may yet turn out to speak HTTP/2.
#[cfg(feature = "http2")]
struct Unknown {
    /// How much has come of what HTTP/2 begins with.
    read: usize,
    until: Pin<Box<Sleep>>,
}

/// What HTTP/2 begins with (RFC 9113, section 3.4).
#[cfg(feature = "http2")]
const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

impl Connection {
    pub(super) fn new(stream: TcpStream, write_timeout: Duration) -> Self {
        Self {
            stream,
            write_timeout,
            stalled: None,
            lingering: None,
            #[cfg(feature = "http2")]
            unknown: None,
        }
    }

    /// Gives a client up of which it is not known within this time which version of HTTP it speaks.
    #[cfg(feature = "http2")]
    pub(super) fn recognised_within(mut self, time: Duration) -> Self {
        self.unknown = Some(Unknown {
            read: 0,
            until: Box::pin(sleep(time)),
        });
        self
    }

    /// Reads while the version is not known yet.
    #[cfg(feature = "http2")]
    fn poll_version(
        &mut self,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let Some(unknown) = &mut self.unknown else {
            return Pin::new(&mut self.stream).poll_read(context, into);
        };
        let before = into.filled().len();
        if Pin::new(&mut self.stream)
            .poll_read(context, into)?
            .is_pending()
        {
            ready!(unknown.until.as_mut().poll(context));
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        let read = &into.filled()[before..];
        let expected = &PREFACE[unknown.read..];
        unknown.read += read.len();
        if unknown.read >= PREFACE.len() || !expected.starts_with(read) || read.is_empty() {
            self.unknown = None;
        }
        Poll::Ready(Ok(()))
    }

    fn bounded<T>(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let limit = self.write_timeout;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(sleep(limit)));
        ready!(stalled.as_mut().poll(context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Connection {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        #[cfg(feature = "http2")]
        return this.poll_version(context, into);
        #[cfg(not(feature = "http2"))]
        Pin::new(&mut this.stream).poll_read(context, into)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        from: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write(context, from);
        this.bounded(context, written)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        from: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(context, from);
        this.bounded(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let Self {
            stream, lingering, ..
        } = self.get_mut();
        let until = match lingering {
            Some(until) => until,
            None => {
                ready!(Pin::new(&mut *stream).poll_shutdown(context))?;
                lingering.insert(Box::pin(sleep(LINGER)))
            }
        };
        let mut scratch = [0; 4096];
        while until.as_mut().poll(context).is_pending() {
            let mut unread = ReadBuf::new(&mut scratch);
            let read = ready!(Pin::new(&mut *stream).poll_read(context, &mut unread));
            if read.is_err() || unread.filled().is_empty() {
                break;
            }
        }
        Poll::Ready(Ok(()))
    }
}
