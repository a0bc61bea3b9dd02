//! The maximum of everything that a client can send, in one table. README shows the same figures.

use std::time::Duration;

/// Code points of a message, after trimming and NFC (CONTRACT).
pub const MESSAGE_CHARS: usize = 4_000;
/// Code points of a group's name (CONTRACT).
pub const GROUP_NAME_CHARS: usize = 80;
/// Fewest people of a group besides its maker (CONTRACT).
pub const GROUP_MIN_OTHERS: usize = 2;
/// Most people of a group besides its maker (CONTRACT).
pub const GROUP_MAX_OTHERS: usize = 255;
/// Elements of a `participantes` list that are looked at; with repeated ones and oneself it may be longer than a group.
pub const PARTICIPANTS_LISTED: usize = 1_024;
/// Messages of one page of history (CONTRACT).
pub const PAGE_MESSAGES: usize = 100;
/// Events of one answer to a client that catches up; the same as a page of history.
pub const PAGE_EVENTS: usize = 100;
/// Bytes of text in one such answer: over a socket it waits in the outbox, together with what happens meanwhile.
pub const PAGE_EVENTS_BYTES: usize = 65_536;
/// Events that a client catches up with one by one. Reading everything afresh is cheaper for both sides beyond that,
/// and it bounds what one request costs: at 2,000 rows of an index about 1 ms.
pub const MISSED_EVENTS: usize = 2_000;
/// Bytes of a request's body, of a Socket.IO packet and of a polled payload (CONTRACT: `maxPayload`).
pub const BODY_BYTES: usize = 65_536;
/// Bytes of a password (CONTRACT): the upper one bounds what argon2 is fed.
pub const PASSWORD_BYTES: std::ops::RangeInclusive<usize> = 4..=128;
/// Bytes under which the command line warns about a password (RELIABILITY §4, V6).
pub const PASSWORD_ADVISED_BYTES: usize = 8;
/// Code points of what somebody types to say who they are: a RUT, an e-mail or a name.
pub const LOGIN_NAME_CHARS: usize = 254;
/// Code points of a RUT as stored.
pub const RUT_CHARS: usize = 32;
/// Code points of a person's name.
pub const NAME_CHARS: usize = 120;
/// Code points of an e-mail address (RFC 5321: 254 with the brackets taken off).
pub const EMAIL_CHARS: usize = 254;
/// Code points of a role.
pub const ROLE_CHARS: usize = 60;
/// Bytes of the browser's name kept with a session.
pub const USER_AGENT_BYTES: usize = 200;

/// Socket events of one socket per second, unless `--rate` says otherwise (CONTRACT).
pub const EVENTS_PER_SECOND: u32 = 100;
/// Socket events that a socket may send at once, having been silent (CONTRACT).
pub const EVENTS_BURST: u32 = 2_000;
/// Refused events, less the ones that passed since, after which a socket is disconnected as a flood.
pub const FLOOD_EVENTS: u32 = 4_000;
/// Packets of one socket per second that are no events: pings, CONNECTs, fragments. A client that behaves sends a
/// few in a minute; beyond this and the burst it is disconnected.
pub const PACKETS_PER_SECOND: u32 = 100;
/// Such packets that a socket may send at once.
pub const PACKETS_BURST: u32 = 1_000;
/// How long the attachments that a packet announces may be missing (RELIABILITY §5.2).
pub const ATTACHMENTS_WAIT: Duration = Duration::from_secs(5);
/// Live Engine.IO sessions of one person (RELIABILITY R6).
pub const SOCKETS_PER_PERSON: usize = 256;
/// Engine.IO sessions open at once without a login (RELIABILITY R6).
pub const ANONYMOUS_SOCKETS: usize = 30;
/// How long an Engine.IO session without a login may live (RELIABILITY R6).
pub const ANONYMOUS_LIFE: Duration = Duration::from_secs(10);
/// Bytes waiting for one socket before it is closed as too slow; it catches up when it returns.
pub const OUTBOX_BYTES: usize = 1 << 20;
/// How long a socket's full buffer may stand still before it is closed (RELIABILITY §5.2).
pub const OUTBOX_STALL: Duration = Duration::from_secs(20);

/// Jobs waiting for the writer (RELIABILITY §3).
pub const WRITE_QUEUE: usize = 4_096;
/// Jobs of one transaction (RELIABILITY §3).
pub const WRITE_BATCH: usize = 512;
/// How long a request waits for room in the writer's queue before it is told 503 (RELIABILITY §3).
pub const WRITE_WAIT: Duration = Duration::from_secs(3);

/// Connections at once in all (RELIABILITY §4).
pub const CONNECTIONS: usize = 20_000;
/// Connections at once of one address; loopback is exempt (RELIABILITY §4).
pub const CONNECTIONS_PER_ADDRESS: usize = 256;

/// Logins waiting for the one that is being hashed (RELIABILITY §7.4).
pub const LOGIN_QUEUE: usize = 16;
/// How long a login waits for its turn before it is told 503 (RELIABILITY §7.4).
pub const LOGIN_WAIT: Duration = Duration::from_secs(3);
/// Failures of one person that are free of a delay (RELIABILITY §7.4).
pub const FREE_FAILURES: u32 = 5;
/// The longest delay between two tries for one person, in seconds (RELIABILITY §7.4).
pub const LONGEST_DELAY_S: u32 = 60;
/// Failures of one address in a minute (RELIABILITY §7.4).
pub const ADDRESS_FAILURES: u32 = 30;
