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
use super::pace::Pace;
use crate::door::connection::{Connection, Phase};
use crate::door::frames::{self, Frames};
use crate::model::limits;

/// A TCP stream under guard.
pub struct GuardedStream {
    stream: TcpStream,
    connection: Arc<Connection>,
    timed: Phase,
    // None once it is a WebSocket, over which others watch: with thousands of them a timer each is worth sparing.
    reading: Option<Pin<Box<Sleep>>>,
    writing: Option<Pin<Box<Sleep>>>,
    pace: Pace,
    head: Head,
    // Of a WebSocket, from its first byte on: what comes, and what goes after the answer that makes it one.
    frames: Option<(Frames, Frames)>,
    answer: Head,
    dismissed: bool,
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
            reading: Some(Box::pin(sleep(limits::FIRST_BYTE))),
            writing: None,
            pace: Pace::default(),
            head: Head::default(),
            frames: None,
            answer: Head::default(),
            dismissed: false,
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
                Phase::Upgraded => {
                    self.reading = None;
                    return Ok(());
                }
            };
            if let Some(timer) = &mut self.reading {
                timer.as_mut().reset(Instant::now() + time);
            }
        }
        let timer = self.reading.as_mut().filter(|_| phase != Phase::Busy);
        match timer.map(|timer| timer.as_mut().poll(context)) {
            Some(Poll::Ready(())) => Err(ErrorKind::TimedOut.into()),
            _ => Ok(()),
        }
    }

    /// Begins to follow the frames of what has become a WebSocket. Who sends anything before it knows that it is one
    /// breaks the protocol (RFC 6455, 4.1), and where its first frame begins could not be told.
    fn follow_upgrade(&mut self) -> Result<()> {
        if self.frames.is_some() || self.connection.phase() != Phase::Upgraded {
            return Ok(());
        }
        if !self.head.is_all() {
            self.connection.cut();
            return self.check_cut();
        }
        self.frames = Some(Default::default());
        Ok(())
    }

    /// When the server stops: a Close that the client has not sent. The library answers it, after all that it has
    /// to say, with a Close of the same code, and without an Engine.IO close, which python-engineio would take for
    /// a wish not to come back.
    fn dismiss(&mut self, buffer: &mut ReadBuf<'_>) -> bool {
        let frame = frames::close_for_restart();
        let between = self.frames.as_ref().is_some_and(|(coming, _)| coming.between());
        if self.dismissed || !between || !self.connection.is_dismissed() || buffer.remaining() < frame.len() {
            return false;
        }
        self.dismissed = true;
        buffer.put_slice(&frame);
        true
    }

    fn take_note(&mut self, read: &[u8]) {
        if let Some((coming, _)) = &mut self.frames {
            let watch = self.connection.watch();
            return coming.read(read, |frame| {
                if let Some(watch) = &watch {
                    watch.clone().received(frame);
                }
            });
        }
        if matches!(self.connection.phase(), Phase::Fresh | Phase::Idle) {
            self.head = Head::default();
            self.connection.enter(Phase::Head);
        }
        self.head.read(read);
    }

    fn note_written(&mut self, written: &[u8]) {
        let Some((_, going)) = &mut self.frames else { return };
        let watch = self.connection.watch();
        going.read(self.answer.read(written), |frame| {
            if let Some(watch) = &watch {
                watch.clone().sent(frame);
            }
        });
    }

    fn watch_write(&mut self, context: &mut Context<'_>, written: Poll<Result<usize>>) -> Poll<Result<usize>> {
        if let Poll::Ready(written) = written {
            self.writing = None;
            self.pace.goes_on(Instant::now(), written.as_ref().map_or(0, |bytes| *bytes));
            return Poll::Ready(written);
        }
        self.connection.watch_writer(context);
        let mut timer = match self.writing.take() {
            Some(timer) => timer,
            None => Box::pin(sleep_until(self.write_deadline())),
        };
        if timer.as_mut().poll(context).is_ready() {
            self.connection.cut();
        }
        self.writing = Some(timer);
        self.check_cut()?;
        Poll::Pending
    }

    /// Until when a write may find no room. A WebSocket has no answer that ends: what waits for it is bounded where
    /// it waits.
    fn write_deadline(&mut self) -> Instant {
        let now = Instant::now();
        let stalls = now + limits::WRITE_STALL;
        match self.connection.phase() {
            Phase::Upgraded => stalls,
            _ => stalls.min(self.pace.waits(now)),
        }
    }
}

/// Follows a head to the empty line at its end.
struct Head {
    line_is_empty: bool,
    over: bool,
    more: bool,
}

impl Default for Head {
    fn default() -> Self {
        Self { line_is_empty: true, over: false, more: false }
    }
}

impl Head {
    /// What comes after it.
    fn read<'a>(&mut self, mut bytes: &'a [u8]) -> &'a [u8] {
        while let Some((byte, rest)) = bytes.split_first().filter(|_| !self.over) {
            match byte {
                b'\n' => self.over = std::mem::replace(&mut self.line_is_empty, true),
                // hyper takes a line that ends without it too.
                b'\r' => {}
                _ => self.line_is_empty = false,
            }
            bytes = rest;
        }
        self.more |= !bytes.is_empty();
        bytes
    }

    /// Whether it has come whole, and nothing after it.
    fn is_all(&self) -> bool {
        self.over && !self.more
    }
}

impl AsyncRead for GuardedStream {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        let may_read = self.connection.poll_may_read(context);
        self.check_cut()?;
        self.follow_upgrade()?;
        if self.dismiss(buffer) {
            return Poll::Ready(Ok(()));
        }
        if may_read.is_pending() {
            return Poll::Pending;
        }
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        match &read {
            Poll::Ready(Ok(())) if buffer.filled().len() > before => {
                self.take_note(&buffer.filled()[before..]);
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
        self.follow_upgrade()?;
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        if let Poll::Ready(Ok(length)) = &written {
            self.note_written(&bytes[..*length]);
        }
        self.watch_write(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        parts: &[std::io::IoSlice<'_>],
    ) -> Poll<Result<usize>> {
        self.check_cut()?;
        self.follow_upgrade()?;
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, parts);
        if let Poll::Ready(Ok(mut length)) = written {
            for part in parts {
                let here = length.min(part.len());
                self.note_written(&part[..here]);
                length -= here;
            }
        }
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
