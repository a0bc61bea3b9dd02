-- The whole current schema of Weigence Chat: what a fresh database gets.
-- An older database reaches the same shape through src/db/migrations.rs, and a test compares the two.
--
-- Order, paging, unread counts and read marks go by `secuencia`, a number that the server hands out and that
-- never goes back; the TIMESTAMP columns are for display only, because a store's clock can't be trusted.
-- Ids are lower-case UUIDs kept as TEXT, times are UTC in RFC 3339 with milliseconds, so that anyone who opens
-- the file can read it.

-- People. The key is the RUT as it was entered (normalised: no dots, no spaces, `K` in upper case).
CREATE TABLE usuarios (
    rut_usuario   VARCHAR NOT NULL PRIMARY KEY,
    nombre        VARCHAR NOT NULL,
    correo        VARCHAR,
    rol           VARCHAR NOT NULL DEFAULT '',
    -- argon2id in PHC form; NULL: this person can't log in.
    clave_hash    TEXT,
    activo        BOOLEAN NOT NULL DEFAULT true,
    -- The name folded for sorting as Spanish does (model/user.rs).
    nombre_orden  TEXT NOT NULL DEFAULT '',
    -- The e-mail in lower case: the key for logging in with it.
    correo_clave  TEXT,
    -- The digits before the hyphen: the existing front end sends a RUT as a JSON number without its check digit.
    rut_numero    INTEGER,
    -- When their last device went away; for display. NULL: never that we know of.
    visto         TIMESTAMP,
    -- Everything up to this sequence has reached one of their devices. It never goes back.
    recibido_secuencia INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX usuarios_por_nombre ON usuarios (activo, nombre_orden, rut_usuario);
CREATE INDEX usuarios_por_nombre_exacto ON usuarios (nombre);
CREATE UNIQUE INDEX usuarios_por_correo ON usuarios (correo_clave) WHERE correo_clave IS NOT NULL;
CREATE INDEX usuarios_por_numero ON usuarios (rut_numero) WHERE rut_numero IS NOT NULL;

-- Conversations, of two people or of a group.
CREATE TABLE conversaciones_chat (
    -- A small number of its own: where its messages lie (see mensajes_chat).
    numero                INTEGER NOT NULL PRIMARY KEY,
    id                    TEXT NOT NULL UNIQUE,
    nombre                VARCHAR,
    es_grupal             BOOLEAN NOT NULL DEFAULT false,
    creado_por            VARCHAR NOT NULL REFERENCES usuarios (rut_usuario),
    ultima_actualizacion  TIMESTAMP NOT NULL,
    -- Both RUTs of a 1:1 in order, `a|b`: what makes a 1:1 unique. NULL for a group.
    par_clave             TEXT UNIQUE,
    -- SHA-256 of a group's name and people as they were asked for: tells a repeated request from another one.
    huella_creacion       BLOB,
    -- Sequence of the newest message, or of the creation where there is none yet: the order of the list.
    orden                 INTEGER NOT NULL,
    -- Sequence of the newest message; NULL where there is none.
    ultima_secuencia      INTEGER,
    -- How many messages it ever had: unread counts are differences of this, never a COUNT.
    total_mensajes        INTEGER NOT NULL DEFAULT 0,
    -- Sequence of its making: what a client that was away asks for it by; 0 where that was not kept.
    creada_secuencia      INTEGER NOT NULL DEFAULT 0,
    -- Whether only a group's admins may write.
    solo_admins           BOOLEAN NOT NULL DEFAULT false,
    -- Number of the newest change in it other than a message.
    cambio                INTEGER NOT NULL DEFAULT 0
);

-- Who takes part in what, and how far each has read.
-- Unread = total_mensajes - propios - ajenos_leidos.
CREATE TABLE participantes_chat (
    conversacion_id       TEXT NOT NULL REFERENCES conversaciones_chat (id),
    usuario_id            VARCHAR NOT NULL REFERENCES usuarios (rut_usuario),
    -- When the mark was last moved; for display.
    ultimo_mensaje_leido  TIMESTAMP,
    -- The read mark: everything up to this sequence is read. It never goes back.
    leido_secuencia       INTEGER NOT NULL DEFAULT 0,
    -- Messages of this person in this conversation.
    propios               INTEGER NOT NULL DEFAULT 0,
    -- Messages of the others that don't count as unread any more: read, or deleted.
    ajenos_leidos         INTEGER NOT NULL DEFAULT 0,
    -- In a group: miembro, admin or dueño.
    rol                   TEXT NOT NULL DEFAULT 'miembro',
    -- Who came later was not there for what was said up to this sequence: nobody waits for their word on it.
    entrada               INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (conversacion_id, usuario_id)
) WITHOUT ROWID;
CREATE INDEX participantes_por_usuario ON participantes_chat (usuario_id, conversacion_id);

-- Messages. The id may be made by the client, which makes sending it again harmless.
CREATE TABLE mensajes_chat (
    -- Its conversation's `numero` × 2^32 + its place there (1, 2, …): the messages of a conversation lie side by side
    -- in the file, so that a page of them is a few reads and not a hundred. Says nothing that isn't in the other
    -- columns, and who reads by it also compares `conversacion_id`.
    lugar            INTEGER NOT NULL PRIMARY KEY,
    id               TEXT NOT NULL UNIQUE,
    secuencia        INTEGER NOT NULL UNIQUE,
    conversacion_id  TEXT NOT NULL REFERENCES conversaciones_chat (id),
    usuario_id       VARCHAR NOT NULL REFERENCES usuarios (rut_usuario),
    contenido        TEXT NOT NULL,
    fecha_envio      TIMESTAMP NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')),
    editado          BOOLEAN NOT NULL DEFAULT false,
    eliminado        BOOLEAN NOT NULL DEFAULT false,
    -- What it has beyond its text, bit by bit: 1 answers another, 2 has reactions, 4 was said before elsewhere, 8 was
    -- written by the server, 16 is pinned, 32 names somebody, 64 is urgent, 128 carries files. So one without any costs
    -- nothing to show.
    rasgos           INTEGER NOT NULL DEFAULT 0
);
-- A deleted message is unread for nobody, whoever deletes it: us, or somebody with this file open.
CREATE TRIGGER mensajes_eliminados AFTER UPDATE OF eliminado ON mensajes_chat
WHEN new.eliminado AND NOT old.eliminado AND NOT new.rasgos & 8 BEGIN
    UPDATE participantes_chat SET ajenos_leidos = ajenos_leidos + 1
    WHERE conversacion_id = new.conversacion_id AND usuario_id <> new.usuario_id AND leido_secuencia < new.secuencia;
END;

-- The texts that messages had before they were edited, each with when it was replaced: for the record.
CREATE TABLE ediciones (
    mensaje    INTEGER NOT NULL REFERENCES mensajes_chat (secuencia),
    secuencia  INTEGER NOT NULL,
    contenido  TEXT NOT NULL,
    fecha      TIMESTAMP NOT NULL,
    PRIMARY KEY (mensaje, secuencia)
) WITHOUT ROWID;

-- Which message answers which.
CREATE TABLE respuestas (
    mensaje  INTEGER NOT NULL PRIMARY KEY REFERENCES mensajes_chat (secuencia),
    a        INTEGER NOT NULL REFERENCES mensajes_chat (secuencia)
);

-- Reactions: of each emoji one a person. `secuencia` is the order in which they came.
CREATE TABLE reacciones (
    mensaje     INTEGER NOT NULL REFERENCES mensajes_chat (secuencia),
    secuencia   INTEGER NOT NULL,
    usuario_id  VARCHAR NOT NULL REFERENCES usuarios (rut_usuario),
    emoji       TEXT NOT NULL,
    PRIMARY KEY (mensaje, usuario_id, emoji)
) WITHOUT ROWID;

-- Whom messages name; `*` is everyone in the conversation. `conversacion` is the conversation's `numero`: so those that a
-- person has not read in one are found at once.
CREATE TABLE menciones (
    usuario_id    VARCHAR NOT NULL,
    conversacion  INTEGER NOT NULL,
    mensaje       INTEGER NOT NULL REFERENCES mensajes_chat (secuencia),
    PRIMARY KEY (usuario_id, conversacion, mensaje)
) WITHOUT ROWID;
CREATE INDEX menciones_por_mensaje ON menciones (mensaje);

-- What is pinned in a conversation, for everyone in it.
CREATE TABLE fijados (
    conversacion_id  TEXT NOT NULL REFERENCES conversaciones_chat (id),
    mensaje          INTEGER NOT NULL REFERENCES mensajes_chat (secuencia),
    usuario_id       VARCHAR NOT NULL REFERENCES usuarios (rut_usuario),
    secuencia        INTEGER NOT NULL,
    PRIMARY KEY (conversacion_id, mensaje)
) WITHOUT ROWID;

-- What each has starred, for themselves.
CREATE TABLE destacados (
    usuario_id  VARCHAR NOT NULL REFERENCES usuarios (rut_usuario),
    mensaje     INTEGER NOT NULL REFERENCES mensajes_chat (secuencia),
    PRIMARY KEY (usuario_id, mensaje)
) WITHOUT ROWID;

-- What happened in conversations besides new messages, by number, for who was away: a change of a message, of a group
-- (`mensaje` NULL), or that somebody (`usuario_id`) came or went, which only they are told. The newest 20,000 are kept.
CREATE TABLE cambios_chat (
    secuencia        INTEGER NOT NULL PRIMARY KEY,
    conversacion_id  TEXT NOT NULL REFERENCES conversaciones_chat (id),
    mensaje          INTEGER REFERENCES mensajes_chat (secuencia),
    usuario_id       VARCHAR REFERENCES usuarios (rut_usuario)
);
CREATE INDEX cambios_por_conversacion ON cambios_chat (conversacion_id, secuencia);
CREATE INDEX cambios_por_mensaje ON cambios_chat (mensaje) WHERE mensaje IS NOT NULL;
CREATE INDEX cambios_por_usuario ON cambios_chat (usuario_id, secuencia) WHERE usuario_id IS NOT NULL;

-- When each has read up to where: one row a reader and burst. The newest of each are kept.
CREATE TABLE lecturas (
    conversacion_id  TEXT NOT NULL REFERENCES conversaciones_chat (id),
    usuario_id       VARCHAR NOT NULL REFERENCES usuarios (rut_usuario),
    hasta            INTEGER NOT NULL,
    fecha            TIMESTAMP NOT NULL,
    PRIMARY KEY (conversacion_id, usuario_id, hasta)
) WITHOUT ROWID;

-- When everything up to where had reached one of a person's devices. The newest of each are kept.
CREATE TABLE recepciones (
    usuario_id  VARCHAR NOT NULL REFERENCES usuarios (rut_usuario),
    hasta       INTEGER NOT NULL,
    fecha       TIMESTAMP NOT NULL,
    PRIMARY KEY (usuario_id, hasta)
) WITHOUT ROWID;

-- Files that people sent, or are sending. What is in them lies beside this database, by its hash: archivos/ab/abcd….
CREATE TABLE archivos (
    id          TEXT NOT NULL PRIMARY KEY,
    usuario_id  VARCHAR NOT NULL REFERENCES usuarios (rut_usuario),
    nombre      TEXT NOT NULL,
    -- As announced; once it is all here, as stored.
    bytes       INTEGER NOT NULL,
    -- Milliseconds of the server's clock, which never goes back (model/clock.rs).
    cuando      INTEGER NOT NULL,
    -- SHA-256 of what is stored, in hex; NULL while it is being received.
    huella      TEXT,
    -- What it is by its first bytes, never by its name.
    tipo        TEXT NOT NULL DEFAULT '',
    ancho       INTEGER,
    alto        INTEGER,
    miniatura   BOOLEAN NOT NULL DEFAULT false
) WITHOUT ROWID;
CREATE INDEX archivos_por_usuario ON archivos (usuario_id, bytes);
CREATE INDEX archivos_por_huella ON archivos (huella) WHERE huella IS NOT NULL;

-- Which files messages carry. A file without any is its owner's alone, and goes after a day.
CREATE TABLE adjuntos (
    mensaje   INTEGER NOT NULL REFERENCES mensajes_chat (secuencia),
    posicion  INTEGER NOT NULL,
    archivo   TEXT NOT NULL REFERENCES archivos (id),
    PRIMARY KEY (mensaje, posicion)
) WITHOUT ROWID;
CREATE INDEX adjuntos_por_archivo ON adjuntos (archivo);

-- Which messages are urgent.
CREATE TABLE urgentes (
    mensaje          INTEGER NOT NULL PRIMARY KEY REFERENCES mensajes_chat (secuencia),
    conversacion_id  TEXT NOT NULL REFERENCES conversaciones_chat (id)
);
CREATE INDEX urgentes_por_conversacion ON urgentes (conversacion_id, mensaje);

-- Who has acknowledged an urgent message, and when.
CREATE TABLE acuses (
    mensaje     INTEGER NOT NULL REFERENCES mensajes_chat (secuencia),
    usuario_id  VARCHAR NOT NULL REFERENCES usuarios (rut_usuario),
    fecha       TIMESTAMP NOT NULL,
    PRIMARY KEY (mensaje, usuario_id)
) WITHOUT ROWID;

-- Logged-in sessions. Only a hash of the cookie is kept: who reads this file can't log in with it.
CREATE TABLE sesiones (
    id           INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT,
    token_hash   BLOB NOT NULL UNIQUE,
    usuario_id   VARCHAR NOT NULL REFERENCES usuarios (rut_usuario),
    -- Milliseconds of the server's clock, which never goes back (model/clock.rs).
    creada_en    INTEGER NOT NULL,
    vence_en     INTEGER NOT NULL,
    ultimo_uso   INTEGER NOT NULL,
    revocada_en  INTEGER,
    recordar     BOOLEAN NOT NULL,
    agente       TEXT NOT NULL DEFAULT '',
    ip           TEXT NOT NULL DEFAULT ''
);
CREATE INDEX sesiones_por_usuario ON sesiones (usuario_id);

-- Failed logins, per person (`u:`) and per address (`ip:`); kept here so that a restart doesn't forget them.
CREATE TABLE intentos_fallidos (
    clave            TEXT NOT NULL PRIMARY KEY,
    fallos           INTEGER NOT NULL,
    desde            INTEGER NOT NULL,
    bloqueado_hasta  INTEGER NOT NULL
) WITHOUT ROWID;

-- Single values: `secuencia` (the last number handed out), `reloj` (the clock's floor), `cierre_limpio`, `demo`,
-- `cambios_desde` (the newest number of which no changes are kept any more), `restaurada_desde` (the first number handed out after the last restore: who knows only earlier ones starts afresh).
CREATE TABLE ajustes (
    clave  TEXT NOT NULL PRIMARY KEY,
    valor
) WITHOUT ROWID;
INSERT INTO ajustes (clave, valor) VALUES ('secuencia', 0), ('reloj', 0), ('cierre_limpio', 1);
