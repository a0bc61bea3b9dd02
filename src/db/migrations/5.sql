-- 5: what a conversation needs beyond messages. See schema.sql.
ALTER TABLE usuarios ADD COLUMN recibido_secuencia INTEGER NOT NULL DEFAULT 0;
ALTER TABLE conversaciones_chat ADD COLUMN solo_admins BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE conversaciones_chat ADD COLUMN cambio INTEGER NOT NULL DEFAULT 0;
ALTER TABLE participantes_chat ADD COLUMN rol TEXT NOT NULL DEFAULT 'miembro';
ALTER TABLE participantes_chat ADD COLUMN entrada INTEGER NOT NULL DEFAULT 0;
UPDATE participantes_chat SET rol = 'dueño' FROM conversaciones_chat c
    WHERE c.id = participantes_chat.conversacion_id AND c.es_grupal AND c.creado_por = participantes_chat.usuario_id;
ALTER TABLE mensajes_chat ADD COLUMN rasgos INTEGER NOT NULL DEFAULT 0;
DROP TRIGGER mensajes_eliminados;
CREATE TRIGGER mensajes_eliminados AFTER UPDATE OF eliminado ON mensajes_chat
WHEN new.eliminado AND NOT old.eliminado AND NOT new.rasgos & 8 BEGIN
    UPDATE participantes_chat SET ajenos_leidos = ajenos_leidos + 1
    WHERE conversacion_id = new.conversacion_id AND usuario_id <> new.usuario_id AND leido_secuencia < new.secuencia;
END;
CREATE TABLE ediciones (
    mensaje    INTEGER NOT NULL REFERENCES mensajes_chat (secuencia),
    secuencia  INTEGER NOT NULL,
    contenido  TEXT NOT NULL,
    fecha      TIMESTAMP NOT NULL,
    PRIMARY KEY (mensaje, secuencia)
) WITHOUT ROWID;
CREATE TABLE respuestas (
    mensaje  INTEGER NOT NULL PRIMARY KEY REFERENCES mensajes_chat (secuencia),
    a        INTEGER NOT NULL REFERENCES mensajes_chat (secuencia)
);
CREATE TABLE reacciones (
    mensaje     INTEGER NOT NULL REFERENCES mensajes_chat (secuencia),
    secuencia   INTEGER NOT NULL,
    usuario_id  VARCHAR NOT NULL REFERENCES usuarios (rut_usuario),
    emoji       TEXT NOT NULL,
    PRIMARY KEY (mensaje, usuario_id, emoji)
) WITHOUT ROWID;
CREATE TABLE menciones (
    usuario_id    VARCHAR NOT NULL,
    conversacion  INTEGER NOT NULL,
    mensaje       INTEGER NOT NULL REFERENCES mensajes_chat (secuencia),
    PRIMARY KEY (usuario_id, conversacion, mensaje)
) WITHOUT ROWID;
CREATE INDEX menciones_por_mensaje ON menciones (mensaje);
CREATE TABLE fijados (
    conversacion_id  TEXT NOT NULL REFERENCES conversaciones_chat (id),
    mensaje          INTEGER NOT NULL REFERENCES mensajes_chat (secuencia),
    usuario_id       VARCHAR NOT NULL REFERENCES usuarios (rut_usuario),
    secuencia        INTEGER NOT NULL,
    PRIMARY KEY (conversacion_id, mensaje)
) WITHOUT ROWID;
CREATE TABLE destacados (
    usuario_id  VARCHAR NOT NULL REFERENCES usuarios (rut_usuario),
    mensaje     INTEGER NOT NULL REFERENCES mensajes_chat (secuencia),
    PRIMARY KEY (usuario_id, mensaje)
) WITHOUT ROWID;
CREATE TABLE cambios_chat (
    secuencia        INTEGER NOT NULL PRIMARY KEY,
    conversacion_id  TEXT NOT NULL REFERENCES conversaciones_chat (id),
    mensaje          INTEGER REFERENCES mensajes_chat (secuencia),
    usuario_id       VARCHAR REFERENCES usuarios (rut_usuario)
);
CREATE INDEX cambios_por_conversacion ON cambios_chat (conversacion_id, secuencia);
CREATE INDEX cambios_por_mensaje ON cambios_chat (mensaje) WHERE mensaje IS NOT NULL;
CREATE INDEX cambios_por_usuario ON cambios_chat (usuario_id, secuencia) WHERE usuario_id IS NOT NULL;
CREATE TABLE lecturas (
    conversacion_id  TEXT NOT NULL REFERENCES conversaciones_chat (id),
    usuario_id       VARCHAR NOT NULL REFERENCES usuarios (rut_usuario),
    hasta            INTEGER NOT NULL,
    fecha            TIMESTAMP NOT NULL,
    PRIMARY KEY (conversacion_id, usuario_id, hasta)
) WITHOUT ROWID;
CREATE TABLE recepciones (
    usuario_id  VARCHAR NOT NULL REFERENCES usuarios (rut_usuario),
    hasta       INTEGER NOT NULL,
    fecha       TIMESTAMP NOT NULL,
    PRIMARY KEY (usuario_id, hasta)
) WITHOUT ROWID;
CREATE TABLE archivos (
    id          TEXT NOT NULL PRIMARY KEY,
    usuario_id  VARCHAR NOT NULL REFERENCES usuarios (rut_usuario),
    nombre      TEXT NOT NULL,
    bytes       INTEGER NOT NULL,
    cuando      INTEGER NOT NULL,
    huella      TEXT,
    tipo        TEXT NOT NULL DEFAULT '',
    ancho       INTEGER,
    alto        INTEGER,
    miniatura   BOOLEAN NOT NULL DEFAULT false
) WITHOUT ROWID;
CREATE INDEX archivos_por_usuario ON archivos (usuario_id, bytes);
CREATE INDEX archivos_por_huella ON archivos (huella) WHERE huella IS NOT NULL;
CREATE TABLE adjuntos (
    mensaje   INTEGER NOT NULL REFERENCES mensajes_chat (secuencia),
    posicion  INTEGER NOT NULL,
    archivo   TEXT NOT NULL REFERENCES archivos (id),
    PRIMARY KEY (mensaje, posicion)
) WITHOUT ROWID;
CREATE INDEX adjuntos_por_archivo ON adjuntos (archivo);
CREATE TABLE urgentes (
    mensaje          INTEGER NOT NULL PRIMARY KEY REFERENCES mensajes_chat (secuencia),
    conversacion_id  TEXT NOT NULL REFERENCES conversaciones_chat (id)
);
CREATE INDEX urgentes_por_conversacion ON urgentes (conversacion_id, mensaje);
CREATE TABLE acuses (
    mensaje     INTEGER NOT NULL REFERENCES mensajes_chat (secuencia),
    usuario_id  VARCHAR NOT NULL REFERENCES usuarios (rut_usuario),
    fecha       TIMESTAMP NOT NULL,
    PRIMARY KEY (mensaje, usuario_id)
) WITHOUT ROWID;
