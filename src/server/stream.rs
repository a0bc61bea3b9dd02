//! The stream below HTTP: keeps the deadlines, and fails as soon as its connection is cut off.
//!
//! hyper's own header timer also runs while a connection is idle, and no layer above can close a connection whose
//! peer has stopped reading; so both are done here (RELIABILITY §4, R1, R2).

use std::future::Future;
use std::io::{Error, ErrorKind, Result};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep, sleep, sleep_until};

use super::listen::Place;
use crate::door::connection::{Connection, Phase};
use crate::model::limits;

/// A TCP stream under guard.
pub struct GuardedStream {
    stream: TcpStream,
    connection: Arc<Connection>,
    timed: Phase,
    reading: Pin<Box<Sleep>>,
    writing: Option<Pin<Box<Sleep>>>,
    // Counted as open for as long as the stream lives, upgraded or not.
    _place: Place,
}

impl GuardedStream {
    /// Guards `stream`.
    pub fn new(stream: TcpStream, place: Place) -> Self {
        Self {
            stream,
            connection: place.connection.clone(),
            timed: Phase::Fresh,
            reading: Box::pin(sleep(limits::FIRST_BYTE)),
            writing: None,
            _place: place,
        }
    }

    fn check_cut(&self) -> Result<()> {
        if !self.connection.is_cut() {
            return Ok(());
        }
        // A reset: what is still in the kernel's buffer must not reach somebody who has lost access.
        socket2::SockRef::from(&self.stream).set_linger(Some(Duration::ZERO)).ok();
        Err(Error::new(ErrorKind::ConnectionAborted, "cut off"))
    }

    /// Fails when the phase's time is over.
    fn poll_deadline(&mut self, context: &mut Context<'_>) -> Result<()> {
        let phase = self.connection.phase();
        if phase != self.timed {
            self.timed = phase;
            let time = match phase {
                Phase::Fresh => limits::FIRST_BYTE,
                Phase::Idle => limits::KEEP_ALIVE,
                Phase::Head => limits::HEAD_TIME,
                Phase::Busy => return Ok(()),
            };
            self.reading.as_mut().reset(Instant::now() + time);
        }
        if phase != Phase::Busy && self.reading.as_mut().poll(context).is_ready() {
            return Err(ErrorKind::TimedOut.into());
        }
        Ok(())
    }

    fn watch_write<T>(&mut self, context: &mut Context<'_>, written: Poll<Result<T>>) -> Poll<Result<T>> {
        if written.is_ready() {
            self.writing = None;
            return written;
        }
        self.connection.watch_writer(context);
        self.check_cut()?;
        let timer = self.writing.get_or_insert_with(|| Box::pin(sleep_until(Instant::now() + limits::WRITE_STALL)));
        match timer.as_mut().poll(context) {
            Poll::Ready(()) => {
                self.connection.cut();
                Poll::Ready(Err(ErrorKind::TimedOut.into()))
            }
            Poll::Pending => Poll::Pending,
        }
    }
}

impl AsyncRead for GuardedStream {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        let may_read = self.connection.poll_may_read(context);
        self.check_cut()?;
        if may_read.is_pending() {
            return Poll::Pending;
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        match &read {
            Poll::Ready(Ok(())) if buffer.filled().len() > before => {
                if matches!(self.connection.phase(), Phase::Fresh | Phase::Idle) {
                    self.connection.enter(Phase::Head);
                }
                read
            }
            Poll::Ready(_) => read,
            Poll::Pending => {
                self.poll_deadline(context)?;
                Poll::Pending
            }
        }
    }
}

impl AsyncWrite for GuardedStream {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        self.check_cut()?;
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch_write(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[std::io::IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        self.check_cut()?;
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        self.watch_write(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        self.check_cut()?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        self.check_cut()?;
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
