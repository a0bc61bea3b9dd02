//! The maximum of everything, in one table: what a client can send, what may wait, how many at once, how long.
//!
//! Each row is a constant and what is answered at it; [`LIMITS`] is the same as a list, and the README's table is
//! checked against it by a test. Another test finds numbers that other files keep to themselves. Paces (how often
//! something is looked at again) are no limits and stay where they are used.

use std::time::Duration;

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Limit {
    /// The constant that holds it.
    pub constant: &'static str,
    /// What is limited, in Spanish.
    pub name: &'static str,
    /// How much, in `unit`.
    pub value: u64,
    /// What is counted, in Spanish; `bytes` and `ms` are shown in larger units.
    pub unit: &'static str,
    /// What happens beyond it, in Spanish; between « and » what the client reads.
    pub answer: &'static str,
}

macro_rules! limits {
    ($($(#[$doc:meta])* $name:ident: $kind:tt = $value:expr, $unit:literal, $what:literal, $answer:literal;)*) => {
        $($(#[$doc])* pub const $name: $kind = $value;)*

        /// Every limit, in the order of the table.
        pub const LIMITS: &[Limit] = &[$(Limit {
            constant: stringify!($name),
            name: $what,
            value: amount!($kind, $name),
            unit: $unit,
            answer: $answer,
        }),*];
    };
}

macro_rules! amount {
    (Duration, $name:ident) => {
        $name.as_millis() as u64
    };
    ($kind:tt, $name:ident) => {
        $name as u64
    };
}

limits! {
    // ---- Fields ----

    /// Code points of a message, after trimming and NFC (CONTRACT).
    MESSAGE_CHARS: usize = 4_000, "caracteres",
        "un mensaje, sin los espacios de los extremos", "413 «Mensaje demasiado largo»";
    /// Code points of what is shown of a message that another one answers.
    QUOTE_CHARS: usize = 200, "caracteres",
        "lo que se muestra de un mensaje al que otro responde", "se corta";
    /// Code points of an emoji: a family of four with skin tones has 11, a flag of a region 14.
    EMOJI_CHARS: usize = 16, "caracteres",
        "un emoji de una reacción", "400 «Faltan datos requeridos»";
    /// Different emoji on one message.
    REACTIONS: usize = 20, "emojis",
        "las reacciones distintas a un mensaje", "409 «Ese mensaje ya tiene demasiadas reacciones»";
    /// Emoji of one person on one message.
    REACTIONS_OF_ONE: usize = 10, "emojis",
        "las reacciones de una persona a un mensaje", "409 «Ese mensaje ya tiene demasiadas reacciones»";
    /// People named in one message.
    MENTIONS: usize = 50, "personas",
        "las menciones de un mensaje", "400 «Faltan datos requeridos»";
    /// Unread messages of one group that are counted as naming a person.
    MENTIONS_COUNTED: i64 = 100, "mensajes",
        "sin leer de un grupo que se cuentan como menciones", "se dice 100";
    /// Pinned messages of one conversation.
    PINNED: usize = 50, "mensajes",
        "fijados en una conversación", "409 «Ya hay demasiados mensajes fijados en esta conversación»";
    /// Starred messages of one person.
    STARRED: usize = 5_000, "mensajes",
        "destacados de una persona", "409 «Ya tienes demasiados mensajes destacados»";
    /// Messages of which one mark of reading or receiving is told to their authors.
    MARKED: usize = 500, "mensajes",
        "de los que una marca de leído o recibido se avisa a quien los escribió", "quien escribió los anteriores lo ve al leer la lista";
    /// Code points of what is looked for.
    QUESTION_CHARS: usize = 200, "caracteres",
        "una búsqueda", "400 «La búsqueda es demasiado larga»";
    /// Words and phrases of what is looked for.
    QUESTION_TERMS: usize = 12, "palabras",
        "una búsqueda", "las demás no cuentan";
    /// Code points of a message that are shown where it was found.
    SNIPPET_CHARS: usize = 160, "caracteres",
        "lo que se muestra de un mensaje encontrado", "se corta";
    /// Messages that are found at once.
    PAGE_HITS: usize = 30, "mensajes",
        "una respuesta de la búsqueda", "el resto va en la siguiente";
    /// Messages that the index names and that are looked at for one question.
    SEARCH_LOOKS: usize = 2_000, "mensajes",
        "los que se miran en una búsqueda", "los más antiguos no se buscan";
    /// Searches of one person at once.
    SEARCHES_PER_PERSON: usize = 1, "búsquedas",
        "las de una persona a la vez; las demás esperan su turno", "se espera REQUEST_WAIT";
    /// For which a search takes in what was said just now.
    SEARCH_FRESH: Duration = Duration::from_millis(100), "ms",
        "lo que una búsqueda espera por los mensajes más nuevos", "se avisa que no está completa";
    /// For a look into the index.
    SEARCH_TIME: Duration = Duration::from_secs(2), "ms",
        "una mirada al índice", "503 «La base de datos está ocupada; intenta de nuevo en unos segundos»";
    /// Urgent messages of one author in one conversation that somebody has still to acknowledge.
    URGENT_WAITING: usize = 5, "mensajes",
        "urgentes de una persona sin confirmar en una conversación",
        "409 «Ya tienes demasiados mensajes urgentes sin confirmar en esta conversación»";
    /// For which an urgent message that somebody never acknowledges counts: a shift.
    URGENT_SPAN: Duration = Duration::from_secs(12 * 3600), "ms",
        "lo que cuenta un mensaje urgente que nadie confirma", "después se puede enviar otro";
    /// Texts that a message had before and that are kept: all go out in one answer.
    EDITIONS: usize = 50, "ediciones",
        "las de un mensaje", "409 «Ese mensaje ya se editó demasiadas veces»";
    /// Minutes for which one's own messages may be edited and deleted, where `serve --edit-minutes` says nothing else.
    EDIT_MINUTES: u32 = 2_880, "minutos",
        "para editar o eliminar un mensaje propio (serve --edit-minutes)", "409 «Ya pasó el plazo para cambiar ese mensaje»";
    /// Changes that are kept for who was away.
    CHANGES_KEPT: usize = 20_000, "cambios",
        "los que se guardan para quien estuvo fuera", "quien se perdió más, vuelve a leer todo";
    /// Times of receiving, of one person, and of reading, of one person in one conversation, that are kept.
    RECEIPTS_KEPT: usize = 500, "marcas",
        "cuándo recibió una persona, y cuándo leyó en una conversación", "de los mensajes más antiguos no se dice cuándo";
    /// Code points of a group's name (CONTRACT).
    GROUP_NAME_CHARS: usize = 80, "caracteres",
        "el nombre de un grupo", "400 «Faltan datos requeridos»";
    /// Fewest people of a group besides its maker (CONTRACT).
    GROUP_MIN_OTHERS: usize = 2, "personas",
        "un grupo, como mínimo, además de quien lo crea", "400 «Un grupo necesita entre 2 y 255 personas además de ti»";
    /// Most people of a group besides its maker (CONTRACT).
    GROUP_MAX_OTHERS: usize = 255, "personas",
        "un grupo, además de quien lo crea", "400 «Un grupo necesita entre 2 y 255 personas además de ti»";
    /// Elements of a `participantes` list that are looked at; with repeated ones and oneself it may be longer than a group.
    PARTICIPANTS_LISTED: usize = 1_024, "elementos",
        "la lista de participantes, con repetidos", "400 «Faltan datos requeridos»";
    /// Messages of one page of history (CONTRACT).
    PAGE_MESSAGES: usize = 100, "mensajes",
        "una página de la historia", "se entregan 100, sin error";
    /// Events of one answer to a client that catches up; the same as a page of history.
    PAGE_EVENTS: usize = 100, "eventos",
        "una respuesta a eventos o sincronizar", "el resto va en la siguiente";
    /// Bytes of JSON of the events in one such answer, as they go out: over a socket it waits in the outbox, together with
    /// what happens meanwhile. One larger event goes alone.
    PAGE_EVENTS_BYTES: usize = 65_536, "bytes",
        "los eventos de una respuesta a eventos o sincronizar, en JSON", "el resto va en la siguiente";
    /// Events that a client catches up with one by one. Beyond that reading everything afresh is cheaper for both
    /// sides, and it bounds what one question costs: 2,000 entries of an index, about 1 ms.
    MISSED_EVENTS: usize = 2_000, "eventos",
        "lo que se perdió un cliente que vuelve", "se le dice que recargue";
    /// Code points of what somebody types to say who they are: a RUT, an e-mail or a name.
    LOGIN_NAME_CHARS: usize = 254, "caracteres",
        "el usuario al entrar", "401 «Usuario o contraseña incorrectos»";
    /// Fewest bytes of a password (CONTRACT).
    PASSWORD_MIN_BYTES: usize = 4, "bytes",
        "una contraseña nueva, como mínimo", "la orden falla: «La contraseña debe tener entre 4 y 128 bytes»";
    /// Most bytes of a password (CONTRACT): bounds what argon2 is fed.
    PASSWORD_MAX_BYTES: usize = 128, "bytes",
        "una contraseña",
        "401 «Usuario o contraseña incorrectos»; la orden falla: «La contraseña debe tener entre 4 y 128 bytes»";
    /// Bytes under which the command line warns about a password (RELIABILITY §4, V6).
    PASSWORD_ADVISED_BYTES: usize = 8, "bytes",
        "una contraseña que no sea fácil de adivinar, como mínimo", "solo un aviso en la orden";
    /// Code points of a RUT as stored: the longest real one has 10; a store may have keys of its own.
    RUT_CHARS: usize = 32, "caracteres",
        "un RUT", "404 «Usuario no encontrado»; la orden falla: «El RUT «N» no es válido»";
    /// Code points of a person's name: the longest of Chile's civil registry stay below 100.
    NAME_CHARS: usize = 120, "caracteres",
        "el nombre de una persona", "la orden falla: «El nombre tiene más de 120 caracteres»";
    /// Code points of an e-mail address (RFC 5321: 254 with the brackets taken off).
    EMAIL_CHARS: usize = 254, "caracteres",
        "el correo de una persona", "la orden falla: «El correo tiene más de 254 caracteres»";
    /// Code points of a role: a free text of some words.
    ROLE_CHARS: usize = 60, "caracteres",
        "el rol de una persona", "la orden falla: «El rol tiene más de 60 caracteres»";
    /// Bytes of the browser's name kept with a session: enough to tell two devices apart.
    USER_AGENT_BYTES: usize = 200, "bytes",
        "el nombre del navegador que se guarda con la sesión", "se guarda el comienzo";
    /// Bytes of a name that the server answers to (RFC 1035: 255 with the length and the root).
    HOST_NAME_BYTES: usize = 253, "bytes",
        "un nombre de serve --host",
        "la orden falla: «debe ser solo el nombre o la IP, sin http:// ni puerto; por ejemplo chat.tienda.local»";

    // ---- Requests ----

    /// Bytes of a request's body, of a Socket.IO packet and of a polled payload (CONTRACT: `maxPayload`).
    BODY_BYTES: usize = 65_536, "bytes",
        "el cuerpo de una solicitud, un paquete o un sondeo de Socket.IO",
        "413 «Mensaje demasiado largo»; en el socket, se cierra esa conexión";
    /// What is read and thrown away of a body that is too large, so that the client, which is still sending, gets to
    /// read the answer.
    BODY_DISCARDED: usize = 4 << 20, "bytes",
        "lo que se lee y descarta de un cuerpo demasiado grande", "se responde 413 y se cierra la conexión";
    /// How long a body may take to arrive (RELIABILITY §4: 30 s without progress; 64 KiB need no more in all).
    BODY_TIME: Duration = Duration::from_secs(30), "ms",
        "la llegada de un cuerpo", "400 «Faltan datos requeridos»; se cierra la conexión";
    /// Headers of a request (RELIABILITY §4). hyper answers by itself, before there is a request.
    HEADERS: usize = 64, "encabezados",
        "una solicitud", "431 sin cuerpo; se cierra la conexión";
    /// Bytes of a request's head, and so of its line (RELIABILITY §4). hyper answers by itself.
    HEAD_BYTES: usize = 32 << 10, "bytes",
        "la línea y los encabezados de una solicitud", "431 sin cuerpo; se cierra la conexión";
    /// How long a new connection may say nothing (RELIABILITY §4).
    FIRST_BYTE: Duration = Duration::from_secs(5), "ms",
        "una conexión nueva sin decir nada", "se cierra";
    /// How long a request's head may take from its first byte (RELIABILITY §4).
    HEAD_TIME: Duration = Duration::from_secs(10), "ms",
        "la llegada de los encabezados", "se cierra";
    /// How long a connection may stay open between requests (RELIABILITY §4).
    KEEP_ALIVE: Duration = Duration::from_secs(75), "ms",
        "una conexión entre dos solicitudes", "se cierra";
    /// How long a write may stand still (RELIABILITY §4).
    WRITE_STALL: Duration = Duration::from_secs(20), "ms",
        "un envío al que el otro lado no hace caso", "se corta la conexión";
    /// How long an answer may wait in all for a client that reads slowly (RELIABILITY §4, as for what is sent to us).
    READING_PATIENCE: Duration = Duration::from_secs(30), "ms",
        "lo que una respuesta espera, en total, a quien la lee más despacio que READING_SPEED", "se corta la conexión";
    /// Bytes that win back a second of that.
    READING_SPEED: usize = 10 << 10, "bytes",
        "lo que hay que leer de una respuesta por segundo (no de un WebSocket)", "se agota READING_PATIENCE";
    /// Bytes of a connection that the system (Linux) keeps and has not sent: enough to keep a fast line busy while the
    /// next are written.
    UNSENT_BYTES: u32 = 64 << 10, "bytes",
        "lo que el sistema guarda de una conexión sin haberlo enviado", "el resto espera en el servidor";
    /// How long sent bytes may stay unacknowledged before the system gives a connection up (RELIABILITY §4). Also how
    /// long a silent one stands before the system asks whether the other side is still there.
    TCP_SILENCE: Duration = Duration::from_secs(30), "ms",
        "un equipo que desapareció de la red", "el sistema cierra la conexión";
    /// Connections at once in all (RELIABILITY §4).
    CONNECTIONS: usize = 20_000, "conexiones",
        "todas a la vez", "se cierra la nueva";
    /// Connections at once of one address, or one IPv6 network of /64; loopback is exempt (RELIABILITY §4).
    CONNECTIONS_PER_ADDRESS: usize = 256, "conexiones",
        "una dirección, o una red IPv6 /64 (el propio equipo, sin límite)", "se cierra la nueva";
    /// Files that the system must let the server have open for all of them: one each, and what the database, the
    /// directory of the operator and the log take. The server takes all that it may have.
    OPEN_FILES: u64 = 20_064, "archivos",
        "los archivos abiertos que el sistema permite, como mínimo",
        "un aviso en el registro; sin ellos, las conexiones nuevas esperan";
    /// Requests of one person that are worked on at once; more wait for those (RELIABILITY R-08). All devices of a
    /// person together need far fewer, and the queues behind have room for sixty such people.
    REQUESTS_PER_PERSON: usize = 64, "solicitudes",
        "una persona, a la vez; las demás esperan su turno", "se espera REQUEST_WAIT";
    /// Questions of one person that are read at once: half of all readers, so that the others always have one.
    READS_PER_PERSON: usize = 2, "lecturas",
        "las de una persona, a la vez; las demás esperan su turno", "se espera REQUEST_WAIT";
    /// How long a request, or a socket's question, waits for its person's other ones: as long as for the writer's queue.
    REQUEST_WAIT: Duration = Duration::from_secs(3), "ms",
        "la espera de ese turno", "429 «Demasiadas solicitudes a la vez. Espera 3 segundos.»";
    /// Reads at once; more wait instead of each holding a thread and a connection. Two cores: more would only wait for
    /// each other.
    READS: u32 = 4, "lecturas",
        "la base de datos, a la vez", "se espera WRITE_WAIT";
    /// The largest file that is taken from the operator's directory: a picture of a shop window, not a film.
    OVERLAY_BYTES: u64 = 16 << 20, "bytes",
        "un archivo propio de serve --assets", "se usa el incluido; si no lo hay, 404 «No existe»";

    // ---- Files ----

    /// Bytes of a file, where `serve --upload-mb` says nothing else.
    FILE_BYTES: u64 = 25 << 20, "bytes",
        "un archivo (serve --upload-mb)", "413 «El archivo es demasiado grande»";
    /// Bytes of all files of one person, where `serve --quota-mb` says nothing else.
    FILES_OF_ONE_BYTES: u64 = 2_048 << 20, "bytes",
        "los archivos de una persona (serve --quota-mb)", "413 «Ya no te queda espacio para archivos»";
    /// What must be free on the disk beside a file that comes; on a small disk an eighth of it.
    FILES_DISK_FLOOR: u64 = 256 << 20, "bytes",
        "lo que debe quedar libre en el disco para recibir archivos, o un octavo de él si es menos",
        "503 «No queda espacio en el disco para archivos»";
    /// Files of one message.
    FILES_PER_MESSAGE: usize = 10, "archivos",
        "los de un mensaje", "400 «Un mensaje lleva 10 archivos como máximo»";
    /// Code points of a file's name.
    FILE_NAME_CHARS: usize = 255, "caracteres",
        "el nombre de un archivo", "400 «El nombre del archivo es demasiado largo»";
    /// Files that are received of one person at once: a thread and 64 KiB each while a piece is written.
    UPLOADS_PER_PERSON: usize = 4, "archivos",
        "los que se reciben de una persona a la vez; los demás esperan su turno", "se espera REQUEST_WAIT";
    /// Bytes of a file that win back a second of BODY_TIME, which waiting for its sender uses up (RELIABILITY §4).
    UPLOAD_SPEED: usize = 10 << 10, "bytes",
        "lo que hay que enviar de un archivo por segundo", "se agota BODY_TIME";
    /// Files that are looked at and put away at once, of everybody: each holds a thread.
    FILES_KEPT_AT_ONCE: usize = 2, "archivos",
        "los que se leen y guardan a la vez, aparte de hacer su miniatura", "los demás esperan";
    /// How long a file that is all here waits for others of the same person, which are put away one at a time.
    KEEPING_WAIT: Duration = Duration::from_secs(60), "ms",
        "la espera de un archivo por otros de la misma persona", "429 «Demasiadas solicitudes a la vez. Espera 60 segundos.»";
    /// How long a file stays that no message carries, and one that did not arrive whole.
    UNSENT_FILES: Duration = Duration::from_secs(24 * 3_600), "ms",
        "un archivo que nadie envió o que no llegó completo", "se borra; se mira al iniciar el servidor y cada hora";
    /// Files of a person that no message carries, all here or not: five messages' worth.
    UNSENT_PER_PERSON: u64 = 50, "archivos",
        "los archivos de una persona que no van en ningún mensaje", "409 «Tienes demasiados archivos sin enviar»";
    /// Pixels of a picture that is looked at (RELIABILITY §4).
    PICTURE_PIXELS: u64 = 40_000_000, "píxeles",
        "una imagen de la que se hace una miniatura", "se envía sin miniatura";
    /// Bytes that looking at one may take (RELIABILITY §4).
    PICTURE_MEMORY: u64 = 64 << 20, "bytes",
        "la memoria para leer una imagen", "se envía sin miniatura";
    /// How long is waited for a small picture, from when it is begun.
    PICTURE_TIME: Duration = Duration::from_secs(20), "ms",
        "lo que demora una miniatura", "se envía sin miniatura";
    /// Pictures that wait behind one that takes too long; of others, none is ordered before the last one is done.
    PICTURES_WAITING: usize = 4, "imágenes",
        "la cola de las miniaturas", "se envía sin miniatura";
    /// Pixels of the longer side of a small picture.
    THUMBNAIL_SIDE: u32 = 480, "píxeles",
        "el lado mayor de una miniatura", "se reduce";
    /// Bytes of a small picture that comes with a backup: it has no hash that it could be checked by.
    THUMBNAIL_BYTES: u64 = 1 << 20, "bytes",
        "una miniatura que viene con un respaldo", "no se copia; se muestra la imagen";

    // ---- Logging in ----

    /// Logins waiting for the one that is being hashed (RELIABILITY §7.4).
    LOGIN_QUEUE: usize = 16, "personas",
        "la espera para revisar contraseñas, de a una con dos núcleos",
        "503 «Hay demasiadas personas entrando a la vez; intenta de nuevo en unos segundos»";
    /// How long a login waits for its turn before it is told 503 (RELIABILITY §7.4).
    LOGIN_WAIT: Duration = Duration::from_secs(3), "ms",
        "esa espera", "503 «Hay demasiadas personas entrando a la vez; intenta de nuevo en unos segundos»";
    /// Failures of one person that are free of a delay (RELIABILITY §7.4).
    FREE_FAILURES: u32 = 5, "fallas",
        "las contraseñas malas seguidas de una persona",
        "429 «Demasiados intentos. Espera N segundos.»: 1, 2, 4… segundos";
    /// The longest delay between two tries for one person, in seconds (RELIABILITY §7.4).
    LONGEST_DELAY_S: u32 = 60, "segundos",
        "la espera entre dos intentos de una persona", "no crece más: nadie queda fuera para siempre";
    /// After this long without a new one, a person's failures are forgotten (RELIABILITY §7.4: never a permanent lock).
    FAILURES_FADE: Duration = Duration::from_secs(15 * 60), "ms",
        "la memoria de las fallas de una persona", "se olvidan";
    /// Failures of one address, or one IPv6 network of /64, in a window (RELIABILITY §7.4).
    ADDRESS_FAILURES: u32 = 30, "fallas",
        "una dirección, o una red IPv6 /64, en un minuto", "429 «Demasiados intentos. Espera N segundos.»";
    /// The window in which an address's failures are counted (RELIABILITY §7.4).
    ADDRESS_WINDOW: Duration = Duration::from_secs(60), "ms",
        "la memoria de las fallas de una dirección", "se olvidan";
    /// Letters of a name that is nobody's by which its failures are counted: what differs further on counts as one.
    FAILURE_KEY_CHARS: usize = 64, "caracteres",
        "lo que se guarda de un usuario que no existe", "se guarda el comienzo";
    /// How long the answer to "whose cookie is this" serves further requests (RELIABILITY §7.4). A logout counts at
    /// once; what another process ends within a quarter of it.
    SESSION_REMEMBERED: Duration = Duration::from_secs(1), "ms",
        "lo que se recuerda de una sesión", "se vuelve a leer";
    /// How long a remembered session lives: 30 days (CONTRACT).
    REMEMBERED: Duration = Duration::from_secs(30 * 24 * 3_600), "ms",
        "una sesión con «recordarme»", "401 «Usuario no autenticado»";
    /// How long any other session lives: 12 hours (CONTRACT).
    UNREMEMBERED: Duration = Duration::from_secs(12 * 3_600), "ms",
        "cualquier otra sesión", "401 «Usuario no autenticado»";
    /// How long an ended session is kept for the record: 7 days.
    KEEP_ENDED: Duration = Duration::from_secs(7 * 24 * 3_600), "ms",
        "el registro de una sesión terminada", "se borra";

    // ---- Sockets ----

    /// Socket events of one socket per second, unless `--rate` says otherwise (CONTRACT).
    EVENTS_PER_SECOND: u32 = 100, "eventos",
        "un socket, por segundo (serve --rate)", "error «Demasiados intentos. Espera N segundos.»; no se guarda";
    /// Socket events that a socket may send at once, having been silent (CONTRACT).
    EVENTS_BURST: u32 = 2_000, "eventos",
        "un socket, de una vez", "lo mismo";
    /// Refused events, less the ones that passed since, after which a socket is disconnected as a flood.
    FLOOD_EVENTS: u32 = 4_000, "eventos",
        "los rechazados de un socket", "se desconecta";
    /// Packets of one socket per second that are no events: pings, CONNECTs, fragments. A client that behaves sends a
    /// few in a minute.
    PACKETS_PER_SECOND: u32 = 100, "paquetes",
        "un socket, por segundo, además de los eventos", "se desconecta";
    /// Such packets that a socket may send at once.
    PACKETS_BURST: u32 = 1_000, "paquetes",
        "un socket, de una vez, además de los eventos", "se desconecta";
    /// Live Engine.IO sessions of one person (RELIABILITY R6).
    SOCKETS_PER_PERSON: usize = 256, "sockets",
        "una persona", "429 «Hay demasiadas conexiones abiertas. Espera 10 segundos.»";
    /// Questions to the database (`sincronizar`, `unirse_conversacion`, `escribiendo`) of one person that are worked on at
    /// once, over all their sockets: half of [`READS`], so that the others always have a way in.
    QUESTIONS_PER_PERSON: usize = 2, "preguntas",
        "una persona, a la vez, por todos sus sockets; las demás esperan su turno", "se espera REQUEST_WAIT";
    /// Engine.IO sessions open at once without a login (RELIABILITY R6).
    ANONYMOUS_SOCKETS: usize = 30, "sockets",
        "sin sesión, todos juntos", "429 «Hay demasiadas conexiones abiertas. Espera 10 segundos.»";
    /// How long an Engine.IO session may live without its CONNECT, and so without a login (RELIABILITY R6, §5.2).
    ANONYMOUS_LIFE: Duration = Duration::from_secs(10), "ms",
        "un socket que no se conecta o no tiene sesión", "se cierra";
    /// Attachments that one event may announce (RELIABILITY §5.2): no event has any.
    ATTACHMENTS: usize = 10, "adjuntos",
        "un evento", "hasta ahí, error «Datos inválidos»; más, se cierra la conexión";
    /// How long announced attachments may take (RELIABILITY §5.2).
    ATTACHMENTS_WAIT: Duration = Duration::from_secs(5), "ms",
        "la llegada de los adjuntos de un evento", "se cierra la conexión";
    /// How often the server asks whether the client is there (CONTRACT).
    PING_INTERVAL: Duration = Duration::from_millis(25_000), "ms",
        "entre dos ping a un socket", "se le pregunta si sigue ahí";
    /// How long the client has to answer (CONTRACT).
    PING_TIMEOUT: Duration = Duration::from_millis(20_000), "ms",
        "la respuesta a un ping", "se cierra";
    /// How long the upgrade from polling may take (RELIABILITY §5.2).
    UPGRADE_TIME: Duration = Duration::from_secs(10), "ms",
        "el paso de sondeo a WebSocket", "se cierra";
    /// How long the client has to acknowledge what the server asked (RELIABILITY §5.2); the server asks nothing yet.
    ACK_TIME: Duration = Duration::from_secs(10), "ms",
        "el acuse de un cliente", "se da por perdido";
    /// Packets that the library keeps for one socket (RELIABILITY §5.2); more wait in the outbox.
    SOCKET_PACKETS: usize = 256, "paquetes",
        "lo que espera en la biblioteca para un socket", "el resto espera en la cola del socket";
    /// Bytes of a WebSocket's read buffer, which each socket has for its life: the library's 128 KiB would be most of its
    /// memory, and nearly all that clients send is shorter.
    SOCKET_READ_BYTES: usize = 512, "bytes",
        "lo que se lee de un WebSocket de una vez", "se lee en varias";
    /// Bytes waiting for one socket before it is closed as too slow; it catches up when it returns.
    OUTBOX_BYTES: usize = 1 << 20, "bytes",
        "lo que espera para un socket", "se cierra; al volver se pone al día";
    /// Bytes waiting for all sockets of one person: eight that read nothing, or 32 KiB for each of all they may have.
    OUTBOX_BYTES_PER_PERSON: usize = 8 << 20, "bytes",
        "lo que espera para todos los sockets de una persona",
        "se cierra el que más tiene en espera; al volver se pone al día";
    /// How long a socket's full buffer may stand still before it is closed (RELIABILITY §5.2).
    OUTBOX_STALL: Duration = Duration::from_secs(20), "ms",
        "un socket que no lee", "se cierra; al volver se pone al día";
    /// Messages handed over between two polls. With the library's own ping, connect, noop and close it stays below the
    /// 16 of the contract.
    POLL_MESSAGES: usize = 12, "mensajes",
        "la respuesta a un sondeo", "el resto va en el siguiente";
    /// Bytes handed over between two polls: below `maxPayload`, or the library would keep a packet back.
    POLL_BYTES: usize = 48 << 10, "bytes",
        "la respuesta a un sondeo", "el resto va en el siguiente";
    /// Messages handed over to a WebSocket that have not gone out to the system yet: the library would keep each
    /// receiver's own copy.
    UNDER_WAY: usize = 64, "mensajes",
        "lo que va en camino a un WebSocket", "el resto espera en la cola del socket";
    /// Bytes of them. One larger message passes alone.
    UNDER_WAY_BYTES: usize = 64 << 10, "bytes",
        "lo que va en camino a un WebSocket", "el resto espera en la cola del socket";
    /// Waiting events from which a socket is not read from any more.
    INTAKE_HOLD: usize = 64, "eventos",
        "lo que un socket mandó y espera",
        "no se lee más de él; un sondeo espera 3 s: 503 «El servidor está ocupado; intenta de nuevo en unos segundos»";
    /// Waiting events from which it is read from again.
    INTAKE_RELEASE: usize = 16, "eventos",
        "lo que espera de un socket detenido", "se vuelve a leer de él";
    /// Waiting events at most. What the stream had already delivered when it was held still comes: with the 1 KiB read
    /// buffer, a 64 KiB message and no event under 10 bytes that is some 7,000.
    INTAKE_MOST: usize = 8_192, "eventos",
        "lo que ya había llegado de un socket detenido",
        "error «El servidor está ocupado; intenta de nuevo en unos segundos»";
    /// How long a client has to read that it was disconnected before its connections are cut: part of the second in
    /// which the sockets of an ended session must be gone.
    DISCONNECT_GRACE: Duration = Duration::from_millis(250), "ms",
        "la despedida de un socket que se desconecta", "se corta la conexión";
    /// How long somebody stays online whose last socket has gone: a page that is loaded again must not flicker. With
    /// [`PING_INTERVAL`] and [`PING_TIMEOUT`] that is 48 s for who just vanishes.
    PRESENCE_GRACE: Duration = Duration::from_secs(3), "ms",
        "una persona sin sockets que sigue en línea", "se avisa que ya no está, y se guarda desde cuándo";

    // ---- The database and the server ----

    /// Jobs waiting for the writer (RELIABILITY §3).
    WRITE_QUEUE: usize = 4_096, "cambios",
        "la cola de escritura", "no se lee de los sockets; una solicitud espera WRITE_WAIT";
    /// Jobs of one transaction (RELIABILITY §3).
    WRITE_BATCH: usize = 512, "cambios",
        "una transacción", "el resto va en la siguiente";
    /// How long a request waits for room in the writer's queue, or for its turn to read (RELIABILITY §3).
    WRITE_WAIT: Duration = Duration::from_secs(3), "ms",
        "la espera para leer o escribir", "503 «El servidor está ocupado; intenta de nuevo en unos segundos»";
    /// Batches that wait to be told before the writer waits for them.
    TOLD_BEHIND: usize = 64, "transacciones",
        "lo guardado que falta avisar", "la escritura espera";
    /// How long to wait for another process's commit; the same as the connection's pragma.
    BUSY_WAIT: Duration = Duration::from_secs(5), "ms",
        "la espera por otro programa que escribe en la base",
        "503 «La base de datos está ocupada; intenta de nuevo en unos segundos»";
    /// Entries of each kind in the writer's memory (10,000 × about 200 bytes).
    CACHE_ENTRIES: usize = 10_000, "entradas",
        "lo que la escritura recuerda de personas y conversaciones", "se olvida y se vuelve a leer";
    /// Size of the WAL from which a quiet moment is used to checkpoint it.
    WAL_WORTH_IT: u64 = 4 << 20, "bytes",
        "el registro de escritura, en un momento tranquilo", "se vacía";
    /// Size of the WAL from which it is checkpointed between two commits, quiet or not.
    WAL_TOO_LARGE: u64 = 64 << 20, "bytes",
        "el registro de escritura", "se vacía entre dos transacciones";
    /// Kept in reserve on the disk, and the free space from which texts are refused. On a small disk a sixteenth of it
    /// (RELIABILITY §3).
    DISK_FLOOR: u64 = 64 << 20, "bytes",
        "lo que queda libre en el disco, como mínimo (en uno pequeño, un dieciseisavo)",
        "503 «No queda espacio en el disco: por ahora no se puede guardar nada»; se puede entrar y leer";
    /// The free space from which the log warns. On a small disk a quarter of it (RELIABILITY §3).
    DISK_LITTLE: u64 = 500 << 20, "bytes",
        "lo que queda libre en el disco (en uno pequeño, un cuarto)", "un aviso en el registro";
    /// How long the first change after a start waits for the check of the file: most are checked in that time before
    /// anything is written into them. Reading doesn't wait.
    FIRST_LOOK: Duration = Duration::from_millis(250), "ms",
        "la revisión al partir, antes del primer cambio", "sigue mientras se atiende";
    /// How long the start waits for `quick_check` after a stop that was not in order; then it goes on beside the work.
    QUICK_CHECK: Duration = Duration::from_secs(3), "ms",
        "la revisión al partir después de un corte", "sigue mientras se atiende";
    /// Ports tried after 5000 when none was asked for: more servers than that on one machine are a mistake.
    PORTS_TRIED: u16 = 100, "puertos",
        "la búsqueda de un puerto libre", "no parte: «No hay ningún puerto libre entre 5000 y 5099»";
    /// Lines of the log that wait to be written; further ones are dropped and counted.
    LOG_LINES: usize = 8_192, "líneas",
        "el registro que espera a la terminal", "se pierden líneas del registro, no mensajes";
    /// How long storing and telling may take when the server stops (RELIABILITY §3: the whole stop stays under 5 s).
    DRAIN: Duration = Duration::from_secs(3), "ms",
        "guardar y avisar lo pendiente al detenerse", "se detiene igual; lo que falta no se había confirmado";
    /// How long the last checkpoint waits for readers: the whole stop stays under 5 s.
    LAST_CHECKPOINT: Duration = Duration::from_secs(1), "ms",
        "vaciar el registro de escritura al detenerse", "queda para el próximo inicio";
    /// How long the last answers have to get out.
    LAST_WORDS: Duration = Duration::from_millis(100), "ms",
        "la salida de las últimas respuestas al detenerse", "se cortan las conexiones";
    /// How long the WebSockets have to be closed in order; what is still open then is cut.
    FAREWELL: Duration = Duration::from_millis(500), "ms",
        "la despedida de los WebSockets al detenerse", "se cortan las conexiones";
    /// How long the tasks of cut connections have to end. Nothing of theirs was acknowledged.
    LAST_TASKS: Duration = Duration::from_millis(500), "ms",
        "el fin de las tareas al detenerse", "se detiene igual";

    // ---- Commands ----

    /// Bytes of a file of people.
    IMPORT_BYTES: usize = 10 << 20, "bytes",
        "el archivo de user import", "la orden falla: «El archivo pesa más de 10 MiB»";
    /// People of a file: hashing so many passwords takes some minutes.
    IMPORT_PEOPLE: usize = 10_000, "personas",
        "el archivo de user import", "la orden falla: «El archivo trae más de 10000 personas; divídelo en varios»";
    /// People of a sample.
    SEED_USERS: u64 = 100_000, "personas",
        "seed --users", "la orden falla: «Se pueden crear entre 2 y 100000 personas»";
    /// Conversations of a sample.
    SEED_CONVERSATIONS: u64 = 1_000_000, "conversaciones",
        "seed --conversations", "la orden falla: «Se pueden crear entre 0 y 1000000 conversaciones»";
    /// Messages of a sample: some 30 GB.
    SEED_MESSAGES: u64 = 100_000_000, "mensajes",
        "seed --messages", "la orden falla: «Se pueden crear entre 0 y 100000000 mensajes»";
}
